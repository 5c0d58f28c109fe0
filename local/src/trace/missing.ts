// What of a road is missing, and why it may be. Pure.
import { isFinal, timeOfCommand } from "@house-band/contract";
import type { Found } from "./found.ts";
import type { RoadLine } from "./log-lines.ts";

export type Missing = { readonly what: string; readonly why: string };

/** CloudWatch shows a line some seconds after it was written. */
const LOG_LAG_MS = 30_000;
/** @see infra/src/functions.ts: RetentionDays.ONE_MONTH */
const LOG_KEPT_MS = 30 * 86_400_000;
/** @see lambda/src/adapters/home-items.ts: a record's time to live */
const RECORD_KEPT_MS = 86_400_000;

/** Nothing where the road is whole. */
export function missingOf(found: Found, nowMs: number): readonly Missing[] {
  const ageMs = nowMs - timeOfCommand(found.commandId);
  const { lines, isCutShort } = found;
  if (lines.length === 0) return [{ what: "everything", why: whyNothing(ageMs) }];
  return [
    ...(has(lines, "turn decided") ? [] : [{ what: "what was heard and decided", why: whyNoLine(ageMs) }]),
    ...bridgePart(found, ageMs),
    ...(has(lines, "turn answered") ? [] : [{ what: "the answer", why: whyUnanswered(lines, ageMs) }]),
    ...recordPart(found, ageMs),
    ...(isCutShort ? [{ what: "the rest of its lines", why: "there are more than are read of one command" }] : []),
  ];
}

const has = (lines: readonly RoadLine[], message: RoadLine["message"]): boolean =>
  lines.some((line) => line.message === message);

function whyNothing(ageMs: number): string {
  if (ageMs < 0) return "it is of a time to come: is the id whole, and of a House Band command?";
  if (ageMs < LOG_LAG_MS) return "its lines are not there yet: wait some seconds, then ask again";
  if (ageMs > LOG_KEPT_MS) return "it is more than 30 days old: the logs keep no more";
  return (
    "neither log has a line of it. It is of another account or region (--region), was given at the bridge itself " +
    "(house-band cloud trace there), or comes from before the functions wrote these lines (npm run deploy brings them)"
  );
}

const whyNoLine = (ageMs: number): string =>
  ageMs < LOG_LAG_MS
    ? "not in the log yet: wait some seconds, then ask again"
    : ageMs > LOG_KEPT_MS - RECORD_KEPT_MS
      ? "the log has let go of it: it keeps 30 days"
      : "the voice function has not written it: HOUSE_BAND_LOG_LEVEL is above info, or the turn ended before that";

function whyUnanswered(lines: readonly RoadLine[], ageMs: number): string {
  if (ageMs < LOG_LAG_MS) return "not in the log yet: wait some seconds, then ask again";
  return has(lines, "trouble")
    ? "the turn broke off: see the line with ! above, and the voice function's log around it"
    : "the function was ended before it answered, or its line is lost: Alexa has said that the skill does not respond";
}

function bridgePart({ lines, record }: Found, ageMs: number): readonly Missing[] {
  const decided = lines.find((line) => line.message === "turn decided");
  const sent = lines.find((line) => line.message === "command sent");
  if (sent === undefined) {
    if (decided?.message !== "turn decided") return [];
    if (decided.isDemo) return [{ what: "the bridge", why: "a demo home has none: the function plays its part" }];
    if (decided.decision === "edit") {
      return [
        { what: "the bridge", why: "an edit goes to it as its configuration, the shadow config, not as a command" },
      ];
    }
    if (decided.decision !== "command") return [];
    const why = ageMs < LOG_LAG_MS ? "not in the log yet, or not sent" : "it was not sent from here: see what was said";
    return [{ what: "the way to the bridge", why }];
  }
  const outcome = lines.find((line) => line.message === "an outcome was taken in" && isFinal(line.state));
  if (sent.delivery === "offline") return [{ what: "the bridge", why: WHY_OFFLINE }];
  if (outcome?.message === "an outcome was taken in") return endedEarly(outcome.state);
  if (record?.outcome) return [{ what: "the ingest's line", why: whyNoLine(ageMs) }];
  if (ageMs < LOG_LAG_MS) return [{ what: "the outcome", why: "not there yet: wait some seconds, then ask again" }];
  return [{ what: "the outcome", why: WHY_NO_OUTCOME }];
}

const WHY_OFFLINE =
  "it was offline, and never had the command. See that it has power and is on its network; house-band status there";

const WHY_NO_OUTCOME =
  "none has come. A bridge that lost its network after it had the command sends it once it is back (house-band cloud " +
  "trace there says what it knows); what a rule could not hand over is in the queue IngestErrors";

function endedEarly(state: string): readonly Missing[] {
  if (state === "superseded") {
    return [
      { what: "the sound", why: "a newer command for the same speakers overtook this one, so it was not carried out" },
    ];
  }
  if (state === "expired") {
    return [{ what: "the sound", why: "it reached the bridge after its time to live, so it was not carried out" }];
  }
  return [];
}

function recordPart({ record, recordTrouble, lines }: Found, ageMs: number): readonly Missing[] {
  // the outcome makes the record
  const isOfRecord = lines.some((line) => line.message === "an outcome was taken in");
  if (recordTrouble === null && (record !== null || !isOfRecord)) return [];
  const what = "what became of each speaker";
  if (recordTrouble !== null) return [{ what, why: recordTrouble }];
  if (ageMs > RECORD_KEPT_MS) return [{ what, why: "the table keeps a command's record for a day" }];
  return [{ what, why: "the table has no such record in the home that this bridge belongs to now" }];
}
