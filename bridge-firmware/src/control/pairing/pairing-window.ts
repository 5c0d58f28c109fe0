// The one pairing window that there may be, and whose it is: whoever opened it may use and close it, everybody else is told
// who has it and for how long.
import { ok, type Result } from "@house-band/contract";
import type { Pairing, PairingWindow } from "../../pairing-port.ts";
import type { Clock } from "../../ports.ts";
import { type DeskFault, fault, toDesk } from "../desk-fault.ts";
import { type Caller, isSameCaller } from "./pairing-caller.ts";

type Who = NonNullable<PairingWindow["who"]>;
type Claim = {
  readonly owner: Caller;
  readonly who: Who;
  /** Monotonic; since it was opened, which may take a while. */
  untilMs: number;
};

/** Its end is told within this: what was being paired has to be called off first. Then nobody waits for it any more. */
const ENDED_WITHIN_MS = 10_000;

export type OwnedWindow = {
  /** Null while it is closed. */
  owner(): Caller | null;
  isOpenFor(caller: Caller, who: Who): boolean;
  isOpen(): boolean;
  /**
   * Why this caller has to wait; null where the window is his, or closed.
   * @param who what he wants it for; absent: whatever it is for
   */
  refusal(caller: Caller, who?: Who): Result<never, DeskFault> | null;
  /** It is the caller's from now on, so that nobody comes in between. Whether it may be is asked before. */
  open(caller: Caller, wish: PairingWindow): Promise<Result<void, DeskFault>>;
  /** To be called when it has closed. */
  closed(): void;
  cancel(caller: Caller): Promise<Result<void, DeskFault>>;
};

/** Closed at first. */
export function createOwnedWindow({
  pairing,
  clock,
}: {
  readonly pairing: Pick<Pairing, "open" | "cancel">;
  readonly clock: Pick<Clock, "nowMs">;
}): OwnedWindow {
  let claim: Claim | null = null;
  const isOver = ({ untilMs }: Claim): boolean => clock.nowMs() > untilMs + ENDED_WITHIN_MS;
  const refusal: OwnedWindow["refusal"] = (caller, who = claim?.who) => {
    if (claim !== null && isOver(claim)) claim = null;
    const isOwn = claim === null || (isSameCaller(claim.owner, caller) && claim.who === who);
    return claim === null || isOwn ? null : busyWith(claim, caller, clock.nowMs());
  };
  return {
    owner: () => claim?.owner ?? null,
    isOpenFor: (caller, who) => claim !== null && claim.who === who && isSameCaller(claim.owner, caller),
    isOpen: () => claim !== null && !isOver(claim),
    refusal,
    async open(owner, wish) {
      const before = claim;
      const own: Claim = { owner, who: wish.who ?? "speakers", untilMs: clock.nowMs() + wish.windowMs };
      claim = own;
      const opened = toDesk(await pairing.open(wish));
      if (!opened.ok) {
        if (claim === own) claim = before;
        return opened;
      }
      own.untilMs = clock.nowMs() + wish.windowMs;
      claim = own; // what was closed meanwhile is the one before
      return opened;
    },
    closed() {
      claim = null;
    },
    async cancel(caller) {
      const refused = refusal(caller);
      if (refused || claim === null) return refused ?? ok(undefined);
      await pairing.cancel();
      return ok(undefined);
    },
  };
}

const DOES = {
  speakers: "looks for speakers",
  senders: "waits for a phone or an Echo",
} as const satisfies Record<Who, string>;

/** Who has it, for how long, and the way out. */
function busyWith({ owner, who, untilMs }: Claim, asker: Caller, nowMs: number): Result<never, DeskFault> {
  const left = `for another ${Math.max(1, Math.ceil((untilMs - nowMs) / 1_000))} s at most`;
  if (isSameCaller(owner, asker)) {
    return fault("PAIRING_BUSY", `the bridge ${DOES[who]} for you, ${left}: end that first`);
  }
  return owner.by === "voice"
    ? fault("PAIRING_BUSY", `the bridge ${DOES[who]} for somebody who asked Alexa, ${left}: try again then`)
    : fault(
        "PAIRING_BUSY",
        `the bridge ${DOES[who]} for somebody else at house-band, ${left}: end it there (Ctrl-C), or try again then`,
      );
}
