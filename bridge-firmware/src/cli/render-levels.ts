// How loud speakers came to the microphone, and what was done about it, as lines of text. Pure.
import { type Levels, SpeakerId } from "@house-band/contract";

/** Less than this few people notice. */
const NOTICED_DB = 3;
/** As good as equal: a step of volume is more. */
const EQUAL_DB = 1;

export const renderDb = (db: number): string => `${db.toFixed(1)} dB`;

/** "+4.2 dB": against the group. */
export const renderLouder = (db: number): string =>
  Math.abs(db) < 0.05 ? "0 dB" : `${db < 0 ? "−" : "+"}${renderDb(Math.abs(db))}`;

/** Would somebody want them matched? */
export const areUneven = ({ spreadDb }: Levels): boolean => spreadDb >= NOTICED_DB;

export const renderSpread = ({ spreadDb }: Levels): string =>
  `At the same volume the loudest is ${renderDb(spreadDb)} louder than the softest where the microphone stands.`;

/** Who plays softer from now on, and what is left. */
export function renderMatched({ trims, leftDb }: Levels, nameOf: (id: SpeakerId) => string): readonly string[] {
  const cut = Object.entries(trims).filter(([, trimDb]) => trimDb < 0);
  const names = cut.map(([id, trimDb]) => `${nameOf(SpeakerId.parse(id))} by ${renderDb(-trimDb)}`);
  const how = names.length === 0 ? "nobody had to be turned down" : `turned down are ${names.join(", ")}`;
  const left = leftDb < EQUAL_DB ? "" : ` ${renderDb(leftDb)} are left: no more than 12 dB are taken away.`;
  return [`Levels matched: ${how}.${left}`, "As they were built again: house-band calibrate --no-levels"];
}
