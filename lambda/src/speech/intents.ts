// Everything that can be said, as data. Names and words are raw here; a locale turns them into sentences.
import type {
  BuiltInSound,
  Channel,
  EditError,
  Found,
  LiveSourceKind,
  OutcomeCode,
  Repeat,
} from "@house-band/contract";
import type { Leaving } from "../claim-ports.ts";

export type Names = readonly string[];

/** `unsaid`: the speaker of the sentence knows where. `chosen`: nobody said where, so it must be told. */
export type Where =
  | { readonly kind: "everywhere" }
  | { readonly kind: "unsaid" }
  | { readonly kind: "on" | "chosen"; readonly names: Names };

/** What a command was meant to do. */
export type Deed =
  | {
      readonly kind: "play";
      readonly where: Where;
      readonly words: string | null;
      /** Set where the words name what plays elsewhere already. */
      readonly live?: LiveSourceKind;
      /** Set where they name a sound that the bridge makes itself. */
      readonly sound?: BuiltInSound;
    }
  | {
      readonly kind: "pause" | "resume" | "stop" | "next" | "previous" | "mute" | "unmute" | "add" | "remove" | "move";
      readonly where: Where;
    }
  | {
      /** Links, music or not. */
      readonly kind: "connect" | "release";
      readonly where: Where;
    }
  | {
      readonly kind: "identify" | "announce" | "stop-announcement" | "discover" | "pair" | "forget";
      readonly where: Where;
    }
  | {
      readonly kind: "calibrate" | "sync-check" | "match-levels";
      readonly where: Where;
      /** Somebody named the place: whoever asks again has to name it again. */
      readonly isPlaceSaid: boolean;
    }
  | { readonly kind: "save-preset" | "forget-preset"; readonly where: Where; readonly name: string }
  | { readonly kind: "list-presets"; readonly where: Where }
  | { readonly kind: "set-shuffle"; readonly where: Where; readonly isOn: boolean }
  | { readonly kind: "set-repeat"; readonly where: Where; readonly repeat: Repeat }
  | { readonly kind: "set-sleep-timer"; readonly where: Where; readonly inMs: number }
  | { readonly kind: "cancel-sleep-timer"; readonly where: Where }
  /** Positive: later. */
  | { readonly kind: "nudge"; readonly where: Where; readonly deltaMs: number }
  | { readonly kind: "set-volume"; readonly where: Where; readonly volumePercent: number }
  | {
      readonly kind: "adjust-volume";
      readonly where: Where;
      readonly deltaPercent: number;
      /** More was asked for than is done in one step. */
      readonly isLimited: boolean;
    };

export type Missing = { readonly name: string; readonly code: OutcomeCode };

/** Speakers that ended at a volume of their own. */
export type Volumes = readonly { readonly names: Names; readonly volumePercent: number }[];

/** What an edit changed, in names. */
export type EditSaid =
  | { readonly kind: "create-group"; readonly name: string; readonly members: Names }
  | { readonly kind: "rename"; readonly oldName: string; readonly name: string }
  | { readonly kind: "delete-group"; readonly name: string }
  | { readonly kind: "add-member" | "remove-member"; readonly members: Names; readonly group: string }
  | { readonly kind: "set-channel"; readonly names: Names; readonly channel: Channel }
  | { readonly kind: "swap-channels"; readonly names: Names }
  | { readonly kind: "set-default-group"; readonly group: string }
  /** Whoever is turned down, and by how much at most. */
  | { readonly kind: "match-levels"; readonly names: Names; readonly mostDb: number }
  | { readonly kind: "forget-levels"; readonly where: Where };

export type ZoneSaid = {
  readonly title: string;
  readonly artist: string | null;
  /** The radio station it comes from; null for the home's own music. */
  readonly station: string | null;
  /** Who plays it to the bridge, where that is told beside the title. */
  readonly input: string | null;
  readonly isPaused: boolean;
  /** Whoever played it to the bridge is not connected any more. Absent: no. */
  readonly isAway?: boolean | undefined;
  /** Absent: as it comes, and to its end. */
  readonly shuffled?: boolean | undefined;
  readonly repeat?: "one" | "all" | undefined;
  /** Where it can be heard, or where it would go on. */
  readonly names: Names;
  /** Of a zone that plays: who should be heard and is not. */
  readonly muted: Names;
  readonly away: readonly Missing[];
};

/** What a question asks for; `other-side`: where music moves from, or what a speaker is to join;
 * `exception`: which of the places is left out; `way`: earlier or later; `step`: whatever the way to a new speaker asks for next. */
export type Hole =
  | "targets"
  | "exception"
  | "other-side"
  | "name"
  | "group"
  | "channel"
  | "level"
  | "way"
  | "sure"
  | "step";

/** How well speakers play together: a measurement that goes on, one that has ended, what is known where nobody listens. */
export type SyncSaid =
  | {
      readonly kind: "measuring";
      readonly purpose: "calibrate" | "sync-check" | "match-levels";
      readonly where: Where;
      readonly isPlaceSaid: boolean;
      readonly speakerCount: number;
      readonly playedProbes: number;
      readonly allProbes: number;
      readonly leftMs: number;
      /** It is about other speakers than the ones that were asked about. */
      readonly isOfOthers: boolean;
      /** Who is not listened to, and why. */
      readonly missing: readonly Missing[];
    }
  | {
      readonly kind: "measured";
      /** The speakers were set by it, which nobody has listened to since. */
      readonly isApplied: boolean;
      /** In time is meant at the speakers themselves, and not where the microphone stands. */
      readonly isAtSpeakers: boolean;
      /** Whoever was heard. */
      readonly where: Where;
      readonly agoMs: number;
      /** What was heard, before anything was set; null where fewer than two were. */
      readonly spread: Spread | null;
      readonly unheard: Names;
      readonly uncertain: Names;
      readonly missing: readonly Missing[];
      /** Something has happened to them since. */
      readonly changedSince: Names;
      /** How far a film's picture would be ahead of its sound; null where that is not known. */
      readonly pictureAheadMs: number | null;
    }
  /** They are as good as equally loud. */
  | { readonly kind: "levels-even"; readonly where: Where }
  | {
      /** Nobody listens: what is known of them. */
      readonly kind: "sync-known";
      readonly where: Where;
      readonly isPlaceSaid: boolean;
      /** The microphone's word for all of them, the oldest of it; null where it does not hold for all. */
      readonly verifiedAgoMs: number | null;
      readonly changed: readonly { readonly name: string; readonly agoMs: number }[];
      readonly byEar: Names;
      readonly neverHeard: Names;
      /** The bridge tells nothing of these, as of a speaker that is away; without those that are missing for a known reason. */
      readonly unreported: Names;
      readonly missing: readonly Missing[];
      readonly pictureAheadMs: number | null;
    };

/** How far apart the two farthest were, and who was to blame. */
export type Spread = {
  readonly skewMs: number;
  /** Of two speakers one is behind the other; of more, one stands out, positive where it was late. */
  readonly worst:
    | { readonly kind: "behind"; readonly name: string; readonly other: string }
    | {
        readonly kind: "stands-out";
        readonly name: string;
        readonly lateMs: number;
        /** Another one that ears would notice. */
        readonly also?: { readonly name: string; readonly lateMs: number };
      }
    | null;
};

/** At the same volume, where the microphone stands: of two speakers one is louder; of more, one stands out, louder or softer. */
export type LevelSaid =
  | { readonly kind: "louder"; readonly name: string; readonly other: string; readonly louderDb: number }
  | { readonly kind: "stands-out"; readonly name: string; readonly louderDb: number };

export type SpeechIntent =
  | { readonly kind: "welcome"; readonly speakerCount: number; readonly zones: readonly ZoneSaid[] }
  /** `forMs` null: nobody knows how long. */
  | { readonly kind: "welcome-offline" | "bridge-offline"; readonly forMs: number | null }
  | { readonly kind: "help" | "not-understood"; readonly place: string | null }
  | { readonly kind: "what-next" | "goodbye" | "nothing-to-stop" | "one-moment" | "press-the-button" }
  /** Somebody asked for something not to be done. */
  | { readonly kind: "left-alone" }
  /** Two orders in one breath. */
  | { readonly kind: "one-at-a-time" }
  /** No home is linked to this user. */
  | { readonly kind: "needs-setup" }
  /** Accounts are linked here, and his is not: what this is, what has to come first, or that it was, and is not any more. */
  | { readonly kind: "link-welcome" | "link-first" | "link-again" }
  /** Nobody can say who asks; so nothing was done. */
  | { readonly kind: "cannot-identify" }
  /** Somebody wants into a home: no code was understood; none that works; no more guesses; it is to be confirmed. */
  | { readonly kind: "claim-no-code" | "claim-wrong" | "claim-limit" }
  /** `leaving`: the home that he plays in until then. */
  | { readonly kind: "claim-confirm"; readonly number: number; readonly leaving: Leaving }
  /** Before whatever else is said of a demo home; and what it does not do. */
  | { readonly kind: "in-demo"; readonly isWelcome: boolean; readonly isLinked: boolean }
  | { readonly kind: "demo-cannot" }
  | { readonly kind: "no-speakers"; readonly names: Names }
  /** All the places that were named are excepted. */
  | { readonly kind: "nothing-left" }
  | {
      readonly kind: "outcome";
      readonly deed: Deed;
      /** `waiting`: what is to be heard is connected, and plays nothing yet. */
      readonly result: "done" | "partial" | "waiting" | "failed";
      readonly code: OutcomeCode;
      readonly missing: readonly Missing[];
      readonly found: Found | null;
      /** Names of people's own for music, where the command asked for them. */
      readonly presets?: Names;
      readonly volumes: Volumes;
      /** Those of them that are as loud as they may ever be set to, where that is not all that they could. */
      readonly limits?: Volumes;
      /** Names that were asked for and are none of this home. */
      readonly unknown: Names;
    }
  | SyncSaid
  /** Sent, and nobody knows yet. */
  | { readonly kind: "unconfirmed" }
  /** It may have been done, and nobody can say. */
  | { readonly kind: "unsure" }
  /** Given up before anything was sent. */
  | { readonly kind: "too-slow" }
  /** The cloud's own memory or messages failed; nothing was done. */
  | { readonly kind: "cloud-trouble" }
  /** A bug of ours; what was done is in the log. */
  | { readonly kind: "broken" }
  | { readonly kind: "edited"; readonly edit: EditSaid; readonly unknown: Names }
  | { readonly kind: "edit-refused"; readonly error: EditError | { readonly code: "conflict" } }
  | { readonly kind: "echo-unknown" }
  | { readonly kind: "ask-targets"; readonly purpose: "play" | "act"; readonly choices: Names }
  | { readonly kind: "ask-home-of-echo"; readonly choices: Names }
  | { readonly kind: "ask-which"; readonly unknown: Names; readonly choices: Names }
  | { readonly kind: "ask-candidates"; readonly candidates: Names }
  | { readonly kind: "ask-group"; readonly choices: Names }
  | { readonly kind: "ask-one"; readonly names: Names }
  | { readonly kind: "ask-name" | "ask-members" | "ask-channel" | "ask-level" | "ask-way" }
  /** When what plays stops by itself; none: it does not. */
  | {
      readonly kind: "sleep-left";
      readonly timers: readonly { readonly names: Names; readonly leftMs: number }[];
      readonly where: Where;
      readonly isBehind: boolean;
    }
  /** What music is to be called was not said. */
  | { readonly kind: "ask-preset-name" }
  /** In how long it is to stop was not said, or is no time that can be set. */
  | { readonly kind: "ask-sleep-time" }
  /** Somebody wants to announce something, and has not said what. */
  | { readonly kind: "ask-announcement" }
  | { readonly kind: "ask-other-name"; readonly taken: string }
  /** No speaker that could be paired was seen yet; or music plays, which looking would disturb. */
  | { readonly kind: "ask-what-was-found" | "ask-pair-anyway" }
  /** Music plays, and tones would be heard over it. */
  | { readonly kind: "ask-measure-anyway"; readonly purpose: "calibrate" | "sync-check" | "match-levels" }
  /** `isAsked`: that was what somebody wanted to know. */
  | {
      readonly kind: "ask-match-levels";
      readonly heard: Extract<SyncSaid, { kind: "measured" }>;
      readonly level: LevelSaid;
      readonly isAsked: boolean;
    }
  /** As they call themselves; empty where one has no name. */
  | { readonly kind: "ask-found"; readonly names: Names }
  /** Nobody knows yet whether it is paired. */
  | { readonly kind: "ask-ready"; readonly name: string }
  | { readonly kind: "ask-sure"; readonly names: Names }
  | { readonly kind: "speakers" | "groups"; readonly names: Names }
  | {
      readonly kind: "playing";
      readonly zones: readonly ZoneSaid[];
      readonly where: Where;
      /** The last command may have changed it since. */
      readonly isBehind: boolean;
    }
  | {
      readonly kind: "status";
      readonly isWholeHome: boolean;
      readonly connected: Names;
      readonly away: readonly Missing[];
    }
  | {
      readonly kind: "one-status";
      readonly name: string;
      readonly volumePercent: number;
      readonly isMuted: boolean;
      readonly batteryPercent: number | null;
    }
  /** Null: it has never reported. */
  | { readonly kind: "bridge-silent"; readonly sinceMs: number | null };
