// Loads a bundle in a process of its own, as often as asked, and reads what it says about its times.
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const PROBE = fileURLToPath(new URL("fixtures/time-load.mjs", import.meta.url));

const Times = z.object({
  moduleLoadMs: z.number(),
  /** The entry and every file that was named besides. */
  turnLoadMs: z.number(),
  turn: z.optional(z.object({ firstTurnMs: z.number(), speech: z.string() })),
});
export type Times = z.infer<typeof Times>;

export type Load = {
  readonly entry: string;
  /** Loaded after the entry. */
  readonly files?: readonly string[];
  /** Handed to the handler; without one nothing is called. */
  readonly event?: unknown;
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/** @throws Error with what the process wrote where it did not end well */
export async function loadInFreshProcess({ entry, files = [], event, env = {} }: Load): Promise<Times> {
  const child = spawn(process.execPath, [PROBE, entry, ...files], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  child.stdin.end(event === undefined ? "" : JSON.stringify(event));
  const [output, complaints, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve)),
  ]);
  if (code !== 0) throw new Error(`loading ${entry} ended with ${code}: …${complaints.trim().slice(-600)}`);
  return Times.parse(JSON.parse(output));
}

const Coverage = z.object({ result: z.array(z.object({ url: z.string() })) });

/** Which of the directory's files are loaded by the entry and one event. The engine itself is the witness. */
export async function filesLoaded(load: Load, directory: string): Promise<readonly string[]> {
  const coverage = await mkdtemp(join(tmpdir(), "house-band-coverage-"));
  try {
    await loadInFreshProcess({ ...load, env: { ...load.env, NODE_V8_COVERAGE: coverage } });
    const urls: string[] = [];
    for (const name of await readdir(coverage)) {
      const { result } = Coverage.parse(JSON.parse(await readFile(join(coverage, name), "utf8")));
      urls.push(...result.map(({ url }) => url));
    }
    const paths = urls.filter((url) => url.startsWith("file://")).map((url) => fileURLToPath(url));
    return [...new Set(paths)].filter((path) => path.startsWith(directory));
  } finally {
    await rm(coverage, { recursive: true, force: true });
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream.setEncoding("utf8")) text += chunk;
  return text;
}
