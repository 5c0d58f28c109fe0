// One watch, for as long as the microphone hears without a gap: windows of three seconds, one after the other. A window begins
// anew when somebody comes, so that whoever has a new link is in time soon.
import type { SpeakerId } from "@house-band/contract";
import { flightMs } from "../../calibration/flight.ts";
import { CODE_HOP_MS } from "../../calibration/watch-code.ts";
import {
  neededUntilMs,
  SEARCH_BEFORE_MS,
  SEGMENT_MS,
  type Sightings,
  toMicMs,
  type WatchClock,
} from "../../calibration/watch-estimate.ts";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import { shiftMs } from "../../core/alignment.ts";
import { type HeardLatency, JUMP_MS } from "../../core/latencies.ts";
import type { Listening } from "../../microphone-port.ts";
import { type Players, playersOf } from "../sync/players.ts";
import { createEarMemory, type EarMemory } from "./ear-memory.ts";
import { type EngineMoment, keepWatchCodes, seedOf, type WatchCodes } from "./watch-codes.ts";
import type { WatchPorts } from "./watch-ports.ts";
import {
  beginWatch,
  confidenceOf,
  isWorthCorrecting,
  levelDbOf,
  MAX_WINDOWS,
  noteNewLink,
  noteWindow,
  type References,
  type WatchState,
  type WatchStep,
  windowsFor,
} from "./watch-state.ts";

const SEGMENTS = 6;
const WINDOW_MS = SEGMENTS * SEGMENT_MS;
/** Nobody to be watched for so many windows: the microphone is let go. */
const IDLE_WINDOWS = 10;
/** What was verified is said to be so once more this often. */
const RENEW_MS = 300_000;
/** Between two looks at whether the microphone has heard enough. */
const HEARS_EVERY_MS = 100;
/** A microphone that has not heard in so much longer what it should have is stuck. */
const STUCK_AFTER_MS = 5_000;
/** How far the guess of when the microphone began may be off: steps that a window's own search joins up. */
const GUESSES_MS = [0, 400, -400, 800, -800];

type Session = {
  readonly ports: WatchPorts;
  readonly references: References;
  readonly ear: ChildSignal;
  readonly memory: EarMemory;
  readonly take: NonNullable<Listening["take"]>;
  readonly codes: WatchCodes;
  /** Calls off the window that is under way. */
  window: ChildSignal;
  state: WatchState;
  /** Since when everybody has been where he is, engine time: what was heard before is about other places. */
  steadySinceMs: number;
  engineNowMs: () => number;
  renewedAtMs: number;
};

/** Nobody was left to be watched; the microphone was wanted elsewhere, or failed; or it is none that can watch. */
export type WatchEnd = "idle" | "interrupted" | "impossible";

/** Resolves when the microphone is let go. @throws what the search for speakers has thrown: that is a bug */
export async function watchOnce(ports: WatchPorts, references: References, ear: ChildSignal): Promise<WatchEnd> {
  const listening = await ports.listen(ear);
  if (!listening.ok) ports.log.debug({ why: listening.error.message }, "nobody can watch the speakers now");
  if (!listening.ok || ear.signal.aborted) return "interrupted";
  if (listening.value.take === undefined) return "impossible";
  const stop = ports.engine.onRestart(ear.abort);
  const session = createSession(ports, references, ear, listening.value.take);
  const begunAtMs = ports.clock.nowMs();
  try {
    const moment = await session.codes.begin(ear.signal);
    if (moment !== null) await watchWindows(session, moment, begunAtMs);
  } finally {
    stop();
    session.window.abort();
    session.codes.end();
  }
  return ear.signal.aborted ? "interrupted" : "idle";
}

function createSession(ports: WatchPorts, references: References, ear: ChildSignal, take: Session["take"]): Session {
  const isVerified = (id: SpeakerId): boolean => ports.model().speakers.get(id)?.latency.trust.kind === "verified";
  const own = { state: beginWatch(NO_CLOCK, references), window: childOf(ear.signal) };
  const codes = keepWatchCodes(ports, references, {
    levelDbOf: (id) => levelDbOf(session.state, id, isVerified(id)),
    onCome(id) {
      session.state = noteNewLink(session.state, id);
      session.steadySinceMs = session.engineNowMs();
      session.window.abort();
    },
  });
  const memory = createEarMemory();
  const session: Session = {
    ...{ ports, references, ear, take, codes, memory, ...own },
    ...{ steadySinceMs: 0, engineNowMs: () => 0, renewedAtMs: -Infinity },
  };
  return session;
}

/** Until the engine has said what time it is. */
const NO_CLOCK: WatchClock = { engineMs: 0, micMs: 0, ppm: 0 };

async function watchWindows(session: Session, moment: EngineMoment, begunAtMs: number): Promise<void> {
  const { ports, ear, codes, references } = session;
  session.state = beginWatch({ engineMs: moment.engineMs, micMs: moment.atMs - begunAtMs, ppm: 0 }, references);
  session.engineNowMs = () => moment.engineMs + ports.clock.nowMs() - moment.atMs;
  session.steadySinceMs = moment.engineMs;
  const next = (): number => Math.ceil(session.engineNowMs() / CODE_HOP_MS) * CODE_HOP_MS;
  let fromMs = next();
  for (let idle = 0; idle < IDLE_WINDOWS && !ear.signal.aborted; ) {
    session.window.abort();
    session.window = childOf(ear.signal);
    codes.refresh();
    const players = playersOf(ports.model(), codes.watched());
    const hasHeard = await hearUntil(session, fromMs + WINDOW_MS);
    if (ear.signal.aborted) return;
    if (!hasHeard) {
      // somebody has come: a window of its own
      fromMs = next();
      continue;
    }
    idle = players.size === 0 ? idle + 1 : 0;
    if (players.size > 0) await look(session, players, fromMs);
    fromMs += WINDOW_MS;
    session.memory.forgetBefore(
      toMicMs(session.state.clock, fromMs - MAX_WINDOWS * WINDOW_MS) - SEARCH_BEFORE_MS - 1_000,
    );
  }
}

/** True once everything that was written until then has been heard; false where the window was called off. */
async function hearUntil(session: Session, untilEngineMs: number): Promise<boolean> {
  const { ports, ear, memory, window, take, state, codes } = session;
  const latestMs = Math.max(0, ...codes.watched().map((id) => state.places.get(id)?.latencyMs ?? 0));
  const neededMs = neededUntilMs(state.clock, untilEngineMs, latestMs);
  let restMs = untilEngineMs + latestMs - session.engineNowMs();
  const stuckAtMs = ports.clock.nowMs() + Math.max(0, restMs) + STUCK_AFTER_MS;
  while (memory.untilMs() < neededMs) {
    if (!(await ports.clock.sleep(Math.max(restMs, HEARS_EVERY_MS), window.signal))) return false;
    restMs = 0;
    const heard = await take();
    if (!heard.ok || ports.clock.nowMs() > stuckAtMs) {
      if (!ear.signal.aborted)
        ports.log.info({ why: heard.ok ? "it is stuck" : heard.error.message }, "microphone lost");
      ear.abort();
      return false;
    }
    memory.add(heard.value);
  }
  return !window.signal.aborted;
}

async function look(session: Session, players: Players, fromMs: number): Promise<void> {
  const { ports, ear } = session;
  const seen = await sightOf(session, [...players.keys()], fromMs);
  if (seen === null || ear.signal.aborted) return;
  const { clock, sightings, windows } = seen;
  const middleMs = fromMs + WINDOW_MS - (windows * WINDOW_MS) / 2;
  const step = noteWindow({ ...session.state, clock }, sightings, { middleMs, windows });
  if (step.found.size > 0) session.state = step.state;
  if (step.doubted.length > 0) {
    ports.log.warn({ speakers: step.doubted.length }, "speakers are not found where they should be");
    ports.doubt(step.doubted);
  }
  applyStep(session, players, step);
}

type Seen = { readonly clock: WatchClock; readonly sightings: Sightings; readonly windows: number };

/** By the clock as it is known; where it is only guessed, by the guess under which most speakers are found. */
async function sightOf(session: Session, ids: readonly SpeakerId[], fromMs: number): Promise<Seen | null> {
  const { state, memory, ports, ear, references } = session;
  const steadyWindows = Math.floor((fromMs + WINDOW_MS - session.steadySinceMs) / WINDOW_MS);
  const windows = Math.max(1, Math.min(steadyWindows, windowsFor(state, ids)));
  const { heard, fromMs: heardFromMs } = memory.all();
  const speakers = ids.flatMap((speaker) => {
    const reference = references.get(speaker);
    const expectedMs = state.places.get(speaker)?.latencyMs;
    if (reference === undefined || expectedMs === undefined) return [];
    return [{ speaker, seed: seedOf(references, speaker), response: reference.response, expectedMs }];
  });
  const fromHop = Math.round((fromMs - (windows - 1) * WINDOW_MS) / CODE_HOP_MS);
  const segments = windows * SEGMENTS;
  let best: (Seen & { readonly count: number }) | null = null;
  for (const offMs of state.followedMs === null ? GUESSES_MS : [0]) {
    const clock = { ...state.clock, micMs: state.clock.micMs + offMs };
    const sightings = await ports.estimate({ speakers, heard, heardFromMs, clock, fromHop, segments }, ear.signal);
    if (sightings === null) return null;
    const count = [...sightings.values()].filter((one) => one !== null).length;
    if (best === null || count > best.count) best = { clock, sightings, windows, count };
    if (count === speakers.length) break;
  }
  return best;
}

/** Whose link, or reported delay, is not what it was when the window began was heard too early. */
function applyStep(session: Session, players: Players, { found }: WatchStep): void {
  const { ports, references } = session;
  const model = ports.model();
  const now = playersOf(model, [...players.keys()]);
  const heard = new Map<SpeakerId, HeardLatency>();
  for (const [id, sighted] of found) {
    const [then, one] = [players.get(id), now.get(id)];
    if (!then || !one || then.linkCount !== one.linkCount || Math.abs(shiftMs(then, one)) > JUMP_MS) continue;
    const { linkCount, reportedDelayMs } = one;
    const distanceM = references.get(id)?.distanceM ?? 0;
    const relativeMs = sighted.latencyMs - flightMs(distanceM);
    const taken = distanceM === 0 ? {} : { distanceM };
    heard.set(id, { relativeMs, confidence: confidenceOf(sighted), linkCount, reportedDelayMs, ...taken });
  }
  if (heard.size < 2) return;
  const isNews = [...heard.keys()].some((id) => model.speakers.get(id)?.latency.trust.kind !== "verified");
  const playedBy = new Map([...now].map(([id, { playedByMs }]) => [id, playedByMs]));
  const isDue = ports.clock.nowMs() - session.renewedAtMs >= RENEW_MS;
  if (!isNews && !isDue && !isWorthCorrecting(heard, playedBy)) return;
  session.renewedAtMs = ports.clock.nowMs();
  ports.apply(heard, Math.max(0, Math.floor(ports.clock.epochMs())));
}
