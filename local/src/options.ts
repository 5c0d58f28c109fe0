// What `npm start` was asked to do: arguments in, options out, or a sentence about the one that is wrong. Pure.
import { parseArgs } from "node:util";
import { didYouMean } from "@house-band/bridge-firmware/text/did-you-mean";
import { err, ok, type Result } from "@house-band/contract";

export type StartOptions = {
  /** Sentences to say one after the other in one session; none: the interactive prompt. */
  readonly say: readonly string[];
  /** How long each sentence's result plays before the next; 0: the reply is all. */
  readonly seconds: number;
  /** The user's own music; the demo music where null. */
  readonly musicDirectory: string | null;
  readonly homeFile: string | null;
  readonly recordDirectory: string | null;
  /** The skill wants an account to be linked, as by `accountLinking=amazon`. */
  readonly linking: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
};

export const USAGE = `Usage: npm start                        an Echo to type to, and a simulated home that plays
       npm start -- --say "play jazz in the backyard and the kitchen"

  --say SENTENCE   says one sentence and ends; several are said one after the other, in one session
  --seconds N      how long each sentence's music plays, 0 for the reply only (8)
  --music DIR      plays your own files (WAV, FLAC, MP3, Ogg Vorbis, Opus) instead of the demo music
  --home FILE      another simulated home, as JSON:
                   { "speakers": [{ "name", "model", "reportedDelayMs", "actualLatencyMs", "jitterMs", "mood" }],
                     "nearby": [speakers to be paired], "groups": [{ "name", "members": [names] }],
                     "echos": [{ "name", "defaultGroup" }] }
  --record DIR     where <speaker>.wav and sync.svg go (recordings/<time>; at the prompt nothing is recorded without it)
  --linking        the skill wants an account to be linked: the words link, unlink and disable are the Alexa app
  --json           the last line of standard output is one JSON object; all else goes to standard error
  --verbose        the logs of the cloud and of the bridge, on standard error
  --help           this text

  npm run measure -- DIR   how well any folder of recordings is in time`;

const MAX_SECONDS = 3_600;

const FLAGS = {
  say: { type: "string", multiple: true },
  seconds: { type: "string" },
  music: { type: "string" },
  home: { type: "string" },
  record: { type: "string" },
  linking: { type: "boolean" },
  json: { type: "boolean" },
  verbose: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** @returns the options, `"help"`, or what is wrong with the arguments. */
export function readOptions(args: readonly string[]): Result<StartOptions | "help", string> {
  const parsed = parse(args);
  if (!parsed.ok) return parsed;
  const { values, unknown, positionals } = parsed.value;
  if (values.help) return ok("help");
  if (unknown !== undefined) {
    const known = Object.keys(FLAGS).map((name) => `--${name}`);
    return err(`--${unknown} is no option${didYouMean(`--${unknown}`, known)}`);
  }
  if (positionals.length > 0) {
    return err(
      `"${positionals.join(" ")}" has no option in front of it; to say something: --say "${positionals.join(" ")}"`,
    );
  }
  const seconds = Number(values.seconds ?? "8");
  if (!(seconds >= 0 && seconds <= MAX_SECONDS) || values.seconds?.trim() === "") {
    return err(`--seconds is "${values.seconds}", expected a number from 0 to ${MAX_SECONDS}`);
  }
  const say = values.say ?? [];
  const silent = say.findIndex((sentence) => sentence.trim() === "");
  if (silent !== -1) return err('--say is empty, expected a sentence, e.g. --say "play jazz in the backyard"');
  if (values.json && say.length === 0)
    return err("--json needs at least one --say: the prompt has no end to report at");
  return ok({
    say,
    seconds,
    musicDirectory: values.music ?? null,
    homeFile: values.home ?? null,
    recordDirectory: values.record ?? null,
    linking: values.linking ?? false,
    json: values.json ?? false,
    verbose: values.verbose ?? false,
  });
}

/** Unknown options are looked for first, so that they can be answered with the one that was meant. */
function parse(args: readonly string[]) {
  try {
    const loose = parseArgs({ args: [...args], options: FLAGS, strict: false, tokens: true });
    const unknown = loose.tokens.find((token) => token.kind === "option" && !Object.hasOwn(FLAGS, token.name));
    const known = unknown?.kind === "option" ? [] : [...args];
    const { values, positionals } = parseArgs({ args: known, options: FLAGS, allowPositionals: true });
    return ok({ values, positionals, unknown: unknown?.kind === "option" ? unknown.name : undefined });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return err(message.replace(/\.?\s*(?:\n.*|\. .*)?$/s, ""));
  }
}
