// `house-band cloud trace` as a process: what people see where it can show nothing, and how it ends.
import { spawn } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { isForLaptop, TO_LAPTOP } from "../../../local/src/for-laptop.ts";
import { readTraceArguments } from "../../../local/src/trace/read-trace-arguments.ts";
import { announceHome, findRunningHome } from "../../../local/src/trace/running-home.ts";

const PROGRAM = fileURLToPath(new URL("../../../local/house-band.mjs", import.meta.url));
const ID = "01M86E08D83T8R6M4N2K0H9F7D";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-trace-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** In an environment where nobody has an account. */
function run(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const env = {
      ...{ PATH: process.env.PATH ?? "", HOME: folder, TMPDIR: folder, AWS_EC2_METADATA_DISABLED: "true" },
      ...{ HOUSE_BAND_RUNNING_HOMES: join(folder, "running"), HOUSE_BAND_DEPLOY_MEMORY: join(folder, "deploy") },
      AWS_REGION: "eu-west-1",
    };
    const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
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

describe("what is asked of house-band cloud", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["no id", ["trace"], /which command\? It has 26 letters and digits/],
    ["an id of another form", ["trace", "01M86E"], /"01M86E" is no command's id: It has 26/],
    ["two ids", ["trace", ID, ID], /is no command's id/],
    ["another verb", ["rain", ID], /cloud rain: expected cloud trace COMMAND_ID/],
    ["no region", ["trace", ID, "--region", "mars"], /--region mars: expected a region, such as eu-west-1/],
    ["a region for this machine", ["trace", ID, "--local", "--region", "eu-west-1"], /it is in no region/],
    ["an option that is none", ["trace", ID, "--colour"], /Unknown option '--colour'. See npx house-band/],
  ])("is refused with what is wrong: %s", (_name, args, expected) => {
    expect(readTraceArguments(args)).toEqual({ ok: false, error: expect.stringMatching(expected) });
  });

  it("is a command by its id, however it was copied", () => {
    const options = { commandId: ID, json: true, isLocal: false, region: "us-east-1" };
    const read = readTraceArguments(["trace", ID.toLowerCase(), "--json", "--region", "us-east-1"]);
    expect(read).toEqual({ ok: true, value: options });
    expect(readTraceArguments(["trace", "--help"])).toEqual({ ok: true, value: "help" });
  });
});

describe("house-band cloud trace", () => {
  it("ends with 2 where it is called wrongly", async () => {
    expect(await run("cloud", "trace", "01M86E")).toMatchObject({
      ...{ code: 2, out: "" },
      err: expect.stringContaining('"01M86E" is no command\'s id: It has 26'),
    });
  });

  it("ends with 1 without credentials, and says how to have some", async () => {
    const { code, out, err } = await run("cloud", "trace", ID);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/no AWS credentials were found[\s\S]*What to do: sign in \(aws sso login/);
  });

  it("ends with 1 where no laptop home runs, and says how to start one", async () => {
    const { code, err } = await run("cloud", "trace", ID, "--local");
    expect(code).toBe(1);
    expect(err).toMatch(/no laptop home runs[\s\S]*npm start/);
  });

  it("asks a bridge where its socket is named, as the command does with everything else", async () => {
    expect(await run("status", "--socket", join(folder, "none.sock"))).toMatchObject({ code: 3 });
    const { code, err } = await run("cloud", "trace", ID, "--socket", join(folder, "none.sock"));
    expect(code).toBe(3);
    expect(err).toMatch(/the bridge is not running/);
  });
});

describe("the house-band command beside a laptop home", () => {
  const socket = () => join(folder, "no-bridge.sock");
  const running = () => join(folder, "beside");

  it("is answered with where to speak to it, unless it asks no bridge, or another one", async () => {
    const isFor = (...args: string[]) => isForLaptop(args, { running: running(), socket: socket() });
    expect(await isFor("status")).toBe(false);
    await announceHome(running(), { dynamoDb: "a", iot: "b", certificates: "c", logs: "d" });
    expect(await isFor("status")).toBe(true);
    expect(await isFor("play", "jazz")).toBe(true);
    for (const args of [["help"], ["audit"], ["--version"], ["statsu"], ["status", "--socket", "/x"]]) {
      expect(await isFor(...args)).toBe(false);
    }
    await writeFile(socket(), "");
    expect(await isFor("status")).toBe(false);
    expect(TO_LAPTOP).not.toContain("systemctl");
  });
});

describe("a laptop home", () => {
  const [dynamoDb = "", iot = "", certificates = "", logs = ""] = [1, 2, 3, 4].map((n) => `http://127.0.0.1:${n}`);
  const endpoints = { dynamoDb, iot, certificates, logs };

  it("that runs is found from another terminal; one whose process is gone is not", async () => {
    const running = join(folder, "homes");
    expect(await findRunningHome(running)).toBeNull();
    await announceHome(running, endpoints);
    expect(await findRunningHome(running)).toEqual(endpoints);
    expect(await readdir(running)).toEqual([`${process.pid}.json`]);
  });
});
