// How the door shows a claim, what it takes, and what its refusals mean.
import { type ClaimDesired, ClaimId, ClaimPurpose, ClaimRefusal } from "@house-band/contract";
import * as z from "zod/mini";
import type { Claim, ClaimFault } from "../cloud/claim.ts";
import type { ControlError } from "./control-error.ts";

/** How far a claim is. `waiting`: the cloud has not said anything of it yet. */
export const ClaimView = z.discriminatedUnion("state", [
  z.object({ state: z.literal("none") }),
  z.object({ state: z.literal("waiting"), claimId: ClaimId }),
  /** `code`: digits, without spaces. */
  z.object({ state: z.literal("offered"), claimId: ClaimId, code: z.string(), leftMs: z.number() }),
  z.object({ state: z.literal("asked"), claimId: ClaimId, number: z.int(), leftMs: z.number() }),
  z.object({ state: z.literal("refused"), claimId: ClaimId, reason: ClaimRefusal }),
  z.object({ state: z.literal("over"), claimId: ClaimId }),
  z.object({ state: z.literal("claimed"), claimId: ClaimId, people: z.int() }),
]);
export type ClaimView = z.infer<typeof ClaimView>;

export const OfferBody = z.strictObject({ purpose: ClaimPurpose });
export const AnswerBody = z.strictObject({ claimId: ClaimId, isAllowed: z.boolean() });
export const ResetView = z.object({ people: z.int() });
export type ResetView = z.infer<typeof ResetView>;

export function toClaimView(claim: Claim | null): ClaimView {
  if (claim === null) return { state: "none" };
  const { claimId, code, leftMs, news } = claim;
  if (news === null) return { state: "waiting", claimId };
  return toNewsView(news, { code, leftMs });
}

/** What the cloud said, with what only the bridge knows. */
export function toNewsView(news: ClaimDesired, { code, leftMs }: Pick<Claim, "code" | "leftMs">): ClaimView {
  const { claimId } = news;
  switch (news.state) {
    case "offered":
      return { state: "offered", claimId, code, leftMs };
    case "asked":
      return { state: "asked", claimId, number: news.number, leftMs };
    case "reset":
      return { state: "over", claimId };
    default:
      return news;
  }
}

const FAULTS = {
  offline: {
    code: "UNAVAILABLE",
    message: "this bridge is not connected to a cloud now: see house-band status; house-band enroll gives it one",
  },
  "no-answer": { code: "UNAVAILABLE", message: "the cloud has not answered: try again; house-band logs says more" },
  "nobody-asks": { code: "CONFLICT", message: "nobody asks to be let in now, or no more: make a new code" },
} as const satisfies Record<ClaimFault["code"], ControlError>;

export const toClaimError = ({ code }: ClaimFault): ControlError => FAULTS[code];
