// One speaker's link: when to connect, when to wait, when to leave it alone. A driver elsewhere does the connecting.
// Polite by rule: a speaker that another device took is asked three times, then once a minute.
import { assertNever, type OutcomeCode } from "@house-band/contract";
import { stepDelayMs } from "./backoff.ts";

/** A link that carries sound, as far as the core cares; `output` is the engine's and passes through unread. */
export type Transport = {
  readonly codec: string;
  /** The bridge's own end, by its address; absent where there is none. */
  readonly adapter?: string;
  readonly reportedDelayMs: number | null;
  readonly modelDelayMs?: number;
  readonly output: unknown;
};

export type LinkFault = { readonly code: LinkReason; readonly retryable: boolean };

export type LinkReason = Extract<
  OutcomeCode,
  | "SPEAKER_OFFLINE"
  | "SPEAKER_ASLEEP"
  | "SPEAKER_BUSY"
  | "SPEAKER_REFUSED"
  | "SPEAKER_UNPAIRED"
  | "ADAPTER_DOWN"
  | "ADAPTER_FULL"
  | "AUDIO_SERVICE_DOWN"
>;

export type Link =
  /** To be connected as soon as the plan is carried out. `reason` is why it is not; null before the first try. */
  | { readonly kind: "due"; readonly failures: number; readonly reason: LinkReason | null }
  | { readonly kind: "connecting"; readonly failures: number; readonly reason: LinkReason | null }
  /** `failures` before it came up: a link that breaks at once is one more. */
  | {
      readonly kind: "connected";
      readonly transport: Transport;
      readonly sinceMs: number;
      readonly failures: number;
    }
  | {
      readonly kind: "waiting-to-retry";
      readonly failures: number;
      readonly reason: LinkReason;
      readonly untilMs: number;
    }
  /** It said no (a codec, a lost pairing): only somebody's wish starts another try. */
  | { readonly kind: "refused"; readonly reason: LinkReason }
  /** Somebody has another use for it: no try is made until somebody wants to hear it here. */
  | {
      readonly kind: "released";
      readonly sinceMs: number;
      /** `held`: there may be a link, which is to be let go; `letting-go`: that has been ordered. */
      readonly hold: "held" | "letting-go" | "free";
    }
  /** It could not be let go: that is tried again. */
  | { readonly kind: "released"; readonly sinceMs: number; readonly hold: "stuck"; readonly untilMs: number };

export type LinkInput =
  /** Somebody wants to hear this speaker now. */
  | { readonly kind: "asked" }
  | { readonly kind: "released" }
  | { readonly kind: "connect-started" }
  | { readonly kind: "disconnect-started" }
  | { readonly kind: "disconnect-failed" }
  | { readonly kind: "came-up"; readonly transport: Transport }
  | { readonly kind: "connect-failed"; readonly fault: LinkFault }
  | { readonly kind: "lost" }
  | { readonly kind: "delay-changed"; readonly reportedDelayMs: number }
  | { readonly kind: "tick" };

export const NEVER_TRIED: Link = { kind: "due", failures: 0, reason: null };
/** By an earlier run of the daemon: whoever calls now was switched on since. */
export const RELEASED_BEFORE: Link = { kind: "released", sinceMs: Number.NEGATIVE_INFINITY, hold: "free" };

/** A radio link that broke is often back by itself; asking at once only keeps the radio busy. */
const LOST_LINK_GRACE_MS = 1_000;

/** Some speakers call back whoever has just let them go; after this, a call means that somebody switched it on. */
const LEFT_ALONE_MS = 30_000;

/** The radio would not let go of a speaker: it is asked again after this. */
const LET_GO_AGAIN_MS = 5_000;

/** A link that held shorter than this was none: whoever takes it away again and again is not fought. */
const STABLE_AFTER_MS = 10_000;

const OUT_OF_REACH_MS = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000] as const;

const BRIDGE_MENDS_ITSELF_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;

/** A page answered by "busy" means that its owner listens to something else. */
const RETRY_DELAYS_MS = {
  SPEAKER_OFFLINE: OUT_OF_REACH_MS,
  SPEAKER_ASLEEP: OUT_OF_REACH_MS,
  ADAPTER_DOWN: BRIDGE_MENDS_ITSELF_MS,
  AUDIO_SERVICE_DOWN: BRIDGE_MENDS_ITSELF_MS,
  /** Room comes when another speaker leaves. */
  ADAPTER_FULL: [5_000, 15_000, 60_000],
  SPEAKER_BUSY: [1_000, 2_000, 60_000],
  SPEAKER_REFUSED: [60_000],
  SPEAKER_UNPAIRED: [60_000],
} as const satisfies Record<LinkReason, readonly number[]>;

/** The next state of a link. Inputs that mean nothing in a state leave it as it is. */
export function nextLink(link: Link, input: LinkInput, nowMs: number): Link {
  if (link.kind === "released") return whileReleased(link, input, nowMs);
  switch (input.kind) {
    case "asked":
      return onAsked(link);
    case "released":
      return released(link, nowMs);
    case "disconnect-started":
    case "disconnect-failed":
      return link;
    case "connect-started":
      return link.kind === "due" ? { ...link, kind: "connecting" } : link;
    case "came-up":
      return cameUp(link, input.transport, nowMs);
    case "connect-failed":
      return link.kind === "connecting" ? afterFailure(link.failures + 1, input.fault, nowMs) : link;
    case "lost":
      return link.kind === "connected" ? afterLoss(link, nowMs) : link;
    case "delay-changed":
      return link.kind === "connected" ? withDelay(link, input.reportedDelayMs) : link;
    case "tick":
      return onTick(link, nowMs);
    default:
      return assertNever(input);
  }
}

type Released = Extract<Link, { kind: "released" }>;
type Held = Exclude<Link, Released>;

const released = (link: Held, nowMs: number): Released => ({
  kind: "released",
  sinceMs: nowMs,
  hold: link.kind === "connected" || link.kind === "connecting" ? "held" : "free",
});

function whileReleased(link: Released, input: LinkInput, nowMs: number): Link {
  switch (input.kind) {
    case "asked":
      return NEVER_TRIED;
    case "came-up":
      if (nowMs - link.sinceMs < LEFT_ALONE_MS) return withHold(link, "held");
      return { kind: "connected", transport: input.transport, sinceMs: nowMs, failures: 0 };
    case "disconnect-started":
      return withHold(link, "letting-go");
    case "disconnect-failed":
      if (link.hold !== "letting-go") return link;
      return { kind: "released", sinceMs: link.sinceMs, hold: "stuck", untilMs: nowMs + LET_GO_AGAIN_MS };
    case "tick":
      return link.hold === "stuck" && nowMs >= link.untilMs ? withHold(link, "held") : link;
    case "lost":
    case "connect-failed":
      return link.hold === "free" ? link : withHold(link, "free");
    case "released":
    case "connect-started":
    case "delay-changed":
      return link;
    default:
      return assertNever(input);
  }
}

const withHold = ({ sinceMs }: Released, hold: "held" | "letting-go" | "free"): Released => ({
  kind: "released",
  sinceMs,
  hold,
});

function onAsked(link: Held): Held {
  if (link.kind === "waiting-to-retry") return { kind: "due", failures: link.failures, reason: link.reason };
  if (link.kind === "refused") return { kind: "due", failures: 0, reason: link.reason };
  return link;
}

function onTick(link: Link, nowMs: number): Link {
  if (link.kind !== "waiting-to-retry" || nowMs < link.untilMs) return link;
  return { kind: "due", failures: link.failures, reason: link.reason };
}

function afterFailure(failures: number, fault: LinkFault, nowMs: number): Link {
  if (!fault.retryable) return { kind: "refused", reason: fault.code };
  const untilMs = nowMs + stepDelayMs(RETRY_DELAYS_MS[fault.code], failures);
  return { kind: "waiting-to-retry", failures, reason: fault.code, untilMs };
}

function afterLoss({ sinceMs, failures }: Extract<Link, { kind: "connected" }>, nowMs: number): Link {
  const reason = "SPEAKER_OFFLINE";
  if (nowMs - sinceMs < STABLE_AFTER_MS) return afterFailure(failures + 1, { code: reason, retryable: true }, nowMs);
  return { kind: "waiting-to-retry", failures: 0, reason, untilMs: nowMs + LOST_LINK_GRACE_MS };
}

function cameUp(link: Held, transport: Transport, nowMs: number): Link {
  if (link.kind === "connected") return { ...link, transport };
  return { kind: "connected", transport, sinceMs: nowMs, failures: link.kind === "refused" ? 0 : link.failures };
}

function withDelay(link: Extract<Link, { kind: "connected" }>, reportedDelayMs: number): Link {
  return { ...link, transport: { ...link.transport, reportedDelayMs } };
}

/** Why a speaker does not play, in the words of an outcome; null while that is not known. */
export function linkReason(link: Link): LinkReason | null {
  return link.kind === "connected" || link.kind === "released" ? null : link.reason;
}
