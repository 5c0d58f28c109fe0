// Places that Alexa left within other words: after "in" or "on" in what should be music, or "left" in a speaker's name,
// or a place and a length of time in each other's.
// Only names of this home are taken out; whatever else the words mean is left alone.
import type { Home } from "@house-band/contract";
import type { HeardName, VoiceRequest } from "../voice-request.ts";
import { withAnnouncementPlace } from "./announcement-place.ts";
import { matchesForSure } from "./resolve-target.ts";
import { withSideFromPlace } from "./side-of-place.ts";
import { withTimeOrPlace } from "./stop-or-timer.ts";

/**
 * Alexa sometimes hears "jazz in Müllers Küche" as music alone, since it does not know this home's names.
 * Where the end of the music words is a name of this home after "in", "on" and the like, it is the place.
 */
export function withPlaceFromWords(home: Home, request: VoiceRequest): VoiceRequest {
  if (request.kind === "announce") return withAnnouncementPlace(home, request);
  if (request.kind !== "play") return withTimeOrPlace(home, request);
  if (request.words === null) return withSideFromPlace(request, (name) => matchesForSure(home, name));
  if (request.targets.kind !== "unsaid") return request;
  const split = /^(?:(.*?)\s+)?(?:in|on|at|over|through|to)\s+((?:the\s+|my\s+|our\s+)?(.+))$/iu;
  for (let rest: string = request.words, before = ""; ; ) {
    const parts = split.exec(rest);
    if (!parts?.[2]) return request;
    const names = parts[2].split(/\s*,\s*|\s+and\s+/u).filter(Boolean);
    if (names.every((name) => matchesForSure(home, name))) {
      const words = `${before} ${parts[1] ?? ""}`.trim();
      return { ...request, words: words === "" ? null : words, targets: { kind: "named", names: names.map(asHeard) } };
    }
    before = `${before} ${rest.slice(0, rest.length - parts[2].length)}`.trim();
    rest = parts[2];
  }
}

const asHeard = (heard: string): HeardName => ({ heard, dynamicIds: [], staticNames: [] });
