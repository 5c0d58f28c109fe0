// How loud speakers came to the microphone, and the trims with which they would be equally loud there. A trim only ever
// takes away, so that nothing is louder than it was, no cap is passed and nothing is driven into its limiter. Pure.
import { type Levels, MAX_CUT_DB, type SpeakerId } from "@house-band/contract";
import type { Measurement } from "../../calibration/measurement.ts";
import { median } from "../../core/median.ts";
import type { Players } from "./players.ts";

/** Nearer to the noise a level is told too high or too low by more than half a decibel. */
const MIN_SNR_DB = 6;

export type ComparedLevels = {
  readonly levels: Levels;
  /** How much louder than the group's middle. */
  readonly louderDb: ReadonlyMap<SpeakerId, number>;
};

/** Of one speaker at full volume: as it plays now, and without its trim. */
type Level = { readonly id: SpeakerId; readonly heardDb: number; readonly bareDb: number };

/** Null where fewer than two can be compared. */
export function compareLevels(measurement: Measurement, players: Players): ComparedLevels | null {
  const heard = levelsOf(measurement, players);
  if (heard.length < 2) return null;
  const middleDb = median(heard.map(({ heardDb }) => heardDb));
  const bare = heard.map(({ bareDb }) => bareDb);
  // one that is far too soft does not take all the others down with it
  const aimDb = Math.max(Math.min(...bare), Math.max(...bare) - MAX_CUT_DB);
  const trims = new Map(heard.map(({ id, bareDb }) => [id, toTrim(aimDb - bareDb)]));
  return {
    levels: {
      spreadDb: spreadOf(heard.map(({ heardDb }) => heardDb)),
      trims: Object.fromEntries(trims),
      leftDb: spreadOf(heard.map(({ id, bareDb }) => bareDb + (trims.get(id) ?? 0))),
    },
    louderDb: new Map(heard.map(({ id, heardDb }) => [id, heardDb - middleDb])),
  };
}

function levelsOf({ speakers }: Measurement, players: Players): readonly Level[] {
  return [...speakers].flatMap(([id, one]): Level[] => {
    const player = players.get(id);
    if (one.kind !== "measured" || !player || one.snrDb < MIN_SNR_DB) return [];
    const heardDb = one.levelDb - player.volumeDb;
    return Number.isFinite(heardDb) ? [{ id, heardDb, bareDb: heardDb - player.trimDb }] : [];
  });
}

/** To a tenth of a decibel, and within what a trim may take away. */
function toTrim(gainDb: number): number {
  const cutDb = Math.min(MAX_CUT_DB, Math.max(0, Math.round(-10 * gainDb) / 10));
  return cutDb === 0 ? 0 : -cutDb;
}

const spreadOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
