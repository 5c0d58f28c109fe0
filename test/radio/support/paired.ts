// A house whose bridge knows all of its speakers: what most stories begin with.
import type { Bridge } from "./bridge.ts";
import type { Guest } from "./guest.ts";
import { type House, type HouseOptions, openHouse } from "./house.ts";

export type PairedHouse = House & { readonly bridge: Bridge };

/** Building everything for the first time takes minutes, on a machine that is busy with something else a quarter of an hour. */
export const OPENS_WITHIN_MS = 2_400_000;

/** Resolves when every speaker is connected. */
export async function openPairedHouse(options: HouseOptions): Promise<PairedHouse> {
  const house = await openHouse(options);
  try {
    const bridge = await house.startBridge();
    for (const { name, address } of house.speakers) {
      const { value } = await bridge.command("pair", name, "--address", address);
      if (value.code !== 0) throw new Error(`${name} was not paired: ${value.out}${value.err}`);
    }
    return { ...house, bridge };
  } catch (error) {
    await house.close();
    throw error;
  }
}

/** Plays on these speakers (all of them, where absent) and lets some time pass. @returns what was played then */
export async function play(
  { bridge, guest }: { readonly bridge: Bridge; readonly guest: Guest },
  forMs: number,
  on = "everywhere",
): Promise<{ readonly fromMs: number; readonly untilMs: number }> {
  const { value, endedMs } = await bridge.command("play", "jazz", "--on", on);
  if (value.code !== 0) throw new Error(`it does not play on ${on}: ${value.out}${value.err}`);
  await guest.pause(forMs);
  return { fromMs: endedMs, untilMs: await guest.nowMs() };
}

/** Mean and standard deviation (n − 1). */
export function statistics(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}
