// The whole app as `npm run synth` runs it: no account, no network, no container.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { SYNTHESISED_BY_MS } from "./synthesise.ts";

const run = promisify(execFile);
const infra = fileURLToPath(new URL("../../infra", import.meta.url));

let outdir: string;
beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), "house-band-synth-"));
});
afterAll(() => rm(outdir, { recursive: true }));

const synth = (context: Readonly<Record<string, string>>) =>
  run(process.execPath, ["--import", "tsx", "src/app.ts"], {
    cwd: infra,
    env: { PATH: process.env.PATH ?? "", CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });

describe("the app", () => {
  it(
    "writes a template for any account and the functions' code beside it",
    async () => {
      await synth({});
      const template = JSON.parse(await readFile(join(outdir, "HouseBand.template.json"), "utf8"));
      const assets = JSON.parse(await readFile(join(outdir, "HouseBand.assets.json"), "utf8"));
      expect(Object.keys(template.Outputs).sort()).toEqual([
        "BridgePolicyName",
        "IngestLogName",
        "TableName",
        "VoiceFunctionArn",
        "VoiceLogName",
      ]);
      const [code] = Object.values<{ source: { path: string; packaging: string } }>(assets.files).filter(
        ({ source }) => source.packaging === "zip",
      );
      expect(await readFile(join(outdir, code?.source.path ?? "", "handler.mjs"), "utf8")).toContain("handler");
    },
    SYNTHESISED_BY_MS,
  );

  it(
    "stops at a setting it cannot use and says which",
    async () => {
      await expect(synth({ send: "pigeon" })).rejects.toMatchObject({
        stderr: expect.stringContaining("-c send=pigeon cannot be used"),
      });
    },
    SYNTHESISED_BY_MS,
  );
});
