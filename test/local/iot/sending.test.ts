// What goes out on one connection; whatever is on its way to it waits until the test lets it go.
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { createPacketIds, createSending, type Entry } from "../../../local/src/iot/sending.ts";

function createRig({ nowMs = 0 } = {}) {
  const sent: string[] = [];
  const over: string[] = [];
  const onTheWay: (() => void)[] = [];
  const sending = createSending({
    transport: {
      send(delivery, packetId, dup, written) {
        sent.push(`${packetId} ${Buffer.from(delivery.payload).toString()}${dup ? " again" : ""}`);
        written();
      },
    },
    limits: { unacknowledgedPerClient: 2, replayPerSecond: 10 },
    pass: (_topic, deliver) => void onTheWay.push(deliver),
    nowMs: () => nowMs,
    nextId: createPacketIds(),
    onOver: (entry) => void over.push(Buffer.from(entry.payload).toString()),
  });
  const arrive = () => {
    for (const deliver of onTheWay.splice(0)) deliver();
  };
  return { sending, sent, over, arrive };
}

const entry = (text: string, changes: Partial<Entry> = {}): Entry => ({
  topic: "t",
  payload: Buffer.from(text),
  qos: 1,
  retain: false,
  expiresAtMs: null,
  onAcknowledged: null,
  sent: false,
  acknowledged: false,
  ...changes,
});

afterEach(() => void jest.useRealTimers());

describe("a connection", () => {
  it("takes nothing once it has ended, whenever that set out", () => {
    const { sending, sent, arrive } = createRig();
    sending.hand(entry("late"));
    sending.end();
    sending.hand(entry("later"));

    arrive();

    expect(sent).toEqual([]);
  });

  it("waits for a PUBACK with as many as may go without, and says which is over", () => {
    const { sending, sent, over, arrive } = createRig();
    for (const text of ["a", "b", "c"]) sending.hand(entry(text));
    arrive();
    expect(sent).toEqual(["1 a", "2 b"]);

    sending.acknowledge(2);

    expect([sent, over]).toEqual([["1 a", "2 b", "3 c"], ["b"]]);
  });

  it.each<[string, Partial<Entry>, readonly string[], readonly string[]]>([
    ["sends what is in time", { expiresAtMs: 1_001 }, ["1 x"], []],
    ["leaves out what is too old", { expiresAtMs: 1_000 }, [], ["x"]],
    ["marks what was sent before", { sent: true }, ["1 x again"], []],
  ])("%s", (_, changes, isSent, isOver) => {
    const { sending, sent, over, arrive } = createRig({ nowMs: 1_000 });
    sending.hand(entry("x", changes));
    arrive();

    expect([sent, over]).toEqual([isSent, isOver]);
  });

  it("replays in order, neither what was acknowledged meanwhile nor what is too old, and no more once it has ended", () => {
    jest.useFakeTimers();
    const { sending, sent, over, arrive } = createRig({ nowMs: 1_000 });
    const [old, known] = [entry("old", { expiresAtMs: 1 }), entry("known", { acknowledged: true })];
    sending.replay([old, known, entry("kept"), entry("kept too"), entry("more")]);
    jest.advanceTimersByTime(399);
    arrive();
    expect([sent, over]).toEqual([["1 kept", "2 kept too"], ["old"]]);

    sending.acknowledge(1); // there would be room for one more
    sending.end();
    jest.advanceTimersByTime(60_000);
    arrive();

    expect(jest.getTimerCount()).toBe(0);
    expect(sent).toEqual(["1 kept", "2 kept too"]);
  });
});
