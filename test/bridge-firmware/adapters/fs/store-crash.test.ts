import * as fs from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createFileStore } from "../../../../bridge-firmware/src/adapters/fs/store.ts";
import type { Store } from "../../../../bridge-firmware/src/ports.ts";
import {
  createFatefulFiles,
  createReadableLog,
  type DiskCall,
  type Fate,
  makeTemporaryDirectory,
  systemError,
} from "./store-fixture.ts";

let directory: string;
beforeEach(async () => {
  directory = await makeTemporaryDirectory();
});
afterEach(async () => {
  for (const store of stores) await store.close();
  stores = [];
  await fs.rm(directory, { recursive: true, force: true });
});

let stores: Store[] = [];
const openWith = (fate: Fate) => {
  const store = createFileStore({ directory, log: createReadableLog(), files: createFatefulFiles(fate) });
  stores.push(store);
  return store;
};
const open = () => openWith(() => null);

/** Power fails at the given call, in the middle of it where it is a write; nothing reaches the disk any more. */
function powerCutAt(call: number): Fate {
  let calls = 0;
  return (_, bytes) => {
    calls += 1;
    if (calls < call) return null;
    return { error: systemError("EIO"), writtenBytes: calls === call ? Math.floor(bytes / 2) : 0 };
  };
}

type Promised = { readonly revisions: number[]; readonly records: number[] };

/** Saves and appends, and notes what was promised; `asked` is what was begun, promised or not. */
async function work(store: Store): Promise<{ promised: Promised; asked: Promised }> {
  const promised: Promised = { revisions: [], records: [] };
  const asked: Promised = { revisions: [], records: [] };
  for (let step = 1; step <= 10; step += 1) {
    asked.revisions.push(step);
    if ((await store.save("home", { revision: step })).ok) promised.revisions.push(step);
    const records = [step * 10, step * 10 + 1];
    asked.records.push(...records);
    const appended = await Promise.all(records.map(store.appendJournal));
    promised.records.push(...records.filter((_, index) => appended[index]?.ok));
    if (step === 4) await store.rewriteJournal(promised.records);
  }
  return { promised, asked };
}

async function countCalls(): Promise<number> {
  let calls = 0;
  const store = openWith(() => {
    calls += 1;
    return null;
  });
  await work(store);
  await store.close();
  await fs.rm(directory, { recursive: true });
  return calls;
}

describe("a power cut", () => {
  it("at any call to the disk costs nothing that was promised", async () => {
    const calls = await countCalls();
    expect(calls).toBeGreaterThan(100);

    for (let call = 1; call <= calls; call += 1) {
      const { promised, asked } = await work(openWith(powerCutAt(call)));
      const after = open();
      const home = await after.load("home");
      const journal = await after.readJournal();
      await after.close();

      const lastPromised = promised.revisions.at(-1);
      const revisions = [lastPromised, (lastPromised ?? 0) + 1].map((revision) => revision && { revision });
      expect([...revisions, lastPromised === undefined ? null : undefined]).toContainEqual(home.ok && home.value);
      if (!journal.ok) throw new Error(`cut at call ${call}: the journal does not open: ${journal.error.message}`);
      expect(journal.value.slice(0, promised.records.length)).toEqual(promised.records);
      expect(asked.records).toEqual(expect.arrayContaining([...journal.value]));
      await fs.rm(directory, { recursive: true, force: true });
    }
  });
});

describe("a disk that fails for a while", () => {
  const failing = (calls: readonly DiskCall[], errno: string) => {
    const switched = { on: false };
    const fate: Fate = (call, bytes) =>
      switched.on && calls.includes(call)
        ? { error: systemError(errno), writtenBytes: Math.min(10, Math.max(bytes - 1, 0)) }
        : null;
    return { switched, fate };
  };

  it.each([
    ["ENOSPC", ["write"], "full", true],
    ["EDQUOT", ["write"], "full", true],
    ["EIO", ["sync", "datasync"], "unavailable", true],
    ["EIO", ["write", "truncate"], "unavailable", true],
    ["EROFS", ["open", "write", "truncate"], "refused", false],
    ["EACCES", ["open", "write"], "refused", false],
  ] as const)(
    "with %s on %j says %s, keeps what it has, and works again afterwards",
    async (errno, calls, code, retryable) => {
      const { switched, fate } = failing(calls, errno);
      const store = openWith(fate);
      await store.save("home", { revision: 1 });
      await store.save("home", { revision: 2 });
      await store.appendJournal("first");

      switched.on = true;
      const fault = { ok: false, error: { port: "store", code, retryable } };
      expect(await store.save("home", { revision: 3 })).toMatchObject(fault);
      expect(await store.appendJournal("a record that is longer than what fits")).toMatchObject(fault);
      expect(await store.rewriteJournal([])).toMatchObject(fault);

      switched.on = false;
      expect(await store.load("home")).toEqual({ ok: true, value: { revision: 2 } });
      expect((await store.appendJournal("2nd")).ok).toBe(true);
      expect(await store.readJournal()).toEqual({ ok: true, value: ["first", "2nd"] });
      expect((await store.save("home", { revision: 4 })).ok).toBe(true);
      await store.close();
      const after = open();
      expect(await after.load("home")).toEqual({ ok: true, value: { revision: 4 } });
      expect(await after.readJournal()).toEqual({ ok: true, value: ["first", "2nd"] });
      await after.close();
    },
  );

  it("names the file, the system's word and what to do", async () => {
    const { switched, fate } = failing(["write"], "ENOSPC");
    const store = openWith(fate);
    switched.on = true;

    expect(await store.save("home", {})).toMatchObject({
      error: { message: "home.json: ENOSPC. The disk, its inodes or a quota are used up: free some space" },
    });
  });

  it("opens a journal with a torn end although no byte is free", async () => {
    const store = open();
    await store.appendJournal("acknowledged");
    await store.close();
    await fs.appendFile(`${directory}/journal.log`, "torn");
    const { switched, fate } = failing(["write"], "ENOSPC");
    switched.on = true;
    const full = openWith(fate);

    expect(await full.readJournal()).toEqual({ ok: true, value: ["acknowledged"] });
    await full.close();
  });

  it("lets a bug through: only the system's refusals are faults", async () => {
    const store = openWith((call) => (call === "write" ? { error: new TypeError("a bug") } : null));

    await expect(store.save("home", {})).rejects.toThrow("a bug");
  });
});

describe("the cost of a promise", () => {
  it("is one fsync for appends that wait together", async () => {
    let syncs = 0;
    const store = openWith((call) => {
      if (call === "datasync") syncs += 1;
      return null;
    });
    await store.appendJournal("opens the journal");
    syncs = 0;
    await Promise.all(Array.from({ length: 100 }, (_, number) => store.appendJournal(number)));
    await store.close();

    expect(syncs).toBe(1);
  });

  it("is one write for saves that wait together", async () => {
    let renames = 0;
    const store = openWith((call) => {
      if (call === "rename") renames += 1;
      return null;
    });
    const saves = Array.from({ length: 100 }, (_, revision) => store.save("home", { revision }));
    await Promise.all(saves);
    await store.close();

    expect(renames).toBe(1);
    expect(await open().load("home")).toEqual({ ok: true, value: { revision: 99 } });
  });

  it("leaves files that only their owner may read", async () => {
    const store = open();
    await store.save("home", {});
    await store.appendJournal(1);
    await store.close();

    for (const file of ["home.json", "journal.log"]) {
      expect((await fs.stat(`${directory}/${file}`)).mode & 0o077).toBe(0);
    }
  });
});
