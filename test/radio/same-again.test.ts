// How much alike runs with a virtual clock are: the same start in three guests that were made one after the other, from the
// command to play to the packets that reach the speakers.
import { expect, it } from "@jest/globals";
import { OPENS_WITHIN_MS, openPairedHouse } from "./support/paired.ts";
import type { Stream } from "./support/stream.ts";

const NAMES = ["Patio", "Deck"] as const;
const GUESTS = 3;
const LISTENS_MS = 4_000;
/** Packets of two seconds. */
const PACKETS = 150;
/** Each look at a virtual clock takes 256 ns, and who looks first is not always the same: one look apart was seen. */
const APART_MS = 0.01;

type Start = {
  /** Until the first packet of each speaker reached it, since the command. */
  readonly firstMs: readonly number[];
  /** When the packets of each speaker reached it, since the command. */
  readonly arrivalsMs: readonly (readonly number[])[];
  /** What the packets of each speaker sound like. */
  readonly sounds: readonly Buffer[];
};

async function startInNewGuest(): Promise<Start> {
  const speakers = NAMES.map((name, index) => ({ name, delayMs: 100 + 30 * index }));
  const house = await openPairedHouse({ suite: "bookworm", clock: "virtual", speakers });
  try {
    const { value, startedMs } = await house.bridge.command("play", "jazz", "--on", "everywhere");
    expect(value).toMatchObject({ code: 0 });
    await house.guest.pause(LISTENS_MS);
    const heard = await house.heard();
    const streams = NAMES.flatMap((name) => heard.streams(name)[0] ?? []);
    expect(streams).toHaveLength(NAMES.length);
    const arrivalsMs = streams.map(({ packets }) => packets.slice(0, PACKETS).map((one) => one.arrivedMs - startedMs));
    return { firstMs: arrivalsMs.map(([first]) => first ?? Number.NaN), arrivalsMs, sounds: streams.map(soundOf) };
  } finally {
    await house.close();
  }
}

function soundOf({ packets, left, right }: Stream): Buffer {
  const until = packets[PACKETS]?.firstSample ?? 0;
  return Buffer.concat([left, right].map((side) => Buffer.from(side.slice(0, until).buffer)));
}

it(
  "the same start in three new guests: the same sound in the same packets, at the same moments to a hundredth of a millisecond",
  async () => {
    const starts: Start[] = [];
    for (let n = 0; n < GUESTS; n++) starts.push(await startInNewGuest());
    const [first, ...others] = starts;
    if (!first) throw new Error("there was no start");

    for (const { firstMs } of starts) {
      process.stdout.write(
        `a new guest: the first packets ${firstMs.map((ms) => ms.toFixed(6)).join(", ")} ms after "play"\n`,
      );
    }
    for (const [index, arrivals] of first.arrivalsMs.entries()) {
      expect(arrivals).toHaveLength(PACKETS);
      expect(first.sounds[index]?.some((byte) => byte !== 0)).toBe(true);
    }
    for (const other of others) {
      for (const [index, arrivals] of other.arrivalsMs.entries()) {
        const apartMs = arrivals.map((ms, packet) => Math.abs(ms - (first.arrivalsMs[index]?.[packet] ?? Number.NaN)));
        expect(Math.max(...apartMs)).toBeLessThan(APART_MS);
      }
      for (const [index, sound] of first.sounds.entries()) expect(other.sounds[index]?.equals(sound)).toBe(true);
    }
  },
  OPENS_WITHIN_MS,
);
