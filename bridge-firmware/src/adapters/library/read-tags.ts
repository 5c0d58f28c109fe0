// One file's tags, by what is in it and not by its name's ending. Anything that can't be played is said, never thrown.
import { openAsBlob } from "node:fs";
import { err, ok, type Result } from "@house-band/contract";
import { type IAudioMetadata, parseBlob } from "music-metadata";
import type { LibraryTrack } from "./catalogue.ts";
import { toLibraryTrack } from "./library-track.ts";
import { reasonOf } from "./walk.ts";

/** A file that keeps the reader longer than this is made to keep it. */
const DEADLINE_MS = 10_000;

/** What the engine decodes, by the names that music-metadata gives. */
const PLAYED: Readonly<Record<string, RegExp>> = {
  WAVE: /./u,
  FLAC: /./u,
  MPEG: /layer 3/iu,
  Ogg: /vorbis|opus/iu,
};

/** @param place where the file lies below the library: what an untagged file is called by. */
export async function readTags(
  path: string,
  place: { readonly folders: readonly string[]; readonly fileName: string },
): Promise<Result<LibraryTrack, string>> {
  const read = await withDeadline(parse(path));
  if (!read.ok) return read;
  const { container = "", codec = "" } = read.value.format;
  if (container === "") return err("it holds no sound that can be recognised");
  if (!PLAYED[container]?.test(codec || container)) {
    return err(
      `${[codec, container].filter(Boolean).join(" in ")} is not played: WAV, FLAC, MP3, Ogg Vorbis and Opus are`,
    );
  }
  if (read.value.format.numberOfSamples === 0) return err("it holds no samples");
  return ok(toTrack(path, place, read.value));
}

async function parse(path: string): Promise<Result<IAudioMetadata, string>> {
  try {
    return ok(await parseBlob(await openAsBlob(path), { skipCovers: true, duration: false }));
  } catch (cause) {
    // Whatever a stranger's file does to the parser, it is the file's fault and not the bridge's.
    return err(`it cannot be read: ${reasonOf(cause)}`);
  }
}

async function withDeadline<T>(reading: Promise<Result<T, string>>): Promise<Result<T, string>> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<Result<T, string>>((resolve) => {
    timer = setTimeout(() => resolve(err(`its tags took more than ${DEADLINE_MS / 1_000} s to read`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([reading, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function toTrack(
  path: string,
  { folders, fileName }: { readonly folders: readonly string[]; readonly fileName: string },
  { common, format }: IAudioMetadata,
): LibraryTrack {
  const text = format.container === "WAVE" ? readAsUtf8 : (tag: string) => tag;
  const all = (tags: readonly (string | undefined)[]) => tags.flatMap((tag) => (tag === undefined ? [] : [text(tag)]));
  return toLibraryTrack(
    path,
    { folders, fileName },
    {
      title: all([common.title]),
      artists: all([common.artist, ...(common.artists ?? [])]),
      albumArtists: all([common.albumartist]),
      album: all([common.album]),
      genres: all(common.genre ?? []),
      year: common.year ?? null,
      discNumber: common.disk?.no ?? 0,
      trackNumber: common.track?.no ?? 0,
    },
  );
}

/**
 * RIFF INFO names no encoding and is read as Latin-1; most programs write UTF-8. Text that is valid UTF-8 is UTF-8.
 */
function readAsUtf8(text: string): string {
  const isLatin1 = [...text].every((letter) => letter <= "\u00ff");
  if (!isLatin1) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    return text;
  }
}
