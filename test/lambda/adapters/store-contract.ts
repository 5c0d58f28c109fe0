// What every store must do, in memory and on DynamoDB alike: reads, claims, edits and the ingest's conditional writes.

import { setMaxListeners } from "node:events";
import { applyEdit, type BridgeState, GroupId, type Home, HomeId, Outcome, ThingName } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { HomeStore, IngestStore, Presence, UserKey } from "../../../lambda/src/ports.ts";
import { BACKYARD, FIRE_PIT, GARAGE, idleState, PATIO, playingState, home as template } from "../fakes/home.ts";
import { ids } from "../fakes/world.ts";

export type StoreUnderTest = {
  readonly store: HomeStore & IngestStore;
  seed(home: Home, user: UserKey): Promise<void>;
};

const signal = new AbortController().signal;
setMaxListeners(100, signal);
let homes = 0;

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
      const key = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} request`, 1_790_000_000_000) };
      const load = () => value(store.load(home.id, "latest", signal));
      const open = (lastSpeakers = [PATIO]) =>
        value(store.openCommand({ key, thing: home.bridge, lastSpeakers, nowMs: 1_790_000_000_000 }, signal));
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
        bridge: null,
      });
    });

    it("knows of no home under an unused id", async () => {
      const { store } = await begin();
      expect(await value(store.load(HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ"), "eventual", signal))).toBeNull();
    });

    it("opens a command once, with sequence numbers that only grow, and remembers whom it was about and when", async () => {
      const { open, load, read } = await begin();
      expect(await open()).toEqual({ kind: "opened", seq: 1 });
      expect(await open()).toEqual({ kind: "exists" });
      expect(await read()).toEqual({ outcome: null, reply: null });
      expect(await load()).toMatchObject({ lastSpeakers: [PATIO], lastCommandAtMs: 1_790_000_000_000 });
    });

    it("gives many commands at a time a number each, none twice", async () => {
      const { store, home } = await begin();
      const opened = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const key = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} ${index}`, 0) };
          return value(store.openCommand({ key, thing: home.bridge, lastSpeakers: [], nowMs: 0 }, signal));
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

    it("keeps the first reply to a command", async () => {
      const { store, key, open, read } = await begin();
      await open();
      const save = (reply: string) => value(store.saveReply(key, { reply, ownOutcome: null }, signal));
      expect(await save("first")).toBe("first");
      expect(await save("second")).toBe("first");
      expect(await read()).toEqual({ outcome: null, reply: "first" });
    });

    it("opens no command that was withdrawn, takes no outcome of it, and keeps what was said", async () => {
      const { store, key, open, read, record } = await begin();
      const withdraw = (reply: string) => value(store.withdraw({ key, reply, nowMs: 0 }, signal));
      expect(await withdraw("no")).toBe("withdrawn");
      expect(await open()).toEqual({ kind: "exists" });
      expect(await record("done")).toBe("ignored");
      expect(await withdraw("again")).toBe("exists");
      expect(await read()).toEqual({ outcome: null, reply: "no" });
    });

    it("withdraws no command that was opened", async () => {
      const { store, key, open, read } = await begin();
      await open();
      expect(await value(store.withdraw({ key, reply: "no", nowMs: 0 }, signal))).toBe("exists");
      expect(await read()).toEqual({ outcome: null, reply: null });
    });

    it("saves no edit that was withdrawn", async () => {
      const { store, home, key, load } = await begin();
      await value(store.withdraw({ key, reply: "no", nowMs: 0 }, signal));
      const after = { ...home, revision: home.revision + 1, groups: [] };
      expect(await value(store.saveEdit({ key, before: home, after, reply: "yes", nowMs: 0 }, signal))).toBe(
        "repeated",
      );
      expect((await load())?.home).toEqual(home);
    });

    it("keeps an outcome of the cloud's own, which no bridge can change any more", async () => {
      const { store, key, open, read, record } = await begin();
      await open();
      const ownOutcome = outcomeOf(key.commandId, "failed", "BRIDGE_OFFLINE");
      await value(store.saveReply(key, { reply: "offline", ownOutcome }, signal));
      expect(await record("done")).toBe("ignored");
      expect(await read()).toEqual({ outcome: ownOutcome, reply: "offline" });
    });

    it("moves a record forward only, whatever order outcomes arrive in", async () => {
      const { open, read, record } = await begin();
      await open();
      expect(await record("accepted")).toBe("recorded");
      expect(await record("duplicate")).toBe("ignored");
      expect(await record("done")).toBe("recorded");
      expect(await record("accepted")).toBe("ignored");
      expect(await record("failed")).toBe("ignored");
      expect((await read())?.outcome?.state).toBe("done");
    });

    it("takes an outcome from nobody but the bridge the command was for", async () => {
      const { open, read, record } = await begin();
      expect(await record("done")).toBe("ignored");
      expect(await read()).toBeNull();
      await open();
      expect(await record("done", ThingName.parse("hb-zzzzzzzzzzzzzzzz"))).toBe("ignored");
      expect((await read())?.outcome).toBeNull();
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
        expect(await value(store.saveEdit({ key, before: home, after, reply: "saved", nowMs: 0 }, signal))).toBe(
          "saved",
        );
        expect((await load())?.home).toEqual(after);
        expect(await read()).toEqual({ outcome: null, reply: "saved" });
      });

      it("keeps what was decided about the bridge's last edit, until there is another one", async () => {
        const { store, home, key, load } = await begin();
        const lastEdit = { id: key.commandId, refused: "name-taken" };
        const after = { ...home, revision: home.revision + 1, lastEdit };
        await value(store.saveEdit({ key, before: home, after, reply: "saved", nowMs: 0 }, signal));
        expect((await load())?.home).toEqual(after);
        const later = { homeId: home.id, commandId: ids.commandIdOf(`${home.id} later`, 0) };
        const renamed = edited(after, { kind: "rename", targetId: PATIO, name: "Garden" });
        await value(store.saveEdit({ key: later, before: after, after: renamed, reply: "saved", nowMs: 0 }, signal));
        expect((await load())?.home).toEqual({ ...renamed, lastEdit });
      });

      it("is refused for the same request a second time", async () => {
        const { store, home, key, load } = await begin();
        const once = edited(home, { kind: "rename", targetId: PATIO, name: "Garden" });
        await value(store.saveEdit({ key, before: home, after: once, reply: "one", nowMs: 0 }, signal));
        const twice = edited(once, { kind: "rename", targetId: PATIO, name: "Terrace" });
        expect(await value(store.saveEdit({ key, before: once, after: twice, reply: "two", nowMs: 0 }, signal))).toBe(
          "repeated",
        );
        expect((await load())?.home).toEqual(once);
      });

      it("is refused where the home is no longer what it was, and nothing of it is written", async () => {
        const { store, home, key, load, read } = await begin();
        const stale = { ...home, revision: home.revision - 1 };
        const after = edited(stale, { kind: "rename", targetId: PATIO, name: "Garden" });
        expect(await value(store.saveEdit({ key, before: stale, after, reply: "no", nowMs: 0 }, signal))).toBe(
          "conflict",
        );
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
            const saved = await value(store.saveEdit({ key, before, after, reply: name, nowMs: 0 }, signal));
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
