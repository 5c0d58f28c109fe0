// What the command line says of whoever may play to the bridge. Pure.
import type { SenderView } from "../control/views.ts";

/** Each by its name, and whether it plays. */
export const renderSenders = (senders: readonly SenderView[]): string => senders.map(renderSender).join("; ");

function renderSender({ name, state, trouble, codec, title, artist, level }: SenderView): string {
  const what =
    title === undefined || state !== "plays" ? "" : ` ${title}${artist === undefined ? "" : ` by ${artist}`}`;
  const details = [
    ...(trouble === undefined ? [] : [trouble]),
    ...(codec === null ? [] : [codec]),
    ...(level === undefined ? [] : renderLevel(level)),
  ];
  return `${name}: ${STATES[state]}${what}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}

const renderLevel = ({ rmsDb, peakDb, warnings }: NonNullable<SenderView["level"]>): readonly string[] => [
  `${rmsDb.toFixed(0)} dB, peak ${peakDb.toFixed(0)} dB`,
  ...warnings.map((warning) => WARNINGS[warning]),
];

const WARNINGS = {
  clipping: "too loud for the input: turn it down where it comes from",
  "hum-50": "50 Hz hum: see docs/inputs.md, Hum",
  "hum-60": "60 Hz hum: see docs/inputs.md, Hum",
} as const;

const STATES = {
  away: "not connected",
  silent: "connected, plays nothing",
  plays: "plays",
} as const satisfies Record<SenderView["state"], string>;
