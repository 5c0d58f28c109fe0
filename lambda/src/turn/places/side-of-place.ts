// "Garage left" is a place of some homes; in a home that has a garage and no such place it is an order about its side.
import type { HeardTargets, VoiceRequest } from "../voice-request.ts";

type Play = Extract<VoiceRequest, { readonly kind: "play" }>;

const SIDE = /^(.+?)(?: (?:is|goes|on the|to the|is on the|goes on the))? (left|right)$/iu;

/**
 * Reads places that end in a side as set-channel where the home knows the place without it, and not with it. Two
 * different sides in one breath are two orders: they are not understood.
 */
export function withSideFromPlace(request: Play, isOfHome: (name: string) => boolean): VoiceRequest {
  const { targets } = request;
  if (targets.kind !== "named") return request;
  const sides = targets.names.map(({ heard }) => (isOfHome(heard) ? null : SIDE.exec(heard)));
  const places = sides.map((side) => side?.[1] ?? "");
  if (!places.every((place) => place !== "" && isOfHome(place))) return request;
  const channels = new Set(sides.map((side) => side?.[2]?.toLowerCase()));
  if (channels.size > 1) return { kind: "fallback" };
  return { kind: "set-channel", channel: channels.has("left") ? "left" : "right", targets: named(places) };
}

const named = (places: readonly string[]): HeardTargets => ({
  kind: "named",
  names: places.map((heard) => ({ heard, dynamicIds: [], staticNames: [] })),
});
