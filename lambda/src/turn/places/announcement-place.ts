// Where something is to be announced: Alexa hears all of "dinner is ready in the backyard" as words, since what is announced
// may be anything. A place of this home at their end, or at their beginning, is the place; the rest is said. Pure.
import type { Home } from "@house-band/contract";
import { toTargets } from "../hear/slots.ts";
import type { HeardPlace, VoiceRequest } from "../voice-request.ts";
import { matchesForSure } from "./resolve-target.ts";

const AT = "(?:in|on|at|to|over|through|throughout|for)";
const SAYS_WHAT = /^(?:(?:that|saying|and say|to say)\s+)/iu;
/** "Dinner is in the kitchen" is all to be said: these words want something after them. */
const WANTS_MORE = /\b(?:is|are|was|were|be|meet|come|go|going|put|left|it's|they're)$/iu;
const MAX_PLACE_WORDS = 8;

/** The request with its place taken out of its words, where one of this home, or everywhere, stands there. */
export function withAnnouncementPlace(home: Home, request: VoiceRequest): VoiceRequest {
  if (request.kind !== "announce" || request.words === null || request.targets.kind !== "unsaid") return request;
  const words = request.words.replace(SAYS_WHAT, "");
  const split = splitFront(home, words) ?? splitEnd(home, words);
  if (!split) return { ...request, words };
  return { ...request, words: split.rest.replace(SAYS_WHAT, ""), targets: split.place };
}

type Split = { readonly place: HeardPlace; readonly rest: string };

/** "In the backyard, dinner is ready". The longest name counts. */
function splitFront(home: Home, text: string): Split | null {
  const [first = "", ...rest] = text.split(" ");
  const isEverywhere = /^(?:everywhere|everybody|everyone)$/iu.test(first);
  if (isEverywhere && rest.length > 0) return { place: { kind: "everywhere" }, rest: rest.join(" ") };
  if (!new RegExp(`^${AT}$`, "iu").test(first)) return null;
  for (let count = Math.min(MAX_PLACE_WORDS, rest.length - 1); count > 0; count--) {
    const place = placeIn(home, rest.slice(0, count).join(" ").replace(/,$/u, ""));
    if (place) return { place, rest: rest.slice(count).join(" ") };
  }
  return null;
}

/** "Dinner is ready in the backyard", "… everywhere". */
function splitEnd(home: Home, text: string): Split | null {
  const everywhere = /^(.+?)\s+(?:everywhere|(?:on|to|over) all (?:the |my |our )?speakers)$/iu.exec(text);
  if (everywhere?.[1]) return { place: { kind: "everywhere" }, rest: everywhere[1] };
  const words = text.split(" ");
  for (let at = Math.max(1, words.length - MAX_PLACE_WORDS); at < words.length - 1; at++) {
    if (!new RegExp(`^${AT}$`, "iu").test(words[at] ?? "")) continue;
    const rest = words.slice(0, at).join(" ");
    const place = WANTS_MORE.test(rest) ? null : placeIn(home, words.slice(at + 1).join(" "));
    if (place) return { place, rest };
  }
  return null;
}

/** Null unless every name of it is one of this home. */
function placeIn(home: Home, text: string): HeardPlace | null {
  const place = toTargets([{ text, dynamicIds: [], staticNames: [] }]);
  if (place.kind !== "named") return place.kind === "unsaid" ? null : place;
  return place.names.length > 0 && place.names.every(({ heard }) => matchesForSure(home, heard)) ? place : null;
}
