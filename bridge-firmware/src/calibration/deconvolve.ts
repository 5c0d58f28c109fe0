// A piece of a recording as what lies between it and the probe that was sent: speaker, room and microphone, as a spectrum.
// Whatever is no probe, noise above all, is spread over the whole of its time.
import { highestHz, PROBE_FROM_HZ, probeSamples } from "./probe.ts";
import { createTransform, sizeFor, type Transform } from "./transform.ts";

export type Band = { readonly first: number; readonly last: number };

export type Deconvolver = {
  readonly rateHz: number;
  readonly transform: Transform;
  /** The bins that the probe fills. */
  readonly band: Band;
  /** How long the probe is in such a recording. */
  readonly probeFrames: number;
  /** The probe's energy at each bin. */
  readonly probeEnergy: Float64Array;
  /**
   * The spectrum of what lies between the probe and a recording of it, from `fromFrame` of it on: bins 0 … size / 2, 0
   * beside the band. Good until the next call.
   */
  deconvolve(samples: Float32Array, fromFrame: number): Float64Array;
};

type Listening = {
  readonly rateHz: number;
  /** How much faster the recording's clock runs: the probe is as much longer in it. */
  readonly clockPpm: number;
  /** How long a piece is at the least, in probes. */
  readonly probes: number;
};

/** For pieces of `transform.size` frames. */
export function createDeconvolver({ rateHz, clockPpm, probes }: Listening): Deconvolver {
  const probe = probeSamples(rateHz * (1 + clockPpm * 1e-6));
  const transform = createTransform(sizeFor(probes * probe.length));
  const { size } = transform;
  const probeSpectrum = transform.forward(probe).slice(0, size + 2);
  const binsPerHz = size / rateHz;
  const band = { first: Math.ceil(PROBE_FROM_HZ * binsPerHz), last: Math.floor(highestHz(rateHz) * binsPerHz) };
  const probeEnergy = energies(probeSpectrum);
  const segment = new Float32Array(size);
  const deconvolve = (samples: Float32Array, fromFrame: number): Float64Array => {
    segment.fill(0);
    const from = Math.max(0, fromFrame);
    for (let at = from; at < Math.min(samples.length, fromFrame + size); at++) {
      const sample = samples[at] ?? 0;
      segment[at - fromFrame] = Number.isFinite(sample) ? sample : 0;
    }
    const spectrum = transform.forward(segment);
    for (let bin = band.first; bin <= band.last; bin++) {
      const [re, im] = [spectrum[2 * bin] ?? 0, spectrum[2 * bin + 1] ?? 0];
      const [probeRe, probeIm] = [probeSpectrum[2 * bin] ?? 0, probeSpectrum[2 * bin + 1] ?? 0];
      const energy = probeEnergy[bin] ?? 1;
      spectrum[2 * bin] = (re * probeRe + im * probeIm) / energy;
      spectrum[2 * bin + 1] = (im * probeRe - re * probeIm) / energy;
    }
    return spectrum.fill(0, 0, 2 * band.first).fill(0, 2 * (band.last + 1));
  };
  return { rateHz, transform, band, probeFrames: probe.length, probeEnergy, deconvolve };
}

/** |value|² of each bin. */
export const energies = (spectrum: Float64Array): Float64Array =>
  Float64Array.from(
    { length: spectrum.length >> 1 },
    (_, bin) => (spectrum[2 * bin] ?? 0) ** 2 + (spectrum[2 * bin + 1] ?? 0) ** 2,
  );
