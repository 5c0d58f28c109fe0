// Edits of a home, and the one pure function that applies them, in the cloud and on the bridge alike.
import * as z from "zod/mini";
import { Channel } from "./channel.ts";
import { type Group, type Home, MAX_ECHOS, MAX_GROUPS, MAX_SPEAKERS, type Speaker } from "./home.ts";
import { BluetoothAddress, EchoId, GroupId, SpeakerId } from "./ids.ts";
import { DisplayName, toNameKey } from "./names.ts";
import { assertNever, err, ok, type Result } from "./result.ts";
import { configBytes, MAX_CONFIG_BYTES } from "./shadows.ts";
import { isNeutralTone, isSameTone, NEUTRAL_TONE, Tone, TrimDb } from "./tone.ts";
import { VolumePercent } from "./units.ts";

/** One for each speaker it is about. */
const trims = z.record(SpeakerId, TrimDb).check(
  z.refine((each) => {
    const count = Object.keys(each).length;
    return count >= 1 && count <= MAX_SPEAKERS;
  }),
);
const members = z.array(SpeakerId).check(z.minLength(1), z.maxLength(MAX_SPEAKERS));

export const HomeEdit = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("create-group"), groupId: GroupId, name: DisplayName, members }),
  z.object({ kind: z.literal("rename"), targetId: z.union([SpeakerId, GroupId]), name: DisplayName }),
  z.object({ kind: z.literal("delete-group"), groupId: GroupId }),
  z.object({ kind: z.literal("add-member"), groupId: GroupId, members }),
  z.object({ kind: z.literal("remove-member"), groupId: GroupId, members }),
  z.object({ kind: z.literal("set-channel"), speakerIds: members, channel: Channel }),
  /** Left becomes right and right becomes left; a speaker that is neither stays as it is. */
  z.object({ kind: z.literal("swap-channels"), speakerIds: members }),
  /** The loudest they may ever be set to. */
  z.object({ kind: z.literal("set-cap"), speakerIds: members, capPercent: VolumePercent }),
  /** Trim and equaliser together; a neutral one takes both away. */
  z.object({ kind: z.literal("set-tone"), speakerIds: members, tone: Tone }),
  /** Trims alone, each speaker its own; their equalisers stay. */
  z.object({ kind: z.literal("set-trims"), trims }),
  z.object({ kind: z.literal("set-default-group"), echoId: EchoId, groupId: GroupId }),
  /** It plays both channels, as loud as it can. */
  z.object({ kind: z.literal("add-speaker"), speakerId: SpeakerId, name: DisplayName, address: BluetoothAddress }),
  /** It leaves its groups; a group that would be empty goes with it. */
  z.object({ kind: z.literal("remove-speaker"), speakerId: SpeakerId }),
]);
export type HomeEdit = z.infer<typeof HomeEdit>;

export type EditError =
  | { readonly code: "unknown-speaker" | "unknown-group" }
  | { readonly code: "name-taken"; readonly name: string }
  /** The very speaker is in the home already, by this name. */
  | { readonly code: "address-taken"; readonly name: string }
  | { readonly code: "too-many"; readonly limit: number }
  | { readonly code: "last-member" }
  /** The bridge could not be told: its configuration has a largest size. */
  | { readonly code: "too-large" }
  | { readonly code: "no-left-and-right" };

/**
 * Applies one edit and raises the revision by one. An edit that changes nothing gives the very same home, so that
 * the same edit twice is one edit.
 * @returns the new home, or why the edit does not fit this home (a name twice, an id of nobody's, a limit).
 */
export function applyEdit(home: Home, edit: HomeEdit): Result<Home, EditError> {
  const edited = editHome(home, edit);
  if (!edited.ok || edited.value === home) return edited;
  const bytes = configBytes(edited.value);
  if (bytes > MAX_CONFIG_BYTES && bytes > configBytes(home)) return err({ code: "too-large" });
  return ok({ ...edited.value, revision: home.revision + 1 });
}

function editHome(home: Home, edit: HomeEdit): Result<Home, EditError> {
  switch (edit.kind) {
    case "create-group":
      return createGroup(home, edit);
    case "rename":
      return rename(home, edit.targetId, edit.name);
    case "delete-group":
      return deleteGroup(home, edit.groupId);
    case "add-member":
      return changeMembers(home, edit, (now) => [...now, ...edit.members.filter((id) => !now.includes(id))]);
    case "remove-member":
      return changeMembers(home, edit, (now) => now.filter((id) => !edit.members.includes(id)));
    case "set-channel":
      return changeSpeakers(home, edit.speakerIds, (speaker) => withChannel(speaker, edit.channel));
    case "set-cap":
      return changeSpeakers(home, edit.speakerIds, (speaker) => withCap(speaker, edit.capPercent));
    case "swap-channels":
      return swapChannels(home, edit.speakerIds);
    case "set-tone":
      return changeSpeakers(home, edit.speakerIds, (speaker) => withTone(speaker, edit.tone));
    case "set-trims":
      return setTrims(home, edit.trims);
    case "set-default-group":
      return setDefaultGroup(home, edit.echoId, edit.groupId);
    case "add-speaker":
      return addSpeaker(home, edit);
    case "remove-speaker":
      return removeSpeaker(home, edit.speakerId);
    default:
      return assertNever(edit);
  }
}

function createGroup(home: Home, edit: Extract<HomeEdit, { kind: "create-group" }>): Result<Home, EditError> {
  const existing = home.groups.find((group) => group.id === edit.groupId);
  if (existing) return ok(home);
  if (home.groups.length >= MAX_GROUPS) return err({ code: "too-many", limit: MAX_GROUPS });
  if (!edit.members.every((id) => hasSpeaker(home, id))) return err({ code: "unknown-speaker" });
  if (isNameTaken(home, edit.name, edit.groupId)) return err({ code: "name-taken", name: edit.name });
  const group: Group = { id: edit.groupId, name: edit.name, members: [...new Set(edit.members)] };
  return ok({ ...home, groups: [...home.groups, group] });
}

function rename(home: Home, targetId: string, name: string): Result<Home, EditError> {
  const target = [...home.speakers, ...home.groups].find((named) => named.id === targetId);
  if (!target) return err({ code: targetId.startsWith("spk_") ? "unknown-speaker" : "unknown-group" });
  if (target.name === name) return ok(home);
  if (isNameTaken(home, name, targetId)) return err({ code: "name-taken", name });
  return ok({
    ...home,
    speakers: home.speakers.map((speaker) => (speaker.id === targetId ? { ...speaker, name } : speaker)),
    groups: home.groups.map((group) => (group.id === targetId ? { ...group, name } : group)),
  });
}

function deleteGroup(home: Home, groupId: GroupId): Result<Home, EditError> {
  if (!home.groups.some((group) => group.id === groupId)) return err({ code: "unknown-group" });
  return ok({
    ...home,
    groups: home.groups.filter((group) => group.id !== groupId),
    echos: home.echos.filter((echo) => echo.defaultGroup !== groupId),
  });
}

function changeMembers(
  home: Home,
  edit: { groupId: GroupId; members: SpeakerId[] },
  change: (now: SpeakerId[]) => SpeakerId[],
): Result<Home, EditError> {
  const group = home.groups.find((candidate) => candidate.id === edit.groupId);
  if (!group) return err({ code: "unknown-group" });
  if (!edit.members.every((id) => hasSpeaker(home, id))) return err({ code: "unknown-speaker" });
  const next = [...new Set(change(group.members))];
  if (next.length === group.members.length) return ok(home);
  if (next.length === 0) return err({ code: "last-member" });
  return ok({
    ...home,
    groups: home.groups.map((candidate) => (candidate === group ? { ...group, members: next } : candidate)),
  });
}

function swapChannels(home: Home, ids: readonly SpeakerId[]): Result<Home, EditError> {
  const chosen = home.speakers.filter((speaker) => ids.includes(speaker.id));
  if (chosen.length > 0 && !chosen.some(({ channel }) => channel === "left" || channel === "right")) {
    return err({ code: "no-left-and-right" });
  }
  const opposite = { left: "right", right: "left", stereo: "stereo", mono: "mono" } as const;
  return changeSpeakers(home, ids, (speaker) => withChannel(speaker, opposite[speaker.channel]));
}

function changeSpeakers(
  home: Home,
  ids: readonly SpeakerId[],
  change: (speaker: Speaker) => Speaker,
): Result<Home, EditError> {
  if (!ids.every((id) => hasSpeaker(home, id))) return err({ code: "unknown-speaker" });
  const speakers = home.speakers.map((speaker) => (ids.includes(speaker.id) ? change(speaker) : speaker));
  const changed = speakers.some((speaker, index) => speaker !== home.speakers[index]);
  return ok(changed ? { ...home, speakers } : home);
}

/** The very same speaker where nothing changes. */
const withChannel = (speaker: Speaker, channel: Channel): Speaker =>
  speaker.channel === channel ? speaker : { ...speaker, channel };

const withCap = (speaker: Speaker, capPercent: number): Speaker =>
  speaker.capPercent === capPercent ? speaker : { ...speaker, capPercent };

function withTone(speaker: Speaker, tone: Tone): Speaker {
  const { tone: before = NEUTRAL_TONE, ...rest } = speaker;
  if (isSameTone(before, tone) || (isNeutralTone(before) && isNeutralTone(tone))) return speaker;
  return isNeutralTone(tone) ? rest : { ...rest, tone };
}

function setTrims(home: Home, trims: Readonly<Record<SpeakerId, number>>): Result<Home, EditError> {
  const ids = Object.keys(trims).map((id) => SpeakerId.parse(id));
  return changeSpeakers(home, ids, (speaker) =>
    withTone(speaker, { ...(speaker.tone ?? NEUTRAL_TONE), trimDb: trims[speaker.id] ?? 0 }),
  );
}

function setDefaultGroup(home: Home, echoId: EchoId, groupId: GroupId): Result<Home, EditError> {
  if (!home.groups.some((group) => group.id === groupId)) return err({ code: "unknown-group" });
  const known = home.echos.find((echo) => echo.id === echoId);
  if (known?.defaultGroup === groupId) return ok(home);
  if (!known && home.echos.length >= MAX_ECHOS) return err({ code: "too-many", limit: MAX_ECHOS });
  const others = home.echos.filter((echo) => echo.id !== echoId);
  return ok({ ...home, echos: [...others, { id: echoId, defaultGroup: groupId }] });
}

function addSpeaker(home: Home, edit: Extract<HomeEdit, { kind: "add-speaker" }>): Result<Home, EditError> {
  const { speakerId: id, name, address } = edit;
  if (hasSpeaker(home, id)) return ok(home);
  const known = home.speakers.find((speaker) => speaker.address === address);
  if (known) return err({ code: "address-taken", name: known.name });
  if (home.speakers.length >= MAX_SPEAKERS) return err({ code: "too-many", limit: MAX_SPEAKERS });
  if (isNameTaken(home, name, id)) return err({ code: "name-taken", name });
  return ok({ ...home, speakers: [...home.speakers, { id, name, address, channel: "stereo", capPercent: 100 }] });
}

function removeSpeaker(home: Home, id: SpeakerId): Result<Home, EditError> {
  if (!hasSpeaker(home, id)) return err({ code: "unknown-speaker" });
  const left = home.groups.map((group) => ({ ...group, members: group.members.filter((member) => member !== id) }));
  const groups = left.filter(({ members }, index) => members.length > 0 || home.groups[index]?.members.length === 0);
  return ok({
    ...home,
    speakers: home.speakers.filter((speaker) => speaker.id !== id),
    groups,
    echos: home.echos.filter(({ defaultGroup }) => groups.some((group) => group.id === defaultGroup)),
  });
}

const hasSpeaker = (home: Home, id: SpeakerId): boolean => home.speakers.some((speaker) => speaker.id === id);

/** Speakers and groups share one set of names: "play in the kitchen" must mean one thing. */
function isNameTaken(home: Home, name: string, exceptId: string): boolean {
  const key = toNameKey(name);
  return [...home.speakers, ...home.groups].some((named) => named.id !== exceptId && toNameKey(named.name) === key);
}
