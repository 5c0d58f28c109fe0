// A program that speaks, run once for each announcement: it reads the words from its standard input, so that they are in no
// list of processes and no shell ever sees them, and writes a WAV file.
import { spawn } from "node:child_process";
import { err, ok, type Result } from "@house-band/contract";
import type { AnnouncerFault, VoiceSettings } from "../../announcer-port.ts";

/** A Pi speaks twenty seconds of words in two; a program that hangs must not hold up the next announcement. */
const SPEAKS_WITHIN_MS = 8_000;

type Patience = { readonly withinMs?: number; readonly signal?: AbortSignal };

/** Writes these words' sound into `file`; a program that takes too long, or that the signal ends, has failed. */
export async function runVoice(
  settings: VoiceSettings,
  words: string,
  file: string,
  patience: Patience = {},
): Promise<Result<void, AnnouncerFault>> {
  if (settings.kind === "none") return noVoice('"speech" in the settings of this bridge says none');
  const [program, args] = commandFor(settings, file);
  const ended = await run(program, args, toPlainText(words), patience);
  if (ended === "done") return ok(undefined);
  if (ended !== "missing") return err({ code: "failed", message: `${program} ${ended}` });
  return settings.kind === "piper"
    ? noVoice(`there is no program ${program}: see "speech" in the settings of this bridge`)
    : noVoice(`${program} is not installed: sudo apt install espeak-ng`);
}

const noVoice = (message: string): Result<never, AnnouncerFault> => err({ code: "no-voice", message });

function commandFor(settings: Exclude<VoiceSettings, { kind: "none" }>, file: string): [string, readonly string[]] {
  return settings.kind === "piper"
    ? [settings.program, ["--model", settings.model, "--output_file", file]]
    : [settings.program, ["-b", "1", "-s", "155", "-v", settings.voice, "--stdin", "-w", file]];
}

/** One line; "[[…]]" would be read as phonemes and not as words. @see espeak-ng docs/phonemes.md */
const toPlainText = (words: string): string => `${words.replace(/[[\]]/gu, " ")}\n`;

function run(
  program: string,
  args: readonly string[],
  input: string,
  { withinMs = SPEAKS_WITHIN_MS, signal }: Patience,
): Promise<"done" | "missing" | `ended with ${string}`> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ["pipe", "ignore", "ignore"],
      timeout: withinMs,
      killSignal: "SIGKILL",
      ...(signal && { signal }),
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ENOENT" ? "missing" : `ended with ${error.code ?? error.message}`),
    );
    child.once("exit", (code, killedBy) => {
      const late = killedBy === "SIGKILL" ? `nothing said within ${withinMs / 1_000} s` : killedBy;
      resolve(code === 0 ? "done" : `ended with ${code ?? late}`);
    });
    child.stdin.on("error", () => undefined); // it ended before it had read all: its exit code says so
    child.stdin.end(input);
  });
}
