// Puts names to sets of speakers, the way people would: the group, the groups, else the speakers.
import type { Home, SpeakerId } from "@house-band/contract";
import type { BridgeMemory, HomeSnapshot } from "../../ports.ts";
import type { Names, Where, ZoneSaid } from "../../speech/intents.ts";

/** No question ever offers more names than people can keep in mind. */
export const MAX_OFFERED_NAMES = 3;

/** Groups that lie wholly within the set, largest first and without overlap, then the speakers that are left. */
export function namesOf(home: Home, speakers: readonly SpeakerId[]): Names {
  const left = new Set(home.speakers.map(({ id }) => id).filter((id) => speakers.includes(id)));
  const names: string[] = [];
  for (const group of [...home.groups].sort((one, other) => other.members.length - one.members.length)) {
    if (group.members.length < 2 || !group.members.every((id) => left.has(id))) continue;
    names.push(group.name);
    for (const id of group.members) left.delete(id);
  }
  return [...names, ...home.speakers.filter(({ id }) => left.has(id)).map(({ name }) => name)];
}

/** The place these speakers make: everywhere where they are all of several, else their names. */
export function whereOf(home: Home, speakers: readonly SpeakerId[]): Where {
  const isAll = home.speakers.length > 1 && home.speakers.every(({ id }) => speakers.includes(id));
  return isAll ? { kind: "everywhere" } : { kind: "on", names: namesOf(home, speakers) };
}

/** Null for a speaker that is no longer of this home. */
export const speakerName = (home: Home, speakerId: SpeakerId): string | null =>
  home.speakers.find(({ id }) => id === speakerId)?.name ?? null;

/** The keys were parsed as speaker ids where they came in; `Object.entries` forgets that. */
export const entries = <T>(record: Readonly<Record<SpeakerId, T>>): readonly (readonly [SpeakerId, T])[] =>
  Object.entries(record) as [SpeakerId, T][];

/** Names for a question: groups first, since they are what people mean when they name a place. */
export const choicesOf = (home: Home): Names =>
  [...home.groups, ...home.speakers].slice(0, MAX_OFFERED_NAMES).map(({ name }) => name);

/**
 * Who plays together, by the last report; speakers that are no longer of this home are left out.
 * @param state of those zones only, without music that nobody plays to the bridge any more; of all where it is not given
 */
export function zonesOf(
  { home, bridge }: HomeSnapshot,
  state?: "playing" | "paused",
): readonly (readonly SpeakerId[])[] {
  const zones = Object.values(bridge?.state.zones ?? {});
  return zones
    .filter((zone) => state === undefined || (zone.state === state && !zone.away))
    .map((zone) => home.speakers.map(({ id }) => id).filter((id) => id in zone.members))
    .filter((members) => members.length > 0);
}

/** Is anything announced, or about to be, by the last report? */
export const isAnythingAnnounced = ({ bridge }: HomeSnapshot): boolean => (bridge?.state.announcedOn ?? []).length > 0;

/** What plays, in names; only zones that touch the given speakers, those that can be heard first. */
export function zonesSaid({ home, bridge }: HomeSnapshot, among: readonly SpeakerId[]): readonly ZoneSaid[] {
  if (!bridge) return [];
  const zones = Object.values(bridge.state.zones).flatMap((zone): readonly ZoneSaid[] => {
    const members = home.speakers.map(({ id }) => id).filter((id) => id in zone.members);
    if (!members.some((id) => among.includes(id))) return [];
    const { title, artist = null, station = null, input = null, shuffled, repeat, away: isAway } = zone;
    const modes = { ...(shuffled && { shuffled }), ...(repeat && { repeat }), ...(isAway && { isAway }) };
    const what = { title, artist, station, input, ...modes };
    if (zone.state === "paused") {
      return [{ ...what, isPaused: true, names: namesOf(home, members), muted: [], away: [] }];
    }
    return [{ ...what, isPaused: false, ...heardOn(home, bridge.state.speakers, members) }];
  });
  return [...zones.filter(isHeard), ...zones.filter((zone) => !isHeard(zone))];
}

const isHeard = ({ isPaused, names }: ZoneSaid): boolean => !isPaused && names.length > 0;

/** A member of a zone is only heard where it has a link and is not muted. */
function heardOn(
  home: Home,
  reports: BridgeMemory["state"]["speakers"],
  members: readonly SpeakerId[],
): Pick<ZoneSaid, "names" | "muted" | "away"> {
  const linked = members.filter((id) => reports[id]?.link === "connected");
  const isMuted = (id: SpeakerId): boolean => reports[id]?.muted === true;
  const away = home.speakers
    .filter(({ id }) => members.includes(id) && !linked.includes(id))
    .map(({ id, name }) => ({ name, code: reports[id]?.reason ?? "OK" }));
  return {
    names: namesOf(
      home,
      linked.filter((id) => !isMuted(id)),
    ),
    muted: namesOf(home, linked.filter(isMuted)),
    away,
  };
}
