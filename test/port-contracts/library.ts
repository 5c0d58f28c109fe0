// What every library owes the daemon. How words are understood is each library's own; that nothing else is played is not.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Library, ScanProgress } from "../../bridge-firmware/src/ports.ts";

export type ContractTrack = {
  readonly genre: string;
  readonly artist: string;
  readonly album: string;
  readonly title: string;
};

export type LibraryWorld = {
  /** Holds the tracks given and one file that can't be played; not scanned yet. */
  readonly library: Library;
  readonly cleanUp: () => Promise<void>;
};

const tracks: readonly ContractTrack[] = [
  { genre: "Jazz", artist: "Miles Davis", album: "Kind of Blue", title: "So What" },
  { genre: "Jazz", artist: "Bill Evans", album: "Waltz for Debby", title: "My Foolish Heart" },
  { genre: "Rock", artist: "Queen", album: "Jazz", title: "Don't Stop Me Now" },
];

export function describeLibraryContract(
  name: string,
  createWorld: (tracks: readonly ContractTrack[]) => Promise<LibraryWorld>,
): void {
  describe(`the Library port, by ${name}`, () => {
    let world: LibraryWorld;
    const find = (words: string) => world.library.find({ kind: "request", words });
    const scan = (onProgress: (progress: ScanProgress) => void = () => undefined, signal?: AbortSignal) =>
      world.library.scan(onProgress, signal);
    beforeEach(async () => {
      world = await createWorld(tracks);
    });
    afterEach(() => world.cleanUp());

    it("is not ready until it was scanned, and says so whatever is asked for", () => {
      expect(find("jazz")).toEqual({ ok: false, error: "LIBRARY_NOT_READY" });
      expect(world.library.find({ kind: "anything" })).toEqual({ ok: false, error: "LIBRARY_NOT_READY" });
      expect(world.library.state()).toEqual({ tracks: null, looking: null, skipped: 0, fault: null });
    });

    it("is empty once it was scanned and nothing was there", async () => {
      await world.cleanUp();
      world = await createWorld([]);
      await scan();

      expect(find("jazz")).toEqual({ ok: false, error: "EMPTY_LIBRARY" });
      expect(world.library.state()).toEqual({ tracks: 0, looking: null, skipped: 1, fault: null });
    });

    it("tells how far it is while it looks, and what it has afterwards", async () => {
      const looks = new Set<string>();
      await scan(() => looks.add(JSON.stringify(world.library.state().looking)));

      expect(looks).toContain(JSON.stringify({ done: 2, total: 4 }));
      expect(world.library.state()).toEqual({ tracks: 3, looking: null, skipped: 1, fault: null });
    });

    it("counts what it has, and names what it can't play with a reason and without a path", async () => {
      const scanned = await scan();
      if (!scanned.ok) throw new Error(scanned.error.message);

      expect(scanned.value.tracks).toBe(3);
      expect(scanned.value.skipped).toHaveLength(1);
      expect(scanned.value.skipped[0]?.file).not.toMatch(/^\//);
      expect(scanned.value.skipped[0]?.reason).not.toBe("");
    });

    it("tells its progress from nothing to all, never backwards", async () => {
      const told: ScanProgress[] = [];
      await scan((progress) => told.push(progress));

      expect(told.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4]);
      expect(new Set(told.map(({ total }) => total))).toEqual(new Set([4]));
    });

    it.each([
      ["jazz", "genre", "Jazz", 2],
      ["queen", "artist", "Queen", 1],
      ["kind of blue", "album", "Kind of Blue", 1],
      ["don't stop me now", "title", "Don't Stop Me Now", 1],
      ["evans heart", "words", "evans heart", 1],
    ] as const)("finds “%s” by its %s", async (words, by, title, trackCount) => {
      await scan();
      const found = find(words);

      expect(found).toMatchObject({ ok: true, value: { found: { by, title, trackCount } } });
      if (found.ok) expect(found.value.tracks).toHaveLength(trackCount);
    });

    it("finds everything for anything, in the same order each time", async () => {
      await scan();
      const first = world.library.find({ kind: "anything" });

      expect(first).toMatchObject({ ok: true, value: { found: { by: "anything", trackCount: 3 } } });
      expect(world.library.find({ kind: "anything" })).toEqual(first);
    });

    it("has no source for what it has not", async () => {
      await scan();

      expect(find("polka")).toEqual({ ok: false, error: "NO_SOURCE" });
    });

    it("stops scanning when told, and stays as it was", async () => {
      await scan();
      const stop = new AbortController();
      const scanned = await scan(() => stop.abort(), stop.signal);

      expect(scanned).toMatchObject({ ok: false, error: { port: "library", retryable: true } });
      expect(find("jazz").ok).toBe(true);
      expect((await scan(undefined, AbortSignal.abort())).ok).toBe(false);
    });
  });
}
