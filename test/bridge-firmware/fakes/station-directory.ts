// A directory of stations in a test's hand: what it knows is told to it.
import { createStationIndex, type StationIndex } from "../../../bridge-firmware/src/adapters/stations/station-index.ts";
import type { StationDirectory } from "../../../bridge-firmware/src/ports.ts";
import type { Station } from "../../../bridge-firmware/src/sources/stations.ts";

export type FakeDirectory = StationDirectory & {
  /** From now on it knows these, the most popular first. */
  learn(stations: readonly Station[], fetchedAtMs?: number): Promise<void>;
};

/** Knows nothing to begin with. */
export function createFakeDirectory(): FakeDirectory {
  let known: { index: StationIndex; stations: number; fetchedAtMs: number } | null = null;
  return {
    find: (words) => known?.index.find(words) ?? [],
    state: () => ({
      name: "a test",
      stations: known?.stations ?? null,
      fetchedAtMs: known?.fetchedAtMs ?? null,
      leftOut: 0,
      fault: null,
    }),
    async learn(stations, fetchedAtMs = 0) {
      known = { index: await createStationIndex(stations), stations: stations.length, fetchedAtMs };
    },
    close: async () => undefined,
  };
}
