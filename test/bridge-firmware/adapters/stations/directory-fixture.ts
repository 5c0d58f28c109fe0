// The real adapter beside a directory of this machine's own, on a virtual clock and a temporary folder.
import { rm } from "node:fs/promises";
import { createVirtualClock, type VirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { FETCH_LIMITS } from "../../../../bridge-firmware/src/adapters/stations/fetch-stations.ts";
import { createCopyFile } from "../../../../bridge-firmware/src/adapters/stations/kept-copy.ts";
import {
  openRadioBrowser,
  type RadioBrowserOptions,
} from "../../../../bridge-firmware/src/adapters/stations/radio-browser.ts";
import type { StationDirectory } from "../../../../bridge-firmware/src/ports.ts";
import { type DirectoryServer, startDirectoryServer } from "../../../../local/src/radio-directory/directory-server.ts";
import { until } from "../../../port-contracts/cloud-link.ts";
import { createFakeLog } from "../../fakes/ports.ts";
import { makeTemporaryDirectory } from "../fs/store-fixture.ts";

export type DirectoryStage = {
  readonly server: DirectoryServer;
  readonly clock: VirtualClock;
  readonly log: ReturnType<typeof createFakeLog>;
  /** Where the copy is. */
  readonly folder: string;
  /** Opens the directory; a second time it is a bridge that was started again. */
  open(changes?: Partial<RadioBrowserOptions>): Promise<StationDirectory>;
  /** Opens it, and waits until it has fetched. */
  openAndFetch(changes?: Partial<RadioBrowserOptions>): Promise<StationDirectory>;
  close(): Promise<void>;
};

/** For what will never come. */
export const IMPATIENT = { ...FETCH_LIMITS, firstByteMs: 300, bodyMs: 300 };

export async function startStage(rows?: readonly unknown[]): Promise<DirectoryStage> {
  const server = await startDirectoryServer(rows);
  const folder = await makeTemporaryDirectory();
  const clock = createVirtualClock();
  const log = createFakeLog();
  const opened: StationDirectory[] = [];
  const open = async (changes: Partial<RadioBrowserOptions> = {}): Promise<StationDirectory> => {
    const directory = await openRadioBrowser({
      url: server.url,
      stations: 5_000,
      allowedHosts: [server.host],
      userAgent: "HouseBand/test",
      file: createCopyFile(folder, log),
      clock,
      log,
      random: () => 0.5,
      ...changes,
    });
    opened.push(directory);
    return directory;
  };
  return {
    server,
    clock,
    log,
    folder,
    open,
    async openAndFetch(changes) {
      const directory = await open(changes);
      await until(() => hasFetched(log), 30_000);
      return directory;
    },
    async close() {
      for (const directory of opened) await directory.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const hasFetched = ({ lines }: DirectoryStage["log"], times = 1): boolean =>
  lines.filter(({ message }) => message === "stations fetched").length >= times;
