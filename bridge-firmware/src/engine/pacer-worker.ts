// The audio loop's own thread: it blocks on the monotonic clock instead of waiting for timers, so that nothing else in
// the process can make it late. It talks to the main thread in messages, and touches no file and no pipe of the daemon's.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { createEngine, type Engine } from "./engine.ts";
import { createGcWatch, type GcWatch } from "./gc-watch.ts";
import type { CaptureSpec } from "./input/capture.ts";
import { createSharedCapture, type SharedCapture } from "./input/captured-source.ts";
import type { FeedRequest, OpenFeed } from "./input/feed.ts";
import { createLiveInputs } from "./input/live-inputs.ts";
import { createFeedReader, createSharedFeed, type SharedFeed } from "./input/shared-feed.ts";
import { createRemoteOpeners, type DeviceAnswer, type DeviceOrder } from "./outputs/device-orders.ts";
import { createOutputs } from "./outputs/open-output.ts";
import type { RecordingSink } from "./outputs/recorder.ts";
import { createPacer, exactFrameAt } from "./pacer.ts";
import { ENGINE_RATE_HZ, type EngineEvent, type EngineRequest } from "./protocol.ts";
import { becomeRealTime, keepProgramInMemory } from "./real-time.ts";
import { warmUp } from "./warm-up.ts";

/** To the main thread, which has the files and the pipes, and opens devices. */
export type PacerNews =
  | DeviceOrder
  | { readonly kind: "event"; readonly event: EngineEvent }
  | { readonly kind: "decode"; readonly request: FeedRequest; readonly feed: SharedFeed }
  | { readonly kind: "capture"; readonly spec: CaptureSpec; readonly capture: SharedCapture }
  | { readonly kind: "record"; readonly path: string; readonly atFrame: number; readonly samples: Int16Array }
  | { readonly kind: "open-recording"; readonly path: string }
  | { readonly kind: "extend-recordings"; readonly untilFrame: number }
  | { readonly kind: "stopped" };

/** From the main thread: the daemon's requests, and answers to orders. */
export type PacerCall = EngineRequest | DeviceAnswer;

/** `wake` is counted up and notified with every request, and when music is there, so that the loop hears it at once. */
export type PacerData = { readonly wake: SharedArrayBuffer };

/** After shutting down: what still fades is played. */
const FADE_BLOCKS = 5;

/** The machine's monotonic clock, which its processes share. */
const nowMs = (): number => Number(process.hrtime.bigint()) / 1_000_000;

function run(port: MessagePort, { wake }: PacerData): void {
  const calls = new Int32Array(wake);
  const post = (news: PacerNews, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(news, [...transfer]);
  warmUp();
  keepProgramInMemory();
  const isRealTime = becomeRealTime();
  const startMs = performance.now();
  const startedAtMs = nowMs();
  const { alsa, bluealsa, hear } = createRemoteOpeners(post);
  const recordings = postRecordings(post);
  const exactFrame = () => exactFrameAt(performance.now() - startMs);
  const openFiles: OpenFeed = (request) => {
    const feed = createSharedFeed(wake);
    post({ kind: "decode", request, feed });
    return createFeedReader(feed);
  };
  const capture = (spec: CaptureSpec): SharedCapture => {
    const shared = createSharedCapture();
    post({ kind: "capture", spec, capture: shared });
    return shared;
  };
  const live = createLiveInputs({ openFiles, nowFrame: exactFrame, capture });
  const garbage = createGcWatch();
  const engine = createEngine({
    openFeed: (request) => (request.live ? live.open(request.live) : openFiles(request)),
    setSending: live.setSending,
    recordings,
    outputs: createOutputs(recordings, { alsa, bluealsa, exactFrame }),
    takeWorstGcPauseMs: garbage.takeWorstMs,
    // it is told right after the write; who reads it later, wants to know when that was
    emit: (event) =>
      post({ kind: "event", event: event.kind === "zone-started" ? { ...event, atMs: nowMs() } : event }),
  });
  post({ kind: "event", event: { kind: "ready", isRealTime, startedAtMs } });
  keepTime(engine, { calls, startMs, garbage }, () => takeCalls(port, engine, hear));
  engine.close();
  post({ kind: "stopped" });
}

type Times = { readonly calls: Int32Array; readonly startMs: number; readonly garbage: GcWatch };

/** Ticks until `take` says that it is over, and a few blocks more. */
function keepTime(engine: Engine, { calls, startMs, garbage }: Times, take: () => boolean): void {
  const pacer = createPacer(startMs);
  for (let blocksLeft = Number.POSITIVE_INFINITY; blocksLeft > 0; blocksLeft--) {
    const seen = Atomics.load(calls, 0);
    const beganMs = performance.now();
    if (take()) blocksLeft = Math.min(blocksLeft, FADE_BLOCKS);
    const { nowFrame, latenessMs } = pacer.beat(performance.now());
    engine.tick(nowFrame, latenessMs);
    garbage.worked(performance.now() - beganMs);
    if (engine.isBusy()) waitForNext(engine, calls, seen, () => pacer.untilNextMs(performance.now()));
    else if (blocksLeft !== Number.POSITIVE_INFINITY) return;
    else {
      pacer.rest();
      Atomics.wait(calls, 0, seen);
    }
  }
}

/** Until the next beat, or a call; outputs that have just begun are looked at meanwhile. */
function waitForNext(engine: Engine, calls: Int32Array, seen: number, untilNextMs: () => number): void {
  for (let again = engine.look(); again !== null; again = engine.look()) {
    const lookMs = (again * 1_000) / ENGINE_RATE_HZ;
    if (lookMs >= untilNextMs()) break;
    if (Atomics.wait(calls, 0, seen, lookMs) !== "timed-out") return;
  }
  Atomics.wait(calls, 0, seen, untilNextMs());
}

/** Answers whether the engine is to shut down. */
function takeCalls(port: MessagePort, engine: Engine, hear: (answer: DeviceAnswer) => void): boolean {
  let over = false;
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
    const call: PacerCall = received.message;
    if (call.kind === "alsa" || call.kind === "bluealsa") hear(call);
    else engine.handle(call);
    over ||= call.kind === "shut-down";
  }
  return over;
}

function postRecordings(post: (news: PacerNews, transfer?: readonly ArrayBuffer[]) => void): RecordingSink {
  return {
    open: (path) => post({ kind: "open-recording", path }),
    write(path, atFrame, samples) {
      const { buffer } = samples;
      post({ kind: "record", path, atFrame, samples }, buffer instanceof ArrayBuffer ? [buffer] : []);
    },
    extend: (untilFrame) => post({ kind: "extend-recordings", untilFrame }),
  };
}

if (parentPort !== null) run(parentPort, workerData as PacerData); // set by main.ts, the only one to start this thread
