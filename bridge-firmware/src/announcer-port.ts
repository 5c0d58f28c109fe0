// Whoever turns what is to be announced into a sound file: a program that speaks, and a folder for recordings of one's own.
import { type ClipId, err, type Result } from "@house-band/contract";

/** A minute of stereo in 16 bits, at 48 kHz. */
export const MAX_CLIP_BYTES = 12_000_000;

export interface Announcer {
  /** A sound file of these words, by its path; it is there until it is dropped. With the signal it is given up. */
  speak(words: string, signal: AbortSignal): Promise<Result<string, AnnouncerFault>>;
  /** Keeps a recording (a WAV file's bytes) that somebody has brought, for a while. */
  keepClip(wav: Uint8Array): Promise<Result<ClipId, AnnouncerFault>>;
  /** The path of a recording that was kept, which is there until it is dropped; null where it is none, or none any more. */
  clipPath(clip: ClipId): Promise<string | null>;
  /** A path that was given out is not needed any more: its file goes, unless it was given out to somebody else as well. */
  drop(path: string): Promise<void>;
}

export type AnnouncerFault = {
  /** `no-voice`: there is no program. `failed`: it did not do it. `bad-clip`: that is no recording to announce. */
  readonly code: "no-voice" | "failed" | "bad-clip";
  /** For logs and the command line: what is wrong, and the way out. Never the words. */
  readonly message: string;
};

/** What speaks. */
export type VoiceSettings =
  /** @see espeak-ng(1) */
  | { readonly kind: "espeak-ng"; readonly program: string; readonly voice: string }
  /** @see piper `--model`, `--output_file`: Debian's package of that name is another program */
  | { readonly kind: "piper"; readonly program: string; readonly model: string }
  | { readonly kind: "none" };

export const DEFAULT_VOICE: VoiceSettings = { kind: "espeak-ng", program: "espeak-ng", voice: "en-us" };

/** Of a bridge that nobody has given one. */
export const NO_ANNOUNCER: Announcer = {
  speak: async () => err({ code: "no-voice", message: "this bridge has no voice" }),
  keepClip: async () => err({ code: "failed", message: "this bridge keeps no recordings" }),
  clipPath: async () => null,
  drop: async () => undefined,
};
