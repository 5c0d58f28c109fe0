// The bridge's part of the road. Its clock is its own: what it tells are durations from the command's receipt, which lies
// between two moments that the cloud has seen. Pure.
import { isFinal, type Outcome } from "@house-band/contract";
import type { RoadStation } from "./found.ts";
import type { RoadLine, RoadTimings } from "./log-lines.ts";

type Sent = Extract<RoadLine, { message: "command sent" }>;
type Taken = Extract<RoadLine, { message: "an outcome was taken in" }>;

/** Empty where it never had the command, or where nothing says what it did. */
export function bridgeStations(lines: readonly RoadLine[], stored: Outcome | null): readonly RoadStation[] {
  const sent = lines.find((line): line is Sent => line.message === "command sent");
  if (sent === undefined || sent.delivery === "offline") return [];
  const taken = lines.find((line): line is Taken => line.message === "an outcome was taken in" && isFinal(line.state));
  const told = taken ? { ...taken, code: taken.outcome } : stored;
  if (told === null || !isFinal(told.state)) return [];
  const timings: RoadTimings = "timings" in told ? told.timings : told;
  const { acceptedMs, soundMs, settledMs } = timings;
  const { atMs, slackMs } = receiptOf(sent, taken, timings);
  const at = (kind: string, ms: number, what: string): RoadStation => ({
    ...{ kind, atMs: atMs + ms, slackMs, where: "bridge", what },
  });
  return [
    at("received", 0, "received"),
    at("journaled", acceptedMs, "journaled, then acknowledged"),
    ...(soundMs === undefined ? [] : [at("sound", soundMs, "first sound written")]),
    at("over", settledMs, `carried out: ${told.state}, ${told.code}`),
  ];
}

/**
 * After it was sent; journaled before its acknowledgement was back, and over before its outcome was at AWS IoT. The middle
 * of what that leaves; where the clocks leave nothing, when it was sent.
 */
function receiptOf(sent: Sent, taken: Taken | undefined, { acceptedMs, settledMs }: RoadTimings) {
  const earliestMs = sent.sentAtMs;
  const acknowledged = sent.delivery === "journaled" ? sent.atMs - acceptedMs : Number.POSITIVE_INFINITY;
  const told = taken ? taken.receivedAtMs - settledMs : Number.POSITIVE_INFINITY;
  const latestMs = Math.min(acknowledged, told);
  if (latestMs === Number.POSITIVE_INFINITY) return { atMs: earliestMs, slackMs: 0 };
  const slackMs = Math.max(0, latestMs - earliestMs) / 2;
  return { atMs: earliestMs + slackMs, slackMs };
}
