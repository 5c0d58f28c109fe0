// Whom bluetoothd's questions may be about: the chosen device, or a caller while the bridge can be seen.
import { BluetoothAddress } from "@house-band/contract";
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { AgentQuestion } from "../../../../bridge-firmware/src/adapters/bluez/agent.ts";
import type { MirroredObject } from "../../../../bridge-firmware/src/adapters/bluez/object-mirror.ts";
import {
  createPairingDialogue,
  type PairingDialogue,
} from "../../../../bridge-firmware/src/adapters/bluez/pairing-dialogue.ts";
import type { PairingEvent } from "../../../../bridge-firmware/src/pairing-port.ts";

const ADAPTER = { adapter: { Address: BluetoothAddress.parse("00:AA:01:00:00:00"), Powered: true } };
const PATIO = BluetoothAddress.parse("02:00:00:00:00:01");
const PHONE = BluetoothAddress.parse("02:00:00:00:00:02");
const SINK = "0000110b-0000-1000-8000-00805f9b34fb";
const SOURCE = "0000110a-0000-1000-8000-00805f9b34fb";
const [PATIO_PATH, PHONE_PATH, DECK_PATH, OLD_PHONE_PATH] = ["1", "2", "3", "4"].map(
  (number) => `/org/bluez/hci0/dev_${number}`,
) as [string, string, string, string]; // four of four
const deviceOf = (number: number, changes: MirroredObject["device"]): MirroredObject => ({
  device: { Address: BluetoothAddress.parse(`02:00:00:00:00:0${number}`), ...changes },
});
const MIRROR = new Map<string, MirroredObject>([
  ["/org/bluez/hci0", ADAPTER],
  [PATIO_PATH, deviceOf(1, { Paired: false })],
  [PHONE_PATH, deviceOf(2, { Paired: false, Alias: "Anna's\nPhone" })],
  [DECK_PATH, deviceOf(3, { Paired: true, UUIDs: [SINK] })],
  [OLD_PHONE_PATH, deviceOf(4, { Paired: true, UUIDs: [SOURCE], Class: 0x5a020c })],
]);

let agreed: string[];
let events: PairingEvent[];
let canAsk: boolean;
let isVisible: boolean;
let dialogue: PairingDialogue;

beforeEach(() => {
  agreed = [];
  events = [];
  canAsk = false;
  isVisible = false;
  dialogue = createPairingDialogue({
    objects: { now: () => MIRROR },
    scope: null,
    admission: {
      candidate: (path) => (isVisible && path === PHONE_PATH ? PHONE : null),
      agree: (path) => void agreed.push(path),
      isAgreed: (path) => agreed.includes(path),
    },
    canAsk: () => canAsk,
    tell: (event) => events.push(event),
  });
});

const authorize = (devicePath: string): AgentQuestion => ({ kind: "authorize", devicePath });
const useSound = (devicePath: string): AgentQuestion => ({ kind: "authorize-service", devicePath, uuid: SINK });
const answerTo = async (question: AgentQuestion) => (await dialogue.decide(question)).kind;

describe("bluetoothd's question", () => {
  it.each<[string, boolean, boolean, string, string]>([
    ["the device that was chosen", true, false, PATIO_PATH, "yes"],
    ["another one", true, false, PHONE_PATH, "no"],
    ["a caller, while the bridge can be seen", false, true, PHONE_PATH, "yes"],
    ["a caller, while it can't", false, false, PHONE_PATH, "no"],
    ["a caller, while somebody here has chosen a speaker", true, true, PHONE_PATH, "no"],
    ["the speaker that was chosen, though callers may come", true, true, PATIO_PATH, "yes"],
    ["whoever is neither", false, true, PATIO_PATH, "no"],
  ])("about %s", async (_, isChosen, visible, path, answer) => {
    isVisible = visible;
    if (isChosen) dialogue.begin({ address: PATIO, path: PATIO_PATH, canAsk: false });

    expect(await answerTo(authorize(path))).toBe(answer);
  });

  it.each([
    ["a speaker that is paired", DECK_PATH, "yes"],
    ["a phone that is paired", OLD_PHONE_PATH, "yes"],
    ["a caller before anybody agreed with it", PHONE_PATH, "no"],
  ])("whether %s may use sound", async (_, path, answer) => {
    isVisible = true;

    expect(await answerTo(useSound(path))).toBe(answer);
    expect(agreed).toEqual([]);
  });

  it("that a caller has a yes to is agreed with, and its sound from then on", async () => {
    isVisible = true;

    await dialogue.decide(authorize(PHONE_PATH));

    expect(agreed).toEqual([PHONE_PATH]);
    expect(await answerTo(useSound(PHONE_PATH))).toBe("yes");
  });

  it("about a caller is put to people by its name, and a no is not agreed with", async () => {
    isVisible = true;
    canAsk = true;

    const decided = dialogue.decide(authorize(PHONE_PATH));
    dialogue.answer(PHONE, { kind: "no" });

    expect((await decided).kind).toBe("no");
    expect(events[0]).toEqual({
      kind: "question",
      address: PHONE,
      question: { kind: "may-pair", name: "Anna's Phone" },
    });
    expect(agreed).toEqual([]);
  });

  it("about the chosen device does not agree with it as a caller", async () => {
    isVisible = true;
    dialogue.begin({ address: PATIO, path: PATIO_PATH, canAsk: false });

    await dialogue.decide(authorize(PATIO_PATH));

    expect(agreed).toEqual([]);
  });

  it("ends with the attempt: a no to what stands, and to what comes", async () => {
    dialogue.begin({ address: PATIO, path: PATIO_PATH, canAsk: true });
    const standing = dialogue.decide({ kind: "same-passkey", devicePath: PATIO_PATH, passkey: "123456" });
    expect(dialogue.isBusy()).toBe(true);

    dialogue.end();

    expect((await standing).kind).toBe("no");
    expect(dialogue.isBusy()).toBe(false);
    expect(await answerTo(authorize(PATIO_PATH))).toBe("no");
  });
});
