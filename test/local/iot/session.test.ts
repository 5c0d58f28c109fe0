import { afterEach, describe, expect, it } from "@jest/globals";
import { createFaults, type Faults } from "../../../local/src/iot/faults.ts";
import { AWS_LIMITS, type LimitOverrides } from "../../../local/src/iot/limits.ts";
import { createPacketIds, type Delivery, type Transport } from "../../../local/src/iot/sending.ts";
import { createSession, isToBeginAnew, type SessionStatus } from "../../../local/src/iot/session.ts";
import { createSubscriptionIndex } from "../../../local/src/iot/subscription-index.ts";
import { until } from "./support.ts";

const INFO = { isClean: false, keepAliveSeconds: 60, sourceIp: null, sourcePort: null };
const HOLDER = { clientId: "a", thing: "a", connectAttributes: ["PersistentConnect"] } as const;

const open: Faults[] = [];
afterEach(() => {
  for (const faults of open.splice(0)) faults.close();
});

function createRig(limits: LimitOverrides = {}) {
  const faults = createFaults(null);
  open.push(faults);
  const own = { clientId: "a", faults, index: createSubscriptionIndex(), nowMs: () => 0 };
  const session = createSession({ ...own, limits: { ...AWS_LIMITS, ...limits } });
  session.resume(HOLDER);
  const connect = () => {
    const sent: { readonly text: string; readonly packetId: number; readonly dup: boolean }[] = [];
    const transport: Transport = {
      send: (delivery, packetId, dup, written) => {
        sent.push({ text: Buffer.from(delivery.payload).toString(), packetId, dup });
        written();
      },
      close: async () => undefined,
    };
    session.connected(INFO, transport);
    return { sent, lose: () => session.disconnected(transport, "CONNECTION_LOST") };
  };
  return { session, connect, faults };
}

const message = (text: string, qos: 0 | 1 = 1): Delivery => ({
  topic: "t",
  payload: Buffer.from(text),
  qos,
  retain: false,
  expiresAtMs: null,
});

describe("a session", () => {
  it("sends a hundred messages without PUBACK, and one more for each that comes", () => {
    const { session, connect } = createRig();
    const { sent } = connect();
    for (let index = 0; index < 105; index++) session.deliver(message(`${index}`));
    expect(sent).toHaveLength(100);
    session.acknowledge(sent[40]?.packetId ?? -1);
    expect(sent).toHaveLength(101);
    expect(sent.at(-1)?.text).toBe("100");
  });

  it("never gives a packet id twice while the first is not acknowledged", () => {
    const { session, connect } = createRig();
    const { sent } = connect();
    for (let index = 0; index < 70_000; index++) {
      session.deliver(message("x"));
      if (index > 0) session.acknowledge(sent[index]?.packetId ?? -1);
    }
    expect(sent.filter(({ packetId }) => packetId === sent[0]?.packetId)).toHaveLength(1);
    expect(sent.every(({ packetId }) => packetId >= 1 && packetId <= 65_535)).toBe(true);
  });

  it("keeps what it may keep for an absent client and drops the rest", async () => {
    const { session, connect } = createRig({ storedMessagesPerSession: 2, replayPerSecond: 1_000 });
    connect().lose();
    for (const text of ["1", "2", "3"]) session.deliver(message(text));
    session.deliver(message("QoS 0", 0));
    const back = connect();
    await until(() => back.sent.length === 2, "both are sent");
    expect(back.sent.map(({ text, dup }) => ({ text, dup }))).toEqual([
      { text: "1", dup: false },
      { text: "2", dup: false },
    ]);
    back.lose();
  });

  it("keeps nothing of QoS 0 for an absent client", async () => {
    const { session, connect } = createRig({ replayPerSecond: 1_000 });
    connect().lose();
    session.deliver(message("QoS 0", 0));
    session.deliver(message("QoS 1"));
    const back = connect();
    await until(() => back.sent.length > 0, "something is sent");
    expect(back.sent[0]?.text).toBe("QoS 1");
    back.lose();
  });

  it("does not replay what was acknowledged before", async () => {
    const { session, connect } = createRig({ replayPerSecond: 1_000 });
    const first = connect();
    session.deliver(message("acknowledged"));
    session.deliver(message("not acknowledged"));
    session.acknowledge(first.sent[0]?.packetId ?? -1);
    first.lose();
    const back = connect();
    await until(() => back.sent.length === 1, "one is sent");
    expect(back.sent[0]).toMatchObject({ text: "not acknowledged", dup: true });
    back.lose();
  });

  it("never replays a direct message", () => {
    const { session, connect } = createRig();
    const first = connect();
    session.deliverDirect(message("now or never"), () => undefined);
    expect(first.sent).toHaveLength(1);
    first.lose();
    expect(connect().sent).toEqual([]);
  });

  it("ignores a PUBACK for what it never sent", () => {
    const { session, connect } = createRig();
    const { sent } = connect();
    session.deliver(message("x"));
    session.acknowledge(60_000);
    session.acknowledge(sent[0]?.packetId ?? -1);
    session.acknowledge(sent[0]?.packetId ?? -1);
    expect(sent).toHaveLength(1);
  });

  it("sends again, on the next connection, a message that was lost on this one", async () => {
    const { session, connect, faults } = createRig({ replayPerSecond: 1_000 });
    const first = connect();
    faults.set({ seed: 1, toBridges: { lossRate: 1 } });
    session.deliver(message("lost"));
    expect(first.sent).toEqual([]);
    first.lose();
    faults.set(null);
    const back = connect();
    await until(() => back.sent.length === 1, "it comes again");
    expect(back.sent[0]).toMatchObject({ text: "lost" });
    back.lose();
  });
});

describe("a client that comes back", () => {
  const HOUR_MS = 3_600_000;
  const left = (sinceMs: number, isClean = false): SessionStatus => ({
    kind: "disconnected",
    info: { ...INFO, isClean },
    sinceMs,
    reason: "CONNECTION_LOST",
  });
  const here: SessionStatus = { kind: "connected", info: INFO, sinceMs: 0 };

  it.each<[string, readonly "PersistentConnect"[], SessionStatus | null, boolean]>([
    ["for the first time goes on", ["PersistentConnect"], null, false],
    ["without a persistent session begins anew", [], left(HOUR_MS), true],
    ["after a clean one begins anew", ["PersistentConnect"], left(HOUR_MS, true), true],
    ["within the hour goes on", ["PersistentConnect"], left(0), false],
    ["a moment after it begins anew", ["PersistentConnect"], left(-1), true],
    ["while it is still there goes on, however long it was", ["PersistentConnect"], { ...here, sinceMs: -1 }, false],
  ])("%s", (_, connectAttributes, status, expected) => {
    expect(isToBeginAnew({ connectAttributes }, status, { nowMs: HOUR_MS, limits: AWS_LIMITS })).toBe(expected);
  });
});

describe("packet ids", () => {
  it("go from 1 to 65535 and begin again, past those that are taken", () => {
    const next = createPacketIds();
    const ids = Array.from({ length: 65_535 }, () => next(() => false));

    expect([ids[0], ids.at(-1)]).toEqual([1, 65_535]);
    expect(next((id) => id < 3)).toBe(3);
  });
});
