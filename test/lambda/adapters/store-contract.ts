// What every store must do, in memory and on DynamoDB alike: reads, claims, edits and the ingest's conditional writes.

import { setMaxListeners } from "node:events";
import { applyEdit, type BridgeState, GroupId, type Home, HomeId, Outcome, ThingName } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { HomeStore, IngestStore, Presence, RequestNotes, UserKey } from "../../../lambda/src/ports.ts";
import {
  BACKYARD,
  FIRE_PIT,
  GARAGE,
  idleState,
  noRequests,
  PATIO,
  playingState,
  home as template,
} from "../fakes/home.ts";
import { ids } from "../fakes/world.ts";

export type StoreUnderTest = {
  readonly store: HomeStore & IngestStore;
  seed(home: Home, user: UserKey): Promise<void>;
};

const signal = new AbortController().signal;
setMaxListeners(100, signal);
let homes = 0;

/** When all of it happens, by the requests' ids and by the function's clock. */
const NOW_MS = 1_790_000_000_000;
const opening = { known: noRequests, decided: "as decided", lastSpeakers: [], nowMs: NOW_MS };

const ONLINE = { online: true, offlineSinceMs: null };

const permutations = <T>(of: readonly T[]): readonly (readonly T[])[] =>
  of.length < 2
    ? [of]
    : of.flatMap((first, index) => permutations(of.filter((_, at) => at !== index)).map((rest) => [first, ...rest]));

/** A home of its own for each test. */
function nextHome(): Home {
  homes += 1;
  const id = HomeId.parse(`home_01J${String(homes).padStart(23, "0")}`);
  return { ...template, id, bridge: ThingName.parse(`hb-${String(homes).padStart(16, "0")}`) };
}

async function value<T>(
  result: Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }>,
): Promise<T> {
  const done = await result;
  if (!done.ok) throw new Error(`a fault where none was expected: ${JSON.stringify(done.error)}`);
  return done.value;
}

export function describeStore(name: string, start: () => StoreUnderTest): void {
  describe(`${name}, as a store`, () => {
    async function begin() {
      const { store, seed } = start();
      const home = nextHome();
      const user = ids.userKeyOf(home.id);
      await seed(home, user);
      const key = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} request`, NOW_MS) };
      const load = () => value(store.load(home.id, "latest", signal));
      const open = (lastSpeakers = [PATIO]) =>
        value(store.openCommand({ ...opening, key, lastSpeakers, lastEcho: "0a1b2c3d" }, signal));
      const read = () => value(store.readCommand(key, signal));
      const record = (state: string, thing = home.bridge) =>
        value(store.recordOutcome(key, thing, outcomeOf(key.commandId, state), signal));
      return { store, home, user, key, load, open, read, record };
    }

    it("finds a user's home, and nobody else's", async () => {
      const { store, home, user } = await begin();
      expect(await value(store.findHomeId(user, signal))).toBe(home.id);
      expect(await value(store.findHomeId(ids.userKeyOf("a stranger"), signal))).toBeNull();
    });

    it("gives back the home as it was put in, in its order", async () => {
      const { home, load } = await begin();
      expect(await load()).toEqual({
        home,
        shadowRevision: -1,
        lastSpeakers: [],
        lastCommandAtMs: null,
        requests: noRequests,
        bridge: null,
      });
    });

    it("knows of no home under an unused id", async () => {
      const { store } = await begin();
      expect(await value(store.load(HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ"), "eventual", signal))).toBeNull();
    });

    it("opens a command once, with sequence numbers that only grow, and remembers whom it was about, when, and by which Echo", async () => {
      const { key, open, load, read } = await begin();
      expect(await open()).toEqual({ kind: "opened", seq: 1 });
      expect(await open()).toMatchObject({ kind: "exists" });
      expect(await read()).toBeNull();
      const snapshot = await load();
      expect(snapshot).toMatchObject({ lastSpeakers: [PATIO], lastCommandAtMs: NOW_MS, lastEcho: "0a1b2c3d" });
      expect(snapshot?.requests.taken).toEqual(new Map([[key.commandId, { kind: "command", seq: 1 }]]));
      expect(snapshot?.requests.last).toMatchObject({ commandId: key.commandId, decided: "as decided" });
    });

    it("tells whoever comes second what was decided, and with which number", async () => {
      const { key, open } = await begin();
      await open();
      const second = await open();
      if (second.kind !== "exists") throw new Error("it was opened twice");
      expect(second.requests.taken.get(key.commandId)).toEqual({ kind: "command", seq: 1 });
      expect(second.requests.last).toMatchObject({ commandId: key.commandId, decided: "as decided" });
    });

    it("opens none in a home that is gone", async () => {
      const { store, key } = await begin();
      const homeId = HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ");
      const opened = await value(store.openCommand({ ...opening, key: { ...key, homeId } }, signal));
      expect(opened).toMatchObject({ kind: "exists" });
      expect(await value(store.load(homeId, "latest", signal))).toBeNull();
    });

    it("gives many commands at a time a number each, none twice", async () => {
      const { store, home } = await begin();
      const opened = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const key = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} ${index}`, NOW_MS) };
          return value(store.openCommand({ ...opening, key }, signal));
        }),
      );
      const seqs = opened.map((one) => (one.kind === "opened" ? one.seq : -1));
      expect([...seqs].sort((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    it("lets one of many deliveries of the same request through", async () => {
      const { open } = await begin();
      const opened = await Promise.all(Array.from({ length: 10 }, () => open()));
      expect(opened.filter(({ kind }) => kind === "opened")).toHaveLength(1);
    });

    describe("after more commands than it remembers", () => {
      const COUNT = 30;

      /** One a second, each by what the home was loaded with just before, or a little earlier. */
      async function openMany(begun: Awaited<ReturnType<typeof begin>>, loadedBefore = 0) {
        const { store, home, load } = begun;
        const keyAt = (second: number) => ({
          homeId: home.id,
          commandId: ids.commandIdOf(`${home.id} at ${second}`, NOW_MS + second * 1_000),
        });
        const loads = [noRequests];
        const openAt = async (second: number, known?: RequestNotes) => {
          loads.push((await load())?.requests ?? noRequests);
          const stale = known ?? loads[Math.max(0, loads.length - 1 - loadedBefore)] ?? noRequests;
          const nowMs = NOW_MS + second * 1_000;
          return value(store.openCommand({ ...opening, key: keyAt(second), known: stale, nowMs }, signal));
        };
        for (let second = 1; second <= COUNT; second += 1) {
          expect(await openAt(second)).toEqual({ kind: "opened", seq: second });
        }
        return { keyAt, openAt };
      }

      it("keeps the newest of them", async () => {
        const begun = await begin();
        const { keyAt } = await openMany(begun);
        const { taken } = (await begun.load())?.requests ?? noRequests;
        const newest = Array.from({ length: 8 }, (_, index) => keyAt(COUNT - 7 + index).commandId);
        expect([...taken.keys()].sort()).toEqual(newest.sort());
      });

      it.each([0, 1, 2])(
        "opens none of them again, whether it is remembered or not, where homes are read %i writes too early",
        async (loadedBefore) => {
          const { openAt } = await openMany(await begin(), loadedBefore);
          for (let second = 1; second <= COUNT; second += 1) {
            expect(await openAt(second, noRequests)).toMatchObject({ kind: "exists" });
          }
          expect(await openAt(COUNT + 1)).toEqual({ kind: "opened", seq: COUNT + 1 });
        },
      );

      it("still takes one that was on its way for a few seconds", async () => {
        const { store, home, ...begun } = await begin();
        await openMany({ store, home, ...begun });
        const late = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} late`, NOW_MS + (COUNT - 3) * 1_000) };
        expect(await value(store.openCommand({ ...opening, key: late }, signal))).toMatchObject({ kind: "opened" });
      });

      it("is not led to refuse today's requests by some that say they are of another year", async () => {
        const { store, home, load } = await begin();
        const known = async () => (await load())?.requests ?? noRequests;
        const openAt = async (atMs: number) => {
          const key = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} at ${atMs}`, atMs) };
          return value(store.openCommand({ ...opening, key, known: await known() }, signal));
        };
        for (let year = 1; year <= 12; year += 1) await openAt(NOW_MS + year * 31_536_000_000);
        expect(await openAt(NOW_MS + 1_000)).toMatchObject({ kind: "opened" });
        expect(await openAt(NOW_MS + 2_000)).toMatchObject({ kind: "opened" });
      });
    });

    it("opens no command that was withdrawn", async () => {
      const { store, key, open, load, read } = await begin();
      const withdraw = () => value(store.withdraw(key, signal));
      expect(await withdraw()).toBe("withdrawn");
      expect(await open()).toMatchObject({ kind: "exists" });
      expect(await withdraw()).toBe("withdrawn");
      expect((await load())?.requests.taken.get(key.commandId)).toEqual({ kind: "withdrawn" });
      expect(await read()).toBeNull();
    });

    it("withdraws no command that was opened, and no edit that was made", async () => {
      const { store, home, key, open, load } = await begin();
      await open();
      expect(await value(store.withdraw(key, signal))).toBe("exists");
      expect((await load())?.requests.taken.get(key.commandId)).toEqual({ kind: "command", seq: 1 });
      const other = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} edit`, NOW_MS) };
      const after = { ...home, revision: home.revision + 1, groups: [] };
      const edit = { key: other, known: noRequests, before: home, after, reply: "yes", nowMs: NOW_MS };
      expect(await value(store.saveEdit(edit, signal))).toBe("saved");
      expect(await value(store.withdraw(other, signal))).toBe("exists");
    });

    it("withdraws in a home that is gone, where nobody can do anything", async () => {
      const { store, key } = await begin();
      const homeId = HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ");
      expect(await value(store.withdraw({ ...key, homeId }, signal))).toBe("withdrawn");
      expect(await value(store.load(homeId, "latest", signal))).toBeNull();
    });

    it("saves no edit of a request that was withdrawn, or that another delivery has made a command of", async () => {
      for (const before of ["withdraw", "open"] as const) {
        const { store, home, key, open, load } = await begin();
        if (before === "open") await open();
        else await value(store.withdraw(key, signal));
        const after = { ...home, revision: home.revision + 1, groups: [] };
        const edit = { key, known: noRequests, before: home, after, reply: "yes", nowMs: NOW_MS };
        expect(await value(store.saveEdit(edit, signal))).toBe("conflict");
        expect((await load())?.home).toEqual(home);
      }
    });

    it("opens no command for a request that another delivery has made an edit of", async () => {
      const { store, home, key, open } = await begin();
      const after = { ...home, revision: home.revision + 1, groups: [] };
      const edit = { key, known: noRequests, before: home, after, reply: "yes", nowMs: NOW_MS };
      expect(await value(store.saveEdit(edit, signal))).toBe("saved");
      expect(await open()).toMatchObject({ kind: "exists" });
    });

    it("moves a record forward only, whatever order outcomes arrive in", async () => {
      const { open, read, record } = await begin();
      await open();
      expect(await record("duplicate")).toBe("ignored");
      expect(await record("accepted")).toBe("recorded");
      expect(await record("duplicate")).toBe("ignored");
      expect(await record("done")).toBe("recorded");
      expect(await record("accepted")).toBe("ignored");
      expect(await record("failed")).toBe("ignored");
      expect((await read())?.outcome?.state).toBe("done");
    });

    it("takes an outcome from nobody but the bridge that told the first one", async () => {
      const { open, read, record } = await begin();
      await open();
      expect(await record("accepted")).toBe("recorded");
      expect(await record("done", ThingName.parse("hb-zzzzzzzzzzzzzzzz"))).toBe("ignored");
      expect((await read())?.outcome?.state).toBe("accepted");
    });

    it("knows the owner of a bridge", async () => {
      const { store, home } = await begin();
      expect(await value(store.ownerOf(home.bridge, signal))).toBe(home.id);
      expect(await value(store.ownerOf(ThingName.parse("hb-yyyyyyyyyyyyyyyy"), signal))).toBeNull();
    });

    it("keeps the newest state, and whether the bridge was lost since", async () => {
      const { store, home, load } = await begin();
      const record = (bootedAtMs: number, count: number, state: BridgeState, receivedAtMs: number) =>
        value(
          store.recordState(
            home.id,
            home.bridge,
            { v: 1, kind: "state", bootedAtMs, count, state },
            receivedAtMs,
            signal,
          ),
        );
      expect(await record(5, 2, playingState, 1_000)).toBe("recorded");
      expect(await record(5, 1, idleState, 1_100)).toBe("ignored");
      expect(await record(4, 99, idleState, 1_200)).toBe("ignored");
      expect((await load())?.bridge).toEqual({ ...ONLINE, heardAtMs: 1_000, state: playingState });
      expect(await value(store.recordLost(home.id, home.bridge, 2_000, signal))).toBe("recorded");
      expect(await value(store.recordLost(home.id, home.bridge, 1_500, signal))).toBe("ignored");
      expect((await load())?.bridge?.online).toBe(false);
      expect(await record(6, 1, idleState, 3_000)).toBe("recorded");
      expect((await load())?.bridge).toEqual({ ...ONLINE, heardAtMs: 3_000, state: idleState });
    });

    describe("the bridge's presence", () => {
      const MINUTE = 60_000;
      const came = (version: number, atMs: number): Presence => ({ isConnected: true, version, atMs });
      const went = (version: number, atMs: number): Presence => ({ isConnected: false, version, atMs });

      /** Takes the events in, as they were seen one second after each other, and gives what is then known. */
      async function knownAfter(events: readonly Presence[], heardAtMs = 0) {
        const { store, home, load } = await begin();
        const state = { v: 1, kind: "state", bootedAtMs: 5, count: 1, state: idleState } as const;
        await value(store.recordState(home.id, home.bridge, state, heardAtMs, signal));
        for (const event of events) {
          await value(store.recordPresence(home.id, home.bridge, event, event.atMs + 1_000, signal));
        }
        return (await load())?.bridge;
      }

      const visits = [came(3, MINUTE), went(3, 2 * MINUTE), came(4, 2 * MINUTE + 5), went(4, 9 * MINUTE)];

      it.each(
        permutations(visits).map((order) => [order.map((event) => visits.indexOf(event)).join(" "), order] as const),
      )("is that of the latest event in whatever order they come, and come again: %s", async (_name, order) => {
        const last = { online: false, offlineSinceMs: 9 * MINUTE };
        expect(await knownAfter([...order, ...order])).toMatchObject(last);
      });

      it("holds against a connection that was taken over, and ends later than the new one begins", async () => {
        expect(await knownAfter([came(4, MINUTE), came(5, 2 * MINUTE), went(4, 2 * MINUTE + 1)])).toMatchObject(ONLINE);
      });

      it("follows a bridge that was away for so long that its connections are counted anew", async () => {
        const back = [came(7, MINUTE), went(7, 2 * MINUTE), came(0, 90 * MINUTE)];
        expect(await knownAfter(back)).toMatchObject(ONLINE);
        expect(await knownAfter([...back, went(7, 2 * MINUTE)])).toMatchObject(ONLINE);
        expect(await knownAfter([...back, went(0, 91 * MINUTE)])).toMatchObject({ offlineSinceMs: 91 * MINUTE });
      });

      it("lasts for hours", async () => {
        expect(await knownAfter([came(7, MINUTE), went(7, 900 * MINUTE)])).toMatchObject({
          offlineSinceMs: 900 * MINUTE,
        });
      });

      it("gives way to what was heard later, but not to a message that overtook its end by a moment", async () => {
        expect(await knownAfter([went(3, MINUTE)], MINUTE + 2_000)).toMatchObject({ online: false });
        expect(await knownAfter([went(3, MINUTE)], 2 * MINUTE)).toMatchObject(ONLINE);
      });

      it("is told apart from a repetition", async () => {
        const { store, home } = await begin();
        const record = () => value(store.recordPresence(home.id, home.bridge, went(3, MINUTE), MINUTE, signal));
        expect([await record(), await record()]).toEqual(["recorded", "ignored"]);
      });
    });

    it("gives the bridge's last report alone, where there is one", async () => {
      const { store, home } = await begin();
      const readBridge = () => value(store.readBridge(home.id, home.bridge, signal));
      expect(await readBridge()).toBeNull();
      const event = { v: 1, kind: "state", bootedAtMs: 5, count: 1, state: playingState } as const;
      await value(store.recordState(home.id, home.bridge, event, 1_000, signal));
      expect(await readBridge()).toEqual({ ...ONLINE, heardAtMs: 1_000, state: playingState });
      await value(store.recordLost(home.id, home.bridge, 2_000, signal));
      expect((await readBridge())?.online).toBe(false);
    });

    it("notes the shadow's revision, never going back", async () => {
      const { store, home, load } = await begin();
      await value(store.noteShadow(home.id, 9, signal));
      await value(store.noteShadow(home.id, 8, signal));
      expect((await load())?.shadowRevision).toBe(9);
    });

    describe("edited", () => {
      const edited = (home: Home, edit: Parameters<typeof applyEdit>[1]): Home => {
        const applied = applyEdit(home, edit);
        if (!applied.ok) throw new Error(applied.error.code);
        return applied.value;
      };

      it("holds everything that changed, appeared and went, and the reply", async () => {
        const { store, home, key, load, read } = await begin();
        const garden = edited(home, { kind: "rename", targetId: PATIO, name: "Garden" });
        const party = GroupId.parse("grp_01JPARTY000000000000000000");
        const withParty = edited(garden, { kind: "create-group", groupId: party, name: "Party", members: [GARAGE] });
        const after = edited(withParty, { kind: "delete-group", groupId: GroupId.parse(BACKYARD) });
        expect(
          await value(
            store.saveEdit({ key, known: noRequests, before: home, after, reply: "saved", nowMs: 0 }, signal),
          ),
        ).toBe("saved");
        expect((await load())?.home).toEqual(after);
        expect(await read()).toEqual({ outcome: null, reply: "saved" });
      });

      it("keeps what was decided about the bridge's last edit, until there is another one", async () => {
        const { store, home, key, load } = await begin();
        const lastEdit = { id: key.commandId, refused: "name-taken" };
        const after = { ...home, revision: home.revision + 1, lastEdit };
        await value(store.saveEdit({ key, known: noRequests, before: home, after, reply: "saved", nowMs: 0 }, signal));
        expect((await load())?.home).toEqual(after);
        const later = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} later`, 0) };
        const renamed = edited(after, { kind: "rename", targetId: PATIO, name: "Garden" });
        await value(
          store.saveEdit({ key: later, known: null, before: after, after: renamed, reply: "saved", nowMs: 0 }, signal),
        );
        expect((await load())?.home).toEqual({ ...renamed, lastEdit });
      });

      it("is refused for the same request a second time", async () => {
        const { store, home, key, load } = await begin();
        const once = edited(home, { kind: "rename", targetId: PATIO, name: "Garden" });
        await value(
          store.saveEdit({ key, known: noRequests, before: home, after: once, reply: "one", nowMs: 0 }, signal),
        );
        const twice = edited(once, { kind: "rename", targetId: PATIO, name: "Terrace" });
        expect(
          await value(
            store.saveEdit({ key, known: noRequests, before: once, after: twice, reply: "two", nowMs: 0 }, signal),
          ),
        ).toBe("repeated");
        expect((await load())?.home).toEqual(once);
      });

      it("is refused where the home is no longer what it was, and nothing of it is written", async () => {
        const { store, home, key, load, read } = await begin();
        const stale = { ...home, revision: home.revision - 1 };
        const after = edited(stale, { kind: "rename", targetId: PATIO, name: "Garden" });
        expect(
          await value(store.saveEdit({ key, known: noRequests, before: stale, after, reply: "no", nowMs: 0 }, signal)),
        ).toBe("conflict");
        expect((await load())?.home).toEqual(home);
        expect(await read()).toBeNull();
      });

      it("keeps every one of many edits that are made at the same time and tried again after a conflict", async () => {
        const { store, home, load } = await begin();
        const names = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel"];
        const insist = async (name: string, index: number): Promise<void> => {
          const key = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} ${name}`, 0) };
          const groupId = ids.groupIdOf(key.commandId);
          for (;;) {
            const before = (await load())?.home ?? home;
            const members = index % 2 === 0 ? [PATIO] : [FIRE_PIT];
            const after = edited(before, { kind: "create-group", groupId, name, members });
            const saved = await value(
              store.saveEdit({ key, known: noRequests, before, after, reply: name, nowMs: 0 }, signal),
            );
            if (saved === "saved") return;
            expect(saved).toBe("conflict");
          }
        };
        await Promise.all(names.map(insist));
        const after = (await load())?.home;
        expect(after?.revision).toBe(home.revision + names.length);
        expect(after?.groups.map((group) => group.name).sort()).toEqual(["Backyard", "Kitchen", ...names].sort());
      });
    });
  });
}

function outcomeOf(commandId: string, state: string, code = "OK"): Outcome {
  const timings = { acceptedMs: 1, settledMs: 2 };
  return Outcome.parse({ v: 1, commandId, seq: 1, state, code, perSpeaker: { [PATIO]: code }, timings });
}
