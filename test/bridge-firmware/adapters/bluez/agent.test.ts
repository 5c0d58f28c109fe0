import { BluetoothAddress, err } from "@house-band/contract";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { type Agent, createAgent } from "../../../../bridge-firmware/src/adapters/bluez/agent.ts";
import {
  type Asked,
  createPairingQuestions,
  type PairingQuestions,
} from "../../../../bridge-firmware/src/adapters/bluez/pairing-questions.ts";
import type { PairingEvent } from "../../../../bridge-firmware/src/pairing-port.ts";
import { createFakeLog } from "../../fakes/ports.ts";
import { createFakeBus } from "./fake-bus.ts";

const PATIO = BluetoothAddress.parse("02:00:00:00:00:01");
const [PATIO_PATH, OTHER_PATH, TRUSTED_PATH] = [
  "/org/bluez/hci0/dev_1",
  "/org/bluez/hci0/dev_2",
  "/org/bluez/hci0/dev_3",
];
const AGENT = "org.bluez.Agent1";
const uuidOf = (service: string): string => `0000${service}-0000-1000-8000-00805f9b34fb`;
const SINK = uuidOf("110b");
const NO_SOUND = [
  ["a keyboard's service", "1124"],
  ["a keyboard's service over GATT", "1812"],
  ["a network", "1116"],
  ["a SIM card", "112d"],
  ["a serial port", "1101"],
] as const;
const YES = { kind: "return" };
const NO = { kind: "error", name: "org.bluez.Error.Rejected", message: "not now" };

let fake: ReturnType<typeof createFakeBus>;
let log: ReturnType<typeof createFakeLog>;
let asked: Asked | null;
let events: PairingEvent[];
let questions: PairingQuestions;
let agent: Agent;

beforeEach(() => {
  fake = createFakeBus();
  log = createFakeLog();
  asked = null;
  events = [];
  questions = createPairingQuestions({
    asked: () => asked,
    isTrusted: (path) => path === TRUSTED_PATH,
    tell: (event) => events.push(event),
  });
  agent = createAgent({ bus: fake.bus, log, decide: questions.decide, withdraw: questions.withdraw });
});

const ask = (member: string, ...body: readonly unknown[]) => fake.ask("/house_band/agent", AGENT, member, body);
const settle = () => new Promise((resolve) => setImmediate(resolve));
const pairing = (canAsk: boolean) => {
  asked = { address: PATIO, path: PATIO_PATH, canAsk, caller: null };
};
const calling = (canAsk: boolean) => {
  asked = { address: PATIO, path: PATIO_PATH, canAsk, caller: "Anna's Phone" };
};

describe("the pairing agent, with nobody pairing anything", () => {
  it.each([
    ["RequestAuthorization", [PATIO_PATH]],
    ["RequestConfirmation", [PATIO_PATH, 123_456]],
    ["RequestPinCode", [PATIO_PATH]],
    ["RequestPasskey", [PATIO_PATH]],
    ["DisplayPasskey", [PATIO_PATH, 123_456, 0]],
    ["DisplayPinCode", [PATIO_PATH, "1234"]],
    ["AuthorizeService", [PATIO_PATH, SINK]],
  ])("says no to %s, and shows nobody anything", async (member, body) => {
    expect(await ask(member, ...body)).toEqual(NO);
    expect(events).toEqual([]);
  });

  it.each(["110a", "110b", "110c", "110d", "110e", "110f", "1108", "1112", "111e", "111f"])(
    "lets a speaker that is trusted use the audio service %s",
    async (service) => {
      expect(await ask("AuthorizeService", TRUSTED_PATH, uuidOf(service))).toEqual(YES);
    },
  );

  it.each(NO_SOUND)("lets nobody use %s, trusted or not", async (_, service) => {
    expect(await ask("AuthorizeService", TRUSTED_PATH, uuidOf(service))).toEqual(NO);
  });
});

describe("the pairing agent, with nobody who could be asked", () => {
  beforeEach(() => pairing(false));

  it.each([
    ["RequestAuthorization", [PATIO_PATH], YES],
    ["RequestConfirmation", [PATIO_PATH, 123_456], YES],
    ["RequestPinCode", [PATIO_PATH], { kind: "return", signature: "s", body: ["0000"] }],
    ["AuthorizeService", [PATIO_PATH, SINK], YES],
    ["RequestPasskey", [PATIO_PATH], NO],
    ["DisplayPasskey", [PATIO_PATH, 123_456, 0], NO],
  ])("answers %s of the speaker that is being paired by itself", async (member, body, expected) => {
    expect(await ask(member, ...body)).toEqual(expected);
    expect(events).toEqual([]);
  });

  it.each(NO_SOUND)("lets the one that is being paired not use %s", async (_, service) => {
    expect(await ask("AuthorizeService", PATIO_PATH, uuidOf(service))).toEqual(NO);
  });

  it.each([
    ["RequestAuthorization", [OTHER_PATH]],
    ["RequestConfirmation", [OTHER_PATH, 123_456]],
    ["RequestPinCode", [OTHER_PATH]],
    ["AuthorizeService", [OTHER_PATH, SINK]],
  ])("says no to %s of any other device", async (member, body) => {
    expect(await ask(member, ...body)).toEqual(NO);
  });
});

describe("the pairing agent, with somebody at hand", () => {
  beforeEach(() => pairing(true));

  it("shows a passkey with all of its six digits, and passes the answer on", async () => {
    const replying = ask("RequestConfirmation", PATIO_PATH, 42);
    await settle();

    const question = { kind: "same-passkey", passkey: "000042" };
    expect(events).toEqual([{ kind: "question", address: PATIO, question }]);
    expect(questions.answer(PATIO, { kind: "yes" })).toBe(true);
    expect(await replying).toEqual(YES);
  });

  it("hands over a PIN as it is, and a passkey as the number it is", async () => {
    const pin = ask("RequestPinCode", PATIO_PATH);
    questions.answer(PATIO, { kind: "code", code: "0042" });
    expect(await pin).toEqual({ kind: "return", signature: "s", body: ["0042"] });

    const passkey = ask("RequestPasskey", PATIO_PATH);
    questions.answer(PATIO, { kind: "code", code: "000042" });
    expect(await passkey).toEqual({ kind: "return", signature: "u", body: [42] });
  });

  it("shows once what is to be typed at the device, however often it is told, and does not wait", async () => {
    expect(await ask("DisplayPasskey", PATIO_PATH, 4_711, 0)).toEqual(YES);
    expect(await ask("DisplayPasskey", PATIO_PATH, 4_711, 1)).toEqual(YES);

    expect(events).toEqual([{ kind: "question", address: PATIO, question: { kind: "type-there", code: "004711" } }]);
    expect(questions.answer(PATIO, { kind: "no" })).toBe(false);
  });

  it.each(["Cancel", "Release"])("takes its question back at %s", async (member) => {
    const replying = ask("RequestConfirmation", PATIO_PATH, 42);
    await settle();
    expect(await ask(member)).toEqual(YES);

    expect(await replying).toEqual(NO);
    expect(events.at(-1)).toEqual({ kind: "question-over", address: PATIO });
    expect(questions.answer(PATIO, { kind: "yes" })).toBe(false);
  });

  it.each([
    ["RequestConfirmation", [PATIO_PATH]],
    ["RequestConfirmation", [PATIO_PATH, 1_000_000]],
    ["RequestConfirmation", ["no path", 1]],
    ["RequestPinCode", []],
    ["DisplayPinCode", [PATIO_PATH, ""]],
    ["DisplayPinCode", [PATIO_PATH, "12345678901234567"]],
    ["AuthorizeService", [PATIO_PATH, 7]],
  ])("refuses %s with arguments %j", async (member, body) => {
    expect(await ask(member, ...body)).toMatchObject({
      kind: "error",
      name: "org.freedesktop.DBus.Error.InvalidArgs",
    });
    expect(events).toEqual([]);
  });

  it.each([
    ["a method it does not have", "/house_band/agent", AGENT, "Unheard"],
    ["another object", "/elsewhere", AGENT, "RequestAuthorization"],
    ["another interface", "/house_band/agent", "org.bluez.Profile1", "RequestAuthorization"],
  ])("leaves %s to others", (_, path, name, member) => {
    expect(fake.ask(path, name, member, [PATIO_PATH])).toBeNull();
  });
});

describe("the pairing agent, with a device that pairs from its own side", () => {
  it.each([
    ["yes", YES],
    ["no", NO],
  ] as const)("asks whether it may, where somebody can say %s", async (kind, reply) => {
    calling(true);
    const replying = ask("RequestAuthorization", PATIO_PATH);
    await settle();

    const question = { kind: "may-pair", name: "Anna's Phone" };
    expect(events).toEqual([{ kind: "question", address: PATIO, question }]);
    expect(questions.answer(PATIO, { kind: "code", code: "1" })).toBe(false);
    expect(questions.answer(PATIO, { kind })).toBe(true);
    expect(await replying).toEqual(reply);
  });

  it("lets it where nobody can say no: somebody waits for it", async () => {
    calling(false);

    expect(await ask("RequestAuthorization", PATIO_PATH)).toEqual(YES);
    expect(events).toEqual([]);
  });

  it("lets it use nothing before it was agreed with", async () => {
    calling(false);

    expect(await ask("AuthorizeService", PATIO_PATH, SINK)).toEqual(NO);
  });
});

describe("the pairing agent's registration", () => {
  const registrations = () =>
    fake.calls.filter(({ member }) => member === "RegisterAgent").map(({ body }) => body?.[1]);

  it("is there from the start, and as default, without hands and eyes", async () => {
    await settle();

    expect(fake.calls.map(({ member }) => member)).toEqual(["RegisterAgent", "RequestDefaultAgent"]);
    expect(registrations()).toEqual(["NoInputNoOutput"]);
  });

  it("is made anew for somebody at hand, and when bluetoothd comes back", async () => {
    expect((await agent.use("KeyboardDisplay")).ok).toBe(true);
    fake.setUp(false);
    fake.setUp(true);
    await settle();

    expect(registrations()).toEqual(["NoInputNoOutput", "KeyboardDisplay", "KeyboardDisplay"]);
  });

  it("is left as it is where it is the right one: another program may be the default by now", async () => {
    expect((await agent.use("NoInputNoOutput")).ok).toBe(true);
    expect((await agent.use("NoInputNoOutput")).ok).toBe(true);

    expect(fake.calls.map(({ member }) => member)).toEqual(["RegisterAgent", "RequestDefaultAgent"]);
  });

  it("that is there already is one", async () => {
    fake.answers.set("RegisterAgent", err({ name: "org.bluez.Error.AlreadyExists", message: "Already Exists" }));

    expect((await agent.use("NoInputNoOutput")).ok).toBe(true);
  });

  it("that fails is told to whoever wants to pair, and logged", async () => {
    const refused = { name: "org.freedesktop.DBus.Error.AccessDenied", message: "no" };
    fake.answers.set("RegisterAgent", err(refused));
    fake.setUp(false);
    fake.setUp(true);

    expect(await agent.use("NoInputNoOutput")).toEqual({ ok: false, error: refused });
    expect(log.lines.map(({ level }) => level)).toContain("warn");
  });

  it("ends with the bridge", async () => {
    await agent.close();

    expect(fake.calls.at(-1)?.member).toBe("UnregisterAgent");
    expect(ask("RequestAuthorization", PATIO_PATH)).toBeNull();
  });
});
