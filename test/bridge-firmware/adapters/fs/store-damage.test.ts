import * as fs from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { encodeDocument } from "../../../../bridge-firmware/src/adapters/fs/document-file.ts";
import { encodeHeader } from "../../../../bridge-firmware/src/adapters/fs/journal-lines.ts";
import { createFileStore } from "../../../../bridge-firmware/src/adapters/fs/store.ts";
import type { Store } from "../../../../bridge-firmware/src/ports.ts";
import { createRandom, createReadableLog, makeTemporaryDirectory } from "./store-fixture.ts";

let directory: string;
let log = createReadableLog();
let stores: Store[] = [];
const open = () => {
  const store = createFileStore({ directory, log });
  stores.push(store);
  return store;
};
const path = (file: string) => join(directory, file);
const keptAside = async (file: string) =>
  (await fs.readdir(directory)).filter((name) => name.startsWith(`${file}.damaged-`));

beforeEach(async () => {
  directory = await makeTemporaryDirectory();
  log = createReadableLog();
});
afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await fs.rm(directory, { recursive: true, force: true });
});

/** What power cuts, worn cards and bad memory do to a file. */
const mutations = {
  "cut off": (bytes: Buffer, random: () => number) => bytes.subarray(0, Math.floor(random() * bytes.byteLength)),
  "with a flipped bit": (bytes: Buffer, random: () => number) => {
    const mutated = Buffer.from(bytes);
    const at = Math.floor(random() * bytes.byteLength);
    mutated[at] = (mutated[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    return mutated;
  },
  "with a stretch of zeros": (bytes: Buffer, random: () => number) => {
    const from = Math.floor(random() * bytes.byteLength);
    return Buffer.from(bytes).fill(0, from, Math.min(bytes.byteLength, from + 1 + Math.floor(random() * 64)));
  },
};
/** A hundred of each kind, for the documents and for the journal. */
const kinds = Object.keys(mutations) as (keyof typeof mutations)[];
const MUTATIONS_OF_A_KIND = 100;

describe("a document whose newest file is damaged", () => {
  it.each(kinds)("%s: the generation before it counts, the damage is kept aside", async (kind) => {
    const random = createRandom(kind.length);
    const store = open();
    const older = { revision: 1, speakers: ["Patio", "Fire Pit"] };
    await store.save("home", older);
    await store.save("home", { revision: 2, speakers: ["Patio", "Fire Pit", "Küche"] });
    await store.close();
    const newest = await fs.readFile(path("home.json"));
    const previous = await fs.readFile(path("home.previous.json"));

    for (let number = 0; number < MUTATIONS_OF_A_KIND; number += 1) {
      const mutated = mutations[kind](newest, random);
      await fs.writeFile(path("home.json"), mutated);
      const mended = open();

      expect(await mended.load("home")).toEqual({ ok: true, value: older });
      const [aside] = await keptAside("home.json");
      expect(await fs.readFile(path(aside ?? "nothing was kept aside"))).toEqual(mutated);
      expect(await mended.save("home", { revision: 3 })).toEqual({ ok: true, value: undefined });
      expect(await mended.load("home")).toEqual({ ok: true, value: { revision: 3 } });
      expect(await fs.readFile(path("home.previous.json"))).toEqual(previous);
      await mended.close();
      await fs.rm(path(aside ?? ""));
    }
  });

  it("does not let a save without a load push the damage over the good generation", async () => {
    const store = open();
    await store.save("home", { revision: 1 });
    await store.save("home", { revision: 2 });
    await store.close();
    await fs.truncate(path("home.json"), 20);
    const mended = open();
    await mended.save("home", { revision: 3 });
    await mended.close();
    await fs.truncate(path("home.json"), 20);

    expect(await open().load("home")).toEqual({ ok: true, value: { revision: 1 } });
  });

  it("says so, and says it again when no generation is left", async () => {
    const store = open();
    await store.save("home", { revision: 1 });
    await store.save("home", { revision: 2 });
    await fs.writeFile(path("home.json"), "");
    await fs.writeFile(path("home.previous.json"), "not ours");

    expect(await store.load("home")).toEqual({ ok: true, value: null });
    expect(log.lines).toEqual(Array(2).fill(expect.stringContaining("error: a generation of a document was damaged")));
    expect(await keptAside("home.json")).toHaveLength(1);
    expect(await keptAside("home.previous.json")).toHaveLength(1);
  });

  it("does not take one document's file for another's", async () => {
    const store = open();
    await store.save("speakers", { revision: 1 });
    await fs.rename(path("speakers.json"), path("home.json"));

    expect(await store.load("home")).toEqual({ ok: true, value: null });
    expect(await keptAside("home.json")).toHaveLength(1);
  });

  it("does not read a file that can't be ours for its size", async () => {
    await fs.writeFile(path("home.json"), Buffer.alloc(5_000_000, "x"));

    expect(await open().load("home")).toEqual({ ok: true, value: null });
    expect(log.lines).toHaveLength(1);
  });
});

describe("a journal that is damaged", () => {
  const records = Array.from({ length: 12 }, (_, number) => ({ number, name: `commande numéro ${number}` }));

  it.each(kinds)("%s: every record that was not hit is there, in order", async (kind) => {
    const random = createRandom(kind.length + 1_000);
    const store = open();
    for (const record of records) await store.appendJournal(record);
    await store.close();
    const whole = await fs.readFile(path("journal.log"));

    for (let number = 0; number < MUTATIONS_OF_A_KIND; number += 1) {
      const mutated = mutations[kind](whole, random);
      await fs.writeFile(path("journal.log"), mutated);
      const mended = open();
      await mended.appendJournal("after the damage");

      const read = await mended.readJournal();
      expect(read).toEqual({ ok: true, value: [...recordsNotHit(whole, mutated), "after the damage"] });
      const asides = await keptAside("journal.log");
      const kept = await Promise.all(asides.map((name) => fs.readFile(path(name))));
      if (isMoreThanATail(whole, mutated)) expect(kept).toEqual([mutated]);
      await Promise.all(asides.map((name) => fs.rm(path(name))));
      await mended.close();
    }
  });

  /** Line by line, without the code's own eyes: a record was not hit when its line stands in the file as it was. */
  function recordsNotHit(whole: Buffer, mutated: Buffer): unknown[] {
    const linesLeft = new Set(mutated.toString("latin1").split("\n").slice(0, -1));
    const lines = whole.toString("latin1").split("\n").slice(1, -1);
    return records.filter((_, index) => linesLeft.has(lines[index] ?? ""));
  }
  /** Only what comes after the last line's end is a tail. */
  function isMoreThanATail(whole: Buffer, mutated: Buffer): boolean {
    const ended = mutated.subarray(0, mutated.lastIndexOf("\n") + 1);
    return !whole.subarray(0, ended.byteLength).equals(ended);
  }

  it("cuts off a torn tail without a fuss, and keeps nothing of it", async () => {
    const store = open();
    await store.appendJournal("acknowledged");
    await store.close();
    await fs.appendFile(path("journal.log"), '0123456789abcdef {"never":"ackno');

    expect(await open().readJournal()).toEqual({ ok: true, value: ["acknowledged"] });
    expect(log.lines).toEqual(["warn: the journal's last record was torn, cut off"]);
    expect(await keptAside("journal.log")).toEqual([]);
  });

  it.each([
    ["empty", Buffer.alloc(0), 0],
    ["all zeros", Buffer.alloc(4_096), 1],
    ["nothing of ours", Buffer.from("hello\nworld\n"), 1],
  ])("begins again where the file is %s", async (_, bytes, asides) => {
    await fs.writeFile(path("journal.log"), bytes);
    const store = open();

    expect(await store.readJournal()).toEqual({ ok: true, value: [] });
    expect(await keptAside("journal.log")).toHaveLength(asides);
    await store.appendJournal("first");
    expect(await store.readJournal()).toEqual({ ok: true, value: ["first"] });
  });
});

describe("what a later version wrote", () => {
  it("is neither read nor replaced: a document", async () => {
    const later = encodeDocument("home", { revision: 9, novelty: true }, 2);
    await fs.writeFile(path("home.json"), later);
    const store = open();
    const refused = { ok: false, error: { port: "store", code: "refused", retryable: false } };

    expect(await store.load("home")).toMatchObject(refused);
    expect(await store.save("home", { revision: 1 })).toMatchObject(refused);
    expect(await fs.readFile(path("home.json"))).toEqual(later);
    expect((await store.save("playback", {})).ok).toBe(true);
  });

  it("is not replaced by the save that finds it either", async () => {
    const later = encodeDocument("home", { revision: 9 }, 2);
    await fs.writeFile(path("home.json"), later);

    expect((await open().save("home", { revision: 1 })).ok).toBe(false);
    expect(await fs.readFile(path("home.json"))).toEqual(later);
  });

  it("is neither read nor replaced: the journal", async () => {
    const later = Buffer.concat([encodeHeader(2), Buffer.from("in another form\n")]);
    await fs.writeFile(path("journal.log"), later);
    const store = open();

    for (const answer of [await store.readJournal(), await store.appendJournal(1), await store.rewriteJournal([])]) {
      expect(answer).toMatchObject({ ok: false, error: { code: "refused" } });
    }
    expect(await fs.readFile(path("journal.log"))).toEqual(later);
  });
});
