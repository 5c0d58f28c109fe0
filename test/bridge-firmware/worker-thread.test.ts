// A thread for one job: what it says, and what stops it when nobody wants to hear it any more.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runInThread } from "../../bridge-firmware/src/worker-thread.ts";

let folder: string;
const module = (name: string, text: string): URL => {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return pathToFileURL(path);
};
const ENDLESS = "for (;;) {}";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "house-band-thread-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a thread for one job", () => {
  it("gets what it needs, and says one thing", async () => {
    const echo = `import { parentPort, workerData } from "node:worker_threads"; parentPort.postMessage(workerData + 1);`;
    const said = await runInThread({ module: module("echo", echo), data: 41, withinMs: 60_000 });
    expect(said).toEqual({ ok: true, value: 42 });
  });

  it("that computes without end is stopped by its signal", async () => {
    const stop = new AbortController();
    const said = runInThread({ module: module("called-off", ENDLESS), data: null, signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    expect(await said).toEqual({ ok: false, error: { kind: "called-off" } });
  });

  it("that computes without end is stopped when its time is over", async () => {
    const said = await runInThread({ module: module("too-slow", ENDLESS), data: null, withinMs: 100 });
    expect(said).toEqual({ ok: false, error: { kind: "too-slow", withinMs: 100 } });
  });

  it("is not begun for somebody who has gone already", async () => {
    const said = await runInThread({ module: module("gone", ENDLESS), data: null, signal: AbortSignal.abort() });
    expect(said).toEqual({ ok: false, error: { kind: "called-off" } });
  });

  it("that ends without a word, or throws, is a bug", async () => {
    await expect(runInThread({ module: module("silent", ""), data: null })).rejects.toThrow("without a word");
    await expect(runInThread({ module: module("throws", `throw new Error("no")`), data: null })).rejects.toThrow("no");
  });
});
