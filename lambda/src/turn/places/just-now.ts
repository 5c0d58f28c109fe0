// Whom a talk is about: the last command's speakers, for as long as somebody who goes on at the same Echo means them. Pure.
import type { EchoId, SpeakerId } from "@house-band/contract";
import type { Decision, World } from "../turn.ts";

/** So long somebody who says no place goes on with what he spoke of; a measurement takes part of it. */
const JUST_NOW_MS = 120_000;
/** Tells the Echos of a home apart, in an item whose bytes are paid for. */
const MARK_LENGTH = 8;

/** By which Echo a command came, as it is remembered. */
export const echoMark = (echoId: EchoId | null): string => echoId?.slice(-MARK_LENGTH) ?? "-";

/** What is about nobody new (an announcement, a new speaker) makes no older talk a new one. */
const ASIDE = "aside";

type Talk = Pick<World, "snapshot" | "echoId" | "nowMs">;
type Ordered = Pick<Extract<Decision, { kind: "command" }>, "draft" | "lastSpeakers">;

/**
 * What a command leaves of its Echo, for `justNow`: its mark where the talk is about the command's own speakers from here
 * on, or goes on beside it. What somebody else spoke of is no talk of this Echo's because it has stopped some of it.
 */
export function echoNote(talk: Talk, { draft, lastSpeakers }: Ordered): string {
  const own = "targets" in draft ? draft.targets.map(({ id }) => id) : "speakers" in draft ? draft.speakers : [];
  const isNew = lastSpeakers !== talk.snapshot.lastSpeakers && own.some((id) => lastSpeakers.includes(id));
  return isNew || justNow(talk).length > 0 ? echoMark(talk.echoId) : ASIDE;
}

/** Whom the last command was about; empty after a stop. */
export const lastOf = ({ snapshot: { home, lastSpeakers } }: Pick<World, "snapshot">): readonly SpeakerId[] =>
  lastSpeakers.filter((id) => home.speakers.some((speaker) => speaker.id === id));

/** The same, where it came by this Echo and not long ago: what somebody else speaks of elsewhere is no talk with him. */
export function justNow(world: Talk): readonly SpeakerId[] {
  const { lastCommandAtMs, lastEcho } = world.snapshot;
  const isHere = lastEcho === undefined || lastEcho === echoMark(world.echoId);
  return isHere && lastCommandAtMs !== null && world.nowMs - lastCommandAtMs < JUST_NOW_MS ? lastOf(world) : [];
}
