// Everything the bridge needs of the world, as narrow as it can be. Adapters implement these; simulators too,
// and one contract suite per port (test/port-contracts) holds them to the same behaviour.
import type { BluetoothAddress, Found, Result, Source } from "@house-band/contract";
import type { EngineEvent, EngineRequest, OutputSpec, Track } from "./engine/protocol.ts";
import type { Station } from "./sources/stations.ts";

/** Nothing above an adapter sees a library's error: it sees this. */
export type PortFault = {
  readonly port: "bluetooth" | "engine" | "cloud" | "store" | "library" | "player" | "stations" | "inputs";
  readonly code: "timeout" | "unavailable" | "refused" | "protocol" | "full";
  readonly retryable: boolean;
  readonly message: string;
  readonly cause?: unknown;
};

/** Stops whatever it came from; calling it again does nothing. */
export type Unsubscribe = () => void;

export interface Clock {
  /** Monotonic, from an arbitrary start: for durations, expiry and timers. */
  nowMs(): number;
  /** Since 1970, and not to be trusted: for people and logs. */
  epochMs(): number;
  /** Resolves after `ms`, or at once with false when the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<boolean>;
}

export interface Bluetooth {
  /** What is paired, and what is connected, now. */
  devices(): readonly BluetoothDevice[];
  onEvent(listener: (event: BluetoothEvent) => void): Unsubscribe;
  /** Resolves when a transport exists. A speaker that is connected already is a success. */
  connect(address: BluetoothAddress, signal: AbortSignal): Promise<Result<Transport, ConnectFault>>;
  disconnect(address: BluetoothAddress): Promise<Result<void, PortFault>>;
  /** The speaker's own volume (AVRCP); `refused` where it has none, and the engine's gain must serve. */
  setVolume(address: BluetoothAddress, volumePercent: number): Promise<Result<void, PortFault>>;
  close(): Promise<void>;
}

export type BluetoothDevice = {
  readonly address: BluetoothAddress;
  readonly name: string;
  /** What it calls itself, whatever people have named it; absent where that is not told. */
  readonly ownName?: string;
  readonly batteryPercent: number | null;
  readonly transport: Transport | null;
};

/** A link that carries sound. @see BlueZ `org.bluez.MediaTransport1` */
export type Transport = {
  readonly codec: string;
  /** The bridge's adapter that it is made with, by its address; absent where there is none. */
  readonly adapter?: string;
  /** The most that was agreed on, of a codec that has one. */
  readonly bitpool?: number;
  /** From the engine's write to the sound, as the speaker reports it and its queue is long; null where it never did. */
  readonly reportedDelayMs: number | null;
  /** What is known of its model, for when it reports nothing. Absent: nothing is known. */
  readonly modelDelayMs?: number;
  /** How the engine reaches it. */
  readonly output: OutputSpec;
};

export type BluetoothEvent =
  | { readonly kind: "transport-added"; readonly address: BluetoothAddress; readonly transport: Transport }
  | { readonly kind: "transport-removed"; readonly address: BluetoothAddress }
  | { readonly kind: "delay-changed"; readonly address: BluetoothAddress; readonly reportedDelayMs: number }
  | { readonly kind: "battery-changed"; readonly address: BluetoothAddress; readonly batteryPercent: number }
  /** Somebody pressed the speaker's own buttons. */
  | { readonly kind: "volume-changed"; readonly address: BluetoothAddress; readonly volumePercent: number };

/** Why a speaker could not be connected, in the words of outcomes. */
export type ConnectFault = {
  readonly code:
    | "SPEAKER_OFFLINE"
    | "SPEAKER_ASLEEP"
    | "SPEAKER_BUSY"
    | "SPEAKER_REFUSED"
    | "SPEAKER_UNPAIRED"
    | "ADAPTER_DOWN"
    | "ADAPTER_FULL"
    | "AUDIO_SERVICE_DOWN";
  readonly retryable: boolean;
};

export interface AudioEngine {
  /** Requests are carried out in order; whatever they lead to comes as events. */
  send(request: EngineRequest): void;
  onEvent(listener: (event: EngineEvent) => void): Unsubscribe;
  /** Fires when the engine process is lost; it is started again, empty, and says `ready`. */
  onRestart(listener: () => void): Unsubscribe;
  close(): Promise<void>;
}

export interface Library {
  /** Resolves once the folder has been read; files that can't be read are counted, not fatal. */
  scan(onProgress: (progress: ScanProgress) => void, signal?: AbortSignal): Promise<Result<ScanSummary, PortFault>>;
  /** What the words mean here: genre, artist, album, title, else any words of those. */
  find(source: Source): Result<Selection, FindFault>;
  /** What it knows now, and how far it is with looking for more. */
  state(): LibraryState;
}

/** `LIBRARY_NOT_READY`: it has not looked yet, and can't say what there is. */
export type FindFault = "NO_SOURCE" | "EMPTY_LIBRARY" | "LIBRARY_NOT_READY";

export type LibraryState = {
  /** Null until it knows of any, or of none. */
  readonly tracks: number | null;
  /** Null while it is not looking. */
  readonly looking: ScanProgress | null;
  /** Files of the last look that can't be played. */
  readonly skipped: number;
  /** What kept the last look from coming to its end. */
  readonly fault: string | null;
};

export type ScanProgress = { readonly done: number; readonly total: number };
export type ScanSummary = {
  readonly tracks: number;
  /** File names only, never a path outside the library. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
};
export type Selection = { readonly found: Found; readonly tracks: readonly Track[] };

/** Stations of the whole world, from a copy of somebody's list that is kept and searched here: a question never waits. */
export interface StationDirectory {
  /** Stations that the words name or describe, the likeliest first and a few at most; none while nothing is known. */
  find(words: string): readonly StationMatch[];
  /** What it knows now, and what keeps it from knowing better. */
  state(): DirectoryState;
  /** Ends the fetching; calling it again does nothing. What is known stays known. */
  close(): Promise<void>;
}

export type StationMatch = {
  /** The words are its whole name, a kind of music it plays, or a part of its name. */
  readonly by: "name" | "tag" | "part";
  readonly station: Station;
};

export type DirectoryState = {
  /** Whose list it is, as people know it. */
  readonly name: string;
  /** Null until there is a copy. */
  readonly stations: number | null;
  /** Since 1970, when the copy was fetched; null until there is one. */
  readonly fetchedAtMs: number | null;
  /** Entries that are of no use here: broken, or not to be played by this bridge. */
  readonly leftOut: number;
  /** Why the copy is no newer, or can't be kept. */
  readonly fault: string | null;
};

/** Streams from elsewhere, by way of this machine: whoever plays them never opens an address that was not checked. */
export interface StreamRelay {
  /** Connects, follows redirects and playlists to where sound begins, and offers it at an address on this machine. */
  open(stream: StreamAddress, signal: AbortSignal): Promise<Result<RelayedStream, StreamFault>>;
  close(): Promise<void>;
}

/** `isStrangers`: nothing of the home's own network is opened for it, not even a host that streams may come from. */
export type StreamAddress = { readonly url: string; readonly isStrangers?: boolean | undefined };

export type RelayedStream = { readonly localUrl: string; close(): void };

export type StreamFault = {
  readonly code:
    | "bad-address"
    | "forbidden-address"
    | "unreachable"
    | "too-slow"
    | "refused"
    | "not-a-stream"
    | "too-large";
  /** Might it work in a moment? */
  readonly retryable: boolean;
  /** For logs and the page; without the address. */
  readonly message: string;
};

/** The cloud as the bridge sees it: messages in, acknowledgements and reports out. */
export interface CloudLink {
  onEvent(listener: (event: CloudEvent) => void): Unsubscribe;
  /** Resolves when the broker has acknowledged (QoS 1), or with a fault after its deadline. */
  publish(topic: string, payload: Uint8Array, signal?: AbortSignal): Promise<Result<void, PortFault>>;
  /** Starts connecting; goes on for ever until closed. */
  start(): void;
  close(): Promise<void>;
}

export type CloudEvent =
  /** Connected and subscribed: both shadows must be fetched now. */
  | { readonly kind: "online" }
  | { readonly kind: "offline"; readonly reason: string }
  /**
   * `acknowledge` sends the PUBACK: to be called only after the message was validated and journaled.
   * A message that is never acknowledged comes again.
   */
  | {
      readonly kind: "message";
      readonly topic: string;
      readonly payload: Uint8Array;
      readonly acknowledge: () => void;
    };

/** Small documents and one append-only journal, durable against power cuts. */
export interface Store {
  /** The newest generation that is whole; null where there never was one. */
  load(name: DocumentName): Promise<Result<unknown, PortFault>>;
  /** Resolves when the document would survive a power cut. */
  save(name: DocumentName, document: unknown): Promise<Result<void, PortFault>>;
  /** Every record that is whole, oldest first. */
  readJournal(): Promise<Result<readonly unknown[], PortFault>>;
  /** Resolves when the record would survive a power cut. */
  appendJournal(record: unknown): Promise<Result<void, PortFault>>;
  /** Replaces the journal by these records, atomically. */
  rewriteJournal(records: readonly unknown[]): Promise<Result<void, PortFault>>;
  close(): Promise<void>;
}

export type DocumentName = "boot" | "home" | "edits" | "playback" | "speakers" | "latencies" | "favourites";

/** One structured line per change of state. Never names, addresses, tokens or payloads. */
export interface Log {
  error(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
}
/** The least important line that is still written. */
export type LogLevel = keyof Log;

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Whoever started the daemon and watches over it. */
export interface Supervisor {
  /** Commands are taken from here on; told once. */
  ready(): void;
  /** One line about how the bridge is, for people; told again only when it changes. */
  status(text: string): void;
  /** The end has begun. */
  stopping(): void;
  close(): void;
}
