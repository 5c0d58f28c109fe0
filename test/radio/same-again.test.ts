// How much alike runs with a virtual clock are: three guests that were started one after the other. Speakers are together by
// the same amounts in each of them; when the music begins is the same within a block of the engine's, and no more than that.
import { tmpdir } from "node:os";
import { expect, it } from "@jest/globals";
import { type Heard, skewOf } from "./support/heard.ts";
import { OPENS_WITHIN_MS, openPairedHouse, play } from "./support/paired.ts";

const NAMES = ["Patio", "Deck"] as const;
const RUNS = ["the first", "the second", "the third"] as const;
const LISTENS_MS = 4_000;
/** Packets of two seconds. */
const PACKETS = 150;
/** The engine's, and a millisecond of Node's timers. */
const BLOCK_MS = 10 + 1;
const SAME_WITHIN_MS = 0.05;

type Run = {
  readonly heard: Heard;
  readonly askedMs: number;
  /** Of the second speaker against the first. */
  readonly offsetMs: number;
};

async function playInNewGuest(): Promise<Run> {
  const speakers = NAMES.map((name, index) => ({ name, delayMs: 100 + 30 * index }));
  const house = await openPairedHouse({ suite: "bookworm", clock: "virtual", speakers });
  try {
    const askedMs = await house.guest.nowMs();
    await play(house, LISTENS_MS);
    const heard = await house.heard();
    const skew = await heard.skew(NAMES, { fromMs: askedMs + 1_000, untilMs: askedMs + LISTENS_MS });
    return { heard, askedMs, offsetMs: skew.offsetsMs.get(NAMES[1]) ?? Number.NaN };
  } finally {
    await house.close();
  }
}

/** When packets came, after somebody had asked for music. */
const arrivals = ({ heard, askedMs }: Run, name: string): readonly number[] =>
  (heard.streams(name)[0]?.packets ?? []).slice(0, PACKETS).map(({ arrivedMs }) => arrivedMs - askedMs);

it(
  "the same start in three new guests: speakers apart by the same, the music within a block of the engine's",
  async () => {
    const runs: Run[] = [];
    for (const _ of RUNS) runs.push(await playInNewGuest());
    const [first, ...others] = runs;
    if (!first) throw new Error("there was no run");

    const apart = NAMES.flatMap((name) => {
      const expected = arrivals(first, name);
      expect(expected).toHaveLength(PACKETS);
      return others.flatMap((run) => arrivals(run, name).map((ms, n) => Math.abs(ms - (expected[n] ?? Number.NaN))));
    });
    const sounds = runs.map(({ heard, askedMs }, index) => ({
      name: RUNS[index] ?? "",
      sound: heard.sound("Patio", { fromMs: askedMs + 1_000, untilMs: askedMs + LISTENS_MS }),
    }));
    const skew = await skewOf(sounds, tmpdir());
    const offsets = runs.map(({ offsetMs }) => offsetMs);
    const spread = Math.max(...offsets) - Math.min(...offsets);
    process.stdout.write(
      `three guests: speakers apart by ${offsets.map((ms) => (1_000 * ms).toFixed(1)).join(", ")} µs; packets at most ${(1_000 * Math.max(...apart)).toFixed(1)} µs apart, ` +
        `the music ${(1_000 * skew.worstMs).toFixed(1)} µs\n`,
    );
    expect(spread).toBeLessThan(SAME_WITHIN_MS);
    expect(Math.max(...apart)).toBeLessThan(BLOCK_MS);
    expect(skew.unlike).toEqual([]);
    expect(skew.worstMs).toBeLessThan(BLOCK_MS);
  },
  OPENS_WITHIN_MS,
);
