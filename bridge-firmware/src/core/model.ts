// Everything the daemon knows: what should hold (home, zones, volumes) and what holds (links, the engine).
// Only shapes and the questions every part of the core asks of them; changes are made by reduce and apply-command.
import {
  type BluetoothAddress,
  type Channel,
  type Command,
  type CommandId,
  type Found,
  type HomeId,
  isLiveKind,
  type LiveInputId,
  type LiveSourceKind,
  type OutcomeCode,
  type OutcomeState,
  type Source,
  type SpeakerId,
  type Tone,
  type ZoneId,
} from "@house-band/contract";
import { bestKnownLatency, type SpeakerLatency } from "./alignment.ts";
import type { Link } from "./speaker-machine.ts";

export type Model = {
  /** Null until a home was ever received. */
  readonly homeId: HomeId | null;
  readonly revision: number;
  readonly speakers: ReadonlyMap<SpeakerId, Speaker>;
  readonly zones: ReadonlyMap<ZoneId, Zone>;
  readonly engine: EngineModel;
  /** Whoever may play to the bridge; connected last comes last. */
  readonly senders: ReadonlyMap<LiveInputId, LiveSender>;
  /** By kind: the speaker or group that plays it when it begins, by name; or a word for all of them. */
  readonly playsOn: PlaysOn;
  /** The kinds that may take their default place from what plays there. */
  readonly mayInterrupt: readonly LiveSourceKind[];
  /** Sources that a command or a sleep timer has taken speakers from, and since when each is silent; null while it is not. */
  readonly overruled: ReadonlyMap<LiveInputId, number | null>;
  /** What each speaker played last, where that was live: "resume" comes back to it. */
  readonly lastLive: ReadonlyMap<SpeakerId, LiveSourceKind>;
  /** What speakers and groups, and all of them, are called, as names are compared, and who that is. */
  readonly places: ReadonlyMap<string, readonly SpeakerId[]>;
  /** Speakers that are this home's no longer: their links are to be let go. */
  readonly strangers: readonly BluetoothAddress[];
  /** Where each speaker was when it last played, for "play something". */
  readonly lastPlayed: ReadonlyMap<SpeakerId, Bookmark>;
  /** Commands that were accepted and have no outcome yet, oldest first. */
  readonly pending: readonly Pending[];
  /** The highest sequence number applied to each speaker: an older command that comes later is superseded. */
  readonly highestSeq: ReadonlyMap<SpeakerId, number>;
  /** Speakers that are to say who they are, in the order in which they do. */
  readonly chimes: readonly Chime[];
  /** What is to be announced, and what is being announced, oldest first: one at a time. */
  readonly announcements: readonly Announcement[];
  /** What senders are to be told, oldest first. */
  readonly senderOrders: readonly { readonly id: LiveInputId; readonly order: PlayerOrder }[];
  /** Zones none of whose files could be played, newest last. */
  readonly unplayable: readonly ZoneId[];
  /** Zones whose stream did not come from where it should come from, newest last. */
  readonly unreachable: readonly ZoneId[];
  /** Counts commands that touched a zone: "it" is the zone touched last. */
  readonly touches: number;
  /** The world's time less the monotonic one, as of now: for moments that people read of. */
  readonly epochOffsetMs: number;
};

export type Speaker = {
  readonly id: SpeakerId;
  readonly address: BluetoothAddress;
  readonly channel: Channel;
  readonly capPercent: number;
  readonly tone: Tone;
  readonly link: Link;
  /** Counts the links this speaker has had: the engine's output belongs to one of them. */
  readonly linkCount: number;
  readonly volumePercent: number;
  readonly muted: boolean;
  /**
   * The speaker's own volume. The engine's gain is the volume people ask for: it ramps and holds from the first
   * sample on; the speaker's own stays wide open unless somebody turned it down at the speaker itself.
   */
  readonly own: { readonly wantedPercent: number; readonly setPercent: number | null };
  readonly batteryPercent: number | null;
  readonly latency: SpeakerLatency;
  /** Null: it plays on. */
  readonly sleep: SleepTimer | null;
};

/** When a speaker stops by itself: by the monotonic clock, and by the world's, as it was when the timer was set. */
export type SleepTimer = { readonly atMs: number; readonly atEpochMs: number; readonly forMs: number };

/** Whoever may play to the bridge; `input` is the engine's and passes through unread. */
export type LiveSender = {
  readonly id: LiveInputId;
  readonly name: string;
  readonly kind: LiveSourceKind;
  /** Null while it is not connected. `player`: null where it offers none that could be told what to do. */
  readonly link: { readonly isSending: boolean; readonly input: unknown; readonly player: LivePlayer | null } | null;
};

/** A sender's player, as far as it tells of itself. */
export type LivePlayer = {
  /** Null where it does not say. */
  readonly isPlaying: boolean | null;
  /** Another for each track; null where it does not say. */
  readonly trackId: string | null;
  /** One line each; null where it does not say. */
  readonly title: string | null;
  readonly artist: string | null;
  readonly album: string | null;
};

export type PlayerOrder = "play" | "pause" | "next" | "previous";

export type PlaysOn = { readonly [K in LiveSourceKind]?: string | undefined };

export type Track = {
  /** Of a live source: its sender's id. */
  readonly path: string;
  readonly title: string;
  readonly artist?: string | undefined;
  /** A radio station: its title is the station's name. */
  readonly live?: boolean | undefined;
};

export type Selection = {
  readonly source: Source;
  readonly found: Found;
  /** In the order in which they are played. */
  readonly tracks: readonly Track[];
  /** How they were shuffled; absent: as the source has them. */
  readonly order?: ShuffledOrder | undefined;
};

/** `first`: the place, in the list as its source has it, of the track that is played first; `count`: how many it had then. */
export type ShuffledOrder = { readonly seed: number; readonly first: number; readonly count: number };

/** A place in a selection. `atMs` is when it was there if it moves, null where it stands still. */
export type Place = { readonly index: number; readonly positionMs: number; readonly atMs: number | null };

export type Bookmark = {
  readonly source: Source;
  readonly order?: ShuffledOrder | undefined;
  readonly index: number;
  readonly positionMs: number;
};

/** What should play together. A member that is away stays a member: it joins again when it is back. */
export type Zone = {
  readonly id: ZoneId;
  /** The zone this music began in: parts that were paused by themselves know by it where they belong. */
  readonly programme: ZoneId;
  readonly playing: boolean;
  readonly selection: Selection;
  readonly place: Place;
  readonly members: ReadonlyMap<SpeakerId, Channel>;
  /** Absent: what follows the last track is nothing. */
  readonly repeat?: "one" | "all";
  /** Tracks still to be skipped in the engine. */
  readonly skipBy: number;
  readonly trackStarts: number;
  /** What a station says that it plays; absent where it says nothing, or where no station plays. */
  readonly onAir?: string | undefined;
  readonly touched: number;
  /** Since when it should play and no member is there; null while one is. */
  readonly silentSinceMs: number | null;
  /** Paused together with its sender: where that goes on, so does this. */
  readonly pausedWithSender?: boolean;
  /** What its members played before this source interrupted them, newest first; comes back when the source has ended. */
  readonly interrupted?: readonly Zone[];
};

export type EngineModel = {
  readonly ready: boolean;
  readonly outputs: ReadonlyMap<SpeakerId, EngineOutput>;
  readonly zones: ReadonlyMap<ZoneId, EngineZone>;
};

/** An open output: the link of its speaker that it belongs to, and how it sounds. */
export type EngineOutput = { readonly linkCount: number; readonly tone: Tone };

export type EngineZone = {
  readonly paused: boolean;
  /** Its first sound was written. */
  readonly started: boolean;
  /** What it listens to where that is live; null where it plays files. */
  readonly input: unknown;
  /** Where in the wanted zone's list the engine's own begins; absent: at its beginning. */
  readonly offset?: number | undefined;
  readonly members: ReadonlyMap<SpeakerId, EngineMember>;
};

export type Playing = {
  readonly channel: Channel;
  readonly volumePercent: number;
  readonly muted: boolean;
  readonly latencyMs: number;
  /** The part of its volume at which it begins, 0 to 1, where it is fading already. Absent: all of it. */
  readonly beginsAt?: number;
};

/** `joined`: sound is written to it. Who was there at the opening starts with the zone; who came later says so himself. */
export type EngineMember = Playing & {
  readonly joined: boolean;
  readonly since: "open" | "join";
  /** On its way to silence, whatever its volume is. */
  readonly fading?: boolean;
};

export type Chime = {
  readonly command: CommandId;
  readonly speaker: SpeakerId;
  readonly isPlaying: boolean;
  /** Not heard by then, it never will be. */
  readonly untilMs: number;
};

export type Announcement = {
  readonly command: CommandId;
  /** What the engine knows it by. */
  readonly zone: ZoneId;
  /** Of a sound file. */
  readonly path: string;
  readonly speakers: readonly SpeakerId[];
  /** From here on it begins without those whose links are still being made. */
  readonly beginsByMs: number;
  /** Not heard by then, it never will be. */
  readonly untilMs: number;
  /** Whom it was begun on; null while it waits. */
  readonly on: readonly SpeakerId[] | null;
  /** Somebody wants to hear no more of it; the engine has not been told yet. */
  readonly isCalledOff?: boolean;
};

/** How a speaker's part in a command is decided. */
export type Expectation =
  /** Sound on this speaker in this zone. `sender`: `told` has a moment to begin; else what it does now counts. */
  | { readonly kind: "sound"; readonly zone: ZoneId; readonly sender?: "told" }
  /** Another track in this zone. */
  | { readonly kind: "track"; readonly zone: ZoneId; readonly afterStarts: number }
  /** Another track, by what its sender says. */
  | { readonly kind: "sender-track"; readonly sender: LiveInputId; readonly before: string | null }
  /** A link: what was asked for holds as soon as there is one. */
  | { readonly kind: "link" }
  /** Its chime, all of it. */
  | { readonly kind: "chime" }
  /** The announcement's first words. */
  | { readonly kind: "announcement" }
  /** No link any more. */
  | { readonly kind: "release" }
  | { readonly kind: "decided"; readonly code: OutcomeCode };

export type Pending = {
  readonly command: Command;
  readonly receivedAtMs: number;
  readonly acceptedMs: number;
  readonly soundMs: number | null;
  readonly expectations: ReadonlyMap<SpeakerId, Expectation>;
  /** Set where the command as a whole was turned down, before it came to any speaker. */
  readonly verdict: Verdict | null;
  /** What it turned out to be about, where it left that open. */
  readonly ended?: "announcement";
};

export type Verdict = {
  readonly state: Extract<OutcomeState, "failed" | "rejected" | "expired">;
  readonly code: OutcomeCode;
};

export const EMPTY_MODEL: Model = {
  homeId: null,
  revision: 0,
  speakers: new Map(),
  zones: new Map(),
  engine: { ready: false, outputs: new Map(), zones: new Map() },
  senders: new Map(),
  playsOn: {},
  mayInterrupt: [],
  overruled: new Map(),
  lastLive: new Map(),
  places: new Map(),
  strangers: [],
  lastPlayed: new Map(),
  pending: [],
  highestSeq: new Map(),
  chimes: [],
  announcements: [],
  senderOrders: [],
  unplayable: [],
  unreachable: [],
  touches: 0,
  epochOffsetMs: 0,
};

/** A monotonic moment in the world's time, as well as that is known. */
export const epochAt = ({ epochOffsetMs }: Model, nowMs: number): number =>
  Math.max(0, Math.round(nowMs + epochOffsetMs));

/** Does it have a link that carries sound? A speaker that is not there has none. */
export const isConnected = (speaker: Speaker | undefined): boolean => speaker?.link.kind === "connected";

/** The speaker of this home with that Bluetooth address. */
export function speakerAt(model: Model, address: string): Speaker | undefined {
  return [...model.speakers.values()].find((speaker) => speaker.address === address);
}

/** The zone a speaker is a member of: one at most. */
export function zoneOf(model: Model, speaker: SpeakerId): Zone | undefined {
  return [...model.zones.values()].find((zone) => zone.members.has(speaker));
}

/** Where a zone is now, reckoned from where it was last heard to be. */
export function placeNow(zone: Zone, nowMs: number): Place {
  const { index, positionMs, atMs } = zone.place;
  return { index, positionMs: atMs === null ? positionMs : positionMs + Math.max(0, nowMs - atMs), atMs: null };
}

/** The track a zone is at; a selection is never empty. */
export function trackAt(zone: Zone): Track | undefined {
  return zone.selection.tracks[Math.min(zone.place.index, zone.selection.tracks.length - 1)];
}

/** The sender that a zone listens to; null where it plays anything but a live source. */
export function liveInputOf({ selection }: Pick<Zone, "selection">): LiveInputId | null {
  if (!isLiveKind(selection.source.kind)) return null;
  return (selection.tracks[0]?.path ?? null) as LiveInputId | null; // made of one by `toLiveSelection`
}

/** Is it something to come back to? What is live goes on meanwhile, and a metronome is no music. */
export const isToBeRemembered = ({ selection }: Pick<Zone, "selection">): boolean =>
  liveInputOf({ selection }) === null && selection.source.kind !== "sound";

/** Is it a zone that has nothing to play now, because its sender is away or plays nothing? */
export function waitsForSender(model: Model, zone: Zone): boolean {
  const id = liveInputOf(zone);
  return id !== null && model.senders.get(id)?.link?.isSending !== true;
}

/** Has whoever plays it to the bridge left, and does nothing wait behind him to come back? */
export function isLeft(model: Model, zone: Zone): boolean {
  const id = liveInputOf(zone);
  return id !== null && !model.senders.get(id)?.link && !zone.interrupted;
}

/** Is there sound on this speaker, from this zone? */
export function isSounding(model: Model, zone: ZoneId, speaker: SpeakerId): boolean {
  const running = model.engine.zones.get(zone);
  return running?.started === true && !running.paused && running.members.get(speaker)?.joined === true;
}

/**
 * How a member of a zone should play; null while it has no link. The engine's gain makes up for what the speaker's
 * own volume takes away, and together they are never louder than the cap.
 */
export function playingOf(speaker: Speaker | undefined, channel: Channel): Playing | null {
  if (speaker?.link.kind !== "connected") return null;
  const allowedPercent = Math.min(speaker.volumePercent, speaker.capPercent);
  const ownPercent = speaker.own.wantedPercent;
  const gainPercent = ownPercent === 0 ? 0 : Math.min(100, Math.floor((allowedPercent * 100) / ownPercent));
  const { latencyMs } = bestKnownLatency(speaker.link.transport, speaker.latency.known);
  return { channel, volumePercent: gainPercent, muted: speaker.muted, latencyMs };
}

/** Where the first of these speakers that ever played anything is, or was when it last played. */
export function bookmarkFor(model: Model, speakers: readonly SpeakerId[], nowMs: number): Bookmark | null {
  for (const id of speakers) {
    const zone = zoneOf(model, id);
    if (zone && isToBeRemembered(zone)) {
      const { source, order } = zone.selection;
      return { ...placeNow(zone, nowMs), source, order };
    }
    const mark = model.lastPlayed.get(id);
    if (mark) return mark;
  }
  return null;
}
