// A home in which something is announced: the bridge and the engine as they are, under one virtual clock; speakers that exist
// in software, whose cones are recorded; and a voice that always says the same.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ok, type SpeakerId } from "@house-band/contract";
import { createVirtualEngine } from "../../../bridge-firmware/src/adapters/engine/virtual-engine.ts";
import { createNoCloud } from "../../../bridge-firmware/src/adapters/mqtt/no-cloud.ts";
import { createVirtualClock } from "../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { BRIDGE_DEFAULTS, runBridge } from "../../../bridge-firmware/src/bridge.ts";
import type { Bluetooth, Library, Transport } from "../../../bridge-firmware/src/ports.ts";
import { addressOf, commandId, homeConfig, speakerId, THING } from "./home.ts";
import { createFakeLog, createFakeStore } from "./ports.ts";

export type AnnouncedHome = Awaited<ReturnType<typeof openAnnouncedHome>>;

export type AnnouncedHomeOptions = {
  readonly directory: string;
  /** `zone`: whose music it plays. */
  readonly speakers: readonly { readonly latencyMs: number; readonly zone: number }[];
  /** One for each zone, played over and over. */
  readonly tunes: readonly string[];
  /** What every announcement sounds like. */
  readonly words: string;
};

/** What the bridge decides is at most as late. */
const STEP_MS = 50;
const VOLUME_PERCENT = 60;
const TRACKS_IN_A_ROW = 100;

/** All connected, nothing plays. */
export async function openAnnouncedHome({ directory, speakers, tunes, words }: AnnouncedHomeOptions) {
  await mkdir(directory, { recursive: true });
  const ids = speakers.map((_, n) => speakerId(n));
  const recordPaths = speakers.map((_, n) => join(directory, `${n}.wav`));
  const clock = createVirtualClock({ epochMs: Date.UTC(2026, 10, 20) });
  const engine = createVirtualEngine();
  const store = createFakeStore();
  const known = Object.fromEntries(
    ids.map((id, n) => [
      id,
      { name: `Speaker ${n}`, address: addressAt(n), channel: "stereo" as const, capPercent: 100 },
    ]),
  );
  store.documents.set("home", homeConfig({ speakers: known }));
  const transports = speakers.map(({ latencyMs }, n) => toTransport(latencyMs, recordPaths[n] ?? ""));
  const counts = { linkDrops: 0, outputFailures: 0 };
  engine.onEvent(({ kind }) => {
    if (kind === "output-failed") counts.outputFailures += 1;
  });
  const ports = {
    bluetooth: toBluetooth(transports),
    engine,
    announcer: {
      speak: async () => ok(words),
      keepClip: async () => {
        throw new Error("nobody brings a recording here");
      },
      clipPath: async () => null,
      drop: async () => undefined, // every announcement is the same file
    },
    cloud: createNoCloud(),
    library: toLibrary(tunes),
    store,
    clock,
    log: createFakeLog(),
  };
  const bridge = await runBridge(ports, { ...BRIDGE_DEFAULTS, thing: THING, watch: "off" });
  bridge.onChange(() => {
    const links = Object.values(bridge.snapshot().speakers);
    if (hasBegun && links.some(({ link }) => link !== "connected")) counts.linkDrops += 1;
  });
  let hasBegun = false;
  let commands = 0;
  const states: string[] = [];
  const pass = async (ms: number): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += STEP_MS) {
      await engine.advance(STEP_MS);
      await clock.advance(STEP_MS);
    }
  };
  const command = async (body: object): Promise<string> => {
    commands += 1;
    const envelope = {
      v: 1,
      id: commandId(commands),
      seq: 1,
      issuedAtMs: clock.epochMs(),
      ttlMs: 10_000,
      origin: "cli",
    };
    let state = "";
    void bridge.command({ ...envelope, ...body } as never).then((outcome) => {
      state = outcome.state;
    });
    for (let passedMs = 0; state === ""; passedMs += STEP_MS) {
      if (passedMs > 10_000) throw new Error("no outcome within ten seconds");
      await pass(STEP_MS);
    }
    return state;
  };
  await pass(500);
  hasBegun = true;
  return {
    recordPaths,
    states,
    get linkDrops() {
      return counts.linkDrops;
    },
    get outputFailures() {
      return counts.outputFailures;
    },
    pass,
    /** Every zone its tune. */
    async play(): Promise<void> {
      await command({ kind: "set-volume", speakers: ids, volumePercent: VOLUME_PERCENT });
      for (const [zone] of tunes.entries()) {
        const targets = ids.filter((_, n) => speakers[n]?.zone === zone).map((id) => ({ id, channel: "stereo" }));
        await command({ kind: "play", targets, source: { kind: "request", words: `${zone}` } });
      }
    },
    async announce(on: readonly number[]): Promise<void> {
      const named = on.flatMap((n): SpeakerId[] => (ids[n] ? [ids[n]] : []));
      states.push(
        await command({ kind: "announce", speakers: named, says: { kind: "words", words: "Dinner is ready" } }),
      );
    },
    volumes: () =>
      Object.values(bridge.snapshot().speakers).map(({ volumePercent, muted }) => ({ volumePercent, muted })),
    async close(): Promise<void> {
      await bridge.stop();
      await engine.close();
    },
  };
}

const addressAt = (n: number) => addressOf(speakerId(n));

function toTransport(latencyMs: number, recordPath: string): Transport {
  const output = { kind: "emulated" as const, actualLatencyMs: latencyMs, jitterMs: 0, seed: 1, recordPath };
  return { codec: "SBC", reportedDelayMs: latencyMs, output };
}

function toBluetooth(transports: readonly Transport[]): Bluetooth {
  const devices = transports.map((transport, n) => ({
    address: addressAt(n),
    name: `Speaker ${n}`,
    batteryPercent: null,
    transport,
  }));
  return {
    devices: () => devices,
    onEvent: () => () => undefined,
    connect: async (address) => {
      const device = devices.find((one) => one.address === address);
      if (!device) throw new Error(`nobody is at ${address}`);
      return ok(device.transport);
    },
    disconnect: async () => ok(undefined),
    setVolume: async () => ok(undefined),
    close: async () => undefined,
  };
}

function toLibrary(tunes: readonly string[]): Library {
  return {
    scan: async () => ok({ tracks: tunes.length, skipped: [] }),
    find(source) {
      const path = tunes[source.kind === "request" ? Number(source.words) : 0] ?? "";
      const tracks = Array.from({ length: TRACKS_IN_A_ROW }, () => ({ path, title: "Tune" }));
      return ok({ found: { by: "title", title: "Tune", trackCount: tracks.length }, tracks });
    },
    state: () => ({ tracks: tunes.length, looking: null, skipped: 0, fault: null }),
  };
}
