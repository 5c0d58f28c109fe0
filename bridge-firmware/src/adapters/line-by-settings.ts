// The line input, as the settings have it: one, or none.
import type { InputSettings } from "../input-settings.ts";
import { type LiveInputs, NO_LIVE_INPUTS } from "../live-inputs-port.ts";
import type { AudioEngine, Log } from "../ports.ts";
import { createLineInput } from "./line/line-input.ts";

/** Heard as soon as the engine is there. */
export function openLineInput(
  { line }: Pick<InputSettings, "line">,
  { engine, log }: { readonly engine: AudioEngine; readonly log: Log },
): LiveInputs {
  const { device, name, queueMs, startsAboveDb, endsAfterSeconds } = line;
  if (device === undefined) return NO_LIVE_INPUTS;
  const input = { kind: "alsa", device, queueMs } as const;
  return createLineInput({ name, input, engine, log, startsAboveDb, endsAfterMs: endsAfterSeconds * 1_000 });
}
