// What arecord says of itself, in its own words (alsa-utils 1.2, aplay/aplay.c), and what the bridge makes of it: a program of
// that name says it here. The real one is heard in test/audio/alsa-microphone.test.ts.
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createAlsaMicrophone } from "../../../../bridge-firmware/src/adapters/alsa/alsa-microphone.ts";
import type { Microphone } from "../../../../bridge-firmware/src/microphone-port.ts";
import { createFolder } from "../../engine/fixtures.ts";

const RECORDING = "Recording raw data 'stdin' : Signed 16 bit Little Endian, Rate 48000 Hz, Mono\\n";
const unlessQuiet = (words: string): string => `case "$*" in *--quiet*) ;; *) printf "${words}" >&2 ;; esac`;
const sound = "head -c 9600 /dev/urandom";

let folder: ReturnType<typeof createFolder>;
let microphone: Microphone;
beforeEach(() => {
  folder = createFolder();
  const environment = { PATH: `${folder.path(".")}:${process.env.PATH}` };
  microphone = createAlsaMicrophone({ device: () => "plughw:CARD=Mic", environment });
});
afterEach(async () => {
  await microphone.close();
  folder.remove();
});

/** An arecord that says what it records, and then does this; before the last step it leaves a sign of having come so far. */
function install(...steps: readonly string[]): void {
  const sign = `: >${folder.path("came-so-far")}`;
  const script = ["#!/bin/sh", unlessQuiet(RECORDING), ...steps.slice(0, -1), sign, ...steps.slice(-1), ""];
  writeFileSync(folder.path("arecord"), script.join("\n"));
  chmodSync(folder.path("arecord"), 0o755);
}

/** All that it says before its last step has been read. */
async function untilItCameSoFar(): Promise<void> {
  for (let round = 0; round < 500 && !existsSync(folder.path("came-so-far")); round++) await sleep(20);
  await sleep(300);
}

async function hear() {
  const begun = await microphone.listen(new AbortController().signal);
  if (!begun.ok) return begun;
  await untilItCameSoFar();
  return begun.value.finish();
}

describe("a recorder that is listened to piece by piece", () => {
  it("has each sample in one piece, and in one only, whatever the pieces' sizes", async () => {
    install("seq 1 20000 | head -c 9601", "sleep 0.5", "seq 1 20000 | tail -c +9602 | head -c 9599", "exec sleep 60");
    const begun = await microphone.listen(new AbortController().signal);
    if (!begun.ok || !begun.value.take) throw new Error("nobody can listen");
    const pieces: number[][] = [];
    while (pieces.flat().length < 9_600) {
      const piece = await begun.value.take();
      if (!piece.ok) throw new Error(piece.error.message);
      if (piece.value.samples.length > 0) pieces.push([...piece.value.samples]);
      await sleep(20);
    }
    const text = Buffer.from(Array.from({ length: 20_000 }, (_, n) => `${n + 1}\n`).join(""));
    const whole = Array.from({ length: 9_600 }, (_, n) => text.readInt16LE(2 * n) / 32_768);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.flat()).toEqual(whole);
    const rest = await begun.value.finish();
    expect(rest.ok && rest.value.samples.length).toBe(0);
  });

  it("that has a gap says so at the next piece", async () => {
    install(sound, `printf "overrun!!! (at least 12.345 ms long)\\n" >&2`, "exec sleep 60");
    const begun = await microphone.listen(new AbortController().signal);
    await untilItCameSoFar();
    expect(begun.ok && (await begun.value.take?.())).toMatchObject({ ok: false, error: { code: "lost" } });
  });
});

describe("a recorder that says", () => {
  it("nothing but what it records is believed", async () => {
    install(sound, "exec sleep 60");
    const heard = await hear();
    expect(heard.ok && heard.value.samples.length).toBe(4_800);
  });

  it.each([
    ["overrun", `printf "overrun!!! (at least 12.345 ms long)\\n" >&2`],
    ["Suspended", unlessQuiet("Suspended. Trying resume. ")],
  ])("%s has a gap, whatever it hears afterwards", async (_, says) => {
    install(sound, says, sound, "exec sleep 60");
    const message = "plughw:CARD=Mic had a gap: the machine was too busy to listen; try again";
    expect(await hear()).toEqual({ ok: false, error: { code: "lost", message } });
  });

  it.each([
    [
      "read error, and ends,",
      `printf "arecord: pcm_read:2272: read error: No such device\\n" >&2`,
      " (read error: No such device)",
    ],
    ["nothing, and ends,", "", ""],
  ])("%s was lost", async (_, says, why) => {
    install(sound, says, "exit 1");
    const message = `plughw:CARD=Mic was lost while the bridge listened${why}`;
    expect(await hear()).toEqual({ ok: false, error: { code: "lost", message } });
  });

  it.each([
    ["Device or resource busy", "busy"],
    ["Permission denied", "refused"],
    ["No such file or directory", "none"],
  ])("audio open error: %s can't be listened to", async (reason, code) => {
    install(`printf "arecord: main:834: audio open error: ${reason}\\n" >&2`, "exit 1");
    expect(await hear()).toMatchObject({ ok: false, error: { code } });
  });
});
