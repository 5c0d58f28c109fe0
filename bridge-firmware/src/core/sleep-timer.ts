// Sleep timers: when a speaker stops by itself, and the fade before that. A timer is its speaker's, whatever it plays by then;
// one that plays nothing any more has none.
import type { SpeakerId } from "@house-band/contract";
import { overrule } from "./arbitration.ts";
import type { Active, Applied } from "./command-context.ts";
import { mapValues } from "./maps.ts";
import { type Expectation, epochAt, type Model, type Playing, type SleepTimer, type Speaker, zoneOf } from "./model.ts";
import { pauseSenders } from "./sender-orders.ts";
import { leaveZones } from "./zones.ts";

/** The last of it. */
export const FADE_MS = 30_000;

/** Sets one for each of these speakers that plays, or is paused. */
export function setSleepTimers(model: Model, active: Active, inMs: number, nowMs: number): Applied {
  const timer: SleepTimer = { atMs: nowMs + inMs, atEpochMs: epochAt(model, nowMs + inMs), forMs: inMs };
  const playing = [...active.keys()].filter((id) => zoneOf(model, id) !== undefined);
  return {
    model: withTimers(model, new Map(playing.map((id) => [id, timer]))),
    expectations: mapValues(active, (_, id) => decided(playing.includes(id) ? "OK" : "NOTHING_PLAYING")),
  };
}

/** What faded is as loud again as it was. */
export function cancelSleepTimers(model: Model, active: Active): Applied {
  const timed = [...active.keys()].filter((id) => model.speakers.get(id)?.sleep);
  return {
    model: withTimers(model, new Map(timed.map((id) => [id, null]))),
    expectations: mapValues(active, (_, id) => decided(timed.includes(id) ? "OK" : "NO_TIMER")),
  };
}

const decided = (code: Extract<Expectation, { kind: "decided" }>["code"]): Expectation => ({ kind: "decided", code });

/** Whose time has come stops, and has no timer any more; nor has who plays nothing. */
export function runSleepTimers(model: Model, nowMs: number): Model {
  const timed = [...model.speakers.values()].filter(({ sleep }) => sleep !== null);
  if (timed.length === 0) return model;
  const due = timed.filter(({ sleep }) => sleep !== null && nowMs >= sleep.atMs).map(({ id }) => id);
  const left = due.length === 0 ? model : stopForTheNight(model, due, nowMs);
  const idle = timed.map(({ id }) => id).filter((id) => zoneOf(left, id) === undefined);
  return idle.length === 0 ? left : withTimers(left, new Map(idle.map((id) => [id, null])));
}

/** Nobody wants to hear a live source begin again by itself at 2 a.m.; one that can be told need not play on unheard. */
function stopForTheNight(model: Model, due: readonly SpeakerId[], nowMs: number): Model {
  const silenced = [...model.zones.values()].filter(
    ({ playing, members }) => playing && due.some((id) => members.has(id)),
  );
  return pauseSenders(overrule(model, leaveZones(model, due, nowMs), nowMs), silenced);
}

/** What is opened anew during a fade begins as softly as it was by then: volumes are even to the ear, and so is the fade. */
export function faded(
  { speakers }: Model,
  members: ReadonlyMap<SpeakerId, Playing>,
  nowMs: number,
): ReadonlyMap<SpeakerId, Playing> {
  return mapValues(members, (playing, id) => {
    const speaker = speakers.get(id);
    const leftMs = speaker ? fadeLeftMs(speaker, nowMs) : null;
    if (!speaker?.sleep || leftMs === null) return playing;
    return { ...playing, beginsAt: leftMs / Math.min(FADE_MS, speaker.sleep.forMs) };
  });
}

/** How much of its fade is left; null before it, and where there is none. */
export function fadeLeftMs({ sleep }: Speaker, nowMs: number): number | null {
  if (sleep === null || sleep.atMs - nowMs > Math.min(FADE_MS, sleep.forMs)) return null;
  return Math.max(0, sleep.atMs - nowMs);
}

/** When a timer has to be looked at. */
export const sleepTimesMs = (model: Model): readonly number[] =>
  [...model.speakers.values()].flatMap(({ sleep }) =>
    sleep === null ? [] : [sleep.atMs - Math.min(FADE_MS, sleep.forMs), sleep.atMs],
  );

/** One that was written down before a restart; the world's clock may have been set since, but it is no longer than it was. */
export function recallTimer(
  { atEpochMs, forMs }: Omit<SleepTimer, "atMs">,
  now: { nowMs: number; epochMs: number },
): SleepTimer {
  const leftMs = Math.min(forMs, Math.max(0, atEpochMs - now.epochMs));
  return { atMs: now.nowMs + leftMs, atEpochMs: Math.round(now.epochMs + leftMs), forMs };
}

function withTimers(model: Model, timers: ReadonlyMap<SpeakerId, SleepTimer | null>): Model {
  const speakers = mapValues(model.speakers, (speaker, id) => {
    const sleep = timers.get(id);
    return sleep === undefined ? speaker : { ...speaker, sleep };
  });
  return { ...model, speakers };
}
