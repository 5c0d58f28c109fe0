// What telling people by a linked account needs: somebody who knows whose token it is, and a place to keep who is who.
import type { Result } from "@house-band/contract";
import type { PortFault, UserKey } from "./ports.ts";

/** A token that is good. */
export type Checked = {
  /** The provider's own id of the account, the same at every sign-in: never stored, never logged. */
  readonly subject: string;
  /** Epoch. */
  readonly expiresAtMs: number;
};

export interface TokenCheck {
  /** `refused`: it is another app's, made up, or no longer good. A fault: the provider could not be asked. */
  check(token: string, signal: AbortSignal): Promise<Result<Checked | "refused", PortFault>>;
}

export interface LinkStore {
  /**
   * Notes that this Alexa user is this person, and brings the home along that either of them has, all in one write; a second
   * time nothing is written.
   * @returns whose homes are meant: the person's, or the Alexa user's where he lives in another home than the person
   */
  link(
    link: {
      readonly alexa: UserKey;
      readonly person: UserKey;
      /** When the request was made that says so, epoch: older than the last farewell, it is only answered. */
      readonly atMs: number;
      readonly nowMs: number;
      readonly backUntilMs: number;
    },
    signal: AbortSignal,
  ): Promise<Result<UserKey, PortFault>>;
}

/** How long the home is kept of a linked person who disabled the skill. With a sweep every six hours it is gone within 18. */
export const MAY_COME_BACK_MS = 12 * 3_600_000;
