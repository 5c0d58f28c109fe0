// "Trace" at the prompt: the road of what was said last.
import type { CommandId } from "@house-band/contract";
import { renderRoad } from "./render-road.ts";
import { traceCommand } from "./trace-command.ts";

const WITHIN_MS = 20_000;

/** Null for any other words. The home's own cloud is asked, by this process's environment. */
export async function showRoad(last: CommandId | null, line: string): Promise<readonly string[] | null> {
  if (!/^trace$/i.test(line)) return null;
  if (last === null) return ["nothing was said to the skill yet"];
  const road = await traceCommand({
    commandId: last,
    deployedTo: null,
    nowMs: Date.now(),
    signal: AbortSignal.timeout(WITHIN_MS),
    onStep: () => undefined,
  });
  return road.ok ? renderRoad(road.value) : [road.error.what, road.error.todo];
}
