// What every store owes the daemon.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Store } from "../../bridge-firmware/src/ports.ts";

export type StoreWorld = {
  readonly store: Store;
  /** The same store after the bridge was started again. */
  readonly reopen: () => Store;
  readonly cleanUp: () => Promise<void>;
};

const done = { ok: true, value: undefined };

export function describeStoreContract(name: string, createWorld: () => Promise<StoreWorld>): void {
  describe(`the Store port, by ${name}`, () => {
    let world: StoreWorld;
    let store: Store;
    const reopened = async () => {
      await store.close();
      store = world.reopen();
      return store;
    };

    beforeEach(async () => {
      world = await createWorld();
      store = world.store;
    });
    afterEach(async () => {
      await store.close();
      await world.cleanUp();
    });

    it("has no document and no record to begin with", async () => {
      expect(await store.load("home")).toEqual({ ok: true, value: null });
      expect(await store.readJournal()).toEqual({ ok: true, value: [] });
    });

    it("gives back the last document saved, now and after a start, each name for itself", async () => {
      expect(await store.save("home", { revision: 1 })).toEqual(done);
      expect(await store.save("home", { revision: 2, name: "Annas Zimmer – 居間 🎷" })).toEqual(done);
      expect(await store.save("speakers", [1, 2, 3])).toEqual(done);

      for (const open of [async () => store, reopened]) {
        const each = await open();
        expect(await each.load("home")).toEqual({ ok: true, value: { revision: 2, name: "Annas Zimmer – 居間 🎷" } });
        expect(await each.load("speakers")).toEqual({ ok: true, value: [1, 2, 3] });
        expect(await each.load("playback")).toEqual({ ok: true, value: null });
      }
    });

    it("saves a document as it was when it was handed over", async () => {
      const document = { volumePercent: 30 };
      const saving = store.save("playback", document);
      document.volumePercent = 90;
      await saving;

      expect(await store.load("playback")).toEqual({ ok: true, value: { volumePercent: 30 } });
    });

    it("lets the last of many saves at the same time win", async () => {
      const saves = Array.from({ length: 20 }, (_, revision) => store.save("home", { revision }));

      for (const saved of await Promise.all(saves)) expect(saved).toEqual(done);
      expect(await (await reopened()).load("home")).toEqual({ ok: true, value: { revision: 19 } });
    });

    it("keeps records in the order they were appended, also many at the same time, also after a start", async () => {
      const records = Array.from({ length: 200 }, (_, number) => ({ number, text: "line\nbreak" }));
      const appended = await Promise.all(records.map(store.appendJournal));

      expect(appended.every((result) => result.ok)).toBe(true);
      expect(await store.readJournal()).toEqual({ ok: true, value: records });
      expect(await (await reopened()).readJournal()).toEqual({ ok: true, value: records });
    });

    it("goes on at the end of the journal it found", async () => {
      await store.appendJournal("before");
      await reopened();
      await store.appendJournal("after");

      expect(await store.readJournal()).toEqual({ ok: true, value: ["before", "after"] });
    });

    it("replaces the journal, and keeps what is appended from then on", async () => {
      await store.appendJournal("dropped");
      const all = [store.appendJournal("dropped too"), store.rewriteJournal(["kept"]), store.appendJournal("newer")];

      for (const each of await Promise.all(all)) expect(each).toEqual(done);
      expect(await store.readJournal()).toEqual({ ok: true, value: ["kept", "newer"] });
      expect(await (await reopened()).readJournal()).toEqual({ ok: true, value: ["kept", "newer"] });
    });

    it("finds in a reading what was being appended when it was asked for, and not what came later", async () => {
      void store.appendJournal(1);
      const reading = store.readJournal();
      const later = store.appendJournal(2);

      expect(await reading).toEqual({ ok: true, value: [1] });
      await later;
    });

    it("throws for what is not JSON: that is a bug of the caller's", async () => {
      await expect(store.save("home", undefined)).rejects.toThrow("home: undefined is not JSON");
      await expect(store.appendJournal(undefined)).rejects.toThrow("journal: undefined is not JSON");
    });

    it("refuses a document and a record beyond all measure, and keeps what it has", async () => {
      await store.save("home", { revision: 1 });
      const huge = "x".repeat(2_000_000);

      expect(await store.save("home", huge)).toMatchObject({ ok: false, error: { port: "store", code: "refused" } });
      expect(await store.appendJournal(huge)).toMatchObject({ ok: false, error: { port: "store", code: "full" } });
      expect(await store.load("home")).toEqual({ ok: true, value: { revision: 1 } });
      expect(await store.readJournal()).toEqual({ ok: true, value: [] });
    });

    it("finishes on close what was begun before, and does nothing afterwards", async () => {
      const saving = store.save("home", { revision: 7 });
      const appending = store.appendJournal("last words");
      await store.close();

      expect(await saving).toEqual(done);
      expect(await appending).toEqual(done);
      expect(await store.save("home", {})).toMatchObject({ ok: false, error: { port: "store", code: "unavailable" } });
      expect(await (await reopened()).load("home")).toEqual({ ok: true, value: { revision: 7 } });
      expect(await store.readJournal()).toEqual({ ok: true, value: ["last words"] });
    });
  });
}
