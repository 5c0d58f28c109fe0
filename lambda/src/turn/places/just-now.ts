// Whom a talk is about: the last command's speakers, for as long as somebody who goes on at the same Echo means them. Pure.
import type { EchoId, SpeakerId } from "@house-band/contract";
import type { HomeSnapshot } from "../../ports.ts";
import type { World } from "../turn.ts";

/** So long somebody who says no place goes on with what he spoke of; a measurement takes part of it. */
const JUST_NOW_MS = 120_000;
/** Tells the Echos of a home apart, in an item whose bytes are paid for. */
const MARK_LENGTH = 8;

/** By which Echo a command came, as it is remembered. */
export const echoMark = (echoId: EchoId | null): string => echoId?.slice(-MARK_LENGTH) ?? "-";

/** What is about nobody new (an announcement, a new speaker) makes no older talk a new one. */
const ASIDE = "aside";

/** What a command leaves of its Echo, for `justNow`. @param lastSpeakers as the decision has them */
export const echoNote = (
  before: Pick<HomeSnapshot, "lastSpeakers">,
  lastSpeakers: readonly SpeakerId[],
  echoId: EchoId | null,
): string => (lastSpeakers === before.lastSpeakers ? ASIDE : echoMark(echoId));

/** Whom the last command was about; empty after a stop. */
export const lastOf = ({ snapshot: { home, lastSpeakers } }: World): readonly SpeakerId[] =>
  lastSpeakers.filter((id) => home.speakers.some((speaker) => speaker.id === id));

/** The same, where it came by this Echo and not long ago: what somebody else speaks of elsewhere is no talk with him. */
export function justNow(world: World): readonly SpeakerId[] {
  const { lastCommandAtMs, lastEcho } = world.snapshot;
  const isHere = lastEcho === undefined || lastEcho === echoMark(world.echoId);
  return isHere && lastCommandAtMs !== null && world.nowMs - lastCommandAtMs < JUST_NOW_MS ? lastOf(world) : [];
}
