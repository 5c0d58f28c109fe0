// The only place where a planned action touches the world. What comes of it returns as inputs to the one queue.
import { setMaxListeners } from "node:events";
import { assertNever, type BluetoothAddress, isNeutralTone, type SpeakerId } from "@house-band/contract";
import { childOf } from "./child-signal.ts";
import type { Action } from "./core/actions.ts";
import type { Playing } from "./core/model.ts";
import type { Input } from "./core/reduce.ts";
import { type EngineRequest, LiveInputSpec, OutputSpec, type ZoneInput } from "./engine/protocol.ts";
import type { LiveInputs } from "./live-inputs-port.ts";
import type { AudioEngine, Bluetooth, Clock, Log } from "./ports.ts";

export type ExecutePorts = {
  readonly bluetooth: Bluetooth;
  readonly inputs: Pick<LiveInputs, "tell">;
  readonly engine: AudioEngine;
  readonly clock: Clock;
  readonly log: Log;
  readonly submit: (input: Input) => void;
};

export type Executor = {
  execute(action: Action): void;
  /** Gives up what is under way and resolves when nothing is. */
  close(): Promise<void>;
};

/** BlueZ gives up a page after 5 s and a failed profile after some more: nothing good comes after this. */
const CONNECT_WITHIN_MS = 20_000;

/** Carries out one action after the other; slow ones go on by themselves. */
export function createExecutor(ports: ExecutePorts): Executor {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // every speaker that is being connected listens: more than Node takes for normal
  const underWay = new Set<Promise<void>>();
  const supervise = (work: Promise<void>) => {
    const done: Promise<void> = work.finally(() => underWay.delete(done));
    underWay.add(done);
  };
  return {
    execute(action) {
      switch (action.kind) {
        case "connect":
          return supervise(connect(ports, action.address, closing.signal));
        case "disconnect":
          return supervise(disconnect(ports, action.address));
        case "set-own-volume":
          return supervise(setOwnVolume(ports, action));
        case "tell-sender":
          return supervise(tellSender(ports, action));
        default:
          return ports.engine.send(toEngineRequest(action));
      }
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}

async function connect(ports: ExecutePorts, address: BluetoothAddress, closing: AbortSignal): Promise<void> {
  const attempt = childOf(closing);
  const answered = childOf(closing);
  const deadline = ports.clock.sleep(CONNECT_WITHIN_MS, answered.signal).then((isLate) => {
    if (isLate) attempt.abort();
  });
  const connected = await ports.bluetooth.connect(address, attempt.signal);
  answered.abort();
  attempt.abort();
  await deadline;
  if (closing.aborted) return;
  if (!connected.ok) ports.submit({ kind: "connect-failed", address, fault: connected.error });
  else if (isLinked(ports.bluetooth, address)) {
    ports.submit({ kind: "transport-added", address, transport: connected.value });
  } else ports.submit({ kind: "connect-failed", address, fault: { code: "SPEAKER_OFFLINE", retryable: true } });
}

/** A link may break between the call that made it and its answer. */
const isLinked = (bluetooth: Bluetooth, address: BluetoothAddress): boolean =>
  bluetooth.devices().some((device) => device.address === address && device.transport !== null);

async function disconnect(ports: ExecutePorts, address: BluetoothAddress): Promise<void> {
  const done = await ports.bluetooth.disconnect(address);
  if (done.ok) return;
  ports.log.warn({ code: done.error.code }, "a speaker could not be let go");
  ports.submit({ kind: "disconnect-failed", address });
}

async function setOwnVolume(ports: ExecutePorts, action: Extract<Action, { kind: "set-own-volume" }>): Promise<void> {
  const set = await ports.bluetooth.setVolume(action.address, action.volumePercent);
  // the engine's gain is the volume: a speaker without one of its own misses nothing
  if (!set.ok) ports.log.debug({ speaker: action.speaker, code: set.error.code }, "no volume of its own");
}

/** What comes of it is told by the sender itself. */
async function tellSender(ports: ExecutePorts, { id, order }: Extract<Action, { kind: "tell-sender" }>): Promise<void> {
  const told = await ports.inputs.tell(id, order);
  if (told.ok) return;
  ports.log.info({ order, code: told.error.code }, "a live source would not be told");
  ports.submit({ kind: "sender-refused", id, order });
}

type EngineAction = Exclude<Action, { kind: "connect" | "disconnect" | "set-own-volume" | "tell-sender" }>;

/** A planned action in the engine's words. */
function toEngineRequest(action: EngineAction): EngineRequest {
  switch (action.kind) {
    case "open-output":
      return {
        kind: "open-output",
        output: action.speaker,
        spec: OutputSpec.parse(action.output),
        ...(!isNeutralTone(action.tone) && { tone: action.tone }),
      };
    case "set-tone":
      return { kind: "set-tone", output: action.speaker, tone: action.tone };
    case "close-output":
      return { kind: "close-output", output: action.speaker };
    case "open-zone": {
      const members = [...action.members].map(([speaker, playing]) => toMember(speaker, playing));
      return { kind: "open-zone", zone: action.zone, input: toZoneInput(action), paused: false, members };
    }
    case "end-announcement":
      return { kind: "close-zone", zone: action.zone };
    case "close-zone":
    case "pause-zone":
    case "resume-zone":
      return { kind: action.kind, zone: action.zone };
    case "skip":
      return { kind: "skip", zone: action.zone, by: action.by };
    case "join":
      return { kind: "join", zone: action.zone, member: toMember(action.speaker, action.playing) };
    case "leave":
      return { kind: "leave", output: action.speaker };
    case "set-channel":
      return { kind: "set-channel", output: action.speaker, channel: action.channel };
    case "set-volume":
      return {
        kind: "set-volume",
        output: action.speaker,
        volumePercent: action.volumePercent,
        muted: action.muted,
      };
    case "fade-out":
      return { kind: "fade-out", output: action.speaker, overMs: action.overMs };
    case "set-latency":
      return { kind: "set-latency", output: action.speaker, latencyMs: action.latencyMs };
    case "announce": {
      const members = [...action.members].map(([speaker, playing]) => toMember(speaker, playing));
      return { kind: "announce", zone: action.zone, path: action.path, members };
    }
    case "chime":
      return { kind: "chime", output: action.speaker, volumePercent: action.volumePercent };
    default:
      return assertNever(action);
  }
}

function toZoneInput({ live, tracks, startIndex, startMs }: Extract<Action, { kind: "open-zone" }>): ZoneInput {
  if (live === null) return { kind: "files", tracks: [...tracks], startIndex, startMs };
  const spec = LiveInputSpec.parse(live.input);
  return { kind: "live", input: live.sender, spec, tracks: [...tracks], startIndex: 0, startMs: 0 };
}

const toMember = (speaker: SpeakerId, { channel, volumePercent, muted, latencyMs, beginsAt = 1 }: Playing) => ({
  output: speaker,
  channel,
  volumePercent: Math.round(volumePercent * beginsAt),
  muted,
  latencyMs,
});
