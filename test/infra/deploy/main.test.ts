// The two commands as processes: what people see, and how they end.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { type Bench, openBench } from "./support.ts";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
/** Two programs with tsx and some ten processes, on a machine that may be busy. */
const WITHIN_MS = 120_000;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

function run(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", "infra/src/deploy/main.ts", ...args], {
      cwd: REPOSITORY,
      env: { ...process.env, ...bench.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.once("error", reject).once("close", (code) => resolve({ code, out, err }));
  });
}

it(
  "deploys, shows what the tools say meanwhile, and takes everything away again",
  async () => {
    const up = await run("deploy");
    expect(up).toMatchObject({ code: 0, out: expect.stringContaining("8/8 your Echos: may use the skill") });
    expect(up.err).toContain("HouseBand: deployed");
    const down = await run("destroy", "--delete-table", "--delete-skill");
    expect(down).toMatchObject({ code: 0, out: expect.stringContaining("3/5 stack: gone") });
    expect(await bench.world()).toMatchObject({ skills: [], stack: null });
  },
  WITHIN_MS,
);

it(
  "hands the secret of account linking to none of the tools but in its file, and says it nowhere",
  async () => {
    process.env.HOUSE_BAND_LINKING_SECRET = "only-for-alexa";
    const client = `amzn1.application-oa2-client.${"0123456789abcdef".repeat(2)}`;
    const up = await run("deploy", "--set", "accountLinking=amazon", "--set", `linkingClientId=${client}`);
    delete process.env.HOUSE_BAND_LINKING_SECRET;
    expect(up).toMatchObject({ code: 0, out: expect.stringContaining("8/9 account linking: by Login with Amazon") });
    const { calls, skills } = await bench.world();
    expect(skills[0]?.linking).toMatchObject({ clientSecret: "only-for-alexa", clientId: client });
    expect(calls.length).toBeGreaterThan(8);
    expect(JSON.stringify([calls, up, await bench.stateText()])).not.toContain("only-for-alexa");
  },
  WITHIN_MS,
);

it(
  "ends with 1 where a step stopped, and says which, why, and what to do",
  async () => {
    await bench.change((world) => {
      const says = "[Error]: File /home/somebody/.ask/cli_config not exists.\n";
      world.failures.push({ command: "ask smapi get-vendor-list", says, isAfter: false, times: 1 });
    });
    const { code, err } = await run("deploy");
    expect(code).toBe(1);
    expect(err).toContain(
      'Stopped at "Alexa developer account": looking for the developer account: nobody is signed in',
    );
    expect(err).toMatch(/What to do: run npx .* ask configure/);
  },
  WITHIN_MS,
);

it(
  "ends with 2 and its usage where it is called wrongly",
  async () => {
    expect(await run("deploy", "--region", "mars")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--region mars can't be used[\s\S]*npm run deploy --/),
    });
  },
  WITHIN_MS,
);
