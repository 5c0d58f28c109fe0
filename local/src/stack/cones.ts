// Where what leaves each speaker's cone is recorded: where somebody wants it, else for the microphone's ear alone.
import { join } from "node:path";
import type { SimulatedHome } from "../home/build-home.ts";
import { recordFileNames } from "../home/record-names.ts";
import type { SimHome } from "./sim-devices.ts";

export type Cones = Required<Pick<SimHome, "speakers" | "nearby" | "recordsOnDemand">> & {
  /** The recordings somebody wants: of the home's speakers, then of those nearby; null where nobody does. */
  readonly wavPaths: readonly (string | null)[];
};

/** @param recordDirectory null: nobody wants recordings */
export function recordCones(
  { speakers, nearby }: SimulatedHome,
  recordDirectory: string | null,
  dataDirectory: string,
): Cones {
  const files = recordFileNames([...speakers, ...nearby].map(({ name }) => name));
  // the microphone hears by recordings: where nobody wants them, they are kept only while it listens
  const directory = recordDirectory ?? join(dataDirectory, "cones");
  const paths = files.map((file) => join(directory, file));
  return {
    speakers: withRecordings(speakers, paths),
    nearby: withRecordings(nearby, paths.slice(speakers.length)),
    recordsOnDemand: recordDirectory === null,
    wavPaths: recordDirectory === null ? paths.map(() => null) : paths,
  };
}

const withRecordings = <T extends object>(ones: readonly T[], paths: readonly string[]) =>
  ones.map((one, index) => {
    const recordPath = paths[index];
    return recordPath === undefined ? one : { ...one, recordPath };
  });
