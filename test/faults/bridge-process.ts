// A bridge as a process of its own, to be killed: the real loop, store, journal, MQTT link and simulated radio.
// In the engine's place stands one that writes down every request before anything else, so that a death can't hide one.
// Usage: bridge-process OPTIONS.json. Prints "running" when it follows the cloud.
import { openSync, readFileSync, writeSync } from "node:fs";
import { BluetoothAddress, ok, ThingName } from "@house-band/contract";
import * as z from "zod/mini";
import { createSystemClock } from "../../bridge-firmware/src/adapters/clock/system-clock.ts";
import { createFileStore } from "../../bridge-firmware/src/adapters/fs/store.ts";
import { createCloudLink } from "../../bridge-firmware/src/adapters/mqtt/cloud-link.ts";
import { createSimBluetooth } from "../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { BRIDGE_DEFAULTS, runBridge } from "../../bridge-firmware/src/bridge.ts";
import type { EngineEvent, EngineRequest, Track } from "../../bridge-firmware/src/engine/protocol.ts";
import type { AudioEngine, Library, Log, LogFields } from "../../bridge-firmware/src/ports.ts";

export const BridgeProcessOptions = z.object({
  thing: ThingName,
  mqttUrl: z.string(),
  username: z.string(),
  password: z.string(),
  dataDirectory: z.string(),
  /** A line of JSON for every request that the engine got. */
  engineLog: z.string(),
  addresses: z.array(BluetoothAddress),
});
export type BridgeProcessOptions = z.infer<typeof BridgeProcessOptions>;

const TRACKS: readonly Track[] = Array.from({ length: 500 }, (_, number) => ({
  path: `/music/${number}.wav`,
  title: `Track ${number}`,
}));

const options = BridgeProcessOptions.parse(JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")));
const clock = createSystemClock();
const log = createErrorLog();
await runBridge(
  {
    clock,
    log,
    engine: createWitnessEngine(options.engineLog),
    library: createTestLibrary(),
    store: createFileStore({ directory: options.dataDirectory, log }),
    bluetooth: createSimBluetooth({ speakers: options.addresses.map(toSpeaker), clock, seed: 1 }),
    cloud: createCloudLink({
      url: options.mqttUrl,
      thing: options.thing,
      access: { kind: "login", username: options.username, password: options.password },
      clock,
      log,
      random: Math.random,
    }),
  },
  { ...BRIDGE_DEFAULTS, thing: options.thing },
);
process.stdout.write("running\n");

/** Plays nothing, but answers as an engine does. */
function createWitnessEngine(path: string): AudioEngine {
  const file = openSync(path, "a");
  const listeners = new Set<(event: EngineEvent) => void>();
  const tell = (event: EngineEvent) =>
    setImmediate(() => {
      for (const listener of listeners) listener(event);
    });
  const indexes = new Map<string, number>();
  return {
    send(request) {
      // a line break first: what a kill has torn stays a line of its own
      const by = request.kind === "skip" ? { by: request.by } : {};
      writeSync(file, `\n${JSON.stringify({ kind: request.kind, ...by })}\n`);
      for (const event of answersTo(request, indexes)) tell(event);
    },
    onEvent(listener) {
      listeners.add(listener);
      tell({ kind: "ready" });
      return () => listeners.delete(listener);
    },
    onRestart: () => () => undefined,
    close: () => Promise.resolve(),
  };
}

function answersTo(request: EngineRequest, indexes: Map<string, number>): readonly EngineEvent[] {
  switch (request.kind) {
    case "open-zone": {
      const { zone, input } = request;
      indexes.set(zone, input.startIndex);
      return [{ kind: "zone-started", zone, index: input.startIndex, track: trackAt(input.startIndex) }];
    }
    case "skip": {
      const index = (indexes.get(request.zone) ?? 0) + request.by;
      indexes.set(request.zone, index);
      return [{ kind: "track-started", zone: request.zone, index, track: trackAt(index) }];
    }
    case "join":
      return [{ kind: "joined", zone: request.zone, output: request.member.output }];
    default:
      return [];
  }
}

function trackAt(index: number): Track {
  const track = TRACKS[index % TRACKS.length];
  if (!track) throw new Error(`no track ${index} of ${TRACKS.length}`);
  return track;
}

function createTestLibrary(): Library {
  const found = { by: "anything" as const, title: "test", trackCount: TRACKS.length };
  return {
    scan: async () => ok({ tracks: TRACKS.length, skipped: [] }),
    find: () => ok({ found, tracks: TRACKS }),
    state: () => ({ tracks: TRACKS.length, looking: null, skipped: 0, fault: null }),
  };
}

function toSpeaker(address: BluetoothAddress) {
  const sound = { reportedDelayMs: 150, actualLatencyMs: 150, jitterMs: 0, batteryPercent: null };
  return { address, name: address, model: "Test", ...sound, mood: "awake" as const, codec: "SBC" };
}

/** Only what somebody would have to act on. */
function createErrorLog(): Log {
  const say = (level: string) => (fields: LogFields, message: string) => {
    process.stderr.write(`${level}: ${message} ${JSON.stringify(fields)}\n`);
  };
  const ignore = () => undefined;
  return { error: say("error"), warn: say("warn"), info: ignore, debug: ignore };
}
