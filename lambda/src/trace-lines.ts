// One command's road as lines to read. Pure.
import { type CommandId, type HomeId, type Outcome, timeOfCommand } from "@house-band/contract";

export type Trace = {
  readonly commandId: CommandId;
  readonly homeId: HomeId;
  /** The bridge that it went to; null where it went to none. */
  readonly thing: string | null;
  /** Epoch, by the function's clock; null where another command has been taken up since. */
  readonly takenUpAtMs: number | null;
  readonly outcome: Outcome | null;
  /** SSML, as it was spoken, of an edit; of a command the outcome is kept, and not the words. */
  readonly reply: string | null;
  /** What speakers are called now, by id. */
  readonly names: Readonly<Record<string, string>>;
};

/** Times of the cloud's clock first, then those that the bridge has measured from the command's receipt. */
export function traceLines({ commandId, homeId, thing, takenUpAtMs, outcome, reply, names }: Trace): readonly string[] {
  const askedAtMs = timeOfCommand(commandId);
  return [
    `${commandId} of ${homeId}`,
    line("asked", `${new Date(askedAtMs).toISOString()}, by Alexa's clock, to the second`),
    line(
      "taken up",
      takenUpAtMs === null
        ? "only the newest command's is kept: the log has it"
        : `${new Date(takenUpAtMs).toISOString()}, by the function's clock`,
    ),
    line("bridge", thing ?? "none: it was answered in the cloud"),
    ...(outcome === null ? [line("outcome", "none has come")] : outcomeLines(outcome, names)),
    ...(reply === null ? [] : [line("said", reply.replace(/<[^>]*>/gu, ""))]),
    "",
    "Its lines in the functions' logs, in CloudWatch Logs Insights:",
    `fields @timestamp, @log, message, request, decision, outcome | filter commandId = "${commandId}" | sort @timestamp`,
  ];
}

function outcomeLines({ state, code, perSpeaker, timings }: Outcome, names: Trace["names"]): readonly string[] {
  const { acceptedMs, soundMs, settledMs } = timings;
  return [
    line("journaled", `${acceptedMs} ms after the bridge had it`),
    ...(soundMs === undefined ? [] : [line("first sound", `${soundMs} ms after the bridge had it`)]),
    line("over", `${settledMs} ms after the bridge had it: ${state}, ${code}`),
    ...Object.entries(perSpeaker).map(([id, speaker]) => line("", `${names[id] ?? id}: ${speaker}`)),
  ];
}

const line = (head: string, text: string): string => `  ${head.padEnd(12)}${text}`;
