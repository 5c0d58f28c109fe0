// The daemon with a directory of stations, as a process of its own: whom it asks, what it shows, how it ends.
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSystemClock } from "../../bridge-firmware/src/adapters/clock/system-clock.ts";
import { openDirectory } from "../../bridge-firmware/src/adapters/stations/open-directory.ts";
import { StatusView } from "../../bridge-firmware/src/control/views.ts";
import { type DirectoryServer, startDirectoryServer } from "../../local/src/radio-directory/directory-server.ts";
import { until } from "../port-contracts/cloud-link.ts";
import { type Daemon, startDaemon, writeDaemonFiles } from "./fakes/daemon.ts";
import { createFakeLog } from "./fakes/ports.ts";

let folder: string;
let server: DirectoryServer;
const daemons: Daemon[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-stations-"));
  await mkdir(join(folder, "music"));
  server = await startDirectoryServer();
});
afterEach(async () => {
  await Promise.all(daemons.splice(0).map((daemon) => daemon.kill()));
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** There is no MPD: the daemon waits for it, and does everything else. */
async function start(directory: object, allowedHosts: readonly string[] = [server.host]): Promise<Daemon> {
  const player = {
    kind: "mpd",
    socket: join(folder, "no-mpd"),
    pipeDirectory: join(folder, "pipes"),
    allowedHosts,
    directory,
  };
  const changes = { cloud: undefined, controlSocket: join(folder, "control.sock"), player };
  const config = await writeDaemonFiles({ directory: folder, mqttUrl: "", speakers: [], changes });
  const daemon = startDaemon({ args: ["--config", config] });
  daemons.push(daemon);
  return daemon;
}

function readStatus(): Promise<StatusView> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { socketPath: join(folder, "control.sock"), path: "/v1/status", agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => {
          text += piece;
        });
        response.on("end", () => resolve(StatusView.parse(JSON.parse(text))));
      },
    );
    asking.on("error", reject).end();
  });
}

describe("the daemon whose settings name a directory of stations", () => {
  it("fetches them under its own name, shows how many it has and names none in its log, and ends cleanly", async () => {
    const { daemon, output, exited } = await start({ kind: "radio-browser", url: server.url, stations: 20 });
    // it waits ten seconds for MPD
    await until(() => output.log.includes("bridge is running"), 45_000);
    expect(server.asked).toEqual([{ path: expect.stringContaining("limit=20&"), userAgent: "HouseBand/checkout" }]);
    expect((await readStatus()).directory).toMatchObject({ name: "radio-browser", stations: 18, leftOut: 2 });
    daemon.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(output.log).toContain("stations fetched");
    expect(output.log).not.toMatch(/Harbour|Quarry|streams\./u);
  }, 60_000);

  it("does not start where the directory is in the home's network and nobody has allowed it", async () => {
    const { exited, output } = await start({ kind: "radio-browser", url: "http://nas.lan/radio" }, []);

    expect(await exited).toBe(2);
    expect(output.errors).toContain("player.directory.url: the host is one of the home's own network");
  });
});

describe("settings without a directory", () => {
  it("open none, and ask nobody", async () => {
    const around = { dataDirectory: folder, version: "1", clock: createSystemClock(), log: createFakeLog() };

    expect(await openDirectory({ allowedHosts: [] }, around)).toEqual({ ok: true, value: null });
    expect(await readdir(folder)).toEqual(["music"]);
  });
});
