// What a slot plays in one block, before its tone: the parts of its zones, and over them what is announced.
import type { ZoneId } from "@house-band/contract";
import { isSpeakingNow } from "./announce.ts";
import { type Duck, duckBlock } from "./dsp/duck.ts";
import type { TapScratch } from "./dsp/tap.ts";
import type { Part } from "./part.ts";
import { BLOCK_FRAMES } from "./protocol.ts";
import { render } from "./voice.ts";
import { contentFrameAt } from "./zone.ts";

type Mixed = { readonly parts: readonly Part[]; readonly block: Float32Array; readonly duck: Duck };

/**
 * The music, which steps back where something is announced, and over it what is announced; tells which zone's content, that was
 * joined, began with this block. Makes no object: it runs for every block.
 */
export function renderParts(slot: Mixed, headFrame: number, scratch: TapScratch): ZoneId | null {
  const { parts, block, duck } = slot;
  let joined: ZoneId | null = null;
  let hasMusic = false;
  let isSpokenOver = false;
  for (const part of parts) {
    if (part.zone.isOver) isSpokenOver ||= isSpeakingNow(part, headFrame);
    else {
      hasMusic = true;
      if (renderPart(part, block, headFrame, scratch)) joined = part.zone.id;
    }
  }
  duckBlock(duck, block, BLOCK_FRAMES, hasMusic, isSpokenOver);
  for (const part of parts) if (part.zone.isOver) renderPart(part, block, headFrame, scratch);
  return joined;
}

/** Has the content of a zone that it joined begun with this block? */
function renderPart(part: Part, block: Float32Array, headFrame: number, scratch: TapScratch): boolean {
  const startFrame = contentFrameAt(part.zone, headFrame);
  if (startFrame === null) return false;
  render(part.voice, part.zone.programme.history, startFrame, block, scratch);
  if (!part.voice.sounding || part.joinedTold) return false;
  part.joinedTold = true;
  return true;
}
