// Which outputs can be told apart by a microphone while they play, and how softly. One set at a time; a new one leaves those
// who are in both as they are.
import type { EngineEvent, EngineRequest, OutputId } from "./protocol.ts";
import type { Slot } from "./slot.ts";
import { createWatchVoice, setWatchLevel } from "./watch-voice.ts";

type WatchRequest = Extract<EngineRequest, { kind: "watch" }>;

/** Outputs that are not open are left out: they may have failed meanwhile. */
export function setWatched(
  {
    slots,
    nowFrame,
    emit,
  }: {
    readonly slots: ReadonlyMap<OutputId, Slot>;
    readonly nowFrame: number;
    readonly emit: (event: EngineEvent) => void;
  },
  { outputs }: WatchRequest,
): void {
  const wanted = new Map(outputs.map((one) => [one.output, one]));
  for (const slot of slots.values()) {
    const one = wanted.get(slot.id);
    const { watch } = slot;
    if (one === undefined) {
      if (watch !== null) watch.isCalledOff = true;
    } else if (watch?.seed === one.seed && !watch.isCalledOff) setWatchLevel(watch, one.levelDb);
    else slot.watch = createWatchVoice(one.seed, one.levelDb);
  }
  if (outputs.length > 0) emit({ kind: "watching", frame: nowFrame });
}
