// A library that knows radio stations too. Whoever says a whole name means what is called so; what the home has of its
// own comes before the radio; the radio comes before nothing, and the whole world's after the stations that somebody
// has chosen.
import { err, type Result } from "@house-band/contract";
import type { Library, Selection, StationDirectory, StationMatch } from "../../ports.ts";
import type { Station } from "../../sources/stations.ts";
import { findStation, findStationNamed, playStrangersStation } from "./find-station.ts";

type Found = Result<Selection, "NO_SOURCE">;

/** The library, with stations for words that name one, and for words that it has nothing for. */
export function withStations(
  library: Library,
  stations: readonly Station[],
  directory: Pick<StationDirectory, "find"> | null = null,
): Library {
  const worldwide = (words: string, isMeant: (match: StationMatch) => boolean = () => true): Found => {
    const match = directory?.find(words).find(isMeant);
    return match === undefined ? err("NO_SOURCE") : playStrangersStation(match.station);
  };
  const station = (words: string): Found =>
    firstOf(
      () => findStationNamed(stations, words),
      () => worldwide(words, ({ by }) => by === "name"),
      () => findStation(stations, words),
      () => worldwide(words),
    );
  return {
    scan: (onProgress, signal) => library.scan(onProgress, signal),
    state: () => library.state(),
    find(source) {
      if (source.kind === "station") return station(source.words);
      if (source.kind !== "request") return library.find(source);
      const named = findStationNamed(stations, source.words);
      if (named.ok) return named;
      const own = library.find(source);
      // a library that has not looked yet may well have such music
      if (own.ok || own.error === "LIBRARY_NOT_READY") return own;
      const radio = firstOf(
        () => findStation(stations, source.words),
        () => worldwide(source.words),
      );
      return radio.ok ? radio : own;
    },
  };
}

function firstOf(...finders: readonly (() => Found)[]): Found {
  for (const find of finders) {
    const found = find();
    if (found.ok) return found;
  }
  return err("NO_SOURCE");
}
