// Short ways to write what was said.
import type { HeardName, HeardPlace, HeardTargets, VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";

export const unsaid: HeardPlace = { kind: "unsaid" };
export const everywhere: HeardPlace = { kind: "everywhere" };
export const here: HeardPlace = { kind: "here" };

export const namesIn = (...names: readonly string[]): readonly HeardName[] =>
  names.map((heard) => ({ heard, dynamicIds: [], staticNames: [] }));

export const named = (...names: readonly string[]): HeardPlace => ({ kind: "named", names: namesIn(...names) });

export const allBut = (of: HeardPlace, ...names: readonly string[]): HeardTargets => ({
  kind: "all-but",
  of,
  names: namesIn(...names),
});

export const play = (words: string | null, targets: HeardTargets = unsaid): VoiceRequest => ({
  kind: "play",
  words,
  targets,
});
