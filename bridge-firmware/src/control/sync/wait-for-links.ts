// Speakers that are to be heard must be there: whoever waits for a link is asked for, and whoever does not come is named.
import type { OutcomeCode, SpeakerId } from "@house-band/contract";
import { childOf } from "../../child-signal.ts";
import type { Model } from "../../core/model.ts";
import { readinessOf, whyMissing } from "../../core/probes.ts";
import type { Clock, Unsubscribe } from "../../ports.ts";

export type LinkPorts = {
  readonly clock: Clock;
  readonly model: () => Model;
  readonly onChange: (listener: () => void) => Unsubscribe;
  /** A link that was waiting is tried at once. */
  readonly askFor: (speakers: readonly SpeakerId[]) => void;
};

/** An answer is waited for: later than this a speaker is missing. */
const LINKS_WITHIN_MS = 1_700;

export type Links = {
  readonly ready: readonly SpeakerId[];
  readonly missing: ReadonlyMap<SpeakerId, OutcomeCode>;
  readonly hasWaited: boolean;
};

/** Asks for those who are not there; resolves when each of them is, or is known to be missing. */
export async function waitForLinks(
  ports: LinkPorts,
  speakers: readonly SpeakerId[],
  signal: AbortSignal,
): Promise<Links> {
  const isDecided = () => speakers.every((id) => readinessOf(ports.model(), id).kind !== "waits");
  const areThere = () => speakers.every((id) => readinessOf(ports.model(), id).kind === "ready");
  const hasWaited = !areThere();
  if (hasWaited) {
    ports.askFor(speakers);
    await changedTo(isDecided, ports, LINKS_WITHIN_MS, signal);
  }
  const model = ports.model();
  const ready = speakers.filter((id) => readinessOf(model, id).kind === "ready");
  const away = speakers.filter((id) => !ready.includes(id)).map((id) => [id, whyMissing(model, id)] as const);
  return { ready, missing: new Map(away), hasWaited };
}

/** Resolves when it is so, or after the time. */
async function changedTo(
  isSo: () => boolean,
  { clock, onChange }: Pick<LinkPorts, "clock" | "onChange">,
  withinMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (isSo()) return;
  const waiting = childOf(signal);
  const off = onChange(() => isSo() && waiting.abort());
  await clock.sleep(withinMs, waiting.signal);
  off();
  waiting.abort();
}
