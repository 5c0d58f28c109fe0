// Favourites by the bridge's own door, as the command line keeps them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { err, ok } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { isSameName } from "../../../../bridge-firmware/src/adapters/library/with-favourites.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { createClient } from "../../../../bridge-firmware/src/cli/client.ts";
import { keepFavourites } from "../../../../bridge-firmware/src/cli/run-command.ts";
import { openFavourites } from "../../../../bridge-firmware/src/memory/favourites.ts";
import { MAX_FAVOURITES } from "../../../../bridge-firmware/src/sources/favourites.ts";
import { startDoor } from "../../fakes/door.ts";
import { THING } from "../../fakes/home.ts";
import { createFakeLog, createFakeStore } from "../../fakes/ports.ts";

const SUNDAY = { name: "Sunday Mix", plays: { kind: "words", words: "miles davis" } } as const;
const NEWS = { name: "The News", plays: { kind: "stream", url: "https://radio.example/news" } } as const;

let folder: string;
let door: Awaited<ReturnType<typeof openDoor>>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-favourites-"));
  door = await openDoor();
});
afterEach(async () => {
  await door.server.close();
  await rm(folder, { recursive: true });
});

async function openDoor(store = createFakeStore()) {
  const log = createFakeLog();
  const checkStream = (url: string) => (url.startsWith("http://192.168.") ? err("that is the home's own") : ok(url));
  const favourites = await openFavourites({ store, log }, { isSame: isSameName, checkStream });
  const bridge = {
    snapshot: () => ({ bootId: "b", speakers: {}, zones: {} }) as never,
    home: () => null,
    command: () => Promise.reject(new Error("no command is given here")),
    onChange: () => () => undefined,
    onOutcome: () => () => undefined,
    // nobody asks these here
    sync: null as never,
    delays: null as never,
    editHome: null as never,
    claims: null as never,
    tone: null as never,
    roadOf: () => null,
  };
  const surroundings = () => ({
    ...{ version: "1.2.3", thing: THING, cloud: "none" as const, uptimeSeconds: 7 },
    library: { tracks: 3, looking: null, skipped: 0, fault: null },
  });
  const socketPath = join(folder, "control.sock");
  const clock = createVirtualClock();
  const server = await startDoor({ bridge, favourites, socketPath, surroundings, clock, log });
  return { server, store, client: createClient(socketPath) };
}

const keep = (favourite: object) => door.client.favourites({ kind: "keep", favourite: favourite as typeof SUNDAY });

describe("favourites at the bridge's own door", () => {
  it("are kept in the order in which they came, and are there after a restart", async () => {
    await keep(SUNDAY);
    expect(await keep(NEWS)).toEqual({ ok: true, value: [SUNDAY, NEWS] });
    await door.server.close();
    door = await openDoor(door.store);

    expect(await door.client.favourites()).toEqual({ ok: true, value: [SUNDAY, NEWS] });
  });

  it("take the place of one that is called the same, however it is written", async () => {
    await keep(SUNDAY);
    await keep(NEWS);
    const changed = { name: "sunday mix", plays: { kind: "words", words: "bill evans" } } as const;

    expect(await keep(changed)).toEqual({ ok: true, value: [changed, NEWS] });
  });

  it("are removed by their name", async () => {
    await keep(SUNDAY);
    expect(await door.client.favourites({ kind: "remove", name: "sunday mix" })).toEqual({ ok: true, value: [] });
  });

  it.each([
    [
      "a name that is none of theirs",
      { kind: "remove", name: "Sunday Mixx" },
      "NOT_FOUND",
      'did you mean "Sunday Mix"?',
    ],
    ["no name", { kind: "keep", favourite: { ...SUNDAY, name: " " } }, "BAD_REQUEST", "name"],
    [
      "a name of two lines",
      { kind: "keep", favourite: { ...SUNDAY, name: "a\nb" } },
      "BAD_REQUEST",
      "text of one line",
    ],
    [
      "a name that is too long",
      { kind: "keep", favourite: { ...SUNDAY, name: "a".repeat(61) } },
      "BAD_REQUEST",
      "name",
    ],
    [
      "something else to play",
      { kind: "keep", favourite: { name: "x", plays: { kind: "cd" } } },
      "BAD_REQUEST",
      "plays",
    ],
    [
      "a name that nobody can say",
      { kind: "keep", favourite: { ...SUNDAY, name: "🎵" } },
      "BAD_REQUEST",
      "can be said",
    ],
    [
      "a field too many in what it plays",
      { kind: "keep", favourite: { ...SUNDAY, plays: { ...SUNDAY.plays, url: "x" } } },
      "BAD_REQUEST",
      "url",
    ],
    ["a field too many", { kind: "keep", favourite: { ...SUNDAY, volume: 3 } }, "BAD_REQUEST", "volume"],
    [
      "an address that the player may not open",
      { kind: "keep", favourite: { name: "x", plays: { kind: "stream", url: "http://192.168.1.1/" } } },
      "BAD_REQUEST",
      "that is the home's own",
    ],
  ])("refuse %s and stay as they were", async (_, change, code, words) => {
    await keep(SUNDAY);

    expect(await door.client.favourites(change as Parameters<typeof door.client.favourites>[0])).toMatchObject({
      ok: false,
      error: { kind: "refused", error: { code, message: expect.stringContaining(words) } },
    });
    expect(await door.client.favourites()).toEqual({ ok: true, value: [SUNDAY] });
  });

  it("are a hundred at most: the next one is refused", async () => {
    for (let index = 0; index < MAX_FAVOURITES; index++) await keep({ ...SUNDAY, name: `Mix ${index}` });

    expect(await keep(SUNDAY)).toMatchObject({
      error: { error: { message: "there are 100 favourites already: remove one first" } },
    });
    expect((await keep({ ...SUNDAY, name: "Mix 7" })).ok).toBe(true);
  });

  it("are as they were where they can't be written down", async () => {
    await keep(SUNDAY);
    door.store.state.failing = true;

    expect(await keep(NEWS)).toMatchObject({ error: { error: { code: "NOT_SAVED" } } });
    expect(await door.client.favourites()).toEqual({ ok: true, value: [SUNDAY] });
  });

  it("that this version can't read are left as they are: nothing is kept over them", async () => {
    const later = { version: 2, favourites: { "Sunday Mix": "jazz" } };
    await door.server.close();
    door.store.documents.set("favourites", later);
    door = await openDoor(door.store);

    expect(await keep(SUNDAY)).toMatchObject({ error: { error: { code: "NOT_SAVED" } } });
    expect(await door.client.favourites({ kind: "remove", name: "Sunday Mix" })).toMatchObject({ ok: false });
    expect(door.store.documents.get("favourites")).toEqual(later);
  });

  it("are shown as a table, and where there are none, how to make one", async () => {
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const terminal = { out: print, err: print, isWatched: false, json: false };

    await keepFavourites(null, door.client, terminal);
    await keepFavourites({ kind: "keep", favourite: SUNDAY }, door.client, terminal);

    expect(lines).toEqual([
      'There are no favourites yet. For example: house-band favourites add "Sunday Mix" miles davis',
      "favourite   plays",
      "──────────  ───────────",
      "Sunday Mix  miles davis",
    ]);
  });
});
