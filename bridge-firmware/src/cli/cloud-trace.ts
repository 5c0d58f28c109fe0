// `house-band cloud trace ID` on the bridge: its own part of a command's road. The cloud's part takes an AWS account's
// credentials, which a bridge never has.
import type { CommandId } from "@house-band/contract";
import { type CommandRoadView, isOfCloud } from "../control/command-road.ts";
import { type Station, timelineLines } from "../text/timeline.ts";
import type { Client } from "./client.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

const ELSEWHERE =
  "The cloud's part, with your AWS credentials, where you deployed from: npx house-band cloud trace COMMAND_ID";

/** Shows what the bridge's journal has of it; 1 where it has nothing. */
export async function traceCommand(commandId: CommandId, client: Client, terminal: Terminal): Promise<number> {
  const road = await client.roadOf(commandId);
  if (!road.ok) {
    const code = complain(road.error, terminal);
    if (road.error.kind === "refused") terminal.err(ELSEWHERE.replace("COMMAND_ID", commandId));
    return code;
  }
  if (terminal.json) terminal.out(JSON.stringify(road.value, null, 2));
  else for (const line of renderRoad(road.value)) terminal.out(line);
  return EXIT.done;
}

/** The bridge's part of the road, and where the rest is to be had. */
export function renderRoad(road: CommandRoadView): readonly string[] {
  const { id, kind, origin, seq, receivedAtMs, outcome } = road;
  const others = Object.entries(outcome?.perSpeaker ?? {}).filter(([, code]) => code !== "OK");
  return [
    `${id}: ${kind}, number ${seq}, from ${ORIGINS[origin] ?? origin}`,
    `received ${new Date(receivedAtMs).toISOString()}, by this bridge's clock`,
    "",
    ...timelineLines(stationsOf(road), receivedAtMs),
    ...others.map(([speaker, code]) => `  ${speaker}: ${code}`),
    "",
    ...(outcome === null ? ["No outcome yet: it is being carried out."] : []),
    ...(isOfCloud(origin)
      ? [ELSEWHERE.replace("COMMAND_ID", id)]
      : ["It was given here: the cloud has nothing of it."]),
  ];
}

const ORIGINS: Readonly<Record<string, string>> = {
  alexa: "the cloud, by Alexa",
  cli: "this bridge's command line",
  page: "this bridge's own door",
};

/** What was measured from its receipt, as times of this bridge's clock. */
function stationsOf({
  receivedAtMs,
  outcome,
  origin,
  isDelivered,
  deliveredAtMs,
}: CommandRoadView): readonly Station[] {
  const at = (ms: number, what: string): Station => ({ atMs: receivedAtMs + ms, slackMs: 0, where: "bridge", what });
  if (outcome === null) return [at(0, "received")];
  const { acceptedMs, soundMs, settledMs } = outcome.timings;
  const sent =
    deliveredAtMs !== null
      ? [at(deliveredAtMs - receivedAtMs, "outcome sent, and the cloud has it")]
      : isDelivered || !isOfCloud(origin)
        ? []
        : [at(settledMs, "outcome waits for the cloud")];
  return [
    at(0, "received"),
    at(acceptedMs, "journaled, then acknowledged"),
    ...(soundMs === undefined ? [] : [at(soundMs, "first sound written")]),
    at(settledMs, `carried out: ${outcome.state}, ${outcome.code}`),
    ...sent,
  ];
}
