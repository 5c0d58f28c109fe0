// Everything a turn and the ingest need of the world, as narrow as it can be. Adapters implement these.
import type {
  BridgeState,
  ClaimDesired,
  Command,
  CommandId,
  CommandKind,
  EchoId,
  GroupId,
  Home,
  HomeId,
  Outcome,
  Result,
  SpeakerId,
  StateEvent,
  ThingName,
} from "@house-band/contract";

/** Nothing above an adapter sees a library's error: it sees this. */
export type PortFault = {
  readonly port: "store" | "bridge" | "alexa" | "identity";
  readonly code: "timeout" | "unavailable" | "refused" | "protocol";
  readonly retryable: boolean;
  readonly message: string;
  readonly cause?: unknown;
};

export interface Clock {
  /** Since 1970: what records and commands are stamped with. */
  epochMs(): number;
  /** Monotonic, from an arbitrary start: for durations. */
  nowMs(): number;
  /** Resolves after `ms`, or at once when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A user as the cloud knows one: a keyed hash of Alexa's user id or of a linked account's, never the id itself. */
export type UserKey = string & { readonly __brand: "UserKey" };

/** Identities derived from Alexa's: the same input gives the same id, so that a repeated request is recognised. */
export interface Ids {
  userKeyOf(userId: string): UserKey;
  echoIdOf(deviceId: string): EchoId;
  /** @param requestedAtMs the request's own timestamp, epoch: part of the id, so it must not come from a clock */
  commandIdOf(requestId: string, requestedAtMs: number): CommandId;
  groupIdOf(commandId: CommandId): GroupId;
  speakerIdOf(commandId: CommandId): SpeakerId;
}

/** What a request says of who asks. */
export type Asking = {
  /** Null where Alexa names nobody. */
  readonly alexa: UserKey | null;
  /** Of the linked account; null where none is linked. */
  readonly token: string | null;
  /** The request's own timestamp, epoch. */
  readonly requestedAtMs: number;
};

/** `unlinked`: no account is linked to the skill. `refused`: its token is not good, or no longer. */
export type Identified =
  | { readonly kind: "person"; readonly user: UserKey }
  | { readonly kind: "unlinked" | "refused" };

/** Who asks, where people link an account: whoever disables the skill and comes back is the same person. */
export interface People {
  /** A fault: nobody can say just now, so nothing may be done in anybody's name. */
  identify(asking: Asking, signal: AbortSignal): Promise<Result<Identified, PortFault>>;
}

/** What the cloud last heard of a home's bridge. */
export type BridgeMemory = {
  /** False once it was seen to go, after everything else that was heard of it. */
  readonly online: boolean;
  /** Since when it is gone, epoch; null while it is online, and where nobody knows. */
  readonly offlineSinceMs: number | null;
  readonly heardAtMs: number;
  readonly state: BridgeState;
};

/** What AWS IoT says of a bridge's connection as it comes, or goes. */
export type Presence = {
  readonly isConnected: boolean;
  /** The same for a connection's beginning and its end; higher for later ones, and from 0 again after a long absence. */
  readonly version: number;
  /** By AWS IoT's clock, epoch, give or take two minutes. */
  readonly atMs: number;
};

/** A bridge's connection as it is now, and since when, epoch; null where that is not known any more. */
export type Connection = { readonly isConnected: boolean; readonly sinceMs: number | null };

/** What a home remembers of the requests that it took up last, by which one that Alexa delivers again is known. */
export type RequestNotes = {
  /** By the request's id, what it came to. */
  readonly taken: ReadonlyMap<CommandId, TakenUp>;
  /** Requests of this time or earlier that are not among those may have been taken up and forgotten; epoch, Alexa's clock. */
  readonly forgottenToMs: number | null;
  /** The newest command that was taken up. */
  readonly last: LastCommand | null;
};

/** `withdrawn`: nothing was done of it, and nothing will be. */
export type TakenUp = { readonly kind: "command"; readonly seq: number } | { readonly kind: "edit" | "withdrawn" };

export type LastCommand = {
  readonly commandId: CommandId;
  /** Tells a delivery that took it up from every other. */
  readonly claim: string;
  /** What was decided, in the turn's own writing: for whoever has to say it once more. */
  readonly decided: string;
};

export type HomeSnapshot = {
  readonly home: Home;
  /** The revision the bridge's `config` shadow was last given; −1 before the first time. */
  readonly shadowRevision: number;
  /** Whom the last command was about, for "it"; empty after a stop. */
  readonly lastSpeakers: readonly SpeakerId[];
  /** By which Echo the last command came, in short; absent where nobody has noted that. */
  readonly lastEcho?: string | undefined;
  /** When the last command was about to be sent, epoch; null before the first. What was heard earlier is behind it. */
  readonly lastCommandAtMs: number | null;
  readonly requests: RequestNotes;
  /** Null until the bridge has reported for the first time. */
  readonly bridge: BridgeMemory | null;
};

/** A spoken reply as it is stored, so that a repeated request gets the very same one. */
export type StoredReply = string;

/** `reply`: of an edit, and of a command that an earlier version of this function took up. */
export type CommandRecord = {
  readonly outcome: Outcome | null;
  readonly reply: StoredReply | null;
};

export type RecordKey = { readonly homeId: HomeId; readonly commandId: CommandId };

export interface HomeStore {
  /** Null where this user has no home yet. */
  findHomeId(user: UserKey, signal: AbortSignal): Promise<Result<HomeId | null, PortFault>>;
  /** One Query. Null where the home is gone. */
  load(
    homeId: HomeId,
    freshness: "eventual" | "latest",
    signal: AbortSignal,
  ): Promise<Result<HomeSnapshot | null, PortFault>>;
  /** What was last heard of a home's bridge, alone and consistently. */
  readBridge(homeId: HomeId, thing: ThingName, signal: AbortSignal): Promise<Result<BridgeMemory | null, PortFault>>;
  /** Consistent; null where there is no such record. */
  readCommand(key: RecordKey, signal: AbortSignal): Promise<Result<CommandRecord | null, PortFault>>;
  /**
   * The one write of a command: takes the home's next sequence number, notes the request and what was decided, whom it
   * is about, when, and by which Echo it came; all or nothing.
   * `exists` where another delivery of the same request was first, or may have been: it must not be sent again.
   */
  openCommand(
    opening: {
      readonly key: RecordKey;
      /** As the home was loaded: what is too old in it is forgotten by the same write. */
      readonly known: RequestNotes;
      readonly decided: string;
      readonly lastSpeakers: readonly SpeakerId[];
      readonly lastEcho?: string;
      readonly nowMs: number;
    },
    signal: AbortSignal,
  ): Promise<
    Result<
      { readonly kind: "opened"; readonly seq: number } | { readonly kind: "exists"; readonly requests: RequestNotes },
      PortFault
    >
  >;
  /**
   * Sees to it that no delivery of this request does anything any more.
   * `exists`: one of them has begun already, so nobody can promise that.
   */
  withdraw(key: RecordKey, signal: AbortSignal): Promise<Result<"withdrawn" | "exists", PortFault>>;
  /**
   * Stores an edited home together with the reply to the request that edited it, or nothing at all.
   * `conflict`: the home is no longer at the revision of `before`, or has taken up this very request.
   * `repeated`: this request was answered already.
   */
  saveEdit(
    edit: {
      readonly key: RecordKey;
      /** As the home was loaded, where people asked for it; null for an edit of the bridge's, which comes for days. */
      readonly known: RequestNotes | null;
      readonly before: Home;
      readonly after: Home;
      readonly reply: StoredReply;
      readonly nowMs: number;
    },
    signal: AbortSignal,
  ): Promise<Result<"saved" | "conflict" | "repeated", PortFault>>;
  /** Notes that the bridge's `config` shadow holds this revision; never goes back to an older one. */
  noteShadow(homeId: HomeId, revision: number, signal: AbortSignal): Promise<Result<void, PortFault>>;
}

/** What the ingest needs of the store: every write is conditional, so that repeats and late arrivals change nothing. */
export interface IngestStore {
  /** The home that owns this bridge; null for a thing nobody has claimed. */
  ownerOf(thing: ThingName, signal: AbortSignal): Promise<Result<HomeId | null, PortFault>>;
  /** `ignored`: its record is another bridge's, or as far or further already. */
  recordOutcome(
    key: RecordKey,
    thing: ThingName,
    outcome: Outcome,
    signal: AbortSignal,
  ): Promise<Result<"recorded" | "ignored", PortFault>>;
  /** `ignored`: a later snapshot is stored already. */
  recordState(
    homeId: HomeId,
    thing: ThingName,
    event: StateEvent,
    receivedAtMs: number,
    signal: AbortSignal,
  ): Promise<Result<"recorded" | "ignored", PortFault>>;
  /** `ignored`: something later is stored already. Events come in any order, and more than once. */
  recordPresence(
    homeId: HomeId,
    thing: ThingName,
    presence: Presence,
    receivedAtMs: number,
    signal: AbortSignal,
  ): Promise<Result<"recorded" | "ignored", PortFault>>;
  recordLost(
    homeId: HomeId,
    thing: ThingName,
    receivedAtMs: number,
    signal: AbortSignal,
  ): Promise<Result<"recorded" | "ignored", PortFault>>;
}

export type SkillEventKind = "enabled" | "disabled" | "account-linked" | "permissions";

/** What Alexa tells of the skill and one of its users; `atMs`: when it happened, epoch. */
export type SkillEvent = { readonly kind: SkillEventKind; readonly user: UserKey; readonly atMs: number };

/** Epoch: when a user without a home may be forgotten, and until when a linked person who left finds his home again. */
export type Until = { readonly forgetAtMs: number; readonly backUntilMs: number };

export interface AccountStore {
  /**
   * Keeps the newest word about a user; by `disabled` he leaves his home, in the same write. A linked person leaves it with
   * the last of his Alexa users.
   * `ignored`: as new a word is known already.
   */
  takeEvent(event: SkillEvent, until: Until, signal: AbortSignal): Promise<Result<"recorded" | "ignored", PortFault>>;
}

/** An item, as far as it matters whose it is. */
export type ItemRef = {
  readonly key: { readonly PK: string; readonly SK: string };
  /** The home that it belongs to; null where it belongs to none. */
  readonly homeId: HomeId | null;
  readonly kind: "meta" | "member" | "other";
  /** Of a linked person who left it a moment ago: the home that he may come back to until this item expires. */
  readonly comesBackTo: HomeId | null;
  /** Of a user's own item: where he lives. */
  readonly livesIn: HomeId | null;
  /** Only of a home's first item: its bridge, and whether anybody has ever lived there. */
  readonly bridge: ThingName | null;
  readonly wasLinked: boolean;
  /** Epoch; null where it stays. */
  readonly expiresAtMs: number | null;
};

/** `expiredAtMs`: it goes because that is over, and stays where it says otherwise by then; null: it goes in any case. */
export type Removal = { readonly key: ItemRef["key"]; readonly expiredAtMs: number | null };

/** What cleaning needs: the only one that sees every home. */
export interface Cleaner {
  list(signal: AbortSignal): Promise<Result<readonly ItemRef[], PortFault>>;
  /** Both of the bridge's shadows; none is fine, too. */
  forgetShadows(thing: ThingName, signal: AbortSignal): Promise<Result<void, PortFault>>;
  remove(item: Removal, signal: AbortSignal): Promise<Result<void, PortFault>>;
}

/** `journaled`: the bridge has it for certain. `sent`: the broker has it. `unknown`: it may or may not have arrived. */
export type Delivery = "journaled" | "sent" | "offline" | "unknown";

export interface BridgeLink {
  /** Sends once and never again: whoever calls this twice has sent two messages. */
  send(thing: ThingName, command: Command, signal: AbortSignal): Promise<Result<Delivery, PortFault>>;
  /** Asks AWS IoT whether the bridge is connected now. */
  findConnection(thing: ThingName, signal: AbortSignal): Promise<Result<Connection, PortFault>>;
  /** Makes the bridge's `config` shadow hold this home, unless it holds a later revision already. */
  publishConfig(home: Home, signal: AbortSignal): Promise<Result<void, PortFault>>;
  /** Makes the bridge's `claim` shadow say how far a claim is, unless it says something later of the same claim. */
  publishClaim(thing: ThingName, claim: ClaimDesired, signal: AbortSignal): Promise<Result<void, PortFault>>;
}

/** `saveEdit`: what is edited lasts as long as this home, and no longer. */
export type DemoHome = {
  readonly homeId: HomeId;
  readonly link: BridgeLink;
  readonly saveEdit: HomeStore["saveEdit"];
};

/** Homes for those who have none, each a user's own, whose bridge is made of nothing. */
export interface DemoHomes {
  /** As it was left, or a new one. */
  open(user: UserKey, signal: AbortSignal): Promise<Result<DemoHome, PortFault>>;
  /** Whether such a bridge does that at all. */
  does(kind: CommandKind): boolean;
}

/** Speaks while the full answer is still being worked on. Best effort: nobody learns whether it was heard. */
export interface AlexaEvents {
  speakMeanwhile(
    request: { readonly apiEndpoint: string; readonly apiAccessToken: string; readonly requestId: string },
    ssml: string,
    signal: AbortSignal,
  ): Promise<Result<void, PortFault>>;
}

/** One structured line per change of state. Never names, words, tokens, user ids or envelopes. */
export interface Log {
  error(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
