// What is announced: one announcement after the other, each on all its speakers together, as soon as all of them can be
// heard or those that can't have been waited for long enough. What they play steps back in the engine and is not touched here.
import type { CommandId, OutcomeCode, SpeakerId, ZoneId } from "@house-band/contract";
import type { Asked } from "./chimes.ts";
import type { Active, Applied, CommandContext } from "./command-context.ts";
import { mapValues } from "./maps.ts";
import {
  type Announcement,
  type Expectation,
  isConnected,
  type Model,
  type Playing,
  playingOf,
  type Speaker,
} from "./model.ts";
import { linkReason } from "./speaker-machine.ts";

/** A link takes two or three seconds; the cloud waits for an outcome a little longer than this. */
const LINKS_WITHIN_MS = 3_500;
/** Its first words, once it may begin: opening an output and waking a speaker takes two seconds. */
const HEARD_WITHIN_MS = 8_000;
/** The longest recording, and its speakers' waking. */
const EACH_AHEAD_MS = 65_000;
/** Whoever asks for more is not listening to them any more. */
const MAX_WAITING = 4;
/** Whoever comes last has an answer by then, once his words are spoken. */
export const ANNOUNCED_WITHIN_MS = HEARD_WITHIN_MS + (MAX_WAITING - 1) * EACH_AHEAD_MS;
/** Quieter than this it is not understood. */
const QUIETEST_PERCENT = 30;

/** Appends an announcement, or tells why there is none. */
export function announce(
  model: Model,
  active: Active,
  command: CommandId,
  { spoken, newZoneId, nowMs }: CommandContext,
): Applied {
  if (!spoken?.ok) return failed(model, spoken?.error ?? "INTERNAL");
  if (!hasRoomForAnnouncement(model, nowMs)) return failed(model, "BUSY");
  const ahead = countAhead(model, nowMs);
  const untilMs = nowMs + HEARD_WITHIN_MS + ahead * EACH_AHEAD_MS;
  const beginsByMs = nowMs + LINKS_WITHIN_MS;
  const speakers = [...active.keys()];
  const asked = { command, zone: newZoneId(), path: spoken.value, speakers, beginsByMs, untilMs, on: null };
  return {
    model: { ...model, announcements: [...model.announcements, asked] },
    expectations: mapValues(active, () => ANNOUNCEMENT),
  };
}

/** Would one more be taken? */
export const hasRoomForAnnouncement = (model: Model, nowMs: number): boolean => countAhead(model, nowMs) < MAX_WAITING;

const countAhead = ({ announcements }: Model, nowMs: number): number =>
  announcements.filter((one) => one.on === null || isBeingHeard(one, nowMs)).length;

/** Is something said on this speaker, or will be as soon as it is its turn? */
export const isAnnouncedOn = ({ announcements }: Model, id: SpeakerId, nowMs: number): boolean =>
  announcements.some((one) => (one.on === null ? one.speakers : isBeingHeard(one, nowMs) ? one.on : []).includes(id));

const ANNOUNCEMENT: Expectation = { kind: "announcement" };

const failed = (model: Model, code: OutcomeCode): Applied => ({
  model,
  expectations: new Map(),
  verdict: { state: "failed", code },
});

/** The announcement to begin now; none while one is heard, or worth waiting for, or nobody could hear it. */
export function nextAnnouncement(model: Model, nowMs: number): Announcement | undefined {
  if (!model.engine.ready || model.announcements.some((one) => isBeingHeard(one, nowMs))) return undefined;
  const next = model.announcements.find(({ on }) => on === null);
  if (!next || announcedOn(model, next).size === 0) return undefined;
  const isAwaited = next.speakers.some((id) => isOnItsWay(model.speakers.get(id)));
  return isAwaited && nowMs < next.beginsByMs ? undefined : next;
}

/** One of which nothing was ever heard again holds up nobody. */
export const isBeingHeard = ({ on, untilMs }: Announcement, nowMs: number): boolean =>
  on !== null && nowMs < untilMs + EACH_AHEAD_MS;

/** When it has to be looked at whether one may begin, is late, or holds up nobody any more. */
export const announcementTimesMs = ({ announcements }: Model): readonly number[] =>
  announcements.flatMap(({ on, beginsByMs, untilMs }) =>
    on === null ? [beginsByMs, untilMs] : [untilMs, untilMs + EACH_AHEAD_MS],
  );

/** Is its link being made? */
const isOnItsWay = (speaker: Speaker | undefined): boolean =>
  speaker?.link.kind === "due" || speaker?.link.kind === "connecting";

/** Whom it can be begun on, and how each plays it: as loud as it plays, muted or not, and what it says on all of it. */
export function announcedOn(model: Model, { speakers }: Announcement): ReadonlyMap<SpeakerId, Playing> {
  const members = new Map<SpeakerId, Playing>();
  for (const id of speakers) {
    const speaker = model.speakers.get(id);
    if (!speaker || model.engine.outputs.get(id)?.linkCount !== speaker.linkCount) continue;
    const volumePercent = Math.max(speaker.volumePercent, QUIETEST_PERCENT);
    const playing = playingOf({ ...speaker, volumePercent, muted: false }, "mono");
    if (playing) members.set(id, playing);
  }
  return members;
}

/** The engine has been told to begin it. */
export const announcementBegun = (model: Model, zone: ZoneId, on: readonly SpeakerId[]): Model => ({
  ...model,
  announcements: model.announcements.map((one) => (one.zone === zone ? { ...one, on } : one)),
});

/** Its first sound was written: whoever it was begun on, and is still there, has it. */
export function announcementHeard(model: Model, zone: ZoneId): Model {
  const heard = model.announcements.find((one) => one.zone === zone);
  return heard ? decide(model, heard, "OK") : model;
}

/** The engine has been told to end it: it is over. */
export const announcementCut = (model: Model, zone: ZoneId): Model => ({
  ...model,
  announcements: model.announcements.filter((one) => one.zone !== zone),
});

/** It is over: the next one's turn. Who was told nothing by now has heard nothing. */
export function announcementEnded(
  model: Model,
  zone: ZoneId,
  reason: "finished" | "unplayable" | "unreachable",
): Model {
  const over = model.announcements.find((one) => one.zone === zone);
  if (!over) return model;
  const rest = { ...model, announcements: model.announcements.filter((one) => one !== over) };
  return reason === "finished" ? rest : decide(rest, over, "UNSUPPORTED_FORMAT");
}

/** What the engine was saying is lost with it. */
export function breakOffAnnouncements(model: Model): Model {
  const waiting = model.announcements.filter(({ on }) => on === null);
  return waiting.length === model.announcements.length ? model : { ...model, announcements: waiting };
}

function decide(model: Model, { command, on }: Announcement, code: OutcomeCode): Model {
  const pending = model.pending.map((waiting) => {
    if (waiting.command.id !== command) return waiting;
    const expectations = mapValues(waiting.expectations, (expectation, id): Expectation => {
      const isMeant = expectation.kind === "announcement" && on?.includes(id) && isConnected(model.speakers.get(id));
      return isMeant ? { kind: "decided", code } : expectation;
    });
    return { ...waiting, expectations };
  });
  return { ...model, pending };
}

/** Why this speaker will not be heard with it; null while it may be. */
export function announcementCode(model: Model, asked: Asked, nowMs: number): OutcomeCode | null {
  const link = model.speakers.get(asked.speaker)?.link;
  if (!link) return "TARGET_UNKNOWN";
  const announcement = model.announcements.find(({ command }) => command === asked.command);
  if (!announcement) return link.kind === "connected" ? "INTERNAL" : (linkReason(link) ?? "SPEAKER_OFFLINE");
  const isLeftOut = announcement.on !== null && !announcement.on.includes(asked.speaker);
  if (link.kind === "connected" && !isLeftOut) return nowMs >= announcement.untilMs ? "INTERNAL" : null;
  const hasFailed = link.kind === "refused" || (link.kind === "waiting-to-retry" && link.failures > 0);
  const isOver = isLeftOut || hasFailed || nowMs >= announcement.beginsByMs;
  return isOver ? (linkReason(link) ?? "SPEAKER_OFFLINE") : null;
}

/** Without those that wait and that no command waits for any more. */
export function dropDecidedAnnouncements(model: Model): Model {
  const isAwaited = ({ command, on }: Announcement): boolean =>
    on !== null || model.pending.some(({ command: { id } }) => id === command);
  if (model.announcements.every(isAwaited)) return model;
  return { ...model, announcements: model.announcements.filter(isAwaited) };
}
