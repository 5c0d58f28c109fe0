// By what latency speakers play, how that is known, and how far it can be believed. Pure.
import type { LatencyMethod, LatencyReport } from "@house-band/contract";

/** `now` is the reader's: moments are told by his clock. */
export function renderLatency({ ms, method, ...trust }: LatencyReport, now: Date): string {
  const known = `${Math.round(ms)} ms, ${METHODS[method]}`;
  // what people have set since is theirs: no microphone has heard it
  return method === "measured" ? `${known}, ${renderTrust(trust, now)}` : known;
}

const METHODS = {
  measured: "measured",
  "by-hand": "set by ear",
  reported: "as it reports",
  model: "of its model",
  typical: "typical of its codec",
} as const satisfies Record<LatencyMethod, string>;

type TrustReport = Pick<LatencyReport, "verifiedAtMs" | "unverifiedSinceMs">;

function renderTrust({ verifiedAtMs, unverifiedSinceMs }: TrustReport, now: Date): string {
  if (verifiedAtMs !== undefined) return `verified ${renderMoment(new Date(verifiedAtMs), now)}`;
  if (unverifiedSinceMs === undefined) return "unverified";
  return `unverified since ${renderMoment(new Date(unverifiedSinceMs), now)}`;
}

/** The time of day, and the day where it is another one. */
function renderMoment(moment: Date, now: Date): string {
  const time = `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  if (isSameDay(moment, now)) return `today ${time}`;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (isSameDay(moment, yesterday)) return `yesterday ${time}`;
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())} ${time}`;
}

const isSameDay = (one: Date, other: Date): boolean => one.toDateString() === other.toDateString();

const two = (number: number): string => String(number).padStart(2, "0");
