// When a command is over, speaker by speaker: exactly one final outcome for every pending command (to-outcome.ts).
// "OK" is said of a speaker only when there is sound on it, or when falling silent was all that was asked.
import { assertNever, type Command, type Outcome, type OutcomeCode, type SpeakerId } from "@house-band/contract";
import { announcementCode, announcementTimesMs, dropDecidedAnnouncements } from "./announcements.ts";
import { interruptionEnds } from "./arbitration.ts";
import { type Asked, chimeCode, dropDecidedChimes } from "./chimes.ts";
import { mapValues, withoutKeys } from "./maps.ts";
import {
  type Expectation,
  isLeft,
  isSounding,
  type Model,
  type Pending,
  trackAt,
  waitsForSender,
  type Zone,
} from "./model.ts";
import { isSilent, senderTrackCode } from "./sender-orders.ts";
import { sleepTimesMs } from "./sleep-timer.ts";
import { linkReason } from "./speaker-machine.ts";
import { STARTS_SOUND, toOutcome } from "./to-outcome.ts";
import { halt, putZone } from "./zones.ts";

export type SettleLimits = {
  /** From receipt: a speaker without a link by then counts as missing. Less than the cloud waits for an answer. */
  readonly linkWithinMs: number;
  /** From receipt: no sound by then, on a speaker that has a link, is a failure. */
  readonly soundWithinMs: number;
};

export type Settled = { readonly model: Model; readonly outcomes: readonly Outcome[] };

/** Decides what can be decided. Commands that are over leave `pending`, each with its one outcome. */
export function settle(model: Model, nowMs: number, limits: SettleLimits): Settled {
  if (model.pending.length === 0) return { model, outcomes: [] };
  const outcomes: Outcome[] = [];
  const waiting: Pending[] = [];
  let settled = model;
  for (const pending of model.pending) {
    const now = decide(model, pending, nowMs, limits);
    const codes = decidedCodes(now);
    if (!codes) waiting.push(now);
    else {
      const outcome = toOutcome(model, now, codes, nowMs);
      outcomes.push(outcome);
      if (outcome.state === "failed") settled = withdraw(settled, now, nowMs);
    }
  }
  return { model: dropDecidedAnnouncements(dropDecidedChimes({ ...settled, pending: waiting })), outcomes };
}

function decide(model: Model, pending: Pending, nowMs: number, limits: SettleLimits): Pending {
  const waitedMs = nowMs - pending.receivedAtMs;
  const late = { nowMs, link: waitedMs >= limits.linkWithinMs, sound: waitedMs >= limits.soundWithinMs };
  const command = pending.command.id;
  const expectations = mapValues(pending.expectations, (expectation, speaker) =>
    decideOne(model, { command, speaker }, expectation, late),
  );
  const sounds = [...pending.expectations].some(([id, { kind }]) => kind === "sound" && isOk(expectations.get(id)));
  return { ...pending, expectations, soundMs: pending.soundMs ?? (sounds ? waitedMs : null) };
}

type Late = { readonly nowMs: number; readonly link: boolean; readonly sound: boolean };

function decideOne(model: Model, asked: Asked, expectation: Expectation, late: Late): Expectation {
  const id = asked.speaker;
  switch (expectation.kind) {
    case "decided":
      return expectation;
    case "link":
      return decided(linkCode(model, id, late)) ?? expectation;
    case "release":
      return decided(releaseCode(model, id, late)) ?? expectation;
    case "chime":
      return decided(chimeCode(model, asked, late.link, late.nowMs)) ?? expectation;
    case "announcement":
      return decided(announcementCode(model, asked, late.nowMs)) ?? expectation;
    case "sound":
      return decided(soundCode(model, id, expectation, late)) ?? expectation;
    case "sender-track":
      return decided(senderTrackCode(model, expectation, late.link)) ?? expectation;
    case "track":
      return decided(trackCode(model, expectation, late)) ?? expectation;
    default:
      return assertNever(expectation);
  }
}

const decided = (code: OutcomeCode | null): Expectation | null => (code ? { kind: "decided", code } : null);

function linkCode(model: Model, id: SpeakerId, late: Late): OutcomeCode | null {
  const link = model.speakers.get(id)?.link;
  if (!link) return "TARGET_UNKNOWN";
  if (link.kind === "connected") return "OK";
  if (link.kind === "waiting-to-retry" || link.kind === "refused") return link.reason;
  return late.link ? (linkReason(link) ?? "SPEAKER_OFFLINE") : null;
}

function releaseCode(model: Model, id: SpeakerId, late: Late): OutcomeCode | null {
  const link = model.speakers.get(id)?.link;
  if (!link) return "TARGET_UNKNOWN";
  if (link.kind !== "released") return "SUPERSEDED";
  if (link.hold === "free") return "OK";
  return late.link ? "INTERNAL" : null;
}

function soundCode(
  model: Model,
  id: SpeakerId,
  { zone: zoneId, sender }: Extract<Expectation, { kind: "sound" }>,
  late: Late,
): OutcomeCode | null {
  const failure = failureOf(model, zoneId);
  if (failure) return failure;
  const zone = model.zones.get(zoneId);
  const speaker = model.speakers.get(id);
  if (!speaker) return "TARGET_UNKNOWN";
  if (!zone?.playing || !zone.members.has(id)) return "SUPERSEDED";
  const { link } = speaker;
  const isAwaited = sender === "told" ? isSilent(model, zone) : waitsForSender(model, zone);
  if (link.kind === "connected" && isAwaited) {
    if (sender === "told" && !late.link) return null;
    return isLeft(model, zone) ? "SOURCE_OFFLINE" : "SOURCE_SILENT";
  }
  if (isSounding(model, zoneId, id)) return "OK";
  if (link.kind === "connected") return late.sound ? silenceOf(zone) : null;
  // a link that just broke is tried again within the command's own time
  const hasFailed = link.kind === "refused" || (link.kind === "waiting-to-retry" && link.failures > 0);
  return hasFailed || late.link ? (linkReason(link) ?? "SPEAKER_OFFLINE") : null;
}

function trackCode(model: Model, expected: Extract<Expectation, { kind: "track" }>, late: Late): OutcomeCode | null {
  const zone = model.zones.get(expected.zone);
  if (!zone) return failureOf(model, expected.zone) ?? "NOTHING_PLAYING";
  if (!zone.playing || zone.trackStarts > expected.afterStarts) return "OK";
  return late.sound ? silenceOf(zone) : null;
}

function failureOf(model: Model, zone: Zone["id"]): OutcomeCode | null {
  if (model.unreachable.includes(zone)) return "SOURCE_UNREACHABLE";
  return model.unplayable.includes(zone) ? "UNSUPPORTED_FORMAT" : null;
}

/** Why there is no sound when there should be: a station is somebody else's, anything else is ours. */
const silenceOf = (zone: Zone): OutcomeCode => (trackAt(zone)?.live ? "SOURCE_UNREACHABLE" : "INTERNAL");

/** All codes, once each is known; null before. */
function decidedCodes(pending: Pending): ReadonlyMap<SpeakerId, OutcomeCode> | null {
  if (pending.verdict) return new Map();
  const codes = new Map<SpeakerId, OutcomeCode>();
  for (const [id, expectation] of pending.expectations) {
    if (expectation.kind !== "decided") return null;
    codes.set(id, expectation.code);
  }
  return codes;
}

const isOk = (expectation: Expectation | undefined): boolean =>
  expectation?.kind === "decided" && expectation.code === "OK";

/** What was said to have failed must not begin by itself when a speaker comes back an hour later. */
function withdraw(model: Model, { command, expectations }: Pending, nowMs: number): Model {
  if (!STARTS_SOUND.has(command.kind)) return model;
  let next = model;
  for (const zone of model.zones.values()) {
    const isMeant = [...expectations.keys()].some((id) => zone.members.has(id));
    const isHeard = [...zone.members.keys()].some((id) => isSounding(model, zone.id, id));
    if (!isMeant || isHeard || !zone.playing || wantedByOthers(model, command, zone)) continue;
    next = command.kind === "play" ? dropZone(next, zone) : putZone(next, halt(zone, nowMs));
  }
  return next;
}

/** A newer command that still waits for this zone decides about it, not the older one that failed. */
const wantedByOthers = (model: Model, failed: Command, zone: Zone): boolean =>
  model.pending.some(
    ({ command, expectations }) =>
      command.id !== failed.id &&
      [...expectations.values()].some((expectation) => expectation.kind === "sound" && expectation.zone === zone.id),
  );

const dropZone = (model: Model, zone: Zone): Model => ({ ...model, zones: withoutKeys(model.zones, [zone.id]) });

/** When the model has to be looked at again though nothing happens: a retry, a deadline, an abandoned zone. */
export function nextWakeMs(model: Model, nowMs: number, limits: SettleLimits, abandonedAfterMs: number): number | null {
  const times: number[] = [];
  for (const { link } of model.speakers.values()) if ("untilMs" in link) times.push(link.untilMs);
  for (const { receivedAtMs } of model.pending) {
    times.push(receivedAtMs + limits.linkWithinMs, receivedAtMs + limits.soundWithinMs);
  }
  times.push(...sleepTimesMs(model));
  for (const { untilMs } of model.chimes) times.push(untilMs);
  times.push(...announcementTimesMs(model));
  for (const { silentSinceMs } of model.zones.values()) {
    if (silentSinceMs !== null) times.push(silentSinceMs + abandonedAfterMs);
  }
  times.push(...interruptionEnds(model));
  const ahead = times.filter((atMs) => atMs > nowMs);
  return ahead.length > 0 ? Math.min(...ahead) : null;
}
