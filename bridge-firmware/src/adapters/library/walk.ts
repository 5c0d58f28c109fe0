// The music files below a folder, in an order that does not depend on the disk. Nothing outside the folder is opened,
// whatever links say. Which files can be played is for read-tags.ts.
import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { types } from "node:util";

/** What people call music; what is inside decides later. Covers, texts and playlists are no music files. */
const MUSIC_ENDINGS = new Set(
  ".wav .wave .flac .mp3 .ogg .oga .opus .m4a .m4b .mp4 .aac .wma .aif .aiff .ape .wv .dsf .dff .mka .mpc .mp2".split(
    " ",
  ),
);

/** A library beyond these is somebody's whole disk. */
const MAX_FILES = 100_000;
const MAX_DEPTH = 32;

export type MusicFile = {
  readonly path: string;
  /** Below the library, with slashes. */
  readonly name: string;
  readonly folders: readonly string[];
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
};
export type Skipped = { readonly file: string; readonly reason: string };
export type Walk = { readonly files: readonly MusicFile[]; readonly skipped: readonly Skipped[] };

type Walker = {
  readonly root: string;
  readonly seen: Set<string>;
  readonly files: MusicFile[];
  readonly skipped: Skipped[];
  readonly signal: AbortSignal | undefined;
};

/** @throws the system's error where the folder itself can't be read, and the signal's reason when it fires. */
export async function walk(directory: string, signal?: AbortSignal): Promise<Walk> {
  const root = await realpath(directory);
  const walker: Walker = { root, seen: new Set([root]), files: [], skipped: [], signal };
  await walkFolder(walker, root, await readdir(root), 0);
  return { files: walker.files, skipped: walker.skipped };
}

async function walkFolder(walker: Walker, folder: string, names: readonly string[], depth: number): Promise<void> {
  for (const name of [...names].sort()) {
    walker.signal?.throwIfAborted();
    if (!name.startsWith(".")) await visit(walker, join(folder, name), depth);
  }
}

async function visit(walker: Walker, path: string, depth: number): Promise<void> {
  const name = relative(walker.root, path).split(sep).join("/");
  const skip = (reason: string) => walker.skipped.push({ file: name, reason });
  try {
    const real = await realpath(path);
    if (real !== walker.root && !real.startsWith(walker.root + sep))
      return void skip("a link that leads out of the music folder");
    // A second way to the same file or folder, or a circle of links.
    if (walker.seen.has(real)) return;
    walker.seen.add(real);
    const found = await stat(real);
    if (found.isDirectory()) {
      if (depth >= MAX_DEPTH) return void skip(`more than ${MAX_DEPTH} folders deep`);
      return await walkFolder(walker, path, await readdir(real), depth + 1);
    }
    if (!found.isFile() || !MUSIC_ENDINGS.has(extname(name).toLowerCase())) return;
    if (walker.files.length >= MAX_FILES) return void skip(`a library holds ${MAX_FILES} files at most`);
    const folders = name.split("/");
    const fileName = folders.pop() ?? name;
    walker.files.push({ path: real, name, folders, fileName, sizeBytes: found.size, modifiedMs: found.mtimeMs });
  } catch (cause) {
    walker.signal?.throwIfAborted();
    skip(`it cannot be opened: ${reasonOf(cause)}`);
  }
}

/** The system's word without the path that its message holds, or a parser's message. */
export function reasonOf(cause: unknown): string {
  if (!types.isNativeError(cause)) return "unknown error";
  return "code" in cause ? String(cause.code) : cause.message;
}
