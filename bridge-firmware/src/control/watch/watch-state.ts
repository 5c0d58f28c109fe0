// What a watch knows of its speakers from window to window, and what follows from a new one: where each is looked for next,
// how clearly it has to play its code, and whether what was heard is worth playing by. Pure.
import type { SpeakerId } from "@house-band/contract";
import { flightMs } from "../../calibration/flight.ts";
import { followClock } from "../../calibration/watch-clock.ts";
import type { Sighted, Sightings, WatchClock } from "../../calibration/watch-estimate.ts";
import type { HeardLatency } from "../../core/latencies.ts";
import { median } from "../../core/median.ts";

/**
 * By what a calibration has heard of a speaker it is found again. `latencyMs`: to the microphone, with a constant that all
 * have in common; `distanceM`: the way that it plays without, 0 where it is in time at the microphone.
 */
export type Reference = {
  readonly latencyMs: number;
  readonly response: Float32Array;
  readonly distanceM: number;
};
export type References = ReadonlyMap<SpeakerId, Reference>;

/** Of those whose response is known, too. */
export const toReferences = (
  heard: ReadonlyMap<SpeakerId, HeardLatency>,
  responses: ReadonlyMap<SpeakerId, Float32Array>,
): References =>
  new Map(
    [...heard].flatMap(([id, { relativeMs, distanceM = 0 }]): [SpeakerId, Reference][] => {
      const response = responses.get(id);
      return response ? [[id, { latencyMs: relativeMs + flightMs(distanceM), response, distanceM }]] : [];
    }),
  );

export type WatchState = {
  readonly clock: WatchClock;
  /** Engine time to which the clock was followed last; null: it is a guess. */
  readonly followedMs: number | null;
  readonly places: ReadonlyMap<SpeakerId, Place>;
};

/**
 * `lostWindows`: so many it was not found in, one after the other. `clarity`: how far it stood out when it was found last,
 * had it been in a single window; null before.
 */
export type Place = { readonly latencyMs: number; readonly lostWindows: number; readonly clarity: number | null };

/** Under the music: nobody hears it, and a microphone finds it within one window … */
export const STEADY_DB = -20;
/** … and for a speaker that has to be found first. */
export const SEEKING_DB = -14;
/** Somebody who is not found by then is not sought so clearly any more: 10 windows. */
const SOUGHT_WINDOWS = 10;
/** After so many windows without it nobody can say that it is in time: 15 s. */
const DOUBTED_AFTER_WINDOWS = 5;
/** What is played by differs by more: worth a glide. Drift of 50 parts in a million takes 4 s to it. */
const WORTH_MS = 0.2;

/** Everybody is where the calibration has heard it. */
export const beginWatch = (clock: WatchClock, references: References): WatchState => ({
  clock,
  followedMs: null,
  places: new Map([...references].map(([id, { latencyMs }]) => [id, { latencyMs, lostWindows: 0, clarity: null }])),
});

export type WatchStep = {
  readonly state: WatchState;
  readonly found: ReadonlyMap<SpeakerId, Sighted>;
  /** Who has just been missed for so long that nobody can say where it is. */
  readonly doubted: readonly SpeakerId[];
};

/** `middleMs`: engine time. `windows`: as long as so many of them. */
export type Window = { readonly middleMs: number; readonly windows: number };

/** The most that are looked at in one: 12 s. */
export const MAX_WINDOWS = 4;
/** Clear enough for a single window, and for two. */
const CLEAR = 8;
const FAINT = 5.5;

/** In how many windows at once they are looked for: the fainter they are, the more. */
export function windowsFor({ places }: WatchState, speakers: readonly SpeakerId[]): number {
  const wanted = speakers.map((id) => {
    const { lostWindows = 0, clarity = null } = places.get(id) ?? {};
    if (lostWindows > 3 || (clarity !== null && clarity < FAINT)) return MAX_WINDOWS;
    return lostWindows > 1 || (clarity !== null && clarity < CLEAR) ? 2 : 1;
  });
  return Math.max(1, ...wanted);
}

/** The state after a window; its speakers are those of the sightings. Without any sighting nobody was heard, and nobody is missed. */
export function noteWindow(state: WatchState, sightings: Sightings, { middleMs, windows }: Window): WatchStep {
  if ([...sightings.values()].every((one) => one === null)) return { state, found: new Map(), doubted: [] };
  const expected = new Map([...state.places].map(([id, { latencyMs }]) => [id, latencyMs]));
  const sinceMs = state.followedMs === null ? null : middleMs - state.followedMs;
  const { clock, found } = followClock(state.clock, expected, sightings, { middleMs, sinceMs });
  const places = new Map(state.places);
  const doubted: SpeakerId[] = [];
  for (const id of sightings.keys()) {
    const one = found.get(id);
    const before = state.places.get(id);
    const lostWindows = one ? 0 : (before?.lostWindows ?? 0) + 1;
    const clarity = one ? one.strength / Math.sqrt(windows) : (before?.clarity ?? null);
    places.set(id, { latencyMs: one?.latencyMs ?? before?.latencyMs ?? 0, lostWindows, clarity });
    if (lostWindows === DOUBTED_AFTER_WINDOWS) doubted.push(id);
  }
  return { state: { clock, followedMs: middleMs, places }, found, doubted };
}

/** Its link was made anew: it is sought, beginning where it was. */
export function noteNewLink(state: WatchState, id: SpeakerId): WatchState {
  const place = state.places.get(id);
  return place === undefined
    ? state
    : { ...state, places: new Map(state.places).set(id, { ...place, lostWindows: 1 }) };
}

/** How far below the music its code is. */
export function levelDbOf({ places, followedMs }: WatchState, id: SpeakerId, isVerified: boolean): number {
  const lostWindows = places.get(id)?.lostWindows ?? 0;
  return (followedMs === null || lostWindows > 0 || !isVerified) && lostWindows <= SOUGHT_WINDOWS
    ? SEEKING_DB
    : STEADY_DB;
}

/** Is one of them so far from what it plays by, seen from the middle of all, that it is worth a correction? */
export function isWorthCorrecting(
  heard: ReadonlyMap<SpeakerId, Pick<HeardLatency, "relativeMs">>,
  playedByMs: ReadonlyMap<SpeakerId, number>,
): boolean {
  const off = [...heard].flatMap(([id, { relativeMs }]) => {
    const played = playedByMs.get(id);
    return played === undefined ? [] : [relativeMs - played];
  });
  const middleMs = median(off);
  return off.some((one) => Math.abs(one - middleMs) > WORTH_MS);
}

/** How clearly it was heard, 0 … 1. */
export const confidenceOf = ({ strength }: Sighted): number => Math.max(0, 1 - 3 / strength);
