// How much is kept in hand of what somebody plays to the bridge, as the settings say.
import { BluetoothAddress } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { withQueues } from "../../../bridge-firmware/src/adapters/inputs-by-settings.ts";
import { createSimSenders } from "../../../bridge-firmware/src/adapters/sim/sim-senders.ts";
import { NO_INPUT_SETTINGS } from "../../../bridge-firmware/src/input-settings.ts";
import type { LiveInputEvent } from "../../../bridge-firmware/src/live-inputs-port.ts";

const PHONE = BluetoothAddress.parse("02:00:00:00:01:02");
const ECHO = BluetoothAddress.parse("02:00:00:00:01:01");

function open() {
  const common = { playsFile: "/music/a.wav", driftPpm: 0, isPaired: true };
  const senders = createSimSenders(
    [
      { ...common, address: ECHO, name: "Kitchen Echo", kind: "echo" },
      { ...common, address: PHONE, name: "Anna's Phone", kind: "phone" },
    ],
    { send: () => undefined, onEvent: () => () => undefined },
  );
  return { senders, inputs: withQueues(senders, { ...NO_INPUT_SETTINGS, phone: { queueMs: 60 } }) };
}

describe("what is kept in hand of a sender", () => {
  it("is what the settings say of its kind; nothing else of it changes", () => {
    const { senders, inputs } = open();
    for (const address of [ECHO, PHONE]) senders.connect(address);
    const queues = inputs.senders().map(({ kind, link }) => [kind, link?.input.queueMs]);
    expect(queues).toEqual([
      ["echo", 100],
      ["phone", 60],
    ]);
    expect(inputs.senders().map(({ name }) => name)).toEqual(senders.senders().map(({ name }) => name));
  });

  it("is so in what is told of it, too; one without a link has none", () => {
    const { senders, inputs } = open();
    const told: LiveInputEvent[] = [];
    inputs.onEvent((event) => told.push(event));
    senders.connect(PHONE);
    senders.disconnect(PHONE);
    senders.forget(PHONE);
    expect(told).toMatchObject([
      { kind: "sender-changed", sender: { link: { input: { queueMs: 60 } } } },
      { kind: "sender-changed", sender: { link: null } },
      { kind: "sender-forgotten", id: PHONE },
    ]);
  });
});
