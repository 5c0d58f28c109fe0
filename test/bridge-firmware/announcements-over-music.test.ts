// A hundred announcements over music in two zones: what the cones gave, and what became of links and volumes. They are made,
// by a virtual clock, in announcements-over-music.ts.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import * as z from "zod/mini";

const PROGRAM = fileURLToPath(new URL("./announcements-over-music.ts", import.meta.url));
/** Only how long it takes depends on the machine. */
const PATIENCE_MS = 600_000;
const ANNOUNCEMENTS = 100;
/** Each is on both zones, on the first, or on the second, in turn. */
const OF_FIRST_ZONE = 67;
const OF_SECOND_ZONE = 67;

const Volumes = z.array(z.object({ volumePercent: z.number(), muted: z.boolean() }));
const Found = z.object({
  linkDrops: z.number(),
  outputFailures: z.number(),
  states: z.array(z.string()),
  volumesBefore: Volumes,
  volumesAfter: Volumes,
  speakers: z.array(
    z.object({
      announcements: z.number(),
      begins: z.array(z.number()),
      mostWrong: z.number(),
      longestBackMs: z.number(),
    }),
  ),
});

let found: z.infer<typeof Found>;
beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", PROGRAM], { maxBuffer: 8e6 });
  found = Found.parse(JSON.parse(stdout));
}, PATIENCE_MS);

describe("a hundred announcements over music in two zones", () => {
  it("are all heard, each on every speaker that it is for", () => {
    expect(found.states).toEqual(Array.from({ length: ANNOUNCEMENTS }, () => "done"));
    expect(found.speakers.map(({ announcements }) => announcements)).toEqual([
      OF_FIRST_ZONE,
      OF_FIRST_ZONE,
      OF_SECOND_ZONE,
      OF_SECOND_ZONE,
    ]);
  });

  it("drop no link and no output", () => {
    expect({ links: found.linkDrops, outputs: found.outputFailures }).toEqual({ links: 0, outputs: 0 });
  });

  it("are whole from the first word's first sample on, to within the last bits of a recording", () => {
    for (const { mostWrong } of found.speakers) expect(mostWrong).toBeLessThanOrEqual(2);
  });

  it("come out of all cones at the same sample", () => {
    const [a, b, c, d] = found.speakers.map(({ begins }) => begins);
    expect(b).toEqual(a);
    expect(d).toEqual(c);
    const both = (begins: readonly number[] | undefined) => new Set(begins);
    expect([...both(a)].filter((begin) => both(c).has(begin))).toHaveLength(34);
  });

  it("leave the music, within a second of their last word, what it would have been, sample for sample, and the volumes as they were", () => {
    for (const { longestBackMs } of found.speakers) expect(longestBackMs).toBeLessThanOrEqual(1_000);
    expect(found.volumesAfter).toEqual(found.volumesBefore);
  });
});
