// What somebody said to the skill, once Alexa's envelope has been read: no Alexa types from here on.
import type { Channel, CommandId, Discovered, Repeat, SpeakerId } from "@house-band/contract";

/** One name as it was heard, with the ids that entity resolution offered for it, best first. */
export type HeardName = {
  /** The words themselves; never spoken back unescaped. */
  readonly heard: string;
  /** From this home's own names, sent to Alexa at launch. They may be stale, or another home's: check them. */
  readonly dynamicIds: readonly string[];
  /** Canonical names of the model's static list ("backyard" for "out back"). */
  readonly staticNames: readonly string[];
};

/** Where something is to happen. */
export type HeardTargets =
  | HeardPlace
  /** "Everywhere but the kitchen". */
  | { readonly kind: "all-but"; readonly of: HeardPlace; readonly names: readonly HeardName[] };

/** A place without exceptions. */
export type HeardPlace =
  /** No place was named: the Echo's default group, what is playing, or a question. */
  | { readonly kind: "unsaid" }
  | { readonly kind: "everywhere" }
  /** "here", "in this room": the Echo's default group. */
  | { readonly kind: "here" }
  | { readonly kind: "named"; readonly names: readonly HeardName[] };

export type VolumeLevel =
  | { readonly kind: "percent"; readonly percent: number }
  /** A number nobody can set ("minus five", "two hundred"), or none was understood. */
  | { readonly kind: "out-of-range"; readonly heard: string };

/** What is to be done next on the way to a new speaker; whatever was said before is in it. */
export type PairStep =
  /** `name`: somebody said already what it shall be called. */
  | { readonly kind: "look"; readonly whileMusicPlays: boolean; readonly name: string | null }
  | { readonly kind: "choose"; readonly found: readonly Discovered[]; readonly name: string | null }
  | { readonly kind: "take"; readonly device: Discovered; readonly name: string | null }
  /** That command pairs it: has it come to its end? */
  | { readonly kind: "await"; readonly commandId: CommandId; readonly name: string };

export type VoiceRequest =
  | { readonly kind: "launch" }
  /** `shuffled` absent: as it comes. */
  | {
      readonly kind: "play";
      readonly words: string | null;
      readonly shuffled?: boolean | undefined;
      readonly targets: HeardTargets;
    }
  | {
      readonly kind: "pause" | "resume" | "next" | "previous" | "mute" | "unmute" | "connect" | "release" | "identify";
      readonly targets: HeardTargets;
    }
  /** `isBare`: the word alone, which is about whatever is heard, an announcement first. Absent: about the music. */
  | { readonly kind: "stop"; readonly isBare?: boolean | undefined; readonly targets: HeardTargets }
  | { readonly kind: "set-shuffle"; readonly isOn: boolean; readonly targets: HeardTargets }
  | { readonly kind: "set-repeat"; readonly repeat: Repeat; readonly targets: HeardTargets }
  /** Null: nobody said what it shall be called. */
  | { readonly kind: "save-preset"; readonly name: string | null; readonly targets: HeardTargets }
  | { readonly kind: "forget-preset"; readonly name: string | null }
  | { readonly kind: "list-presets" }
  /** Null: nobody said in how long; `heard`: what was said instead, which may be a place. */
  | {
      readonly kind: "set-sleep-timer";
      readonly inMs: number | null;
      readonly heard?: string | undefined;
      readonly targets: HeardTargets;
    }
  | { readonly kind: "cancel-sleep-timer"; readonly targets: HeardTargets }
  /** "How long is left?" */
  | { readonly kind: "sleep-left"; readonly targets: HeardTargets }
  /** Null: nobody said what. An unsaid place means everywhere. */
  | { readonly kind: "announce"; readonly words: string | null; readonly targets: HeardTargets }
  /** What is announced is over. */
  | { readonly kind: "stop-announcement"; readonly targets: HeardTargets }
  | { readonly kind: "set-volume"; readonly level: VolumeLevel; readonly targets: HeardTargets }
  /** "a bit" is 5, no amount is 10, "a lot" is 25; negative for quieter. */
  | { readonly kind: "adjust-volume"; readonly deltaPercent: number; readonly targets: HeardTargets }
  /** `from` unsaid: what is playing, wherever it is. */
  | { readonly kind: "move"; readonly from: HeardTargets; readonly to: HeardTargets }
  | { readonly kind: "add-to-playing"; readonly targets: HeardTargets; readonly beside: HeardTargets }
  | { readonly kind: "remove-from-playing"; readonly targets: HeardTargets }
  | { readonly kind: "create-group"; readonly name: string | null; readonly members: HeardTargets }
  | { readonly kind: "rename"; readonly target: HeardTargets; readonly newName: string | null }
  | { readonly kind: "delete-group"; readonly target: HeardTargets }
  | { readonly kind: "add-member" | "remove-member"; readonly members: HeardTargets; readonly group: HeardTargets }
  | { readonly kind: "set-channel"; readonly channel: Channel | null; readonly targets: HeardTargets }
  | { readonly kind: "swap-channels"; readonly targets: HeardTargets }
  | { readonly kind: "set-default-group"; readonly group: HeardTargets }
  | { readonly kind: "pair"; readonly step: PairStep }
  /** "What did you find?" */
  | { readonly kind: "pairing-news" }
  /** "Number two", "the last one": one of what was read out, counted from 1; −1 is the last. */
  | { readonly kind: "choose"; readonly number: number }
  | { readonly kind: "forget"; readonly targets: HeardTargets; readonly isSure: boolean }
  /** By microphone: speakers are brought into time, only listened to, or to be equally loud. */
  | {
      readonly kind: "calibrate" | "sync-check" | "match-levels";
      readonly targets: HeardTargets;
      /** Tones are heard over the music: somebody has said that they may be. */
      readonly whileMusicPlays: boolean;
    }
  /** The trims that were offered, once they are agreed to. */
  | { readonly kind: "take-levels"; readonly trims: Readonly<Record<SpeakerId, number>> }
  | { readonly kind: "forget-levels"; readonly targets: HeardTargets }
  /** By ear: positive for later. It may be more than one step may be, or NaN. `isUndirected`: nobody said which way. */
  | {
      readonly kind: "nudge";
      readonly deltaMs: number;
      readonly isUndirected?: boolean | undefined;
      readonly targets: HeardTargets;
    }
  | { readonly kind: "list-speakers" | "list-groups" }
  | { readonly kind: "whats-playing" | "speaker-status"; readonly targets: HeardTargets }
  /** Somebody wants to play in a home whose bridge has shown a code; null where no code was understood. */
  | { readonly kind: "claim"; readonly code: string | null }
  | { readonly kind: "help" | "yes" | "no" }
  /** "Don't stop the music": nothing is to be done. */
  | { readonly kind: "leave-be" }
  /** Two orders in one breath, of which none is carried out. */
  | { readonly kind: "two-orders" }
  /** Closes the skill and touches nothing. */
  | { readonly kind: "cancel" | "navigate-home" }
  /** Alexa could not match the words, or the intent is none of ours. */
  | { readonly kind: "fallback" };
export type VoiceRequestKind = VoiceRequest["kind"];
export type MeasureRequest = Extract<VoiceRequest, { kind: "calibrate" | "sync-check" | "match-levels" }>;
