// From an output's description to the output itself, and what outlives its closing: recordings go on where they were,
// a radio link stays broken until it is mended, and every new link counts.
import { assertNever } from "@house-band/contract";
import { BLOCK_FRAMES, type OutputSpec } from "../protocol.ts";
import { createEmulatedOutput, type EmulatedOutput } from "./emulated.ts";
import { type Hardware, lostOutput, openAlsaOutput, openBluealsaOutput, openPipeOutput } from "./hardware.ts";
import type { Output } from "./output.ts";
import { createRecorder, type Recorder, type RecordingSink } from "./recorder.ts";
import { createWavOutput } from "./wav.ts";

export type OpeningTimes = { readonly nowFrame: number; readonly writeAheadFrames: number };

export interface Outputs {
  open(output: string, spec: OutputSpec, times: OpeningTimes): Output;
  /** For emulated outputs, open or not: the next link is a new one. */
  setLink(output: string, up: boolean, nowFrame: number): void;
  /** Whether what outputs in software play is kept: of those that are open and of those to come. */
  setRecording(isOn: boolean): void;
  /** Brings every recording up to `nowFrame`, closed outputs' too. */
  idle(nowFrame: number): void;
}

type Speaker = { linkUp: boolean; linkCount: number; open: EmulatedOutput | null };

const NO_HARDWARE = "this engine runs by a virtual clock: it has no devices";

/** The engine's own set of outputs; what they record goes to `sink`. Without hardware, only those in software open. */
export function createOutputs(sink: RecordingSink, hardware: Hardware | null = null): Outputs {
  const speakers = new Map<string, Speaker>();
  const recorders = new Map<string, Recorder>();
  let isRecording = true;

  const speakerOf = (output: string): Speaker => {
    const known = speakers.get(output) ?? { linkUp: true, linkCount: 0, open: null };
    speakers.set(output, known);
    return known;
  };
  const recorderOf = (path: string): Recorder => {
    const recorder = recorders.get(path) ?? createRecorder(path, sink);
    recorder.setOn(isRecording);
    recorders.set(path, recorder);
    return recorder;
  };

  return {
    open(output, spec, { nowFrame, writeAheadFrames }) {
      switch (spec.kind) {
        case "wav":
          return createWavOutput(recorderOf(spec.path));
        case "emulated": {
          const speaker = speakerOf(output);
          const recorder = spec.recordPath === undefined ? null : recorderOf(spec.recordPath);
          const opened = createEmulatedOutput({ spec, linkCount: speaker.linkCount, recorder });
          speaker.linkCount += 1;
          speaker.open = opened;
          if (!speaker.linkUp) opened.breakLink(nowFrame);
          return opened;
        }
        case "alsa":
          return hardware === null ? lostOutput(NO_HARDWARE) : openAlsaOutput(spec, hardware, writeAheadFrames);
        case "bluealsa":
          return hardware === null ? lostOutput(NO_HARDWARE) : openBluealsaOutput(spec, hardware);
        case "pipe":
          return hardware === null ? lostOutput(NO_HARDWARE) : openPipeOutput(spec, hardware);
        default:
          return assertNever(spec);
      }
    },
    setLink(output, up, nowFrame) {
      const speaker = speakerOf(output);
      speaker.linkUp = up;
      if (!up) speaker.open?.breakLink(nowFrame);
    },
    setRecording(isOn) {
      isRecording = isOn;
      for (const recorder of recorders.values()) recorder.setOn(isOn);
    },
    idle(nowFrame) {
      if (!isRecording) return;
      for (const recorder of recorders.values()) recorder.flush(nowFrame);
      if (recorders.size > 0) sink.extend(Math.max(0, nowFrame - BLOCK_FRAMES));
    },
  };
}
