// Commands: one intention for one bridge, complete in itself, valid for a short time, carried out once.
import * as z from "zod/mini";
import { Announced } from "./announcement.ts";
import { Channel } from "./channel.ts";
import { MAX_SPEAKERS } from "./home.ts";
import { BluetoothAddress, CommandId, SpeakerId } from "./ids.ts";
import { DisplayName, PresetName } from "./names.ts";
import { Repeat, Source } from "./source.ts";
import { NudgeMs } from "./sync.ts";
import { EpochMs, Seq, SleepMs, TtlMs, VolumeDeltaPercent, VolumePercent } from "./units.ts";

/** Unknown versions are refused, never guessed at. */
export const WIRE_VERSION = 1;

/** Play, pause, volume, next: nobody wants them later than this. */
export const DEFAULT_TTL_MS = 10_000;

export const SpeakerTarget = z.object({ id: SpeakerId, channel: Channel });
export type SpeakerTarget = z.infer<typeof SpeakerTarget>;

const targets = z.array(SpeakerTarget).check(z.minLength(1), z.maxLength(MAX_SPEAKERS));
const speakers = z.array(SpeakerId).check(z.minLength(1), z.maxLength(MAX_SPEAKERS));

const envelope = {
  v: z.literal(WIRE_VERSION),
  id: CommandId,
  seq: Seq,
  issuedAtMs: EpochMs,
  ttlMs: TtlMs,
  origin: z.enum(["alexa", "page", "cli", "rule"]),
};

export const Command = z.discriminatedUnion("kind", [
  /** These speakers, and no others with them, play this together from its beginning. */
  z.object({
    ...envelope,
    kind: z.literal("play"),
    targets,
    source: Source,
    /** In no order. Absent: as it comes. */
    shuffled: z.optional(z.boolean()),
  }),
  /** The speakers named fall silent and keep their place; the rest of their zone plays on. */
  z.object({ ...envelope, kind: z.literal("pause"), speakers }),
  z.object({ ...envelope, kind: z.literal("resume"), speakers }),
  /**
   * The speakers named leave what they play; a zone without speakers is gone. `announcementFirst`: where anything is being
   * announced, that is what ends, wherever it is, and the music is left alone. Absent: it is about the music.
   */
  z.object({ ...envelope, kind: z.literal("stop"), speakers, announcementFirst: z.optional(z.boolean()) }),
  /** Whole zones: whoever shares the music hears the next track. */
  z.object({ ...envelope, kind: z.literal("next"), speakers }),
  z.object({ ...envelope, kind: z.literal("previous"), speakers }),
  /** In so long these speakers stop as `stop` has it, after a fade. In the place of a timer that they had. */
  z.object({ ...envelope, kind: z.literal("set-sleep-timer"), speakers, inMs: SleepMs }),
  z.object({ ...envelope, kind: z.literal("cancel-sleep-timer"), speakers }),
  /** Whole zones: the track that plays plays on, the others follow in no order, or in theirs again. */
  z.object({ ...envelope, kind: z.literal("set-shuffle"), speakers, isOn: z.boolean() }),
  z.object({ ...envelope, kind: z.literal("set-repeat"), speakers, repeat: Repeat }),
  z.object({ ...envelope, kind: z.literal("set-volume"), speakers, volumePercent: VolumePercent }),
  z.object({ ...envelope, kind: z.literal("adjust-volume"), speakers, deltaPercent: VolumeDeltaPercent }),
  z.object({ ...envelope, kind: z.literal("mute"), speakers }),
  z.object({ ...envelope, kind: z.literal("unmute"), speakers }),
  /** Joins what plays on `beside`; where that is empty, the zone that was commanded last. */
  z.object({
    ...envelope,
    kind: z.literal("add-to-playing"),
    targets,
    beside: z.array(SpeakerId).check(z.maxLength(MAX_SPEAKERS)),
  }),
  z.object({ ...envelope, kind: z.literal("remove-from-playing"), speakers }),
  /** What plays on `from` (empty: the zone that was commanded last) goes on, from where it is, on the targets. */
  z.object({
    ...envelope,
    kind: z.literal("move"),
    from: z.array(SpeakerId).check(z.maxLength(MAX_SPEAKERS)),
    targets,
  }),
  /** Their links are wanted now, music or not. */
  z.object({ ...envelope, kind: z.literal("connect"), speakers }),
  /** Somebody wants them for something else: let go, and left alone until a command asks for them or they are switched on. */
  z.object({ ...envelope, kind: z.literal("release"), speakers }),
  /** Each of them plays a short chime, one after the other, over whatever it plays. */
  z.object({ ...envelope, kind: z.literal("identify"), speakers }),
  /**
   * Said once on all of them together, over whatever they play, which steps back meanwhile and is then as it was. It is no
   * order about the music: it supersedes none, and none supersedes it.
   */
  z.object({ ...envelope, kind: z.literal("announce"), speakers, says: Announced }),
  /** What is announced, or waits to be, on any of these speakers is over at once, on all that hear it. As aside as `announce`. */
  z.object({ ...envelope, kind: z.literal("stop-announcement"), speakers }),
  /** What plays on these speakers is called so from now on, and can be asked for by it; what was called so before is not. */
  z.object({ ...envelope, kind: z.literal("save-preset"), speakers, name: PresetName }),
  z.object({ ...envelope, kind: z.literal("forget-preset"), name: PresetName }),
  z.object({ ...envelope, kind: z.literal("list-presets") }),
  /**
   * Looks for speakers to pair, two minutes long; asked again meanwhile, it tells what was found so far. Looking takes air
   * time from speakers that play: while music plays it is refused unless that is wanted.
   */
  z.object({ ...envelope, kind: z.literal("discover"), whileMusicPlays: z.boolean() }),
  /** One of those that were found becomes a speaker of this home, under this id and this name. */
  z.object({
    ...envelope,
    kind: z.literal("pair"),
    address: BluetoothAddress,
    name: DisplayName,
    speakerId: SpeakerId,
  }),
  /** Their keys are deleted, and they leave the home. */
  z.object({ ...envelope, kind: z.literal("forget"), speakers }),
  /**
   * A microphone at the bridge listens to each of them, and they play by what it has heard. Answered when it has begun, and
   * asked again meanwhile with how far it is, afterwards with what came of it. Probes are heard: while music plays on one
   * of them it is refused unless that is wanted.
   */
  z.object({ ...envelope, kind: z.literal("calibrate"), speakers, whileMusicPlays: z.boolean() }),
  /** The same, but that nothing is changed; without a microphone it tells what is known. */
  z.object({ ...envelope, kind: z.literal("sync-check"), speakers, whileMusicPlays: z.boolean() }),
  /** By ear: from now on they sound this much later, or earlier, than they did. */
  z.object({ ...envelope, kind: z.literal("nudge-delay"), speakers, deltaMs: NudgeMs }),
]);
export type Command = z.infer<typeof Command>;
export type CommandKind = Command["kind"];

/** Every speaker of the home a command wants to act on: the key by which a newer command supersedes an older one. */
export function commandSpeakers(command: Command): readonly SpeakerId[] {
  if ("targets" in command) return command.targets.map((target) => target.id);
  return "speakers" in command ? command.speakers : [];
}
