// Which frame of a zone's content is which moment of which track: written as content is made, read when it is heard.

export type Place = { readonly index: number; readonly positionMs: number };

type Entry = { readonly fromFrame: number; readonly place: Place; readonly running: boolean };

/** Oldest first; never empty. */
export type PlaceLog = { entries: Entry[] };

const FRAMES_PER_MS = 48;
/** A listener is at most some seconds behind; a pause or a track adds one or two entries. */
const KEPT_ENTRIES = 64;

/** A log that knows where the content begins. */
export const createPlaceLog = (start: Place): PlaceLog => ({
  entries: [{ fromFrame: 0, place: start, running: false }],
});

/** From `fromFrame` on the content is at `place`, and moves on from it if it is `running`. */
export function recordPlace(log: PlaceLog, fromFrame: number, place: Place, running: boolean): void {
  const last = log.entries.at(-1);
  if (last !== undefined && last.running === running && samePlace(placeAt(log, fromFrame), place)) return;
  if (last !== undefined && last.fromFrame === fromFrame) log.entries.pop();
  log.entries.push({ fromFrame, place, running });
  if (log.entries.length > KEPT_ENTRIES) log.entries.shift();
}

/** The place that belongs to a frame of the content, reckoned on from the newest entry before it. */
export function placeAt(log: PlaceLog, frame: number): Place {
  let found = log.entries[0];
  for (const entry of log.entries) if (entry.fromFrame <= frame) found = entry;
  if (found === undefined) return { index: 0, positionMs: 0 };
  if (!found.running) return found.place;
  const playedMs = Math.max(0, frame - found.fromFrame) / FRAMES_PER_MS;
  return { index: found.place.index, positionMs: found.place.positionMs + playedMs };
}

const samePlace = (one: Place, other: Place): boolean =>
  one.index === other.index && Math.abs(one.positionMs - other.positionMs) < 1e-6;
