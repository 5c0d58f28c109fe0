// Says "one moment" where the answer takes its time: silence makes people repeat themselves.
import { render } from "../speech/render.ts";
import type { TurnPorts } from "./act/act.ts";
import type { Turn } from "./turn.ts";
import type { VoiceRequest } from "./voice-request.ts";

/** Answers that come sooner need no "one moment". */
export const MEANWHILE_AFTER_MS = 1_600;
const MEANWHILE_TIMEOUT_MS = 800;

/** Once per turn and best effort. Resolves when there is nothing more to wait for. @param answered fires with the answer */
export async function speakMeanwhile(
  turn: Turn,
  heard: VoiceRequest,
  { clock, alexa, log }: Pick<TurnPorts, "clock" | "alexa" | "log">,
  answered: AbortSignal,
): Promise<void> {
  await clock.sleep(MEANWHILE_AFTER_MS, answered);
  if (answered.aborted || turn.meanwhile === null) return;
  const { requestId } = turn;
  const patience = new AbortController();
  const settled = new AbortController();
  const isLooking = heard.kind === "pair" && heard.step.kind === "look";
  const speech = render({ kind: isLooking ? "press-the-button" : "one-moment" }, turn.locale);
  const spoken = await Promise.race([
    alexa.speakMeanwhile({ ...turn.meanwhile, requestId }, speech, patience.signal),
    clock.sleep(MEANWHILE_TIMEOUT_MS, settled.signal).then(() => null),
  ]);
  patience.abort();
  settled.abort();
  if (!spoken?.ok) log.debug({ requestId }, "the progressive response was not taken");
}
