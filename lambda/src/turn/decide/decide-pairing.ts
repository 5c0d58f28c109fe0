// The way to a new speaker, one step a turn: look, choose, name, pair; and the way out again. Pure.
import { assertNever, type Discovered, MAX_SPEAKERS } from "@house-band/contract";
import { chooseTargets } from "../places/choose-targets.ts";
import { readNewName } from "../places/resolve-target.ts";
import type { Decision, World } from "../turn.ts";
import type { PairStep, VoiceRequest } from "../voice-request.ts";

const NOWHERE = { kind: "unsaid" } as const;

/** The command for the bridge, or the question that comes next. */
export function decidePairing(world: World, step: PairStep): Decision {
  const { lastSpeakers } = world.snapshot;
  switch (step.kind) {
    case "look": {
      const draft = { kind: "discover", whileMusicPlays: step.whileMusicPlays } as const;
      return { kind: "command", draft, deed: { kind: "discover", where: NOWHERE }, unknown: [], lastSpeakers, step };
    }
    case "choose":
      return askWhich(step);
    case "take":
      return take(world, step);
    case "await":
      return { kind: "await-pairing", step };
    default:
      return assertNever(step);
  }
}

/** Which of those that were found it is. */
export const askWhich = (step: Extract<PairStep, { kind: "choose" }>): Decision & { readonly kind: "ask" } => ({
  kind: "ask",
  say: { kind: "ask-found", names: step.found.map(({ name }) => name) },
  pending: { request: { kind: "pair", step }, hole: "step" },
});

/** One that the home knows already has its name, and its place where the home is full. */
function take(world: World, step: Extract<PairStep, { kind: "take" }>): Decision {
  const { home, lastSpeakers } = world.snapshot;
  const { device } = step;
  const known = home.speakers.find(({ address }) => address === device.address);
  if (!known && home.speakers.length >= MAX_SPEAKERS) {
    return { kind: "answer", say: { kind: "edit-refused", error: { code: "too-many", limit: MAX_SPEAKERS } } };
  }
  const named = readNewName(home, known?.name ?? step.name, known?.id);
  if (named.kind !== "name") return askName(device, named.kind === "taken" ? named.name : null);
  const { name } = named;
  return {
    kind: "command",
    draft: { kind: "pair", address: device.address, name, speakerId: known?.id ?? world.newSpeakerId },
    deed: { kind: "pair", where: { kind: "on", names: [name] } },
    unknown: [],
    lastSpeakers,
    step: { ...step, name },
  };
}

/** @param taken the name that was wished for and is another's already */
export const askName = (device: Discovered, taken: string | null): Decision & { readonly kind: "ask" } => ({
  kind: "ask",
  say: taken === null ? { kind: "ask-name" } : { kind: "ask-other-name", taken },
  pending: { request: { kind: "pair", step: { kind: "take", device, name: null } }, hole: "step" },
});

/** Asked about before it is done: its key can't be brought back. */
export function decideForget(world: World, request: Extract<VoiceRequest, { kind: "forget" }>): Decision {
  const { home, lastSpeakers } = world.snapshot;
  const choice = chooseTargets(world, request.targets, "stated");
  const unsure = { ...request, isSure: false };
  if (choice.kind === "answer") return choice;
  if (choice.kind === "ask") return { kind: "ask", say: choice.say, pending: { request: unsure, hole: choice.hole } };
  const ids = choice.targets.map(({ id }) => id);
  const names = home.speakers.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  if (!request.isSure) {
    return { kind: "ask", say: { kind: "ask-sure", names }, pending: { request: unsure, hole: "sure" } };
  }
  return {
    kind: "command",
    draft: { kind: "forget", speakers: ids },
    deed: { kind: "forget", where: { kind: "on", names } },
    unknown: choice.unknown,
    lastSpeakers: lastSpeakers.filter((id) => !ids.includes(id)),
  };
}
