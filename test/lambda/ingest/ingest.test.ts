import { type CommandId, Outcome, type RuleName } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { IngestFailed, ingest } from "../../../lambda/src/ingest/ingest.ts";
import type { Log } from "../../../lambda/src/ports.ts";
import { home, idleState, PATIO, playingState, quiet, THING } from "../fakes/home.ts";
import { createMemoryStore } from "../fakes/memory-store.ts";
import { ids } from "../fakes/world.ts";

const signal = new AbortController().signal;
const commandId: CommandId = ids.commandIdOf("request", 1_790_000_000_000);
const key = { homeId: home.id, commandId };

function createIngest() {
  const store = createMemoryStore();
  store.put({ ...quiet, bridge: { online: true, heardAtMs: 0, state: idleState } });
  const warnings: string[] = [];
  const silent = () => undefined;
  const log: Log = {
    error: silent,
    info: silent,
    debug: silent,
    warn: (fields) => warnings.push(String(fields.reason)),
  };
  const take = (rule: RuleName, payload: unknown, receivedAtMs = 1_000, thing: string = THING): Promise<void> =>
    ingest({ rule, thing, payload, receivedAtMs }, { store, log }, signal);
  const open = () => store.openCommand({ key, thing: THING, lastSpeakers: [], nowMs: 0 }, signal);
  const outcome = async () => {
    const record = await store.readCommand(key, signal);
    return record.ok ? record.value?.outcome : null;
  };
  return { store, take, open, outcome, warnings, bridge: () => store.snapshotOf(home.id)?.bridge };
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
    expect(await outcome()).toBeNull();
    expect(warnings).toEqual(["its bridge belongs to no home"]);
  });

  it("of an unknown command changes nothing", async () => {
    const { take, outcome } = createIngest();
    await take("hb_outcome", outcomeOf("done"));
    expect(await outcome()).toBeUndefined();
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
    expect(await outcome()).toBeNull();
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
