// With a virtual clock a run is what it is, whatever else the machine does: three guests that were started one after the
// other hear nearly the same, though not bit for bit.
import { tmpdir } from "node:os";
import { expect, it } from "@jest/globals";
import { type Heard, skewOf } from "./support/heard.ts";
import { OPENS_WITHIN_MS, openPairedHouse, play } from "./support/paired.ts";

const NAMES = ["Patio", "Deck"] as const;
const RUNS = ["the first", "the second", "the third"] as const;
const LISTENS_MS = 4_000;
/** Packets of two seconds. */
const PACKETS = 150;
const SAME_WITHIN_MS = 0.1;

type Run = { readonly heard: Heard; readonly askedMs: number };

async function playInNewGuest(): Promise<Run> {
  const speakers = NAMES.map((name, index) => ({ name, delayMs: 100 + 30 * index }));
  const house = await openPairedHouse({ suite: "bookworm", clock: "virtual", speakers });
  try {
    const askedMs = await house.guest.nowMs();
    await play(house, LISTENS_MS);
    return { heard: await house.heard(), askedMs };
  } finally {
    await house.close();
  }
}

/** When packets came, after somebody had asked for music. */
const arrivals = ({ heard, askedMs }: Run, name: string): readonly number[] =>
  (heard.streams(name)[0]?.packets ?? []).slice(0, PACKETS).map(({ arrivedMs }) => arrivedMs - askedMs);

it(
  "the same start in three new guests: packets at the same moments, the same music within 0.1 ms",
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
    process.stdout.write(
      `three guests: packets at most ${(1_000 * Math.max(...apart)).toFixed(1)} µs apart, ` +
        `the music ${(1_000 * skew.worstMs).toFixed(1)} µs\n`,
    );
    expect(Math.max(...apart)).toBeLessThan(SAME_WITHIN_MS);
    expect(skew.unlike).toEqual([]);
    expect(skew.worstMs).toBeLessThan(SAME_WITHIN_MS);
  },
  OPENS_WITHIN_MS,
);
