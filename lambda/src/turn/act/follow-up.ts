// What comes after a command: another question, where its outcome leads to one. Pure.
import type { Home, Outcome } from "@house-band/contract";
import type { SpeechIntent } from "../../speech/intents.ts";
import { askName, askWhich } from "../decide/decide-pairing.ts";
import type { Decision } from "../turn.ts";
import type { PairStep } from "../voice-request.ts";
import { offerLevels } from "./offer-levels.ts";

type Ask = Extract<Decision, { kind: "ask" }>;

/**
 * Null where the outcome is all there is to say.
 * @param answer the outcome, null where there is none yet, and what would be said of it
 */
export function followUp(
  home: Home,
  { draft, deed, step, overMusic }: Extract<Decision, { kind: "command" }>,
  commandId: Outcome["commandId"],
  { outcome, said }: { readonly outcome: Outcome | null; readonly said: SpeechIntent },
): Ask | null {
  if (overMusic && outcome?.code === "MUSIC_PLAYS") {
    const say = { kind: "ask-measure-anyway", purpose: overMusic.kind } as const;
    return { kind: "ask", say, pending: { request: overMusic, hole: "sure" } };
  }
  const levels = offerLevels(home, deed, said, outcome);
  if (levels !== null) return levels;
  if (draft.kind === "discover" && step?.kind === "look" && outcome) return afterLooking(step, outcome);
  if (draft.kind !== "pair" || step?.kind !== "take") return null;
  if (!outcome) return askReady({ kind: "await", commandId, name: draft.name });
  // somebody else has given the name away meanwhile: the bridge knows
  return outcome.code === "NAME_TAKEN" && home.speakers.every(({ address }) => address !== draft.address)
    ? askName(step.device, draft.name)
    : null;
}

function afterLooking(
  step: Extract<PairStep, { kind: "look" }>,
  { state, code, discovered = [] }: Outcome,
): Ask | null {
  if (code === "MUSIC_PLAYS") return asking({ kind: "ask-pair-anyway" }, step);
  if (state !== "done") return null;
  if (discovered.length === 0) return asking({ kind: "ask-what-was-found" }, step);
  return askWhich({ kind: "choose", found: discovered, name: step.name });
}

/** It may take half a minute: people ask for it. */
export const askReady = (step: Extract<PairStep, { kind: "await" }>): Ask =>
  asking({ kind: "ask-ready", name: step.name }, step);

const asking = (say: Ask["say"], step: PairStep): Ask => ({
  kind: "ask",
  say,
  pending: { request: { kind: "pair", step }, hole: "step" },
});
