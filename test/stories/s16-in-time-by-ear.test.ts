// S16, S21: somebody listens to the metronome between two speakers, and moves one of them until both click together.
import { type Command, newCommandId, WIRE_VERSION } from "@house-band/contract";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ENGINE_RATE_HZ } from "../../bridge-firmware/src/engine/protocol.ts";
import { firstSound } from "../bridge-firmware/engine/fixtures.ts";
import { openStory, SAMPLE_MS, type Story, toFrame } from "./home.ts";

type Order<C> = C extends Command ? Omit<C, "v" | "id" | "seq" | "issuedAtMs" | "ttlMs" | "origin"> : never;

const NAMES = ["Patio", "Deck"];
/** The deck tells that it takes 142 ms, and takes 30 more. */
const REALLY_LATE_MS = 30;

describe("two speakers that play the metronome, one of which takes longer than it says", () => {
  let story: Story;

  const give = (order: Order<Command>) => {
    const envelope = {
      v: WIRE_VERSION,
      id: newCommandId(),
      seq: 1,
      issuedAtMs: 0,
      ttlMs: 10_000,
      origin: "cli",
    } as const;
    return story.stack.command({ ...envelope, ...order });
  };
  const idOf = (name: string) => {
    const speaker = story.stack.speakers.find((one) => one.name === name);
    if (!speaker) throw new Error(`no ${name} in this home`);
    return speaker.id;
  };
  /** When the first click after that moment left each cone. */
  const clicksAfter = (atMs: number) => NAMES.map((name) => firstSound(story.cone(name).left, 200, toFrame(atMs)));
  const deckIsLateMs = (atMs: number) => {
    const [patio = 0, deck = 0] = clicksAfter(atMs);
    return ((deck - patio) * 1_000) / ENGINE_RATE_HZ;
  };
  /** Half a second before a click, and two more have been heard since. */
  const listenToClicks = async (): Promise<number> => {
    await story.listen(3_600);
    const [click = 0] = clicksAfter(story.nowMs() - 3_000);
    return (click * 1_000) / ENGINE_RATE_HZ - 500;
  };

  beforeAll(async () => {
    const speakers = [
      { name: "Patio", reportedDelayMs: 213 },
      { name: "Deck", reportedDelayMs: 142, actualLatencyMs: 142 + REALLY_LATE_MS },
    ];
    story = await openStory({ spec: { speakers } });
    const targets = NAMES.map((name) => ({ id: idOf(name), channel: "stereo" as const }));
    const outcome = await give({ kind: "play", targets, source: { kind: "sound", sound: "metronome" } });
    expect(outcome).toMatchObject({ state: "done", found: { title: "the metronome" } });
  });
  afterAll(() => story.close());

  it("are heard apart by what it does not say, click by click", async () => {
    expect(deckIsLateMs(await listenToClicks())).toBeCloseTo(REALLY_LATE_MS, 1);
  });

  it("click on the same sample once it was nudged, and without a break", async () => {
    const outcome = await give({ kind: "nudge-delay", speakers: [idOf("Deck")], deltaMs: -REALLY_LATE_MS });
    expect(outcome).toMatchObject({ state: "done", latencies: { [idOf("Deck")]: { ms: 172, method: "by-hand" } } });
    await story.listen(500);

    const fromMs = await listenToClicks();
    expect(Math.abs(deckIsLateMs(fromMs))).toBeLessThanOrEqual(SAMPLE_MS);
    const [first = 0] = clicksAfter(fromMs);
    const [next = 0] = clicksAfter(fromMs + 1_000);
    expect(next - first).toBe(ENGINE_RATE_HZ);
  });
});
