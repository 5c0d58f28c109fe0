// A home that is watched: the very bridge and the real engine under one clock that moves when it is told to, speakers that
// exist in software, and a microphone in a simulated room that hears what leaves their cones.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualEngine } from "@house-band/bridge-firmware/adapters/engine/virtual-engine";
import { createNoCloud } from "@house-band/bridge-firmware/adapters/mqtt/no-cloud";
import { createVirtualClock } from "@house-band/bridge-firmware/adapters/sim/virtual-clock";
import { BRIDGE_DEFAULTS, runBridge } from "@house-band/bridge-firmware/bridge";
import { flightMs } from "@house-band/bridge-firmware/calibration/flight";
import type { ToneAnswer } from "@house-band/bridge-firmware/control/sync/tone-desk";
import type { Estimate } from "@house-band/bridge-firmware/control/watch/watch-ports";
import { BLOCK_FRAMES, ENGINE_RATE_HZ } from "@house-band/bridge-firmware/engine/protocol";
import { type Microphone, NO_MICROPHONE } from "@house-band/bridge-firmware/microphone-port";
import type { Library, Store } from "@house-band/bridge-firmware/ports";
import {
  type ConfigDesired,
  err,
  newCommandId,
  newHomeId,
  newSpeakerId,
  ok,
  type SpeakerId,
  ThingName,
} from "@house-band/contract";
import type { Microphone as MicrophoneModel } from "@house-band/local/home/microphone";
import type { Room } from "@house-band/local/home/room";
import { createRoomMicrophone } from "@house-band/local/home/room-microphone";
import { createLagMeter } from "@house-band/local/meter/lag";
import { openWav } from "@house-band/local/meter/wav-file";
import { taggedWav } from "@house-band/local/music/tagged-wav";
import { addressOf, createSoftSpeakers, type SoftSpeaker } from "./soft-speakers.ts";

export type WatchedSpeaker = Omit<SoftSpeaker, "recordPath"> & { readonly distanceM: number };

export type WatchedHomeOptions = {
  readonly speakers: readonly WatchedSpeaker[];
  /** Played over and over. */
  readonly music: { readonly left: Float32Array; readonly right: Float32Array };
  readonly room: Room;
  /** Null: there is none. */
  readonly microphone: MicrophoneModel | null;
  readonly watch: "on" | "off";
  readonly seed: number;
  readonly volumePercent: number;
  /** Instead of the bridge's own: to look on. */
  readonly estimate?: Estimate;
};

/** Time passes in steps of this: what the bridge decides is at most as late. */
const STEP_MS = 50;
const BLOCK_MS = (BLOCK_FRAMES * 1_000) / ENGINE_RATE_HZ;
const WINDOW_FRAMES = ENGINE_RATE_HZ;
const TRACKS_IN_A_ROW = 200;

export type WatchedHome = Awaited<ReturnType<typeof openWatchedHome>>;

/** Its speakers are connected, nothing plays. */
export async function openWatchedHome(options: WatchedHomeOptions) {
  const folder = await mkdtemp(join(tmpdir(), "house-band-watch-"));
  const track = join(folder, "music.wav");
  const tags = { title: "Music", artist: "Somebody", album: "", genre: "Any", year: 2026 };
  await writeFile(track, taggedWav(options.music, ENGINE_RATE_HZ, tags));
  const speakers = options.speakers.map((speaker, n) => ({ ...speaker, recordPath: join(folder, `${n}.wav`) }));
  const ids = speakers.map(() => newSpeakerId());
  const clock = createVirtualClock({ epochMs: Date.UTC(2026, 0, 1) });
  const engine = createVirtualEngine();
  const bluetooth = createSoftSpeakers(speakers);
  const store = createStore(new Map([["home", toHome(speakers, ids)]]));
  const microphone = options.microphone === null ? NO_MICROPHONE : listenIn(speakers, options, () => clock.nowMs());
  const log = { error: say, warn: quiet, info: quiet, debug: quiet };
  const { estimate } = options;
  const ears = { microphone, ...(estimate && { estimate }) };
  const ports = { bluetooth, engine, ...ears, cloud: createNoCloud(), library: toLibrary(track), store, clock, log };
  const thing = ThingName.parse("hb-0123456789abcdef");
  const bridge = await runBridge(ports, { ...BRIDGE_DEFAULTS, thing, watch: options.watch });

  const pass = async (ms: number, stepMs = STEP_MS): Promise<void> => {
    for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
      await engine.advance(stepMs);
      await clock.advance(stepMs);
    }
  };
  /** Time passes until it is so. */
  const passUntil = async (isSo: () => boolean, withinMs: number, stepMs = STEP_MS): Promise<void> => {
    for (let passedMs = 0; !isSo(); passedMs += stepMs) {
      if (passedMs >= withinMs) throw new Error(`it did not come about within ${withinMs} ms`);
      await pass(stepMs, stepMs);
    }
  };
  const command = async (body: object): Promise<void> => {
    const envelope = { v: 1, id: newCommandId(), seq: 1, issuedAtMs: clock.epochMs(), ttlMs: 10_000, origin: "page" };
    let isDone = false;
    void bridge.command({ ...envelope, ...body } as never).then(() => {
      isDone = true;
    });
    await passUntil(() => isDone, 10_000);
  };
  return {
    ids,
    nowMs: () => clock.nowMs(),
    pass,
    latencyOf(index: number) {
      const id = ids[index];
      return id && bridge.snapshot().speakers[id]?.latency;
    },
    reconnect: bluetooth.reconnect,
    /** Resolves when all of them play by what the microphone has heard. */
    async calibrate(): Promise<void> {
      const before = bridge.sync.state().ended;
      void bridge.sync.measure({ speakers: ids, isToBeApplied: true, whileMusicPlays: false });
      await passUntil(() => bridge.sync.state().ended > before, 120_000);
      const { last } = bridge.sync.state();
      if (last?.kind !== "measured" || !last.measured.isApplied)
        throw new Error(`not calibrated: ${JSON.stringify(last)}`);
    },
    /** The test tone on those speakers, and how late the microphone hears it. */
    async hearTone(indices: readonly number[]): Promise<ToneAnswer> {
      const told: ToneAnswer[] = [];
      void bridge.tone.hear(indices.flatMap((n) => ids[n] ?? [])).then((answer) => told.push(answer));
      await passUntil(() => told.length > 0, 30_000, BLOCK_MS);
      const [answer] = told;
      if (!answer) throw new Error("nothing was told");
      return answer;
    },
    isPlaying: () => ids.some((id) => bridge.isSounding(id)),
    async play(): Promise<void> {
      for (const id of ids) await command({ kind: "set-volume", speakers: [id], volumePercent: options.volumePercent });
      const targets = ids.map((id) => ({ id, channel: "stereo" }));
      await command({ kind: "play", targets, source: { kind: "request", words: "any" } });
    },
    stop: () => command({ kind: "stop", speakers: ids }),
    /** How far apart the speakers are where the microphone stands, in the second that begins then; each less the first. */
    offsetsMs: (atMs: number) => offsetsAt(speakers, atMs),
    async close(): Promise<void> {
      await bridge.stop();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const quiet = (): void => undefined;
const say = (fields: object, message: string): void =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);

/** The widest of some offsets. */
export const skewOf = (offsetsMs: readonly number[]): number => Math.max(0, ...offsetsMs) - Math.min(0, ...offsetsMs);

type Recorded = SoftSpeaker & { readonly distanceM: number };

async function offsetsAt(speakers: readonly Recorded[], atMs: number): Promise<readonly number[]> {
  const meter = createLagMeter(ENGINE_RATE_HZ, WINDOW_FRAMES);
  const fromFrame = Math.round((atMs * ENGINE_RATE_HZ) / 1_000);
  const spectra = [];
  for (const { recordPath } of speakers)
    spectra.push(meter.transform(await readMono(recordPath, fromFrame, WINDOW_FRAMES)));
  const [first] = spectra;
  const flight = (n: number): number => flightMs(speakers[n]?.distanceM ?? 1);
  return spectra.map((spectrum, n) => {
    const lag = first && meter.compare(first, spectrum);
    return lag ? lag.lagMs + flight(n) - flight(0) : Number.NaN;
  });
}

async function readMono(path: string, fromFrame: number, frames: number): Promise<Float32Array> {
  const file = await openWav(path);
  if (!file.ok) return new Float32Array(frames);
  try {
    return await file.value.readMono(fromFrame, frames);
  } finally {
    await file.value.close();
  }
}

/** It hears everything up to the last block that the recordings hold whole. */
function listenIn(
  speakers: readonly Recorded[],
  { room, microphone, seed }: WatchedHomeOptions,
  nowMs: () => number,
): Microphone {
  let current: AbortSignal | null = null;
  const nowFrame = (): number => Math.round((nowMs() * ENGINE_RATE_HZ) / 1_000) - BLOCK_FRAMES;
  const readCones = async (fromFrame: number, frames: number) => {
    const cones = [];
    for (const { recordPath, distanceM } of speakers) {
      // as loud at the microphone as if all stood at 2 m: people place them so
      const samples = (await readMono(recordPath, fromFrame, frames)).map((sample) => (sample * distanceM) / 2);
      cones.push({ samples, distanceM });
    }
    return cones;
  };
  return {
    async listen(signal) {
      if (current !== null && !current.aborted) return err({ code: "busy", message: "somebody listens already" });
      current = signal;
      const fromFrame = nowFrame();
      const model = microphone as MicrophoneModel;
      const ear = createRoomMicrophone({ room, microphone: model, seed, fromFrame, readCones });
      const startedAtMs = (fromFrame * 1_000) / ENGINE_RATE_HZ;
      let takenMs = 0;
      const take = async () => {
        if (signal.aborted) return err({ code: "lost" as const, message: "nobody listens any more" });
        const heard = { ...(await ear.hearUntil(nowFrame())), startedAtMs: startedAtMs + takenMs };
        takenMs += (heard.samples.length * 1_000) / heard.rateHz;
        return ok(heard);
      };
      return ok({
        take,
        async finish() {
          const heard = await take();
          current = null;
          return heard;
        },
      });
    },
    close: async () => undefined,
  };
}

function toHome(speakers: readonly Recorded[], ids: readonly SpeakerId[]): ConfigDesired {
  const entries = speakers.map(({ name }, n) => [
    ids[n] ?? newSpeakerId(),
    { name, address: addressOf(n), channel: "stereo" as const, capPercent: 100 },
  ]);
  return { homeId: newHomeId(), revision: 1, speakers: Object.fromEntries(entries), groups: {} };
}

function toLibrary(path: string): Library {
  const tracks = Array.from({ length: TRACKS_IN_A_ROW }, () => ({ path, title: "Music" }));
  return {
    scan: async () => ok({ tracks: 1, skipped: [] }),
    find: () => ok({ found: { by: "genre", title: "Any", trackCount: tracks.length }, tracks }),
    state: () => ({ tracks: 1, looking: null, skipped: 0, fault: null }),
  };
}

function createStore(documents: Map<string, unknown>): Store {
  let journal: unknown[] = [];
  return {
    load: async (name) => ok(documents.get(name) ?? null),
    async save(name, document) {
      documents.set(name, document);
      return ok(undefined);
    },
    readJournal: async () => ok([...journal]),
    async appendJournal(record) {
      journal.push(record);
      return ok(undefined);
    },
    async rewriteJournal(records) {
      journal = [...records];
      return ok(undefined);
    },
    close: async () => undefined,
  };
}
