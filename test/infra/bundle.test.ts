// The functions' bundle as it is deployed: its size, and that it starts in a bare Node.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { type BundleReport, bundleLambda } from "@house-band/infra/bundle";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";

const run = promisify(execFile);

let directory: string;
let report: BundleReport;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-bundle-"));
  report = await bundleLambda(join(directory, "lambda"));
}, 60_000);
afterAll(() => rm(directory, { recursive: true }));

/** In a process that has nothing but the bundle. @returns what the script printed */
async function runInNode(
  bundle: BundleReport,
  script: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const entry = pathToFileURL(join(bundle.directory, "handler.mjs")).href;
  const { stdout } = await run(
    process.execPath,
    ["--input-type=module", "-e", `import { handler } from ${JSON.stringify(entry)}; ${script}`],
    { cwd: directory, env: { PATH: process.env.PATH ?? "", ...environment } },
  );
  return stdout.trim();
}

describe("the bundle", () => {
  it("is at most 500 KB, of which a fifth at most is read before the first event", () => {
    expect(report.totalBytes).toBeLessThanOrEqual(500_000);
    expect(report.totalBytes).toBeGreaterThan(100_000);
    expect(report.startBytes).toBeLessThanOrEqual(100_000);
    expect(report.files.map(({ name }) => name)).toContain("handler.mjs");
  });

  it("starts without a package beside it, and refuses an event of no known shape", async () => {
    const environment = { HOUSE_BAND_TABLE: "any", HOUSE_BAND_SKILL_ID: "amzn1.ask.skill.any" };
    const said = await runInNode(
      report,
      "await handler({ a: 1 }).catch((error) => console.log(error.message));",
      environment,
    );
    expect(said).toMatch(/^The event is no/);
  });

  it("says which setting is missing", async () => {
    expect(await runInNode(report, "await handler({}).catch((error) => console.log(error.message));")).toMatch(
      /^HOUSE_BAND_TABLE is not set/,
    );
  });

  it("names what was left out, and why, to whoever calls it", async () => {
    const source = join(directory, "asks.ts");
    await writeFile(source, 'export const handler = () => import("@aws-sdk/credential-provider-sso");\n');
    const asking = await bundleLambda(join(directory, "asks"), source);
    expect(await runInNode(asking, "await handler().catch((error) => console.log(error.message));")).toBe(
      "@aws-sdk/credential-provider-sso is not in this bundle: a function's credentials come from its environment",
    );
  });
});
