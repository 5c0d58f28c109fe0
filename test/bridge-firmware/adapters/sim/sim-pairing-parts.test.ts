// The parts of pairing in a simulated home: what is seen of strangers, and what answers their questions.
import { describe, expect, it } from "@jest/globals";
import { createSimQuestions } from "../../../../bridge-firmware/src/adapters/sim/sim-questions.ts";
import { type SimStranger, toFound } from "../../../../bridge-firmware/src/adapters/sim/sim-stranger.ts";
import type { PairingAnswer, PairingEvent } from "../../../../bridge-firmware/src/pairing-port.ts";
import { simSpeaker } from "./sim-speaker-fixture.ts";

const stranger = (n: number, changes: Partial<SimStranger> = {}): SimStranger => ({
  ...simSpeaker(n),
  icon: "audio-card",
  signalDbm: -60,
  isSpeaker: true,
  ...changes,
});

describe("what is seen of strangers", () => {
  it("is their name in one line, and who of them is paired", () => {
    const [patio, phone] = [stranger(1, { name: " Patio\n" }), stranger(2, { icon: "phone", isSpeaker: false })];

    expect(toFound([patio, phone], new Set([phone.address]))).toEqual([
      {
        address: patio.address,
        name: "Patio",
        icon: "audio-card",
        signalDbm: -60,
        isSpeaker: true,
        isPaired: false,
      },
      {
        address: phone.address,
        name: "Speaker 2",
        icon: "phone",
        signalDbm: -60,
        isSpeaker: false,
        isPaired: true,
      },
    ]);
  });
});

describe("a stranger's question", () => {
  const PASSKEY = { kind: "same-passkey", passkey: "042042" } as const;
  const PIN = { kind: "enter-pin" } as const;

  it.each<[string, SimStranger["question"], boolean]>([
    ["no question", undefined, true],
    ["equal numbers, which are taken for granted", PASSKEY, true],
    ["a PIN, which nobody gives", PIN, false],
  ])("where nobody can answer: %s", async (_, question, agreed) => {
    const events: PairingEvent[] = [];
    const asking = stranger(1, question ? { question, code: "2468" } : {});

    expect(await createSimQuestions((event) => events.push(event)).agree(asking, false)).toBe(agreed);
    expect(events).toEqual([]);
  });

  it.each<[string, NonNullable<SimStranger["question"]>, PairingAnswer, boolean]>([
    ["the same numbers", PASSKEY, { kind: "yes" }, true],
    ["other numbers", PASSKEY, { kind: "no" }, false],
    ["the right PIN", PIN, { kind: "code", code: "2468" }, true],
    ["a wrong PIN", PIN, { kind: "code", code: "0000" }, false],
    ["no PIN", PIN, { kind: "no" }, false],
  ])("is answered by %s", async (_, question, answer, agreed) => {
    const events: PairingEvent[] = [];
    const questions = createSimQuestions((event) => events.push(event));
    const asking = stranger(1, { question, code: "2468" });
    const agreeing = questions.agree(asking, true);

    expect(questions.answer(asking.address, answer)).toBe(true);

    expect(await agreeing).toBe(agreed);
    expect(events.map(({ kind }) => kind)).toEqual(["question", "question-over"]);
    expect(questions.answer(asking.address, answer)).toBe(false);
  });

  it("is not answered for another device, nor by what is no answer to it; withdrawn, it is a no", async () => {
    const questions = createSimQuestions(() => undefined);
    const asking = stranger(1, { question: PIN, code: "2468" });
    const agreeing = questions.agree(asking, true);

    expect(questions.answer(stranger(2).address, { kind: "no" })).toBe(false);
    expect(questions.answer(asking.address, { kind: "yes" })).toBe(false);
    questions.withdraw();

    expect(await agreeing).toBe(false);
  });
});
