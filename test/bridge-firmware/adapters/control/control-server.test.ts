// The bridge's own door, as the command line uses it: a whole bridge on the simulated radio behind it.
import { mkdtemp, rm, stat } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startControlServer } from "../../../../bridge-firmware/src/adapters/control/control-server.ts";
import { noEnroller } from "../../../../bridge-firmware/src/adapters/identity/enroller.ts";
import { noRotator } from "../../../../bridge-firmware/src/adapters/identity/rotator.ts";
import { isSameName } from "../../../../bridge-firmware/src/adapters/library/with-favourites.ts";
import { createNoCloud } from "../../../../bridge-firmware/src/adapters/mqtt/no-cloud.ts";
import { createSimBluetooth } from "../../../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { createAnnouncer } from "../../../../bridge-firmware/src/adapters/speech/announcer.ts";
import { BRIDGE_DEFAULTS, type Bridge, runBridge } from "../../../../bridge-firmware/src/bridge.ts";
import { createClient } from "../../../../bridge-firmware/src/cli/client.ts";
import type { ControlEvent } from "../../../../bridge-firmware/src/control/views.ts";
import { openFavourites } from "../../../../bridge-firmware/src/memory/favourites.ts";
import { until } from "../../../port-contracts/cloud-link.ts";
import { sine, wavBytes } from "../../engine/fixtures.ts";
import { addressOf, commandId, FIRE_PIT, homeConfig, JAZZ, KITCHEN, PATIO, THING } from "../../fakes/home.ts";
import { createFakeEngine, createFakeLibrary, createFakeLog, createFakeStore } from "../../fakes/ports.ts";
import { simSpeaker } from "../sim/sim-speaker-fixture.ts";

let folder: string;
let socketPath: string;
let world: Awaited<ReturnType<typeof startWorld>>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-door-"));
  socketPath = join(folder, "control.sock");
  world = await startWorld();
});
afterEach(async () => {
  await world.server.close();
  await world.bridge.stop();
  await rm(folder, { recursive: true });
});

/** Three speakers: the patio and the kitchen are awake, the fire pit is asleep. */
async function startWorld() {
  const clock = createVirtualClock({ epochMs: Date.UTC(2026, 10, 20) });
  const store = createFakeStore();
  const groups = { grp_01J0000000000000000000000A: { name: "Outside", members: [PATIO, FIRE_PIT] } };
  store.documents.set("home", homeConfig({ groups }));
  const speakers = [PATIO, FIRE_PIT, KITCHEN].map((id, index) =>
    simSpeaker(index, { address: addressOf(id), mood: id === FIRE_PIT ? "asleep" : "awake" }),
  );
  const bluetooth = createSimBluetooth({ speakers, seed: 1, clock, onLink: () => undefined });
  const engine = createFakeEngine();
  const log = createFakeLog();
  const announcer = await createAnnouncer({ directory: join(folder, "spoken"), voice: { kind: "none" }, log });
  const ports = {
    bluetooth,
    engine,
    announcer,
    cloud: createNoCloud(),
    library: createFakeLibrary(),
    store,
    clock,
    log,
  };
  const bridge: Bridge = await runBridge(ports, { ...BRIDGE_DEFAULTS, thing: THING });
  await clock.advance(3_000);
  const surroundings = () => ({
    version: "1.2.3",
    thing: THING,
    cloud: "none" as const,
    library: MUSIC,
    uptimeSeconds: 7,
  });
  const favourites = await openFavourites({ store, log }, { isSame: isSameName, checkStream: () => ok(undefined) });
  const rotator = noRotator("this bridge has no certificate");
  const server = await startControlServer({
    bridge,
    favourites,
    announcer,
    desk: null,
    enroller: noEnroller,
    rotator,
    socketPath,
    surroundings,
    clock,
    log,
  });
  return {
    bridge,
    favourites,
    announcer,
    desk: null,
    enroller: noEnroller,
    rotator,
    server,
    store,
    clock,
    log,
    engine,
  };
}

/** Sends anything at all. @returns status and body */
function ask(method: string, path: string, body?: string, type = "application/json", own: Record<string, string> = {}) {
  return new Promise<{ status: number; body: unknown }>((resolve, reject) => {
    const headers = body === undefined ? own : { ...own, "content-type": type };
    const sent = httpRequest({ socketPath, method, path, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: text === "" ? null : JSON.parse(text) }),
      );
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

/** Gives a command and lets time pass until it has its outcome. */
async function command(body: object) {
  const client = createClient(socketPath);
  let answered = false;
  const answer = client.command(body).finally(() => {
    answered = true;
  });
  for (let round = 0; round < 400 && !answered; round++) {
    await world.clock.advance(50);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const outcome = await answer;
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

const MUSIC = { tracks: 3, looking: null, skipped: 0, fault: null };
const playJazz = (...ids: string[]) => ({
  kind: "play",
  targets: ids.map((id) => ({ id, channel: "stereo" })),
  source: { kind: "request", words: "jazz" },
});

describe("the bridge's own door", () => {
  it("lets in the socket's owner and group, and nobody else", async () => {
    expect((await stat(socketPath)).mode & 0o777).toBe(0o660);
  });

  it.each(["", "seven-7", "two words", "x".repeat(65)])("knows no caller by the name %j", async (name) => {
    const { status, body } = await ask("GET", "/v1/events", undefined, undefined, { "house-band-caller": name });
    expect({ status, body }).toMatchObject({ status: 400, body: { code: "BAD_REQUEST", field: "house-band-caller" } });
  });

  it("shows the bridge, its speakers by name and its groups", async () => {
    expect((await ask("GET", "/v1/status")).body).toEqual({
      version: "1.2.3",
      thing: THING,
      cloud: "none",
      uptimeSeconds: 7,
      library: MUSIC,
      home: { revision: 1, speakers: 3, connected: 2, groups: 1, isLocal: false },
      zones: [],
    });
    const speakers = await createClient(socketPath).speakers();
    expect(speakers.ok && speakers.value.map(({ name, link, reason }) => [name, link, reason])).toEqual([
      ["Fire Pit", expect.stringMatching(/connecting|disconnected/), expect.any(String)],
      ["Kitchen", "connected", "OK"],
      ["Patio", "connected", "OK"],
    ]);
    const groups = await createClient(socketPath).groups();
    expect(groups.ok && groups.value).toMatchObject([
      { name: "Outside", speakers: [{ name: "Patio" }, { name: "Fire Pit" }] },
    ]);
  });

  it("takes a command the way the voice does: journaled, carried out, and answered with its one outcome", async () => {
    const outcome = await command(playJazz(PATIO, FIRE_PIT));

    expect(outcome).toMatchObject({
      state: "partial",
      perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "SPEAKER_ASLEEP" },
      found: JAZZ.found,
    });
    expect(world.store.state.journal).toContainEqual(
      expect.objectContaining({ kind: "accepted", command: expect.objectContaining({ origin: "cli", seq: 1 }) }),
    );
    expect((await ask("GET", "/v1/status")).body).toMatchObject({
      zones: [{ state: "playing", title: "One", speakers: [{ name: "Patio" }, { name: "Fire Pit" }] }],
    });
  });

  it("carries a command that comes twice out once, and gives the same outcome", async () => {
    const body = { ...playJazz(PATIO), id: commandId(7) };
    const first = await command(body);
    expect(await command(body)).toEqual(first);
    expect(world.engine.of("open-zone")).toHaveLength(1);
  });

  it("refuses another command under an id that was used, and leaves the first as it was", async () => {
    await command({ ...playJazz(PATIO), id: commandId(7) });
    const second = await command({ kind: "stop", speakers: [PATIO], id: commandId(7) });
    expect(second).toMatchObject({ state: "rejected", code: "CONFLICT" });
    expect(Object.keys(world.bridge.snapshot().zones)).toHaveLength(1);
  });

  it("keeps no outcome waiting for a cloud that there is not", async () => {
    await command({ kind: "set-volume", speakers: [PATIO], volumePercent: 30 });
    await world.clock.advance(10);
    expect(world.store.state.journal.map((record) => (record as { kind: string }).kind)).toEqual(
      expect.arrayContaining(["accepted", "outcome", "delivered"]),
    );
  });

  it("knows a command's way by its id: received, journaled, over, without its words", async () => {
    await command({ ...playJazz(PATIO, FIRE_PIT), id: commandId(7) });
    await world.clock.advance(10);
    const road = await createClient(socketPath).roadOf(commandId(7));
    expect(road).toMatchObject({
      ok: true,
      value: {
        ...{ id: commandId(7), kind: "play", origin: "cli", seq: 1, isDelivered: true, deliveredAtMs: null },
        receivedAtMs: expect.any(Number),
        outcome: { state: "partial", perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "SPEAKER_ASLEEP" } },
      },
    });
    expect(JSON.stringify(road)).not.toMatch(/jazz/i);
  });

  it("says where a command's way is not known, and what an id is", async () => {
    expect(await ask("GET", `/v1/commands/${commandId(8)}`)).toMatchObject({
      status: 404,
      body: { code: "NOT_FOUND" },
    });
    expect(await ask("GET", "/v1/commands/8")).toMatchObject({ status: 400, body: { field: "id" } });
    expect(await ask("DELETE", `/v1/commands/${commandId(8)}`)).toMatchObject({ status: 405 });
  });

  it("tells the status at once to who follows, then its changes and every outcome", async () => {
    const events: ControlEvent[] = [];
    const following = new AbortController();
    createClient(socketPath).follow((event) => events.push(event), following.signal);
    await until(() => events.length === 1);
    const outcome = await command(playJazz(PATIO));
    await until(() => events.some((event) => event.kind === "status" && event.status.zones.length === 1));
    following.abort();

    expect(events[0]).toMatchObject({ kind: "status", status: { zones: [] } });
    expect(events).toContainEqual({ kind: "outcome", outcome });
  });

  it.each([
    ["no JSON", "POST", "/v1/commands", "{", 400, { code: "BAD_REQUEST" }],
    ["no object", "POST", "/v1/commands", "[]", 400, { code: "BAD_REQUEST" }],
    ["an unknown kind", "POST", "/v1/commands", '{"kind":"dance"}', 400, { code: "BAD_REQUEST", field: "kind" }],
    [
      "a volume out of range",
      "POST",
      "/v1/commands",
      JSON.stringify({ kind: "set-volume", speakers: [PATIO], volumePercent: 101 }),
      400,
      { code: "BAD_REQUEST", field: "volumePercent" },
    ],
    [
      "a field that the kind does not have",
      "POST",
      "/v1/commands",
      JSON.stringify({ kind: "pause", speakers: [PATIO], volume: 1 }),
      400,
      { code: "BAD_REQUEST", field: "volume" },
    ],
    [
      "an envelope of its own",
      "POST",
      "/v1/commands",
      JSON.stringify({ kind: "pause", speakers: [PATIO], seq: 99 }),
      400,
      { code: "BAD_REQUEST", field: "seq" },
    ],
    [
      "an id that is none",
      "POST",
      "/v1/commands",
      '{"kind":"pause","id":"x"}',
      400,
      { code: "BAD_REQUEST", field: "id" },
    ],
    ["too much", "POST", "/v1/commands", `"${"x".repeat(20_000)}"`, 413, { code: "TOO_LARGE" }],
    ["a wrong path", "GET", "/v1/nothing", undefined, 404, { code: "NOT_FOUND" }],
    ["a wrong method", "DELETE", "/v1/status", undefined, 405, { code: "METHOD_NOT_ALLOWED" }],
    ["a wrong method with no body", "PUT", "/v1/commands", undefined, 405, { code: "METHOD_NOT_ALLOWED" }],
  ] as const)("answers %s with a code, a sentence and the field", async (_, method, path, body, status, error) => {
    const answered = await ask(method, path, body);
    expect(answered).toEqual({
      status,
      body: expect.objectContaining({ ...error, message: expect.stringMatching(/\w+/) }),
    });
    expect(world.store.state.journal.filter((record) => (record as { kind: string }).kind === "accepted")).toEqual([]);
  });

  it("takes a recording to announce, as the bytes of a WAV file, and nothing else", async () => {
    const client = createClient(socketPath);
    const brought = await client.bringClip(wavBytes([sine(440, 1)], { bits: 16 }));
    if (!brought.ok) throw new Error(JSON.stringify(brought.error));
    expect(await world.announcer.clipPath(brought.value.clip)).toContain(brought.value.clip);
    const body = { kind: "announce", speakers: [PATIO], says: { kind: "clip", clip: brought.value.clip } };
    expect(await client.command(body)).toMatchObject({ ok: true, value: { state: "done" } });
    expect(await client.bringClip(Buffer.from("no recording at all"))).toMatchObject({
      ok: false,
      error: { kind: "refused", error: { code: "BAD_REQUEST", message: "that is no WAV file" } },
    });
    expect(await client.bringClip(new Uint8Array(12_000_001))).toMatchObject({
      ok: false,
      error: { kind: "refused", error: { code: "TOO_LARGE" } },
    });
    expect(await ask("POST", "/v1/clips", "{}")).toMatchObject({ status: 400, body: { code: "BAD_REQUEST" } });
  });

  it("takes JSON only", async () => {
    expect(await ask("POST", "/v1/commands", '{"kind":"pause"}', "text/plain")).toMatchObject({
      status: 415,
      body: { code: "UNSUPPORTED_MEDIA_TYPE" },
    });
  });

  it("takes over a socket that a daemon left behind when it was killed", async () => {
    await world.server.close();
    const surroundings = () => ({
      version: "2",
      thing: THING,
      cloud: "none" as const,
      uptimeSeconds: 0,
      library: MUSIC,
    });
    const left = await startControlServer({ ...world, socketPath, surroundings });
    const again = await startControlServer({ ...world, socketPath, surroundings });
    expect((await ask("GET", "/v1/status")).status).toBe(200);
    await again.close();
    await left.close();
  });

  it("tells who comes when the bridge is off what to do", async () => {
    await world.server.close();
    expect(await createClient(socketPath).status()).toMatchObject({
      ok: false,
      error: { kind: "not-running", message: expect.stringContaining("sudo systemctl start house-band") },
    });
  });
});
