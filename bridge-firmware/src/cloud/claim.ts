// A claim as the bridge sees it, and why something about it may not be done.
import type { ClaimDesired, ClaimId, ClaimPurpose } from "@house-band/contract";

export type ClaimFault =
  /** There is no connection to the cloud, or no answer. */
  | { readonly code: "offline" | "no-answer" }
  /** There is no such request, or no more. */
  | { readonly code: "nobody-asks" };

/** A code that this bridge has made, and what became of it. */
export type Claim = {
  readonly claimId: ClaimId;
  readonly purpose: ClaimPurpose;
  /** Shown to people who stand before the bridge, and never sent. */
  readonly code: string;
  /** The cloud's word; null before the first. */
  readonly news: ClaimDesired | null;
  readonly leftMs: number;
};
