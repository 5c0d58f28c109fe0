// Radio stations by their name, and by what they play. Pure.
import { err, ok, type Result } from "@house-band/contract";
import type { Track } from "../../engine/protocol.ts";
import type { Selection } from "../../ports.ts";
import type { Station } from "../../sources/stations.ts";
import { byName, byWholeName, withoutKind } from "./find-playlist.ts";
import { toKey, toLooseWords, toWords } from "./words.ts";

/** The station that is called so, word for word or loosely. */
export function findStationNamed(stations: readonly Station[], text: string): Result<Selection, "NO_SOURCE"> {
  return toSelection(byWholeName(stations, text, ({ name }) => name));
}

/** The station that is called so, wholly or in a part that only one is; else the first that plays such music. */
export function findStation(stations: readonly Station[], text: string): Result<Selection, "NO_SOURCE"> {
  return toSelection(byName(stations, text, ({ name }) => name) ?? byTag(stations, text));
}

function byTag(stations: readonly Station[], text: string): Station | undefined {
  const said = toKey(toLooseWords(withoutKind(toWords(text))));
  return stations.find(({ tags }) => tags.some((tag) => toKey(toLooseWords(toWords(tag))) === said));
}

const toSelection = (station: Station | undefined): Result<Selection, "NO_SOURCE"> =>
  station === undefined ? err("NO_SOURCE") : playStation(station);

/** What the engine plays, live. */
export const playStation = (station: Station): Result<Selection, never> => ok(toLive(station, {}));

/** The same for a station that somebody outside this home has entered somewhere. */
export const playStrangersStation = (station: Station): Result<Selection, never> =>
  ok(toLive(station, { isStrangers: true }));

const toLive = ({ name, url }: Station, origin: Pick<Track, "isStrangers">): Selection => ({
  found: { by: "station", title: name, trackCount: 1 },
  tracks: [{ path: url, title: name, live: true, ...origin }],
});
