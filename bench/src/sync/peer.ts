// What the side-by-side bench asks of every engine that a user could pick: start, play, mute, stop, and who is it.
// How each is told what to do is its own file's affair (peers/).
import type { AudioWorld } from "./world.ts";

/** One emulated speaker: what passes between its sink and its cone. Whole milliseconds, so whole samples. */
export type Speaker = { readonly name: string; readonly latencyMs: number };

export type Programme = {
  /** 48 kHz, 16 bit, stereo: as a file, and as bare samples. */
  readonly wavPath: string;
  readonly rawPath: string;
};

export type Stage = {
  readonly world: AudioWorld;
  readonly speakers: readonly Speaker[];
  readonly programme: Programme;
  /** A folder of the peer's own. */
  readonly directory: string;
};

export type Peer = {
  readonly name: string;
  readonly playsTo: "null sinks" | "its own emulated outputs";
  /** Whether it can be told each speaker's latency, and how finely. */
  readonly compensation: "none" | "whole ms" | "any";
  /** Everything up but the music; resolves when `play` may be called. */
  start(stage: Stage): Promise<RunningPeer>;
};

export type RunningPeer = {
  /** From the beginning; again after a stop. */
  play(): void;
  /** Null where it has no such command. */
  readonly mute: ((muted: boolean) => void) | null;
  /** Ends the music, as a user would. */
  stop(): void;
  /** The engine's processes; those that only hand it the music are not counted. */
  pids(): readonly number[];
  /** What left the cones, once nothing more is played; null where the world's recorder has it. */
  readonly ownRecording: (() => Promise<Heard>) | null;
  close(): Promise<void>;
};

/** Recordings of all cones on one timeline. */
export type Heard = {
  readonly speakers: readonly { readonly name: string; readonly path: string }[];
  readonly time: RecordingTime;
};

/** Where a moment by `nowMs` lies in the recordings, and when one of their frames was. */
export type RecordingTime = { readonly frameAt: (ms: number) => number; readonly msOf: (frame: number) => number };

export const RATE_HZ = 48_000;

/** The one clock of a run. */
export const nowMs = (): number => performance.now();
