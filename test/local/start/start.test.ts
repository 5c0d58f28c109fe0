// The command as a newcomer types it, in a process of its own: real cloud, real bridge, real engine, recordings measured.
import { execFile } from "node:child_process";
import { access, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { taggedWav } from "../../../local/src/music/tagged-wav.ts";
import { programme } from "../meter/programme.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-start-"));
  for (const [genre, seed] of [
    ["Jazz", 31],
    ["Rock", 32],
  ] as const) {
    const mono = programme(seed, 8)({});
    const tags = { title: `${genre} piece`, artist: "The Testers", album: "Takes", genre, year: 2026 };
    await writeFile(join(folder, `${genre}.wav`), taggedWav({ left: mono, right: mono }, 48_000, tags));
  }
  await writeFile(join(folder, "broken.mp3"), "no music at all");
}, 30_000);
afterAll(() => rm(folder, { recursive: true }));

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Texts are compared without colours, wherever the tests run: many a CI asks for colours. */
const PLAIN: NodeJS.ProcessEnv = { ...process.env, CI: undefined, FORCE_COLOR: undefined, NO_COLOR: "1" };

const start = (...args: string[]): Promise<Ended> => startWith(PLAIN, ...args);

function startWith(env: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const command = ["--import", "./local/register.mjs", "local/src/start.ts", "--music", folder, ...args];
    execFile(process.execPath, command, { timeout: 180_000, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, stdout, stderr });
    });
  });
}

/** This engine plays in real time: where the machine did something else for too long, there are holes in it, and it is begun anew. */
async function untilUndisturbed(run: () => Promise<Ended>) {
  for (let tries = 1; ; tries++) {
    const { stdout, ...ended } = await run();
    const report = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    if (report.sync[0].dropouts === 0 || tries === 3) return { ...ended, report };
  }
}

describe("npm start -- --say", () => {
  it("plays the headline sentence on two groups, in time, and reports it as the last line of standard output", async () => {
    const record = join(folder, "rec");
    const sentence = "play jazz in the backyard and the kitchen";
    const { code, stderr, report } = await untilUndisturbed(() =>
      start("--say", sentence, "--seconds", "3", "--json", "--record", record),
    );
    expect(stderr).toContain("broken.mp3 is left out");
    expect(code).toBe(0);
    expect(report.turns[0]).toMatchObject({
      utterance: sentence,
      request: { kind: "play", words: "jazz", targets: ["Backyard", "Kitchen"] },
      endsSession: true,
      outcome: { state: "done", code: "OK" },
    });
    expect(report.turns[0].speech).toMatch(/Backyard.*Kitchen/);
    const names = ["Patio", "Fire Pit", "Deck", "Kitchen Counter", "Kitchen Window"];
    expect(report.zones).toHaveLength(1);
    expect(report.zones[0].source).toMatchObject({ kind: "library", title: "Jazz piece" });
    expect(report.zones[0].speakers.map((speaker: { name: string }) => speaker.name)).toEqual(names);
    expect(report.sync).toHaveLength(1);
    expect(report.sync[0].speakers).toEqual(names);
    expect(report.sync[0].maxMs).toBeLessThan(1_000 / 48_000);
    for (const { wav } of report.zones[0].speakers) await access(wav);
    await access(join(record, "sync.svg"));
  }, 180_000);

  it("says what is missing, keeps the session of a question, and ends with 1 where a sentence led to nothing", async () => {
    const home = join(folder, "home.json");
    const speakers = [{ name: "Patio" }, { name: "Анин угол", mood: "stolen by a phone" }];
    await writeFile(home, JSON.stringify({ speakers, groups: [{ name: "Yard", members: ["Patio", "Анин угол"] }] }));
    const said = ["play rock in the yard", "what's the weather"].flatMap((sentence) => ["--say", sentence]);
    const { code, stdout } = await start("--home", home, ...said, "--seconds", "0", "--json");
    const report = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    expect(report.turns[0].outcome).toEqual({
      state: "partial",
      code: "SPEAKER_BUSY",
      perSpeaker: { Patio: "OK", "Анин угол": "SPEAKER_BUSY" },
    });
    expect(report.turns[0].speech).toContain("Анин угол");
    expect(report.turns[1].request).toEqual({ kind: "none", targets: [] });
    expect(report.sync).toEqual([]);
    expect(code).toBe(1);
  }, 60_000);

  it("says aloud that a folder holds no music, and fails what was to be played", async () => {
    const nothing = await mkdtemp(join(folder, "nothing-"));
    const said = ["--music", nothing, "--seconds", "0", "--say", "play jazz in the backyard"];
    const { code, stdout } = await start(...said);
    expect(stdout).toContain(`! ${nothing} holds no music that can be played`);
    expect(code).toBe(1);
  }, 60_000);

  it("waits until the microphone has listened before the next sentence asks what it heard", async () => {
    const home = join(folder, "late.json");
    const late = { name: "Deck", reportedDelayMs: 150, actualLatencyMs: 190 };
    await writeFile(home, JSON.stringify({ speakers: [{ name: "Patio", reportedDelayMs: 150 }, late] }));
    const sentences = ["calibrate everywhere", "check the sync"].flatMap((sentence) => ["--say", sentence]);
    const { code, stdout } = await start("--home", home, ...sentences, "--seconds", "0");
    expect(stdout).toContain("the bridge measures; its microphone listens");
    expect(stdout).toMatch(/Deck was 40 milliseconds behind Patio before/u);
    expect(code).toBe(0);
  }, 180_000);

  it("understands, says and prints names of every language in the locale C, with nothing else in its environment", async () => {
    const home = join(folder, "locale.json");
    await writeFile(home, JSON.stringify({ speakers: [{ name: "Müllers Küche" }, { name: "露台" }] }));
    const sentences = ["play jazz in müllers küche", "turn 露台 up"].flatMap((sentence) => ["--say", sentence]);
    const env = { LANG: "C", LC_ALL: "C" };
    const { code, stdout, stderr } = await startWith(env, "--home", home, ...sentences, "--seconds", "0");
    expect(stdout).toContain("Alexa  Playing Jazz on Müllers Küche.");
    expect(stdout).toContain("Alexa  Turned up 露台 to 60 percent.");
    expect(stderr).toBe("");
    expect(code).toBe(0);
  }, 60_000);

  it("says which folder it needs where the one for temporary files can't be written, and ends with 1", async () => {
    const nowhere = join(folder, "broken.mp3", "below");
    const { code, stderr } = await startWith({ ...PLAIN, TMPDIR: nowhere }, "--say", "stop", "--seconds", "0");
    expect(stderr).toContain(`The temporary folder ${nowhere} can't be written: ENOTDIR`);
    expect(stderr).toContain("Free some space there, or name another folder in TMPDIR.");
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(1);
  }, 60_000);

  it("refuses a broken home file with its line, before anything starts", async () => {
    const home = join(folder, "wrong.json");
    await writeFile(home, '{\n  "speakers": [{ "nam": "Patio" }]\n}');
    const { code, stdout, stderr } = await start("--home", home, "--say", "stop");
    expect(stderr).toContain(`${home}, line 2: speakers[0].nam is no key here: did you mean "name"?`);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  }, 60_000);
});
