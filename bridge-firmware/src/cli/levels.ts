// `--match-levels` and `--no-levels`: speakers made equally loud where the microphone stands, or as loud as they were built.
import type { Levels, SpeakerId } from "@house-band/contract";
import type { SyncAnswerView } from "../control/sync/sync-views.ts";
import type { Client } from "./client.ts";
import type { Dialogue } from "./pairing-dialogue.ts";
import type { MeasureRequest } from "./read-measure.ts";
import { areUneven, renderMatched, renderSpread } from "./render-levels.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

type Surroundings = {
  readonly client: Pick<Client, "sync">;
  readonly terminal: Terminal;
  readonly dialogue: Dialogue;
  readonly nameOf: (id: SpeakerId) => string;
};

/** After a measurement: has them matched, or offers it; the answer is an exit code. */
export async function seeToLevels(
  { levels: wish }: Pick<MeasureRequest, "levels">,
  { measured: { levels } }: Extract<SyncAnswerView, { kind: "measured" }>,
  surroundings: Surroundings,
): Promise<number> {
  const { terminal, dialogue } = surroundings;
  if (levels === undefined) {
    if (wish !== "match") return EXIT.done;
    terminal.err("Levels not matched: fewer than two speakers were heard clearly enough to compare them.");
    return EXIT.notDone;
  }
  if (wish === "match") return match(levels, surroundings);
  if (terminal.json || !areUneven(levels)) return EXIT.done;
  terminal.out(renderSpread(levels));
  if (!dialogue.isThere) {
    terminal.out("To have them equally loud: add --match-levels");
    return EXIT.done;
  }
  const answer = await dialogue.ask("Turn the louder ones down to match? (y/N) ");
  return /^\s*y(es)?\s*$/iu.test(answer ?? "") ? match(levels, surroundings) : EXIT.done;
}

async function match(levels: Levels, { client, terminal, nameOf }: Surroundings): Promise<number> {
  const trimmed = await client.sync.trim({ trims: levels.trims });
  if (!trimmed.ok) return complain(trimmed.error, terminal);
  if (!terminal.json) for (const line of renderMatched(levels, nameOf)) terminal.out(line);
  return EXIT.done;
}

/** Their trims go; nothing is measured. */
export async function forgetLevels(
  speakers: readonly SpeakerId[],
  { client, terminal }: Pick<Surroundings, "client" | "terminal">,
): Promise<number> {
  const trims = Object.fromEntries(speakers.map((id) => [id, 0]));
  const trimmed = await client.sync.trim({ trims });
  if (!trimmed.ok) return complain(trimmed.error, terminal);
  terminal.out(terminal.json ? JSON.stringify(trimmed.value, null, 2) : "Done: they are as loud as they were built.");
  return EXIT.done;
}
