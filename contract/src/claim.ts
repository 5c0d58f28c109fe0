// How somebody with an Alexa account comes to a home: by a code that its bridge has made, said to Alexa, and confirmed at
// the bridge. What the bridge tells the cloud travels as events; how far it is, the cloud says in the shadow `claim`.
import * as z from "zod/mini";
import { WIRE_VERSION } from "./command.ts";
import { Group, MAX_GROUPS, MAX_SPEAKERS, Speaker } from "./home.ts";
import { CommandId } from "./ids.ts";
import { EpochMs } from "./units.ts";

/** Digits of a code; the first is no nought, which a number loses when it is spoken. */
export const CLAIM_CODE_DIGITS = 8;
/** The least a code may be, and the first number that none is. */
export const CLAIM_CODES = { from: 10 ** (CLAIM_CODE_DIGITS - 1), below: 10 ** CLAIM_CODE_DIGITS } as const;
/** @see OWASP ASVS 6.5.5: at most ten minutes */
export const CLAIM_LIFE_MS = 600_000;

/** One round of claiming, or one reset: made by the bridge, used once. */
export const ClaimId = CommandId;
export type ClaimId = CommandId;

/** `own`: nobody lives in the home. `join`: one more person comes to those who do. */
export const ClaimPurpose = z.enum(["own", "join"]);
export type ClaimPurpose = z.infer<typeof ClaimPurpose>;

/** Which request it is, of all that might be: Alexa says it to whoever asks, and the bridge shows it. */
export const ClaimNumber = z.int().check(z.gte(10), z.lte(99));

const ClaimHash = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const told = { v: z.literal(WIRE_VERSION), claimId: ClaimId };

/** What the bridge tells of claiming; each is told again until the shadow answers it. */
export const ClaimOffer = z.object({
  ...told,
  kind: z.literal("claim-offer"),
  purpose: ClaimPurpose,
  /** The code itself never leaves the bridge, but by somebody's mouth. @see hashClaimCode */
  codeHash: ClaimHash,
});
export type ClaimOffer = z.infer<typeof ClaimOffer>;

export const ClaimAnswer = z.object({
  ...told,
  kind: z.literal("claim-answer"),
  /** The request that is meant. */
  number: ClaimNumber,
  isAllowed: z.boolean(),
  /** What the bridge knows already: a home that is made by this claim begins with it. */
  home: z.object({
    speakers: z.array(Speaker).check(z.maxLength(MAX_SPEAKERS)),
    groups: z.array(Group).check(z.maxLength(MAX_GROUPS)),
  }),
});
export type ClaimAnswer = z.infer<typeof ClaimAnswer>;

/** Nobody is to use the code any more. */
export const ClaimCancel = z.object({ ...told, kind: z.literal("claim-cancel") });
export type ClaimCancel = z.infer<typeof ClaimCancel>;

/** Everybody's account leaves the home, and the home is nobody's. */
export const OwnerReset = z.object({ ...told, kind: z.literal("owner-reset") });
export type OwnerReset = z.infer<typeof OwnerReset>;

export type ClaimEvent = ClaimOffer | ClaimAnswer | ClaimCancel | OwnerReset;

/** Why a code was not taken: somebody lives there, or nobody does, or too many codes are live in this cloud. */
export const ClaimRefusal = z.enum(["owned", "not-owned", "too-many-codes", "home-full"]);
export type ClaimRefusal = z.infer<typeof ClaimRefusal>;

const people = z.int().check(z.gte(0), z.lte(100));

/** The desired section of the shadow `claim`: how far the claim with this id is. Later states stand further down. */
export const ClaimDesired = z.discriminatedUnion("state", [
  /** The code works until then, by the cloud's clock. */
  z.object({ claimId: ClaimId, state: z.literal("offered"), expiresAtMs: EpochMs }),
  /** Somebody has said the code; nothing is decided before the bridge says so. */
  z.object({ claimId: ClaimId, state: z.literal("asked"), number: ClaimNumber }),
  z.object({ claimId: ClaimId, state: z.literal("refused"), reason: ClaimRefusal }),
  /** Over without anybody: not allowed, called off, or out of time. */
  z.object({ claimId: ClaimId, state: z.literal("over") }),
  /** So many live in the home now. */
  z.object({ claimId: ClaimId, state: z.literal("claimed"), people }),
  /** So many lived there. */
  z.object({ claimId: ClaimId, state: z.literal("reset"), people }),
]);
export type ClaimDesired = z.infer<typeof ClaimDesired>;

const STATES = ["offered", "asked", "refused", "over", "claimed", "reset"] as const satisfies ClaimDesired["state"][];

/** Of one claim, a later state: what comes late changes nothing any more. */
export const isFurther = (one: ClaimDesired, other: ClaimDesired): boolean =>
  STATES.indexOf(one.state) > STATES.indexOf(other.state);

/** Slow on purpose, for whoever reads the table; how slow: docs/decisions/0034. */
const HASH_ROUNDS = 50_000;

/**
 * What is kept of a code: PBKDF2-HMAC-SHA256, salted with the claim's own id, 64 hex digits.
 * @param code its digits, without spaces
 */
export async function hashClaimCode(code: string, claimId: ClaimId): Promise<string> {
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey("raw", text.encode(code), "PBKDF2", false, ["deriveBits"]);
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: text.encode(claimId), iterations: HASH_ROUNDS };
  const bits = await crypto.subtle.deriveBits(algorithm, key, 256);
  return Array.from(new Uint8Array(bits), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** "1234 5678": as it is read out, four digits at a time. */
export const spacedClaimCode = (code: string): string => code.replace(/\d{4}(?=\d)/gu, "$& ");
