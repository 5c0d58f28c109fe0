// What the command line says of the directory of radio stations. Pure.
import type { DirectoryView } from "../control/views.ts";
import { renderDuration } from "../text/duration.ts";

/** How many stations are known, how old that knowledge is, and what is wrong with it. */
export function renderRadio({ name, stations, ageSeconds, leftOut, fault }: DirectoryView): string {
  if (stations === null) {
    return fault === null
      ? `fetching the stations of ${name} for the first time`
      : `no stations of ${name} yet: ${fault}; it is tried again`;
  }
  const age = ageSeconds === null || ageSeconds < 0 ? "" : `, ${renderDuration(ageSeconds)} old`;
  const left = leftOut > 0 ? `, ${number(leftOut)} more can't be played` : "";
  const known = `${number(stations)} station${stations === 1 ? "" : "s"} of ${name}${age}${left}`;
  return fault === null ? known : `${known}; not fetched again: ${fault}`;
}

/** A count as people write it. */
export const number = (count: number): string => count.toLocaleString("en-US");
