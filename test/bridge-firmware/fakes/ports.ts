// Fakes of the daemon's ports, each a few lines that a test can read and bend. Time is the virtual clock's.
import {
  type BluetoothAddress,
  type Command,
  decodeOutcome,
  encodeCommand,
  err,
  type Outcome,
  ok,
  type ShadowName,
  type Source,
  topics,
} from "@house-band/contract";
import type { EngineEvent, EngineRequest } from "../../../bridge-firmware/src/engine/protocol.ts";
import type {
  AudioEngine,
  Bluetooth,
  BluetoothEvent,
  CloudEvent,
  CloudLink,
  ConnectFault,
  Library,
  Log,
  Store,
  Transport,
} from "../../../bridge-firmware/src/ports.ts";
import { ADDRESSES, JAZZ, THING } from "./home.ts";

function createBell<E>() {
  const listeners = new Set<(event: E) => void>();
  return {
    ring: (event: E) => {
      for (const listener of listeners) listener(event);
    },
    on: (listener: (event: E) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const TRANSPORT: Transport = {
  codec: "SBC",
  reportedDelayMs: 120,
  output: { kind: "wav", path: "/tmp/unused.wav" },
};

/** Speakers that connect at once, unless a fault was laid in their way. */
export function createFakeBluetooth() {
  const bell = createBell<BluetoothEvent>();
  const transports = new Map<BluetoothAddress, Transport>();
  const faults = new Map<BluetoothAddress, ConnectFault>();
  const attempts: BluetoothAddress[] = [];
  const disconnects: BluetoothAddress[] = [];
  /** The radio lets go of none of these. */
  const stuck = new Set<BluetoothAddress>();
  const port: Bluetooth = {
    devices: () =>
      [...ADDRESSES.values()].map((address) => ({
        address,
        name: "",
        batteryPercent: null,
        transport: transports.get(address) ?? null,
      })),
    onEvent: bell.on,
    async connect(address) {
      attempts.push(address);
      const fault = faults.get(address);
      if (fault) return err(fault);
      transports.set(address, TRANSPORT);
      return ok(TRANSPORT);
    },
    async disconnect(address) {
      disconnects.push(address);
      if (stuck.has(address)) return err({ port: "bluetooth", code: "timeout", retryable: true, message: "stuck" });
      if (transports.delete(address)) bell.ring({ kind: "transport-removed", address });
      return ok(undefined);
    },
    setVolume: async () => ok(undefined),
    close: async () => undefined,
  };
  return {
    ...port,
    faults,
    attempts,
    disconnects,
    stuck,
    ring: bell.ring,
    vanish(address: BluetoothAddress) {
      transports.delete(address);
      bell.ring({ kind: "transport-removed", address });
    },
    comeBack(address: BluetoothAddress) {
      transports.set(address, TRANSPORT);
      bell.ring({ kind: "transport-added", address, transport: TRANSPORT });
    },
  };
}

/** An engine that starts at once what it is told to, and remembers every word. */
export function createFakeEngine() {
  const bell = createBell<EngineEvent>();
  const restarts = createBell<void>();
  const requests: EngineRequest[] = [];
  const zones = new Map<string, { index: number; tracks: { path: string; title: string }[] }>();
  const options = { answers: true };
  const port: AudioEngine = {
    send(request) {
      requests.push(request);
      if (options.answers) answer(request);
    },
    onEvent(listener) {
      queueMicrotask(() => listener({ kind: "ready" }));
      return bell.on(listener);
    },
    onRestart: restarts.on,
    close: async () => undefined,
  };
  function answer(request: EngineRequest): void {
    if (request.kind === "open-zone") {
      const { tracks, startIndex: index } = request.input;
      zones.set(request.zone, { index, tracks });
      const track = tracks[index];
      if (track) bell.ring({ kind: "zone-started", zone: request.zone, track, index });
    }
    if (request.kind === "announce") {
      const track = { path: request.path, title: "" };
      bell.ring({ kind: "zone-started", zone: request.zone, track, index: 0 });
    }
    if (request.kind === "join") bell.ring({ kind: "joined", zone: request.zone, output: request.member.output });
    if (request.kind === "chime") bell.ring({ kind: "chimed", output: request.output });
    if (request.kind === "skip") skip(request.zone, request.by);
  }
  function skip(zone: Extract<EngineRequest, { kind: "skip" }>["zone"], by: number): void {
    const playing = zones.get(zone);
    if (!playing) return;
    playing.index = Math.max(0, playing.index + by);
    const track = playing.tracks[playing.index];
    if (track) bell.ring({ kind: "track-started", zone, track, index: playing.index });
    else bell.ring({ kind: "zone-ended", zone, reason: "finished" });
  }
  return {
    ...port,
    options,
    requests,
    ring: bell.ring,
    restart() {
      restarts.ring();
      bell.ring({ kind: "ready" });
    },
    of: <K extends EngineRequest["kind"]>(kind: K) =>
      requests.filter((request): request is Extract<EngineRequest, { kind: K }> => request.kind === kind),
  };
}

/** A cloud in a test's hand: what is published is kept, and acknowledged while it is online. */
export function createFakeCloud() {
  const bell = createBell<CloudEvent>();
  const published: { readonly topic: string; readonly payload: Uint8Array }[] = [];
  const state = { online: false, started: false, acknowledged: 0, swallow: false, unacknowledged: "" };
  const port: CloudLink = {
    onEvent: bell.on,
    async publish(topic, payload, signal) {
      if (!state.online || state.swallow) {
        return err({ port: "cloud", code: "unavailable", retryable: true, message: "offline" });
      }
      published.push({ topic, payload });
      if (topic === state.unacknowledged) await new Promise((resolve) => signal?.addEventListener("abort", resolve));
      return ok(undefined);
    },
    start() {
      state.started = true;
    },
    close: async () => undefined,
  };
  const deliver = (topic: string, payload: Uint8Array) => {
    const acknowledge = () => {
      state.acknowledged += 1;
    };
    bell.ring({ kind: "message", topic, payload, acknowledge });
  };
  return {
    ...port,
    state,
    published,
    deliver,
    online() {
      state.online = true;
      bell.ring({ kind: "online" });
    },
    offline() {
      state.online = false;
      bell.ring({ kind: "offline", reason: "pulled" });
    },
    send: (command: Command) => deliver(topics.command(THING), encodeCommand(command)),
    sendBytes: (payload: Uint8Array) => deliver(topics.command(THING), payload),
    sendText: (text: string) => deliver(topics.command(THING), new TextEncoder().encode(text)),
    shadow: (name: ShadowName, suffix: string, body: unknown) =>
      deliver(`${topics.shadow(THING, name)}/${suffix}`, new TextEncoder().encode(JSON.stringify(body))),
    outcomes: (): readonly Outcome[] =>
      published
        .filter(({ topic }) => topic === topics.outcome(THING))
        .map(({ payload }) => {
          const decoded = decodeOutcome(payload);
          if (!decoded.ok) throw new Error(decoded.error.message);
          return decoded.value;
        }),
    on: (topic: string): readonly unknown[] =>
      published
        .filter((message) => message.topic === topic)
        .map(({ payload }) => (payload.byteLength === 0 ? null : JSON.parse(new TextDecoder().decode(payload)))),
  };
}

/** A disk that survives the daemon: hand the same one to the next run. */
export function createFakeStore() {
  const documents = new Map<string, unknown>();
  const state: { journal: unknown[]; failing: boolean; writes: string[]; holdJournal: Promise<void> | null } = {
    journal: [],
    failing: false,
    writes: [],
    holdJournal: null,
  };
  const full = { port: "store", code: "full", retryable: true, message: "no space left" } as const;
  const port: Store = {
    load: async (name) => ok(documents.get(name) ?? null),
    async save(name, document) {
      const copy: unknown = structuredClone(document);
      if (state.failing) return err(full);
      documents.set(name, copy);
      state.writes.push(name);
      return ok(undefined);
    },
    readJournal: async () => ok([...state.journal]),
    async appendJournal(record) {
      const copy: unknown = structuredClone(record);
      await state.holdJournal;
      if (state.failing) return err(full);
      state.journal.push(copy);
      state.writes.push("journal");
      return ok(undefined);
    },
    async rewriteJournal(records) {
      state.journal = [...structuredClone(records)];
      return ok(undefined);
    },
    close: async () => undefined,
  };
  return { ...port, documents, state };
}

/** Knows jazz, and what it was told besides. */
export function createFakeLibrary(find: (source: Source) => ReturnType<Library["find"]> = findJazz): Library {
  const state = { tracks: 3, looking: null, skipped: 0, fault: null };
  return { scan: async () => ok({ tracks: 3, skipped: [] }), find, state: () => state };
}

function findJazz(source: Source): ReturnType<Library["find"]> {
  if (source.kind === "request" && source.words !== "jazz") return err("NO_SOURCE");
  return ok({ found: JAZZ.found, tracks: JAZZ.tracks });
}

export function createFakeLog(): Log & {
  readonly lines: readonly { level: string; message: string; fields: object }[];
} {
  const lines: { level: string; message: string; fields: object }[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, message, fields });
  };
  return { lines, error: at("error"), warn: at("warn"), info: at("info"), debug: at("debug") };
}
