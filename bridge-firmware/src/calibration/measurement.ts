// What comes of listening to a plan of probes: for every speaker how late and how loud it is, or why that can't be said.
import type { SpeakerId } from "@house-band/contract";

/** A microphone's recording of the whole plan; it may have begun any time before the first probe. */
export type Recording = {
  /** Mono, −1 … 1. */
  readonly samples: Float32Array;
  readonly rateHz: number;
};

/** How a speaker's probe arrived, over the noise of the place. */
export type Heard = {
  /** The probe's mean level in the recording, dB of full scale. */
  readonly levelDb: number;
  /** That above what else was to be heard between 200 Hz and 16 kHz. */
  readonly snrDb: number;
};

export type Measured = Heard & {
  readonly kind: "measured";
  /**
   * From handing over to hearing the direct sound, up to a constant that is the same for all speakers of the measurement.
   * The way through the air is part of it: 1 ms for each 34 cm.
   */
  readonly latencyMs: number;
  /** By how much its two passes differ, once the microphone's clock is set right. */
  readonly spreadMs: number;
  /** 0 … 1: how far the direct sound stands out of whatever could hide an earlier one. */
  readonly confidence: number;
};

export type SpeakerMeasurement =
  | Measured
  /** No probe of it was found. */
  | { readonly kind: "silent" }
  /** Heard, but so faint, or so drowned by echoes, that its direct sound may be another one. */
  | (Heard & { readonly kind: "uncertain"; readonly confidence: number })
  /** Its two passes tell different latencies: it, or the microphone, moved, or its buffer jumped. */
  | (Heard & { readonly kind: "disagrees"; readonly spreadMs: number });

export type Measurement = {
  /** Every speaker of the plan. */
  readonly speakers: ReadonlyMap<SpeakerId, SpeakerMeasurement>;
  /** Of those who were measured, by which they are found again: the one that its first probe went through. */
  readonly responses?: ReadonlyMap<SpeakerId, Float32Array>;
  /** How much faster the microphone's clock runs than the bridge's; only known where some speaker was heard twice. */
  readonly clockPpm: number;
  /**
   * When the plan began for the earliest speaker, since the recording's beginning: with when both of these were, that
   * tells how long a sound takes from its write to the microphone. Absent where nobody was measured.
   */
  readonly earliestAtMs?: number | undefined;
};

/** Why a whole recording is of no use. */
export type MeasurementFault =
  /** It ends before the plan does. */
  | { readonly kind: "too-short"; readonly heardMs: number; readonly neededMs: number }
  /** The microphone was overdriven, or the samples are none. */
  | { readonly kind: "clipped"; readonly clippedMs: number }
  /** No probe stands out of a noise of this level, dB of full scale. */
  | { readonly kind: "too-loud-around"; readonly noiseDb: number }
  /** No probe was found, though it was quiet. */
  | { readonly kind: "nothing-heard"; readonly noiseDb: number };
