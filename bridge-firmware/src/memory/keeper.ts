// Decides when what the model knows is worth writing down; the saver does the writing.
import type { Model, Zone } from "../core/model.ts";
import type { Clock } from "../ports.ts";
import { toPlaybackDocument, toSpeakersDocument } from "./documents.ts";
import { type LatenciesDocument, toLatenciesDocument } from "./latencies-document.ts";
import type { Saver } from "./saver.ts";

export type Keeper = {
  /** To be called after every change; most of them cost nothing. */
  note(model: Model): void;
  /** The places of this moment, and what has waited, before the daemon ends. */
  noteLast(model: Model): void;
};

/** A zone's place is written down this often: what is lost in a crash against what a flash card wears. */
const PLACES_EVERY_MS = 15_000;

/** A microphone that watches speakers finds another fraction of a millisecond every few seconds: that waits. */
const LATENCIES_EVERY_MS = 600_000;
const NEARLY_MS = 1;

/** Takes `initial` for what is written down already. */
export function createKeeper(saver: Saver, clock: Clock, initial: Model): Keeper {
  let seen = initial;
  let speakersText = JSON.stringify(toSpeakersDocument(initial));
  let latencies = toLatenciesDocument(initial);
  let latenciesText = JSON.stringify(latencies);
  let latenciesAtMs = -Infinity;
  let zonesText = shapeOf(initial);
  let placesAtMs = clock.nowMs();

  function noteSpeakers(model: Model): void {
    if (model.speakers === seen.speakers && model.lastPlayed === seen.lastPlayed) return;
    const document = toSpeakersDocument(model);
    const text = JSON.stringify(document);
    if (text !== speakersText) saver.save("speakers", document);
    speakersText = text;
  }

  function noteLatencies(model: Model): void {
    if (model.speakers === seen.speakers) return;
    const document = toLatenciesDocument(model);
    const text = JSON.stringify(document);
    const nowMs = clock.nowMs();
    if (text === latenciesText || (isNearly(document, latencies) && nowMs - latenciesAtMs < LATENCIES_EVERY_MS)) return;
    saver.save("latencies", document);
    latencies = document;
    latenciesText = text;
    latenciesAtMs = nowMs;
  }

  function noteZones(model: Model): void {
    if (model.zones === seen.zones && model.overruled === seen.overruled) return;
    const nowMs = clock.nowMs();
    const text = shapeOf(model);
    if (text === zonesText && nowMs - placesAtMs < PLACES_EVERY_MS) return;
    saver.save("playback", toPlaybackDocument(model, savedAt(clock)));
    zonesText = text;
    placesAtMs = nowMs;
  }

  return {
    note(model) {
      noteSpeakers(model);
      noteLatencies(model);
      noteZones(model);
      seen = model;
    },
    noteLast(model) {
      saver.save("playback", toPlaybackDocument(model, savedAt(clock)));
      const document = toLatenciesDocument(model);
      if (JSON.stringify(document) !== latenciesText) saver.save("latencies", document);
    },
  };
}

const savedAt = (clock: Clock) => ({ nowMs: clock.nowMs(), savedAtMs: Math.max(0, Math.floor(clock.epochMs())) });

/** The same, but for what a microphone finds while it watches? */
function isNearly(one: LatenciesDocument, other: LatenciesDocument): boolean {
  const shape = ({ speakers }: LatenciesDocument): string =>
    JSON.stringify(speakers, (key, value: unknown) => (SMALL_THINGS.has(key) ? undefined : value));
  const all = ({ speakers }: LatenciesDocument) => Object.values(speakers).flatMap(({ known }) => known);
  const others = all(other);
  return (
    shape(one) === shape(other) &&
    all(one).every(({ latencyMs, method }, n) => {
      const apartMs = Math.abs(latencyMs - (others[n]?.latencyMs ?? Infinity));
      return method === "measured" ? apartMs < NEARLY_MS : apartMs === 0;
    })
  );
}

const SMALL_THINGS: ReadonlySet<string> = new Set(["latencyMs", "confidence", "atEpochMs"]);

/** Everything of the zones but how far into a track they are, and who was sent away. */
function shapeOf({ zones, overruled }: Model): string {
  const shape = ({ id, playing, place, members, selection, repeat, interrupted = [] }: Zone): unknown[] => [
    id,
    playing,
    place.index,
    [...members],
    selection.order,
    repeat,
    interrupted.map(shape),
  ];
  return JSON.stringify([[...zones.values()].map(shape), [...overruled]]);
}
