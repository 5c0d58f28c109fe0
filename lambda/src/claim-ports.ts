// What claiming needs of the store, and how many guesses it lets anybody have.
import type { ClaimId, ClaimPurpose, ClaimRefusal, Home, Result, ThingName } from "@house-band/contract";
import type { PortFault, UserKey } from "./ports.ts";

/**
 * A guess hits with the chance of live codes ÷ 90,000,000 codes. A day has at most this many guesses, whoever makes them and
 * with however many accounts, and any 24 hours touch two days: 2 × 15 × 3 ÷ 90,000,000 = 1 in a million. To hit is not to
 * own: the bridge asks.
 */
export const CLAIM_LIMITS = {
  /** Codes that work at the same time, in the whole table. */
  liveCodes: 3,
  triesPerDay: 15,
  triesPerUserAndDay: 5,
} as const;

/** People of one home: their leaving fits into one transaction. */
export const MAX_PEOPLE = 20;

/** A code that somebody may say now, or has just said. */
export type LiveClaim = {
  readonly slot: number;
  readonly claimId: ClaimId;
  readonly thing: ThingName;
  readonly purpose: ClaimPurpose;
  readonly codeHash: string;
  /** Epoch. */
  readonly expiresAtMs: number;
  /** Who has said it: nobody else can. */
  readonly asked: { readonly user: UserKey; readonly number: number } | null;
};

/** A home that somebody leaves by coming to another one: others stay, or it is forgotten at the next cleaning. */
export type Leaving = "nothing" | "to-others" | "to-nobody";

export type ClaimOffering = Pick<LiveClaim, "claimId" | "thing" | "purpose" | "codeHash" | "expiresAtMs">;

/** Every write is conditional: of all who race, one is first, and what comes again changes nothing. */
export interface ClaimStore {
  /** `repeated`: this claim was offered before, and perhaps used since. A bridge's later code replaces its earlier one. */
  offer(
    offering: ClaimOffering,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Result<"offered" | "repeated" | ClaimRefusal, PortFault>>;
  /** Consistent; without what has expired. */
  live(nowMs: number, signal: AbortSignal): Promise<Result<readonly LiveClaim[], PortFault>>;
  /** Counts one guess of this user's before it is made. `too-many`: it must not be made. */
  takeTry(user: UserKey, nowMs: number, signal: AbortSignal): Promise<Result<"taken" | "too-many", PortFault>>;
  /** What this user would leave by coming to the home of this bridge. Consistent. */
  leaving(
    coming: { readonly user: UserKey; readonly thing: ThingName },
    signal: AbortSignal,
  ): Promise<Result<Leaving, PortFault>>;
  /** `gone`: it has expired, was replaced, or somebody else was first. */
  ask(
    claim: LiveClaim,
    asked: NonNullable<LiveClaim["asked"]>,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Result<"asked" | "gone", PortFault>>;
  /** Nobody can say the code any more, nor be allowed by it, nor offer it anew. None is fine, too. */
  withdraw(
    claim: Pick<LiveClaim, "claimId" | "thing">,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Result<void, PortFault>>;
  /**
   * Ownership, in one transaction with the end of the code. Allowed again, it says the same again.
   * `gone`: there is no such request any more, or the home is not what the code was made for.
   * @param first what the home begins with, where nobody owns the bridge
   */
  allow(
    request: { readonly claimId: ClaimId; readonly thing: ThingName; readonly number: number; readonly first: Home },
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Result<Claimed | "gone", PortFault>>;
  /** Everybody leaves, and the bridge is nobody's, in one transaction; the home is left for cleaning. Again: the same word. */
  reset(
    request: { readonly claimId: ClaimId; readonly thing: ThingName },
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Result<{ readonly people: number }, PortFault>>;
}

export type Claimed = {
  /** The home that was made; null where somebody came to one that there is. */
  readonly made: Home | null;
  readonly people: number;
};
