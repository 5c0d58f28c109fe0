// The words of one turn: what comes in, what is decided, what goes out. Types only.
import type { Command, EchoId, GroupId, HomeEdit, SpeakerId } from "@house-band/contract";
import type { HomeSnapshot } from "../ports.ts";
import type { Deed, EditSaid, Hole, Names, SpeechIntent } from "../speech/intents.ts";
import type { MeasureRequest, PairStep, VoiceRequest } from "./voice-request.ts";

/** A request that was asked back about: the next request may be nothing but the answer. */
export type Pending = { readonly request: VoiceRequest; readonly hole: Hole };

/** One request of Alexa's, as far as a turn needs it. */
export type Turn = {
  readonly request: VoiceRequest;
  readonly pending: Pending | null;
  readonly requestId: string;
  /** The request's own timestamp, epoch. */
  readonly requestedAtMs: number;
  readonly userId: string | null;
  /** Of the account that is linked to the skill: a secret, for whoever can tell whose it is. */
  readonly accessToken: string | null;
  readonly deviceId: string | null;
  readonly locale: string | null;
  /** Where something can be said meanwhile; null where the request allows none. */
  readonly meanwhile: { readonly apiEndpoint: string; readonly apiAccessToken: string } | null;
};

/** What a decision may look at. */
export type World = {
  readonly snapshot: HomeSnapshot;
  readonly echoId: EchoId | null;
  /** What the request would create gets an id that is a function of the request. */
  readonly newGroupId: GroupId;
  readonly newSpeakerId: SpeakerId;
  readonly nowMs: number;
};

type WithoutEnvelope<T> = T extends Command ? Omit<T, "v" | "id" | "seq" | "issuedAtMs" | "ttlMs" | "origin"> : never;

/** A command before it has an id, a place in the order and a time. */
export type CommandDraft = WithoutEnvelope<Command>;

export type Decision =
  /** Speaks and closes the session. */
  | { readonly kind: "answer"; readonly say: SpeechIntent }
  /** Closes the session without a word. */
  | { readonly kind: "silence" }
  /** Speaks and listens; `pending` null where the question is an open one. */
  | { readonly kind: "ask"; readonly say: SpeechIntent; readonly pending: Pending | null }
  | {
      readonly kind: "command";
      readonly draft: CommandDraft;
      readonly deed: Deed;
      readonly unknown: Names;
      /** Whom "it" means from here on. */
      readonly lastSpeakers: readonly SpeakerId[];
      /** On the way to a new speaker: its outcome may lead to another question. */
      readonly step?: PairStep;
      /** What is asked about where the bridge would not do it over music. */
      readonly overMusic?: MeasureRequest;
    }
  /** Looks whether an earlier command has come to its end. */
  | { readonly kind: "await-pairing"; readonly step: Extract<PairStep, { kind: "await" }> }
  | { readonly kind: "edit"; readonly edit: HomeEdit; readonly said: EditSaid; readonly unknown: Names };

/** A name of this home's, for Alexa to listen for. @see Alexa `Dialog.UpdateDynamicEntities` */
export type SpokenName = { readonly id: string; readonly name: string; readonly synonyms: readonly string[] };

export type Reply = {
  /** A whole SSML document; null where nothing is said. */
  readonly ssml: string | null;
  readonly endsSession: boolean;
  readonly pending: Pending | null;
  /** Sent with every question, so that the answer is understood; null where there is nothing to send. */
  readonly names: readonly SpokenName[] | null;
  /** For the Alexa app: the way to link an account. Absent: none. */
  readonly card?: "link-account";
};
