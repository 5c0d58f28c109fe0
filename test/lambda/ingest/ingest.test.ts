import { applyEdit, type CommandId, err, Home, MAX_SPEAKERS, Outcome, ok, type RuleName } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { IngestFailed, ingest } from "../../../lambda/src/ingest/ingest.ts";
import type { Log } from "../../../lambda/src/ports.ts";
import { home, idleState, noRequests, PATIO, playingState, quiet, THING } from "../fakes/home.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { noClaims } from "../fakes/no-claims.ts";
import { ids } from "../fakes/world.ts";

const signal = new AbortController().signal;
const commandId: CommandId = ids.commandIdOf("request", 1_790_000_000_000);
const key = { homeId: home.id, commandId };

function createIngest() {
  const store = createMemoryStore();
  store.put({ ...quiet, bridge: { online: true, offlineSinceMs: null, heardAtMs: 0, state: idleState } });
  const warnings: string[] = [];
  const told: unknown[] = [];
  const silent = () => undefined;
  const log: Log = {
    error: silent,
    info: (fields, message) => told.push({ ...fields, message }),
    debug: silent,
    warn: (fields) => warnings.push(String(fields.reason)),
  };
  const take = (rule: RuleName, payload: unknown, receivedAtMs = 1_000, thing: string = THING): Promise<void> =>
    ingest({ rule, thing, payload, receivedAtMs }, { store, log, edits }, signal);
  const shadows: Home[] = [];
  const shadow = { isBroken: false };
  const publishConfig = async (published: Home) => {
    if (shadow.isBroken)
      return err({ port: "bridge", code: "unavailable", retryable: true, message: "broken" } as const);
    shadows.push(published);
    return ok(undefined);
  };
  const link = { publishConfig, publishClaim: async () => ok(undefined) };
  const edits = async () => ({ store, link, claims: noClaims, clock: { epochMs: () => 0 }, log });
  const open = () => store.openCommand({ key, known: noRequests, decided: "", lastSpeakers: [], nowMs: 0 }, signal);
  const outcome = async () => {
    const record = await store.readCommand(key, signal);
    return record.ok ? record.value?.outcome : null;
  };
  const homeNow = () => store.snapshotOf(home.id)?.home;
  return {
    store,
    take,
    open,
    outcome,
    warnings,
    told,
    shadows,
    shadow,
    homeNow,
    bridge: () => store.snapshotOf(home.id)?.bridge,
  };
}

const outcomeOf = (state: string, code = "OK", id: string = commandId) => ({
  v: 1,
  commandId: id,
  seq: 1,
  state,
  code,
  perSpeaker: { [PATIO]: code },
  timings: { acceptedMs: 1, settledMs: 2 },
});
const stateOf = (bootedAtMs: number, count: number, state: unknown = playingState) => ({
  v: 1,
  kind: "state",
  bootedAtMs,
  count,
  state,
});

describe("an outcome", () => {
  it("is recorded with the command it belongs to", async () => {
    const { take, open, outcome } = createIngest();
    await open();
    await take("hb_outcome", outcomeOf("done"));
    expect(await outcome()).toEqual(Outcome.parse(outcomeOf("done")));
  });

  it.each([
    ["a repetition", ["done", "done"], "done"],
    ["an acceptance that comes late", ["done", "accepted"], "done"],
    ["a second, different ending", ["done", "failed"], "done"],
    ["the ending after the acceptance", ["accepted", "partial"], "partial"],
    ["a bare duplicate", ["accepted", "duplicate"], "accepted"],
  ])("moves the record forward only: %s", async (_name, states, last) => {
    const { take, open, outcome } = createIngest();
    await open();
    for (const state of states) await take("hb_outcome", outcomeOf(state));
    expect((await outcome())?.state).toBe(last);
  });

  it("of a bridge that belongs to no home is dropped", async () => {
    const { take, open, outcome, warnings } = createIngest();
    await open();
    await take("hb_outcome", outcomeOf("done"), 1_000, "hb-zzzzzzzzzzzzzzzz");
    expect(await outcome()).toBeUndefined();
    expect(warnings).toEqual(["its bridge belongs to no home"]);
  });

  it("is recorded though nobody has made a record for it: commands have none before", async () => {
    const { take, outcome } = createIngest();
    await take("hb_outcome", outcomeOf("done"));
    expect((await outcome())?.state).toBe("done");
  });
});

describe("a state", () => {
  it.each([
    ["a later count of the same run", [stateOf(5, 1, idleState), stateOf(5, 2)], 1],
    ["an earlier count that was overtaken", [stateOf(5, 2), stateOf(5, 1, idleState)], 1],
    ["a new run of the bridge, whatever its count", [stateOf(5, 900, idleState), stateOf(6, 1)], 1],
    ["a leftover of the run before", [stateOf(6, 1), stateOf(5, 900, idleState)], 1],
    ["a repetition", [stateOf(5, 1), stateOf(5, 1)], 1],
  ])("is the newest one whatever the order: %s", async (_name, events, zones) => {
    const { take, bridge } = createIngest();
    for (const event of events) await take("hb_event", event);
    expect(Object.keys(bridge()?.state.zones ?? {})).toHaveLength(zones);
  });
});

describe("a last will", () => {
  const lost = { v: 1, kind: "lost" };

  it("takes the bridge offline until it is heard again", async () => {
    const { take, bridge } = createIngest();
    await take("hb_event", stateOf(5, 1), 1_000);
    expect(bridge()?.online).toBe(true);
    await take("hb_last_will", lost, 2_000);
    expect(bridge()?.online).toBe(false);
    await take("hb_event", stateOf(5, 2), 3_000);
    expect(bridge()?.online).toBe(true);
  });

  it("that arrives after the bridge was heard again changes nothing", async () => {
    const { take, bridge } = createIngest();
    await take("hb_event", stateOf(5, 1), 3_000);
    await take("hb_last_will", lost, 2_000);
    expect(bridge()?.online).toBe(true);
  });
});

describe("AWS IoT's word on the bridge's presence", () => {
  const eventOf = (eventType: string, versionNumber: number, timestamp: number, clientId: string = THING) => ({
    clientId,
    timestamp,
    eventType,
    sessionIdentifier: "00000000-0000-0000-0000-000000000000",
    principalIdentifier: "cert",
    versionNumber,
    ...(eventType === "disconnected" && { clientInitiatedDisconnect: false, disconnectReason: "CONNECTION_LOST" }),
  });

  it("takes the bridge offline, since when it says, until it connects again", async () => {
    const { take, bridge } = createIngest();
    await take("hb_presence", eventOf("disconnected", 4, 1_000), 1_500);
    expect(bridge()).toMatchObject({ online: false, offlineSinceMs: 1_000 });
    await take("hb_presence", eventOf("connected", 5, 9_000), 9_500);
    expect(bridge()).toMatchObject({ online: true, offlineSinceMs: null });
    await take("hb_presence", eventOf("disconnected", 4, 1_000), 9_900);
    expect(bridge()?.online).toBe(true);
  });

  it("is dropped where it is of no connection, or of another client than its topic says", async () => {
    const { take, bridge, warnings } = createIngest();
    await take("hb_presence", eventOf("subscribed", 4, 1_000));
    await take("hb_presence", eventOf("disconnected", -1, 1_000));
    await take("hb_presence", eventOf("disconnected", 4, 1_000, "hb-zzzzzzzzzzzzzzzz"));
    await take("hb_presence", null);
    expect(bridge()?.online).toBe(true);
    expect(warnings).toHaveLength(4);
  });
});

describe("an edit that was made at the bridge", () => {
  const editId = ids.commandIdOf("edit", 5);
  const DECK = { kind: "add-speaker", speakerId: ids.speakerIdOf(editId), name: "Deck", address: "00:00:00:00:00:09" };
  const editOf = (edit: object, changes: object = {}) => ({
    v: 1,
    kind: "edit",
    editId,
    homeId: home.id,
    edit,
    ...changes,
  });
  const names = (of: Home | undefined) => of?.speakers.map(({ name }) => name);

  it("is in the home, and in the configuration with its answer", async () => {
    const { take, homeNow, shadows, warnings } = createIngest();
    await take("hb_event", editOf(DECK));
    expect(homeNow()).toMatchObject({ revision: home.revision + 1, lastEdit: { id: editId } });
    expect(names(homeNow())).toEqual([...(names(home) ?? []), "Deck"]);
    expect(shadows).toEqual([homeNow()]);
    expect(warnings).toEqual([]);
  });

  it("is made once, however often it comes, also after somebody has taken it back", async () => {
    const { take, homeNow, shadows } = createIngest();
    await take("hb_event", editOf(DECK));
    const gone = { kind: "remove-speaker", speakerId: DECK.speakerId };
    await take("hb_event", editOf(gone, { editId: ids.commandIdOf("another", 6) }));
    await take("hb_event", editOf(DECK));
    expect(names(homeNow())).toEqual(names(home));
    expect(homeNow()?.revision).toBe(home.revision + 2);
    expect(shadows).toHaveLength(2);
  });

  it("tells the bridge again where the configuration did not get through", async () => {
    const { take, homeNow, shadows, shadow } = createIngest();
    shadow.isBroken = true;
    await expect(take("hb_event", editOf(DECK))).rejects.toThrow(IngestFailed);
    shadow.isBroken = false;
    await take("hb_event", editOf(DECK));
    expect(homeNow()?.revision).toBe(home.revision + 1);
    expect(shadows).toEqual([homeNow()]);
  });

  it("is made on the newest home where others edit at the same time", async () => {
    const { store, take, homeNow } = createIngest();
    const { saveEdit } = store;
    store.saveEdit = async (edit, within) => {
      store.saveEdit = saveEdit;
      const patio = applyEdit(home, { kind: "rename", targetId: PATIO, name: "Terrace" });
      if (patio.ok) store.put({ ...quiet, home: patio.value });
      return saveEdit(edit, within);
    };
    await take("hb_event", editOf(DECK));
    expect(names(homeNow())).toEqual(expect.arrayContaining(["Terrace", "Deck"]));
  });

  it.each<[string, object, string]>([
    ["a name that is taken", { ...DECK, name: "the patio" }, "name-taken"],
    ["a speaker that the home has", { ...DECK, address: "00:00:00:00:00:01" }, "address-taken"],
    ["a speaker of nobody's", { kind: "remove-speaker", speakerId: DECK.speakerId }, "unknown-speaker"],
  ])("is refused and logged, and the configuration says so: %s", async (_name, edit, refused) => {
    const { take, homeNow, shadows, warnings } = createIngest();
    await take("hb_event", editOf(edit));
    expect(homeNow()).toEqual({ ...home, revision: home.revision + 1, lastEdit: { id: editId, refused } });
    expect(shadows).toEqual([homeNow()]);
    expect(warnings).toEqual([refused]);
  });

  it("is refused where the home is full", async () => {
    const { store, take, homeNow } = createIngest();
    const speakers = Array.from({ length: MAX_SPEAKERS }, (_, n) => ({
      ...DECK,
      id: ids.speakerIdOf(ids.commandIdOf(`${n}`, n)),
      name: `No ${n}`,
      address: `0A:00:00:00:00:${String(n).padStart(2, "0")}`,
      ...{ channel: "stereo", capPercent: 100 },
    }));
    store.put({ ...quiet, home: Home.parse({ ...home, speakers, groups: [] }) });
    await take("hb_event", editOf(DECK));
    expect(homeNow()?.lastEdit).toEqual({ id: editId, refused: "too-many" });
  });

  it.each<[string, object, string]>([
    ["another home's", { homeId: "home_01JZZZZZZZZZZZZZZZZZZZZZZZ" }, THING],
    ["no edit that there is", { edit: { kind: "burn-down" } }, THING],
    ["of a bridge of nobody's", {}, "hb-zzzzzzzzzzzzzzzz"],
  ])("is dropped: %s", async (_name, changes, thing) => {
    const { take, homeNow, shadows, warnings } = createIngest();
    await take("hb_event", editOf(DECK, changes), 1_000, thing);
    expect(homeNow()).toEqual(home);
    expect(shadows).toEqual([]);
    expect(warnings).toHaveLength(1);
  });

  it.each(["load", "saveEdit"])("comes again where the store is out of reach: %s", async (call) => {
    const { store, take, homeNow } = createIngest();
    store.broken.add(call);
    await expect(take("hb_event", editOf(DECK))).rejects.toThrow(IngestFailed);
    store.broken.clear();
    await take("hb_event", editOf(DECK));
    expect(names(homeNow())).toContain("Deck");
  });
});

describe("an outcome's line in the log", () => {
  it("has the command's id, when it came, and how long it took on the bridge", async () => {
    const { take, open, told } = createIngest();
    await open();
    await take("hb_outcome", outcomeOf("done"), 1_234);
    await take("hb_outcome", outcomeOf("done"), 1_300);
    const line = { message: "an outcome was taken in", commandId, state: "done", outcome: "OK", thing: THING };
    expect(told).toEqual([
      expect.objectContaining({ ...line, result: "recorded", receivedAtMs: 1_234, ...outcomeOf("done").timings }),
      expect.objectContaining({ ...line, result: "ignored", receivedAtMs: 1_300 }),
    ]);
  });
});

describe("a message that is no good", () => {
  it.each<[string, RuleName, unknown]>([
    ["nothing", "hb_outcome", undefined],
    ["null", "hb_event", null],
    ["a number", "hb_event", 17],
    ["an array", "hb_outcome", []],
    ["the wrong types", "hb_outcome", { ...outcomeOf("done"), perSpeaker: 5 }],
    ["a code nobody knows", "hb_outcome", outcomeOf("done", "SPEAKER_ON_FIRE")],
    ["another version", "hb_event", { ...stateOf(1, 1), v: 2 }],
    ["a lot", "hb_event", { ...stateOf(1, 1), padding: "x".repeat(20_000) }],
    ["a prototype", "hb_outcome", JSON.parse('{"__proto__":{"v":1}}')],
  ])("is dropped and said, never tried again: %s", async (_name, rule, payload) => {
    const { take, open, outcome, warnings } = createIngest();
    await open();
    await take(rule, payload);
    expect(warnings).toHaveLength(1);
    expect(await outcome()).toBeUndefined();
  });

  it("with a topic that names no bridge is dropped", async () => {
    const { take, warnings } = createIngest();
    await take("hb_outcome", outcomeOf("done"), 1_000, "../hb-0123456789abcdef");
    expect(warnings).toEqual(["its topic names no bridge"]);
  });
});

describe("a store out of reach", () => {
  it.each(["ownerOf", "recordOutcome"])("makes the invocation fail, so that it comes again: %s", async (call) => {
    const { store, take, open, outcome } = createIngest();
    await open();
    store.broken.add(call);
    await expect(take("hb_outcome", outcomeOf("done"))).rejects.toThrow(IngestFailed);
    store.broken.clear();
    await take("hb_outcome", outcomeOf("done"));
    expect((await outcome())?.state).toBe("done");
  });
});
