// Tests that run in the guest, because what they test speaks to the guest's own bus: bundled here, run there by Jest.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as z from "zod/mini";
import { NODE } from "./bridge.ts";
import type { Guest } from "./guest.ts";

const SOURCES = fileURLToPath(new URL("../inside", import.meta.url));

/** The guest's path of it. */
const INSIDE = "/radio/exchange/inside";

const Results = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

export type InsideResult = { readonly name: string; readonly isPassed: boolean; readonly message: string };

export type InsideOptions = { readonly withinMs: number; readonly env?: Readonly<Record<string, string>> };

/** Runs the tests of a file in `inside/`, named without its extension. */
export async function runInside(
  guest: Guest,
  name: string,
  { withinMs, env = {} }: InsideOptions,
): Promise<readonly InsideResult[]> {
  const folder = join(guest.folder, "inside");
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [join(SOURCES, `${name}.ts`)],
    outfile: join(folder, `${name}.test.mjs`),
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    mainFields: ["module", "main"],
    external: ["@jest/globals"],
    banner: {
      js: 'import { createRequire as insideCreateRequire } from "node:module"; const require = insideCreateRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
  const config = {
    rootDir: INSIDE,
    testMatch: ["**/*.test.mjs"],
    transform: {},
    testTimeout: 300_000,
  };
  await writeFile(join(folder, "jest.config.json"), JSON.stringify({ ...config, testEnvironment: "node" }));
  // in its folder: Jest takes a configuration for another folder's only where that folder is one of its projects
  const node = ["env", `--chdir=${INSIDE}`, NODE, "--experimental-vm-modules"];
  const flags = ["--runInBand", "--no-cache", "--watchman=false", "--json", "--outputFile=/run/inside.json", name];
  const { value } = await guest.run([...node, "/radio/node_modules/jest/bin/jest.js", ...flags], { withinMs, env });
  const { value: shown } = await guest.run(["cat", "/run/inside.json"]);
  if (shown.code !== 0) throw new Error(`Jest did not run in the guest:\n${value.out}${value.err}`);
  return Results.parse(JSON.parse(shown.out)).testResults.flatMap(({ message, assertionResults }) => {
    if (assertionResults.length === 0) throw new Error(message);
    return assertionResults.map(({ fullName, status, failureMessages }) => ({
      name: fullName,
      isPassed: status === "passed",
      message: failureMessages.join("\n"),
    }));
  });
}
