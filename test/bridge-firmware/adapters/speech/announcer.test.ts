// Words into a sound file by a program that speaks: what it is given, what is kept, and what goes wrong.
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newClipId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createAnnouncer } from "../../../../bridge-firmware/src/adapters/speech/announcer.ts";
import { runVoice } from "../../../../bridge-firmware/src/adapters/speech/voice-program.ts";
import { MAX_CLIP_BYTES } from "../../../../bridge-firmware/src/announcer-port.ts";
import { sine, wavBytes } from "../../engine/fixtures.ts";
import { createFakeLog } from "../../fakes/ports.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-speech-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A program of that name that runs this shell script. */
async function install(name: string, script: string): Promise<string> {
  const bin = join(folder, "bin");
  await mkdir(bin, { recursive: true });
  const file = join(bin, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

/** Writes its arguments and what it was told into the file that it is to speak into, which comes last. */
const ECHO = 'words=$(cat); for file in "$@"; do :; done; printf "%s|%s" "$*" "$words" > "$file"';
const voiceOf = (program: string) => ({ kind: "espeak-ng", program, voice: "en-us" }) as const;
/** Nobody gives up. */
const NEVER = new AbortController().signal;
const open = (program = "/nowhere/espeak-ng", log = createFakeLog()) =>
  createAnnouncer({ directory: join(folder, "spoken"), voice: voiceOf(program), log });

describe("words that are to be announced", () => {
  it("reach espeak-ng by its standard input and no other way, whatever they hold", async () => {
    const program = await install("espeak-ng", ECHO);
    const words = 'Dinner; $(touch /tmp/nothing) `ls` [[h@l\'oU]] -w /etc/passwd & "ready"';
    const spoken = await (await open(program)).speak(words, NEVER);
    if (!spoken.ok) throw new Error(spoken.error.message);
    const [args, said] = (await readFile(spoken.value, "utf8")).split("|");
    expect(args).toBe(`-b 1 -s 155 -v en-us --stdin -w ${spoken.value}`);
    expect(said).toBe('Dinner; $(touch /tmp/nothing) `ls`   h@l\'oU   -w /etc/passwd & "ready"');
  });

  it("reach piper so, too, with the model of the settings", async () => {
    const program = await install("my-piper", ECHO);
    const file = join(folder, "said.wav");
    const spoken = await runVoice({ kind: "piper", program, model: "/voices/amy.onnx" }, "Hello", file);
    expect(spoken).toMatchObject({ ok: true });
    expect(await readFile(file, "utf8")).toBe(`--model /voices/amy.onnx --output_file ${file}|Hello`);
  });

  it("are refused with the package to install where nothing speaks", async () => {
    expect(await (await open()).speak("Hello", NEVER)).toMatchObject({
      ok: false,
      error: { code: "no-voice", message: "/nowhere/espeak-ng is not installed: sudo apt install espeak-ng" },
    });
    const none = await createAnnouncer({ directory: folder, voice: { kind: "none" }, log: createFakeLog() });
    expect(await none.speak("Hello", NEVER)).toMatchObject({ ok: false, error: { code: "no-voice" } });
  });

  it("fail with the program, or when it says nothing, and are in no message and no log", async () => {
    const failing = await install("failing", "cat > /dev/null; exit 3");
    const log = createFakeLog();
    expect(await (await open(failing, log)).speak("Secret", NEVER)).toEqual({
      ok: false,
      error: { code: "failed", message: `${failing} ended with 3` },
    });
    expect(JSON.stringify(log.lines)).not.toContain("Secret");
    const hanging = await install("hanging", "exec sleep 30");
    expect(await runVoice(voiceOf(hanging), "Secret", join(folder, "x.wav"), { withinMs: 200 })).toEqual({
      ok: false,
      error: { code: "failed", message: `${hanging} ended with nothing said within 0.2 s` },
    });
  });

  it("are given up with a signal, and the program ends", async () => {
    const hanging = await install("hanging", "exec sleep 30");
    const log = createFakeLog();
    const giveUp = new AbortController();
    const announcer = await open(hanging, log);
    const spoken = announcer.speak("Secret", giveUp.signal);
    giveUp.abort();
    expect(await spoken).toMatchObject({ ok: false, error: { code: "failed" } });
    expect(log.lines).toEqual([]);
  });

  it("stay as sound for as long as somebody needs them, whatever else comes, and no longer", async () => {
    const announcer = await open(await install("espeak-ng", ECHO));
    const first = await announcer.speak("The first one", NEVER);
    if (!first.ok) throw new Error(first.error.message);
    for (let count = 0; count < 14; count++) await announcer.speak(`Number ${count}`, NEVER);
    const wav = wavBytes([sine(440, 0.1)], { bits: 16 });
    for (let count = 0; count < 14; count++) await announcer.keepClip(wav);
    expect(await readFile(first.value, "utf8")).toContain("The first one");
    await announcer.drop(first.value);
    await expect(readFile(first.value)).rejects.toThrow("ENOENT");
  });

  it("leave no file where the program failed, and none from one run to the next", async () => {
    const failing = await install("failing", `${ECHO}; exit 3`);
    await (await open(failing)).speak("Secret", NEVER);
    expect(await readdir(join(folder, "spoken"))).toEqual([]);
    await (await open(await install("espeak-ng", ECHO))).speak("Hello", NEVER);
    await open();
    await expect(readdir(join(folder, "spoken"))).rejects.toThrow("ENOENT");
  });
});

describe("a recording that is brought", () => {
  it("is kept as it is, and found by its id", async () => {
    const announcer = await open();
    const wav = wavBytes([sine(440, 1)], { bits: 16 });
    const kept = await announcer.keepClip(wav);
    if (!kept.ok) throw new Error(kept.error.message);
    const path = await announcer.clipPath(kept.value);
    expect(await readFile(path ?? "")).toEqual(wav);
    expect(await announcer.clipPath(newClipId())).toBeNull();
  });

  it("is pushed out by a dozen newer ones, unless somebody announces it, and then stays for each who does", async () => {
    const announcer = await open();
    const bring = async () => {
      const kept = await announcer.keepClip(wavBytes([sine(440, 0.1)], { bits: 16 }));
      if (!kept.ok) throw new Error(kept.error.message);
      return kept.value;
    };
    const [forgotten, named] = [await bring(), await bring()];
    const path = await announcer.clipPath(named);
    await announcer.clipPath(named);
    for (let count = 0; count < 12; count++) await bring();
    expect(await announcer.clipPath(forgotten)).toBeNull();
    await announcer.drop(path ?? "");
    expect((await readFile(path ?? "")).length).toBeGreaterThan(0);
    await announcer.drop(path ?? "");
    expect(await announcer.clipPath(named)).toBeNull();
  });

  it.each<[string, Uint8Array, string]>([
    ["is empty", new Uint8Array(), "that is no WAV file"],
    ["is something else", Buffer.from("ID3 and some more bytes than twelve"), "that is no WAV file"],
    ["has a header alone", wavBytes([new Float32Array()], { bits: 16 }), "the recording is empty"],
    ["is cut off in its header", wavBytes([sine(440, 1)], { bits: 16 }).subarray(0, 30), "WAV file"],
    ["is longer than a minute", wavBytes([sine(440, 61, 0.5, 8_000)], { bits: 8, rateHz: 8_000 }), "at most 60 s"],
    ["is larger than any", new Uint8Array(MAX_CLIP_BYTES + 1), "at most 12000000 are kept"],
  ])("that %s is refused with a reason", async (_case, bytes, reason) => {
    const kept = await (await open()).keepClip(bytes);
    expect(kept).toMatchObject({ ok: false, error: { code: "bad-clip", message: expect.stringContaining(reason) } });
  });
});
