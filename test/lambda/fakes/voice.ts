// Short ways to write what was said.
import type { HeardTargets, VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";

export const unsaid: HeardTargets = { kind: "unsaid" };
export const everywhere: HeardTargets = { kind: "everywhere" };
export const here: HeardTargets = { kind: "here" };

export const named = (...names: readonly string[]): HeardTargets => ({
  kind: "named",
  names: names.map((heard) => ({ heard, dynamicIds: [], staticNames: [] })),
});

export const play = (words: string | null, targets: HeardTargets = unsaid): VoiceRequest => ({
  kind: "play",
  words,
  targets,
});
