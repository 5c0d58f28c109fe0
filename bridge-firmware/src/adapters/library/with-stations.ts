// A library that knows radio stations too. Whoever says a whole name means what is called so; what the home has of its
// own comes before the radio; the radio comes before nothing.
import type { Library } from "../../ports.ts";
import type { Station } from "../../sources/stations.ts";
import { findStation, findStationNamed } from "./find-station.ts";

/** The library, with stations for words that name one, and for words that it has nothing for. */
export function withStations(library: Library, stations: readonly Station[]): Library {
  return {
    scan: (onProgress, signal) => library.scan(onProgress, signal),
    state: () => library.state(),
    find(source) {
      if (source.kind === "station") return findStation(stations, source.words);
      if (source.kind !== "request") return library.find(source);
      const named = findStationNamed(stations, source.words);
      if (named.ok) return named;
      const own = library.find(source);
      // a library that has not looked yet may well have such music
      if (own.ok || own.error === "LIBRARY_NOT_READY") return own;
      const station = findStation(stations, source.words);
      return station.ok ? station : own;
    },
  };
}
