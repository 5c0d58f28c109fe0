// What was measured, as lines of text: a table, and who is early or late on a line of time. Pure.
import { type OutcomeCode, SpeakerId } from "@house-band/contract";
import { type OwnDelays, pictureAheadMs, slowestHeardAfterMs } from "../control/sync/sound-delay.ts";
import type { HeardView, SyncAnswerView } from "../control/sync/sync-views.ts";
import type { SpeakerView } from "../control/views.ts";
import { columnsOf, tableLines } from "../text/table.ts";
import { REASONS } from "./reasons.ts";
import { renderLatency } from "./render-latency.ts";
import { renderLouder } from "./render-levels.ts";

type Measured = Extract<SyncAnswerView, { kind: "measured" }>;

export type SyncRow = {
  readonly name: string;
  /** After the first one, as it came to the microphone; null where it was not heard. */
  readonly heardAtMs: number | null;
  /** Later than the group; null where it was not heard. */
  readonly lateMs: number | null;
  /** After its write, as far as is known. */
  readonly heardAfterMs: number | null;
  /** Louder than the group; null where that can't be said. */
  readonly louderDb: number | null;
  readonly heard: HeardView | null;
  readonly code: OutcomeCode;
};

/** A row for each speaker that was asked for, the earliest first. */
export function toRows(
  { measured, measurement, perSpeaker }: Measured,
  nameOf: (id: SpeakerId) => string,
): readonly SyncRow[] {
  const latencies = Object.values(measurement.speakers).flatMap((one) =>
    one.kind === "measured" ? [one.latencyMs] : [],
  );
  const firstMs = Math.min(...latencies);
  return Object.entries(perSpeaker)
    .map(([key, code]): SyncRow => {
      const id = SpeakerId.parse(key);
      const heard = measurement.speakers[id] ?? null;
      const heardAtMs = heard?.kind === "measured" ? heard.latencyMs - firstMs : null;
      const { lateMs = null, heardAfterMs = null, levelDb: louderDb = null } = measured.speakers[id] ?? {};
      return { name: nameOf(id), heardAtMs, lateMs, heardAfterMs, louderDb, heard, code };
    })
    .sort((a, b) => (a.lateMs ?? Number.POSITIVE_INFINITY) - (b.lateMs ?? Number.POSITIVE_INFINITY));
}

/** What was heard, and what has become of it. */
export function renderMeasured(answer: Measured, rows: readonly SyncRow[]): readonly string[] {
  const areCompared = rows.some(({ louderDb }) => louderDb !== null);
  const table = tableLines(
    ["speaker", "heard at", "off by", ...(areCompared ? ["level"] : []), "how sure"],
    rows.map(({ name, heardAtMs, lateMs, louderDb, heard, code }) => [
      name,
      heardAtMs === null ? null : `+${heardAtMs.toFixed(1)} ms`,
      lateMs === null ? null : renderLate(lateMs),
      ...(areCompared ? [louderDb === null ? null : renderLouder(louderDb)] : []),
      renderCertainty(heard, code),
    ]),
  );
  return [...table, "", ...plotLines(rows), "", renderVerdict(answer), ...renderHeardAfter(rows)];
}

/** How long a sound takes until it is heard: of the quickest and the slowest. */
function renderHeardAfter(rows: readonly SyncRow[]): readonly string[] {
  const heard = rows
    .flatMap(({ name, heardAfterMs }) => (heardAfterMs === null ? [] : [{ name, heardAfterMs }]))
    .sort((one, other) => one.heardAfterMs - other.heardAfterMs);
  const [first, last] = [heard[0], heard.at(-1)];
  if (!first || !last) return [];
  const of = ({ name, heardAfterMs }: typeof first): string => `${Math.round(heardAfterMs)} ms (${name})`;
  const range = first === last ? of(first) : `${of(first)} to ${of(last)}`;
  return [`From the bridge's write to the microphone, its own way included: ${range}, give or take 10 ms.`];
}

function renderVerdict({ measured, perSpeaker }: Measured): string {
  const { skewMs, isApplied, alignedAt } = measured;
  const isWhole = Object.values(perSpeaker).every((code) => code === "OK");
  if (skewMs === undefined)
    return "Not done: fewer than two speakers were heard, and one alone has nobody to be in time with.";
  const apart = `${renderMs(skewMs)} apart`;
  const where = alignedAt === "speakers" ? AT_SPEAKERS : "where the microphone stands";
  if (!isApplied) return `At most ${apart}, ${where}. To have them in time: house-band calibrate`;
  return `${isWhole ? "Done" : "Partly done"}: those that were heard play in time from now on, ${where}. They were ${apart}.`;
}

/** The microphone can't tell a way through the air from a latency: people have. */
const AT_SPEAKERS = "at the speakers themselves, as far as the distances that were given are right";

function renderCertainty(heard: HeardView | null, code: OutcomeCode): string {
  if (heard === null) return REASONS[code];
  switch (heard.kind) {
    case "measured":
      return `${Math.round(100 * heard.confidence)} %, ±${Math.max(0.01, heard.spreadMs / 2).toFixed(2)} ms, ${Math.round(heard.snrDb)} dB over the noise`;
    case "silent":
      return "not heard: is it far from the microphone, or turned down?";
    case "uncertain":
      return "too faint, or too much echo: bring the microphone closer";
    case "disagrees":
      return `its two turns differ by ${renderMs(heard.spreadMs)}: leave speaker and microphone where they are`;
  }
}

const renderMs = (ms: number): string => `${ms < 10 ? ms.toFixed(2) : ms.toFixed(1)} ms`;

export function renderLate(lateMs: number): string {
  const ms = renderMs(Math.abs(lateMs));
  if (Number.parseFloat(ms) === 0) return "0 ms";
  return `${ms} ${lateMs > 0 ? "late" : "early"}`;
}

/** Columns to either side of the group's middle. */
const HALF_COLUMNS = 24;
/** Nobody hears less: a plot of next to nothing shall look like it. */
const NARROWEST_MS = 1;

/** How far to the left and right the line of time reaches. */
export const plotRangeMs = (rows: readonly SyncRow[]): number =>
  Math.max(NARROWEST_MS, ...rows.map(({ lateMs }) => Math.abs(lateMs ?? 0)));

/** Each speaker's place on a line of time around the group's middle. */
function plotLines(rows: readonly SyncRow[]): readonly string[] {
  const rangeMs = plotRangeMs(rows);
  const width = Math.max(...rows.map(({ name }) => columnsOf(name)));
  const heard = rows.filter(({ lateMs }) => lateMs !== null);
  const lines = heard.map(({ name, lateMs }) => {
    const columns = [...`${"·".repeat(HALF_COLUMNS)}│${"·".repeat(HALF_COLUMNS)}`];
    columns[HALF_COLUMNS + Math.round(((lateMs ?? 0) / rangeMs) * HALF_COLUMNS)] = "●";
    return `${name}${" ".repeat(width - columnsOf(name))}  ${columns.join("")}`;
  });
  const ends = `${renderMs(rangeMs)} early`;
  const late = `${renderMs(rangeMs)} late`;
  const gap = " ".repeat(Math.max(1, 2 * HALF_COLUMNS + 1 - ends.length - late.length));
  return heard.length === 0 ? [] : [...lines, `${" ".repeat(width + 2)}${ends}${gap}${late}`];
}

/** Why nothing was measured. */
export function renderRefusal(
  answer: Exclude<SyncAnswerView, { kind: "measured" }>,
  nameOf: (id: SpeakerId) => string,
): readonly string[] {
  if (answer.kind !== "refused") return ["Not done."];
  const { code, perSpeaker, message } = answer;
  const each = Object.entries(perSpeaker)
    .filter(([, own]) => own !== code && own !== "OK")
    .map(([id, own]) => `  ${nameOf(SpeakerId.parse(id))}: ${REASONS[own]}`);
  return [
    `Not done: ${code === "MUSIC_PLAYS" ? PROBES_ARE_HEARD : REASONS[code]}.`,
    ...(message ? [`  ${message}`] : []),
    ...each,
  ];
}

const PROBES_ARE_HEARD =
  "music plays there, and the probes would be heard over it: stop it, or add --while-music-plays";

/** What is known without listening. */
export function renderKnown(speakers: readonly SpeakerView[], own: OwnDelays, now: Date): readonly string[] {
  const rows = speakers.map(({ name, link, latency }) => [name, link, latency ? renderLatency(latency, now) : null]);
  const table = tableLines(["speaker", "link", "from write to sound"], rows);
  return [...table, "", ...renderDelay(speakers, own), "To hear it: house-band sync --measure"];
}

/** For whoever watches a picture to it. */
function renderDelay(speakers: readonly SpeakerView[], own: OwnDelays): readonly string[] {
  const latenciesMs = speakers.flatMap(({ latency }) => latency?.ms ?? []);
  const heardAfterMs = slowestHeardAfterMs(own, latenciesMs);
  const aheadMs = pictureAheadMs(own, latenciesMs);
  if (heardAfterMs === null || aheadMs === null) return [];
  return [
    `They wait for the slowest: what the bridge writes is heard ${Math.round(heardAfterMs)} ms later (${own.writeAheadMs} of them written ahead).`,
    `A film that is played to the bridge is some ${Math.round(aheadMs)} ms ahead of its sound (${own.inputQueueMs} of them kept in hand).`,
  ];
}
