// Announcements: a zone of its own that is heard over those that play. The zone keeps all its speakers together as any other
// does, and wakes those that have slept; here is when the music steps back, which is decided where the words are.
import type { Part } from "./part.ts";
import { beginWithSilence } from "./programme.ts";
import { BLOCK_FRAMES, ENGINE_RATE_HZ } from "./protocol.ts";
import { leadFramesOf } from "./voice.ts";
import { contentFrameAt, createZone, type Zone, type ZoneOptions } from "./zone.ts";

/** Before the first word: the music has stepped back by then, and an output's first moment swallows nothing. */
export const SILENCE_FIRST_MS = 300;

export type AnnouncementOptions = Pick<ZoneOptions, "id" | "openFeed" | "emit"> & { readonly path: string };

/** A zone that waits for its file and its speakers. */
export function beginAnnouncement({ path, ...options }: AnnouncementOptions): Zone {
  const input = { kind: "files" as const, tracks: [{ path, title: "" }], startIndex: 0, startMs: 0 };
  const zone = createZone({ ...options, input, paused: false, isOver: true });
  beginWithSilence(zone.programme, (SILENCE_FIRST_MS * ENGINE_RATE_HZ) / 1_000 / BLOCK_FRAMES);
  return zone;
}

/** Does what this part plays in the block at `headFrame` lie between the announcement's beginning and the end of its words? */
export function isSpeakingNow({ zone, voice }: Part, headFrame: number): boolean {
  const startFrame = contentFrameAt(zone, headFrame);
  if (startFrame === null || voice.leaving) return false;
  const frame = startFrame + leadFramesOf(voice.latencyMs) + voice.aheadFrames;
  return frame >= 0 && frame < (zone.programme.endFrame ?? Number.POSITIVE_INFINITY);
}
