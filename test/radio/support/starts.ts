// How well speakers start together: somebody plays and stops, time and again, and every start is measured by itself.
import type { Skew, Stretch } from "./heard.ts";
import type { House } from "./house.ts";
import { type PairedHouse, play, statistics } from "./paired.ts";

/** Who can be told to play, and to stop. */
export type Player = {
  /** @returns what was played then */
  readonly play: (forMs: number) => Promise<Stretch>;
  readonly stop: () => Promise<unknown>;
};

/**
 * For each speaker but the first, by its name: how much later than the first it was in each start, in ms; not a number where
 * it did not play what the first one did, or not long enough.
 */
export type Offsets = ReadonlyMap<string, readonly number[]>;

/** Until a start counts as over. */
const SETTLES_MS = 1_500;
const LISTENS_MS = 4_500;

/** The bridge, and all of its speakers. */
export const bridgeOf = (house: PairedHouse): Player => ({
  play: (forMs) => play(house, forMs),
  stop: () => house.bridge.command("stop"),
});

/** A start that nobody measures: in real time the first one fetches programs from the host's disk, page by page. */
export async function warmUp(player: Player): Promise<void> {
  await player.play(LISTENS_MS);
  await player.stop();
}

/** Starts and stops. */
export async function startOften(house: House, player: Player, times: number): Promise<Offsets> {
  const stretches: Stretch[] = [];
  for (let n = 0; n < times; n++) {
    const { fromMs, untilMs } = await player.play(LISTENS_MS);
    stretches.push({ fromMs: fromMs + SETTLES_MS, untilMs });
    await player.stop();
    // the next start is at no particular moment of anything
    await house.guest.pause(1_000 + ((n * 37) % 10) * 13);
  }
  const names = house.speakers.map(({ name }) => name);
  const heard = await house.heard();
  const skews: Skew[] = [];
  for (const stretch of stretches) skews.push(await heard.skew(names, stretch));
  const offsetIn = ({ offsetsMs, unlike, seconds }: Skew, name: string): number =>
    seconds === 0 || unlike.includes(name) ? Number.NaN : (offsetsMs.get(name) ?? Number.NaN);
  return new Map(names.slice(1).map((name) => [name, skews.map((skew) => offsetIn(skew, name))]));
}

/** A line for each speaker. */
export function printOffsets(what: string, offsets: Offsets): void {
  for (const [name, values] of offsets) {
    const measured = values.filter(Number.isFinite);
    const { mean, deviation } = statistics(measured);
    const all = values.map((ms) => ms.toFixed(2)).join(" ");
    const figures = `mean ${mean.toFixed(3)} ms, standard deviation ${deviation.toFixed(3)} ms`;
    process.stdout.write(
      `${what}: ${name} against the first, ${measured.length} of ${values.length} starts: ${figures} (${all})\n`,
    );
  }
}
