// Waiting for MPD's changes, with a server that speaks as MPD does.
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { connectMpd, type MpdConnection } from "../../../../bridge-firmware/src/adapters/mpd/mpd-connection.ts";

let folder: string;
let server: Server;
let client: Socket | null;
let connection: MpdConnection;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-mpd-"));
  const socketPath = join(folder, "socket");
  client = null;
  server = createServer((socket) => {
    client = socket;
    socket.on("error", () => undefined);
    socket.write("OK MPD 0.23.5\n");
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const connected = await connectMpd({ socketPath, watch: ["player"] });
  if (!connected.ok) throw new Error(connected.error.message);
  connection = connected.value;
});
afterEach(async () => {
  connection.close();
  client?.destroy();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});
const say = (text: string) => client?.write(text);

describe("whoever waits for a change of MPD's", () => {
  it("hears of it", async () => {
    const changed = connection.changed();
    say("changed: player\nOK\n");

    expect(await changed).toBe(true);
  });

  it("hears of nothing when he waits no longer, and the next one hears of what comes then", async () => {
    const impatient = new AbortController();
    const first = connection.changed(impatient.signal);
    impatient.abort();
    expect(await first).toBe(false);

    const second = connection.changed(new AbortController().signal);
    say("changed: player\nOK\n");
    expect(await second).toBe(true);
    expect(await connection.changed(impatient.signal)).toBe(false);
  });

  it("hears of nothing when MPD is gone, and at once after that", async () => {
    const changed = connection.changed(new AbortController().signal);
    client?.destroy();

    expect(await changed).toBe(false);
    expect(await connection.changed()).toBe(false);
  });
});
