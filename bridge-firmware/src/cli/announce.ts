// `house-band announce`: words, or a recording, which is brought to the bridge first.
import { readFile, stat } from "node:fs/promises";
import { err, ok, type Result } from "@house-band/contract";
import { MAX_CLIP_BYTES } from "../announcer-port.ts";
import type { Client } from "./client.ts";
import type { Announce } from "./read-announce.ts";
import { complain, EXIT, give, type Terminal } from "./run-command.ts";

/** Announces, and says on which speakers it is heard. */
export async function announce({ says, on }: Announce, client: Client, terminal: Terminal): Promise<number> {
  if (says.kind === "words") return give({ kind: "announce", says, on }, client, terminal);
  const wav = await readClip(says.file);
  if (!wav.ok) {
    terminal.err(wav.error);
    return EXIT.usage;
  }
  const brought = await client.bringClip(wav.value);
  if (!brought.ok) return complain(brought.error, terminal);
  return give({ kind: "announce", says: { kind: "clip", clip: brought.value.clip }, on }, client, terminal);
}

async function readClip(file: string): Promise<Result<Uint8Array, string>> {
  try {
    const { size } = await stat(file);
    if (size > MAX_CLIP_BYTES)
      return err(`${file}: ${size} bytes; a recording to announce has at most ${MAX_CLIP_BYTES}`);
    return ok(await readFile(file));
  } catch (error) {
    return err(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
