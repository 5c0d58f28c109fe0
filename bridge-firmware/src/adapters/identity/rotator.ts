// Changes this bridge's certificate: by age, or when told to. The file holds one identity at any time, and one that the
// cloud has let in; older certificates are taken away by the cloud only after it was told, by the new one, and it is told
// only of an identity that would survive a power cut. Whatever breaks off in between leaves a bridge that gets in.
import { EpochMs, err, ok, type Result, ROTATION_TEMPLATE, type ThingName, topics } from "@house-band/contract";
import { factsOf } from "../../certificate-facts.ts";
import { leastMsBetween, rotationDueAtMs, rotationRetryMs } from "../../core/rotation.ts";
import type { Clock, Log } from "../../ports.ts";
import type { CertifiedLink } from "../mqtt/cloud-link.ts";
import { type ExchangeFault, exchange } from "./exchange.ts";
import { type Identity, toAccess } from "./identity-file.ts";
import { type IdentityLock, UNDER_WAY } from "./identity-lock.ts";

export type RotationFault = {
  readonly code: "no-certificate" | "under-way" | "busy" | "offline" | "refused" | "not-let-in" | "not-saved";
  readonly message: string;
};

export type RotationState = {
  readonly madeAtMs: number;
  /** When it is changed by itself, or tried again. */
  readonly nextAtMs: number;
  /** Why the last try came to nothing; null where none did. */
  readonly fault: string | null;
};

export type Rotator = {
  /** Resolves when the bridge uses the new certificate, and has told the cloud so. */
  rotate(): Promise<Result<{ readonly thing: ThingName }, RotationFault>>;
  /** Null where the bridge has no certificate of its own making. */
  state(): RotationState | null;
  /** From now on by itself. @param isBusy what the certificate is not changed in the middle of; null: nothing */
  start(isBusy: () => string | null): void;
  /** What is under way is broken off, and leaves a bridge that gets in. */
  close(): Promise<void>;
};

export type RotatorParts = {
  readonly identity: Identity;
  readonly link: CertifiedLink;
  readonly lock: IdentityLock;
  readonly afterDays: number;
  /** Resolves when it would survive a power cut. @throws where it can't be written */
  readonly keep: (identity: Identity) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
};

/** How often it looks whether it is time. */
const LOOK_EVERY_MS = 600_000;

type State = {
  present: Identity;
  /** The cloud knows that it is in use. */
  isTold: boolean;
  /** Telling what was left takes a moment: whoever wants another certificate waits for it. */
  telling: Promise<unknown>;
  failures: number;
  /** Not before this, by the calendar. */
  waitsUntilMs: number;
  fault: string | null;
  isBusy: () => string | null;
};
type Desk = {
  readonly parts: RotatorParts;
  readonly state: State;
  /** Nothing is waited for after this. */
  readonly closing: AbortSignal;
};

/** For a bridge without a certificate that it could change. */
export const noRotator = (message: string): Rotator => ({
  rotate: async () => err({ code: "no-certificate", message }),
  state: () => null,
  start: () => undefined,
  close: async () => undefined,
});

/** Does nothing by itself before it is started, but tell the cloud what is left to tell. */
export function createRotator(parts: RotatorParts): Rotator {
  const { identity, link, clock } = parts;
  const state: State = {
    present: identity,
    isTold: identity.cameBy !== "rotation",
    telling: Promise.resolve(),
    failures: 0,
    waitsUntilMs: 0,
    fault: null,
    isBusy: () => null,
  };
  const closing = new AbortController();
  const desk = { parts, state, closing: closing.signal };
  const off = link.onEvent(({ kind }) => {
    if (kind === "online") void tellLeft(desk);
  });
  let running: Promise<void> = Promise.resolve();
  return {
    async rotate() {
      await state.telling;
      return locked(desk, () => attempt(desk));
    },
    state: () => ({
      madeAtMs: factsOf(state.present.certificate).madeAtMs,
      nextAtMs: nextAtMs(desk),
      fault: state.fault,
    }),
    start(isBusy) {
      state.isBusy = isBusy;
      running = (async () => {
        while (await clock.sleep(LOOK_EVERY_MS, closing.signal)) await look(desk);
      })();
    },
    async close() {
      closing.abort();
      off();
      await running;
      await state.telling;
    },
  };
}

const nextAtMs = ({ parts, state }: Desk): number =>
  Math.max(rotationDueAtMs(factsOf(state.present.certificate), parts.afterDays), state.waitsUntilMs);

async function look(desk: Desk): Promise<void> {
  const { parts, state } = desk;
  await tellLeft(desk);
  const isTime = parts.clock.epochMs() >= nextAtMs(desk);
  if (isTime && parts.link.isOnline() && state.isBusy() === null) await locked(desk, () => attempt(desk));
}

async function locked<T>(
  { parts: { lock } }: Desk,
  task: () => Promise<Result<T, RotationFault>>,
): Promise<Result<T, RotationFault>> {
  if (lock.isHeld) return err({ code: "under-way", message: UNDER_WAY });
  lock.isHeld = true;
  try {
    return await task();
  } finally {
    lock.isHeld = false;
  }
}

async function attempt(desk: Desk): ReturnType<Rotator["rotate"]> {
  const { parts, state } = desk;
  const { clock, log, afterDays } = parts;
  const changed = await change(desk);
  if (changed.ok) {
    Object.assign(state, { failures: 0, fault: null, waitsUntilMs: clock.epochMs() + leastMsBetween(afterDays) });
    log.info({ thing: state.present.thing }, "this bridge uses a new certificate");
    return changed;
  }
  const { code, message } = changed.error;
  if (code === "busy" || code === "offline") return changed; // nothing was tried
  const isNews = message !== state.fault;
  state.failures += 1;
  const waitMs = rotationRetryMs(state.failures, parts.random());
  Object.assign(state, { fault: message, waitsUntilMs: clock.epochMs() + waitMs });
  const say = isNews ? log.warn : log.debug;
  say({ code, reason: message, failures: state.failures, waitMs }, "this bridge's certificate could not be changed");
  return changed;
}

async function change(desk: Desk): ReturnType<Rotator["rotate"]> {
  const { parts, state, closing } = desk;
  if (closing.aborted) return err(STOPPING);
  const busy = state.isBusy();
  if (busy !== null) return err({ code: "busy", message: `not now: ${busy}. Try again after that` });
  if (!parts.link.isOnline()) return err({ code: "offline", message: OFFLINE });
  // a disk that takes nothing is found out before the cloud is asked
  const writable = await save(desk);
  if (!writable.ok) return err({ code: "not-saved", message: `${writable.error}; nothing was changed. ${MAKE_ROOM}` });
  const got = await exchange(parts.link.ask, ROTATION_TEMPLATE, closing);
  if (closing.aborted) return err(STOPPING);
  if (!got.ok) {
    // tries that were broken off may have filled its places: by this the cloud finds those that came to nothing
    if (got.error.kind === "refused") await tell(desk);
    return err(toFault(got.error));
  }
  const { thing, certificate, privateKey } = got.value;
  if (thing !== state.present.thing)
    return err({ code: "refused", message: `the cloud gave a certificate for ${thing}` });
  const next: Identity = { ...state.present, certificate, privateKey, cameBy: "rotation" };
  const over = await parts.link.goOver(toAccess(next), closing);
  if (!over.ok && closing.aborted) return err(STOPPING);
  if (!over.ok)
    return err({ code: "not-let-in", message: `the new certificate was not let in: ${over.error}. ${AS_IT_WAS}` });
  Object.assign(state, { present: next, isTold: false });
  const saved = await save(desk);
  if (!saved.ok)
    return err({ code: "not-saved", message: `${saved.error}; until it is, the old one works, too. ${MAKE_ROOM}` });
  await tell(desk);
  return ok({ thing });
}

const OFFLINE = "this bridge is not connected to its cloud now: see house-band status, then try again";
const STOPPING: RotationFault = { code: "offline", message: "this bridge is stopping: try again when it is back" };
const AS_IT_WAS = "The bridge goes on with the one it has. Try again: house-band rotate";
const MAKE_ROOM = "Make room on the disk, then: house-band rotate";

function toFault({ kind, why }: ExchangeFault): RotationFault {
  if (kind === "failed") return { code: "refused", message: `the cloud gave no new certificate: ${why}. ${AS_IT_WAS}` };
  return { code: "refused", message: `the cloud refused a new certificate (${why}). ${AS_IT_WAS}` };
}

/** The identity in use, onto the disk. */
async function save({ parts, state }: Desk): Promise<Result<void, string>> {
  try {
    await parts.keep(state.present);
    return ok(undefined);
  } catch (cause) {
    return err(`the identity can't be written: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** What an earlier run, or try, could not tell. */
async function tellLeft(desk: Desk): Promise<void> {
  const { parts, state } = desk;
  if (state.isTold || parts.lock.isHeld || !parts.link.isOnline()) return;
  state.telling = locked(desk, async () => {
    const saved = await save(desk);
    if (saved.ok) await tell(desk);
    return ok(undefined);
  });
  await state.telling;
}

/** Told at every start, too: what the cloud could not do then, it does now. */
async function tell({ parts, state, closing }: Desk): Promise<void> {
  const said = JSON.stringify({ v: 1, atMs: EpochMs.parse(Math.max(0, Math.floor(parts.clock.epochMs()))) });
  const told = await parts.link.publish(topics.rotated(state.present.thing), new TextEncoder().encode(said), closing);
  state.isTold = told.ok;
  if (!told.ok) parts.log.debug({ code: told.error.code }, "that the certificate is new is told later");
}
