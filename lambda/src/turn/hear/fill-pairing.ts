// What is said on the way to a new speaker, put into the step that it answers. Pure.
import { assertNever, type Discovered, toNameKey } from "@house-band/contract";
import type { PairStep, VoiceRequest } from "../voice-request.ts";
import { nameIn } from "./bare-words.ts";

/** The next step where the request is an answer to this one; null where it is something else: people may change their minds. */
export function fillPairing(step: PairStep, request: VoiceRequest): VoiceRequest | null {
  const next = nextStep(step, request);
  return next && { kind: "pair", step: next };
}

function nextStep(step: PairStep, request: VoiceRequest): PairStep | null {
  switch (step.kind) {
    case "look":
      return lookAgain(step, request);
    case "choose":
      return choose(step, request);
    case "take":
      return named(step, request);
    case "await":
      return isAskingHowFar(request) ? step : null;
    default:
      return assertNever(step);
  }
}

/** "Yes" to "should I pair anyway" is a consent; asking for news is none. */
function lookAgain(step: Extract<PairStep, { kind: "look" }>, request: VoiceRequest): PairStep | null {
  if (request.kind === "yes") return { ...step, whileMusicPlays: true };
  if (request.kind === "pairing-news") return step;
  if (request.kind !== "pair" || request.step.kind !== "look") return null;
  const { name, whileMusicPlays } = request.step;
  return { ...step, name: name ?? step.name, whileMusicPlays: whileMusicPlays || step.whileMusicPlays };
}

function choose(step: Extract<PairStep, { kind: "choose" }>, request: VoiceRequest): PairStep | null {
  const { found, name } = step;
  const take = (device: Discovered | undefined): PairStep => (device ? { kind: "take", device, name } : step);
  const lookAgain: PairStep = { kind: "look", whileMusicPlays: false, name };
  switch (request.kind) {
    case "yes":
      return found.length === 1 ? take(found[0]) : step;
    case "no":
    case "pairing-news":
      return lookAgain;
    case "choose":
      return take(request.number === -1 ? found.at(-1) : found[request.number - 1]);
    case "set-volume": // a bare number is heard as one
      return request.level.kind === "percent" ? take(found[request.level.percent - 1]) : null;
    case "pair":
      return request.step.kind === "look" ? { ...lookAgain, name: request.step.name ?? name } : null;
    default: {
      const said = nameIn(request);
      return said === null ? null : take(byName(found, said) ?? undefined);
    }
  }
}

/** "The JBL" where only one of them is one. */
function byName(found: readonly Discovered[], said: string): Discovered | null {
  const key = toNameKey(said);
  const fitting = found.filter(({ name }) => key !== "" && toNameKey(name).includes(key));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** What it shall be called, however that is said; asked again where that was no name. */
function named(step: Extract<PairStep, { kind: "take" }>, request: VoiceRequest): PairStep | null {
  if (request.kind === "pair") return request.step.kind === "look" ? { ...step, name: request.step.name } : null;
  if (request.kind === "rename") return { ...step, name: wholeName(request) };
  if (request.kind === "create-group") return { ...step, name: request.name };
  if (request.kind === "yes" || request.kind === "fallback" || request.kind === "pairing-news")
    return { ...step, name: null };
  const name = nameIn(request);
  return name === null ? null : { ...step, name: name.replace(/^(?:(?:call|name) it )?(?:the |my |our )?(?=.)/iu, "") };
}

/** What only points at the new speaker. */
const POINTING = /^(?:(?:it|this|that)(?: one)?|(?:the |my |this |that )?(?:new )?(?:one|speaker|box))(?:\s+|$)/iu;

/** "Call it porch box" reaches us as another name for the porch: the box. */
function wholeName({ target, newName }: Extract<VoiceRequest, { kind: "rename" }>): string | null {
  const [place] = target.kind === "named" ? target.names : [];
  const begun = place?.heard.replace(POINTING, "") ?? "";
  return newName === null || begun === "" ? newName : `${begun} ${newName}`;
}

const isAskingHowFar = (request: VoiceRequest): boolean =>
  request.kind === "yes" ||
  request.kind === "pairing-news" ||
  (request.kind === "speaker-status" && (request.targets.kind === "unsaid" || request.targets.kind === "named"));
