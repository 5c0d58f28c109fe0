import { describe, expect, it } from "@jest/globals";
import { AWS_LIMITS } from "../../../local/src/iot/limits.ts";
import { createShadowStore, type ShadowAction } from "../../../local/src/iot/shadow-store.ts";

const THING = "hb-0123456789abcdef";
const T0_MS = 1_700_000_000_000;
const T0 = 1_700_000_000;

function createShadows() {
  let nowMs = T0_MS;
  const store = createShadowStore(new Set([THING]), AWS_LIMITS, () => nowMs);
  const raw = (action: ShadowAction, payload: Uint8Array, name: string | null = "config") =>
    store.handle({ thing: THING, name }, action, payload);
  const send = (action: ShadowAction, body: unknown, name: string | null = "config") => {
    const answer = raw(action, new TextEncoder().encode(JSON.stringify(body)), name);
    return answer.ok ? { ...answer.value.body } : answer.error;
  };
  return {
    store,
    raw,
    send,
    get: (name: string | null = "config") => {
      const answer = raw("get", new Uint8Array(), name);
      return answer.ok ? { ...answer.value.body } : answer.error;
    },
    announced: (action: ShadowAction, body: unknown) => {
      const answer = raw(action, new TextEncoder().encode(JSON.stringify(body)));
      if (!answer.ok) throw new Error(answer.error.message);
      return Object.fromEntries(answer.value.announcements.map((sent) => [sent.suffix, sent.body]));
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe("a shadow", () => {
  it("starts at version 1 and counts every accepted update", () => {
    const { send } = createShadows();
    expect(send("update", { state: { desired: { a: 1 } } })).toMatchObject({ version: 1 });
    expect(send("update", { state: { reported: { a: 1 } } })).toMatchObject({ version: 2 });
  });

  it("merges objects key by key and stamps what changed", () => {
    const { send, get, pass } = createShadows();
    send("update", { state: { desired: { zone: { volume: 10, source: "jazz" } } } });
    pass(5_000);
    send("update", { state: { desired: { zone: { volume: 20 } } } });
    expect(get()).toEqual({
      state: {
        desired: { zone: { source: "jazz", volume: 20 } },
        delta: { zone: { source: "jazz", volume: 20 } },
      },
      metadata: { desired: { zone: { source: { timestamp: T0 }, volume: { timestamp: T0 + 5 } } } },
      version: 2,
      timestamp: T0 + 5,
    });
  });

  it("replaces arrays whole", () => {
    const { send, get } = createShadows();
    send("update", { state: { reported: { members: ["patio", "deck"] } } });
    send("update", { state: { reported: { members: ["garage"] } } });
    expect(get()).toMatchObject({
      state: { reported: { members: ["garage"] } },
      metadata: { reported: { members: [{ timestamp: T0 }] } },
    });
  });

  it("replaces a scalar by an object, and its stamp with it", () => {
    const { send, get } = createShadows();
    send("update", { state: { reported: { a: 1 } } });
    send("update", { state: { reported: { a: { b: 2 } } } });
    expect(get()).toMatchObject({
      state: { reported: { a: { b: 2 } } },
      metadata: { reported: { a: { b: { timestamp: T0 } } } },
    });
  });

  it("refuses an array that holds null", () => {
    const { send } = createShadows();
    expect(send("update", { state: { reported: { deep: { members: [1, null] } } } })).toEqual({
      code: 400,
      message: "Arrays must not contain null",
    });
  });

  it("deletes a key by null, at any depth", () => {
    const { send, get } = createShadows();
    send("update", { state: { desired: { a: 1, deep: { b: 2, c: 3 } } } });
    send("update", { state: { desired: { a: null, deep: { b: null } } } });
    expect(get()).toMatchObject({ state: { desired: { deep: { c: 3 } } } });
    expect(JSON.stringify(get())).not.toContain('"a"');
    expect(JSON.stringify(get())).not.toContain('"b"');
  });

  it("drops a section by null and keeps the other", () => {
    const { send, get } = createShadows();
    send("update", { state: { desired: { a: 1 }, reported: { a: 2 } } });
    expect(send("update", { state: { desired: null } })).toMatchObject({ state: { desired: null }, version: 2 });
    expect(get()).toMatchObject({ state: { reported: { a: 2 } }, metadata: { reported: { a: { timestamp: T0 } } } });
    expect(JSON.stringify(get())).not.toContain("desired");
  });

  it("answers an update with just the fields of the request", () => {
    const { send } = createShadows();
    send("update", { state: { desired: { a: 1, b: 2 } } });
    expect(send("update", { state: { desired: { b: 3 } }, clientToken: "t-1" })).toEqual({
      state: { desired: { b: 3 } },
      metadata: { desired: { b: { timestamp: T0 } } },
      version: 2,
      timestamp: T0,
      clientToken: "t-1",
    });
  });

  it("announces as delta every desired value that differs from reported or is not reported", () => {
    const { send, announced } = createShadows();
    send("update", { state: { reported: { same: 1, other: 2, deep: { same: true, other: "x" }, extra: 9 } } });
    const sent = announced("update", {
      state: { desired: { same: 1, other: 3, deep: { same: true, other: "y" }, missing: [1] } },
      clientToken: "t-2",
    });
    expect(sent["update/delta"]).toEqual({
      state: { other: 3, deep: { other: "y" }, missing: [1] },
      metadata: {
        other: { timestamp: T0 },
        deep: { other: { timestamp: T0 } },
        missing: [{ timestamp: T0 }],
      },
      version: 2,
      timestamp: T0,
      clientToken: "t-2",
    });
  });

  it("compares arrays as one value", () => {
    const { announced } = createShadows();
    const sent = announced("update", { state: { desired: { list: [1, 2] }, reported: { list: [2, 1] } } });
    expect(sent["update/delta"]).toMatchObject({ state: { list: [1, 2] } });
  });

  it("announces no delta once everything desired is reported", () => {
    const { send, announced } = createShadows();
    send("update", { state: { desired: { a: { b: 1 } } } });
    expect(Object.keys(announced("update", { state: { reported: { a: { b: 1 } } } }))).toEqual([
      "update/accepted",
      "update/documents",
    ]);
  });

  it("announces the documents before and after", () => {
    const { send, announced } = createShadows();
    send("update", { state: { desired: { a: 1 } } });
    expect(announced("update", { state: { desired: { a: 2 } } })["update/documents"]).toEqual({
      previous: { state: { desired: { a: 1 } }, metadata: { desired: { a: { timestamp: T0 } } }, version: 1 },
      current: { state: { desired: { a: 2 } }, metadata: { desired: { a: { timestamp: T0 } } }, version: 2 },
      timestamp: T0,
    });
  });

  it("refuses an update for another version with 409 and stays as it is", () => {
    const { send, get } = createShadows();
    send("update", { state: { desired: { a: 1 } } });
    expect(send("update", { state: { desired: { a: 2 } }, version: 7, clientToken: "t-3" })).toEqual({
      code: 409,
      message: "Version conflict",
      clientToken: "t-3",
    });
    expect(send("update", { state: { desired: { a: 3 } }, version: 1 })).toMatchObject({ version: 2 });
    expect(get()).toMatchObject({ state: { desired: { a: 3 } } });
  });

  it("does not exist before its first update: 404", () => {
    const { get } = createShadows();
    expect(get()).toEqual({ code: 404, message: "No shadow exists with name: 'config'" });
    expect(get(null)).toEqual({ code: 404, message: "No shadow exists" });
  });

  it("of a thing that is not registered does not exist either", () => {
    const { store } = createShadows();
    expect(store.handle({ thing: "stranger", name: null }, "get", new Uint8Array())).toEqual({
      ok: false,
      error: { code: 404, message: "Thing not found: stranger" },
    });
  });

  it("keeps classic and named documents apart, and lists the named ones", () => {
    const { store, send, get } = createShadows();
    send("update", { state: { reported: { a: 1 } } }, null);
    send("update", { state: { reported: { a: 2 } } }, "state");
    send("update", { state: { reported: { a: 3 } } }, "config");
    send("delete", {}, "config");
    expect(get(null)).toMatchObject({ state: { reported: { a: 1 } } });
    expect(get("state")).toMatchObject({ state: { reported: { a: 2 } } });
    expect(store.list(THING)).toEqual({ ok: true, value: ["state"] });
  });

  it("goes on counting after a delete, for 48 hours", () => {
    const { send, get, pass } = createShadows();
    send("update", { state: { desired: { a: 1 } } });
    expect(send("delete", { clientToken: "t-4" })).toEqual({ version: 1, timestamp: T0, clientToken: "t-4" });
    expect(get()).toMatchObject({ code: 404 });
    expect(send("update", { state: { desired: { a: 2 } } })).toMatchObject({ version: 2 });
    send("delete", {});
    pass(48 * 3_600_000 + 1);
    expect(send("update", { state: { desired: { a: 3 } } })).toMatchObject({ version: 1 });
  });

  it("is not resurrected by an update meant for the version before its delete", () => {
    const { send } = createShadows();
    send("update", { state: { desired: { a: 1 } } });
    send("delete", {});
    expect(send("update", { state: { desired: { a: 2 } }, version: 0 })).toMatchObject({ code: 409 });
  });

  it("holds 8 KB of state, metadata not counted", () => {
    const { send } = createShadows();
    const room = 8_192 - JSON.stringify({ desired: { text: "" } }).length;
    expect(send("update", { state: { desired: { text: "x".repeat(room) } } })).toMatchObject({ version: 1 });
    expect(send("update", { state: { reported: { a: 1 } } })).toEqual({
      code: 413,
      message: "The payload exceeds the maximum size allowed",
    });
  });

  it("may be six levels deep", () => {
    const { send } = createShadows();
    expect(send("update", { state: { desired: { 1: { 2: { 3: { 4: { 5: { 6: 0 } } } } } } } })).toMatchObject({
      version: 1,
    });
    expect(send("update", { state: { desired: { 1: { 2: { 3: { 4: { 5: { 6: { 7: 0 } } } } } } } } })).toEqual({
      code: 400,
      message: "JSON contains too many levels of nesting; maximum is 6",
    });
  });

  it("survives a document nested 60,000 levels deep", () => {
    const { raw } = createShadows();
    const payload = `{"state":{"desired":{"a":${"[".repeat(60_000)}${"]".repeat(60_000)}}}}`;
    expect(raw("update", new TextEncoder().encode(payload))).toMatchObject({ ok: false, error: { code: 400 } });
  });

  it("takes a clientToken of 64 bytes at most", () => {
    const { send } = createShadows();
    const update = (clientToken: unknown) => send("update", { state: { desired: { a: 1 } }, clientToken });
    expect(update("ü".repeat(32))).toMatchObject({ version: 1 });
    expect(update("ü".repeat(33))).toEqual({ code: 400, message: "Invalid clientToken" });
    expect(update(7)).toEqual({ code: 400, message: "Invalid clientToken" });
  });

  it.each([
    ["{", 400, "Invalid JSON"],
    ["[]", 400, "Invalid JSON: an object is expected"],
    ["{}", 400, "Missing required node: state"],
    ['{"state":7}', 400, "State node must be an object"],
    ['{"state":{"desired":[]}}', 400, "Desired node must be an object"],
    ['{"state":{"reported":"x"}}', 400, "Reported node must be an object"],
    ['{"state":{"wished":{}}}', 400, "State contains an invalid node: 'wished'"],
    ['{"state":{},"version":"1"}', 400, "Invalid version"],
    ['{"state":{},"version":1.5}', 400, "Invalid version"],
  ])("refuses %s with %d %s", (payload, code, message) => {
    const { raw } = createShadows();
    expect(raw("update", new TextEncoder().encode(payload))).toEqual({ ok: false, error: { code, message } });
  });

  it("refuses what is not UTF-8 with 415", () => {
    const { raw } = createShadows();
    expect(raw("update", Uint8Array.of(0x7b, 0xff, 0x7d))).toMatchObject({ ok: false, error: { code: 415 } });
  });

  it("refuses a name that AWS would refuse", () => {
    const { raw } = createShadows();
    expect(raw("get", new Uint8Array(), "a b")).toMatchObject({ ok: false, error: { code: 400 } });
    expect(raw("get", new Uint8Array(), "x".repeat(65))).toMatchObject({ ok: false, error: { code: 400 } });
  });

  it("treats keys like __proto__ as keys", () => {
    const { raw, get } = createShadows();
    raw("update", new TextEncoder().encode('{"state":{"desired":{"__proto__":{"a":1},"constructor":2}}}'));
    expect(JSON.stringify(get())).toContain('"desired":{"__proto__":{"a":1},"constructor":2}');
    expect(({} as { a?: number }).a).toBeUndefined();
  });
});
