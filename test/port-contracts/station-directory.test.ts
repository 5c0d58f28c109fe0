import type { Station } from "../../bridge-firmware/src/sources/stations.ts";
import { directoryRow } from "../../local/src/radio-directory/directory-row.ts";
import { startStage } from "../bridge-firmware/adapters/stations/directory-fixture.ts";
import { createFakeDirectory } from "../bridge-firmware/fakes/station-directory.ts";
import { until } from "./cloud-link.ts";
import { describeStationDirectoryContract } from "./station-directory.ts";

describeStationDirectoryContract("a test's own", async (stations) => {
  const directory = createFakeDirectory();
  return { directory, arrive: () => directory.learn(stations), cleanUp: async () => undefined };
});

const toRow = ({ name, url, tags }: Station, place: number) =>
  directoryRow({ name, url, url_resolved: url, tags: tags.join(","), clickcount: 1_000 - place });

describeStationDirectoryContract("radio-browser", async (stations) => {
  const { server, clock, open, close } = await startStage(stations.map(toRow));
  server.become({ kind: "refusing", status: 503 });
  const directory = await open();
  return {
    directory,
    async arrive() {
      await until(() => directory.state().fault !== null);
      server.become({ kind: "well" });
      await clock.advance(120_000);
      await until(() => directory.state().stations !== null && directory.state().fault === null);
    },
    cleanUp: close,
  };
});
