// Speakers that somebody wants to hear.
import type { SpeakerId } from "@house-band/contract";
import { mapValues } from "./maps.ts";
import type { Model } from "./model.ts";
import { nextLink } from "./speaker-machine.ts";

/** These speakers are wanted now: a link that was waiting is tried at once. */
export function askFor(model: Model, wanted: ReadonlyMap<SpeakerId, unknown>, nowMs: number): Model {
  const speakers = mapValues(model.speakers, (speaker) =>
    wanted.has(speaker.id) ? { ...speaker, link: nextLink(speaker.link, { kind: "asked" }, nowMs) } : speaker,
  );
  return { ...model, speakers };
}
