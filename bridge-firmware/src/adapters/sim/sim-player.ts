// The player of whoever plays to the bridge in software: what an order makes of it.
import type { PlayerOrder } from "../../core/model.ts";

export type SimPlayer = { readonly isSending: boolean; readonly track: number };

export const AFTER_ORDER = {
  play: () => ({ isSending: true }),
  pause: () => ({ isSending: false }),
  next: ({ track }) => ({ track: track + 1 }),
  previous: ({ track }) => ({ track: Math.max(0, track - 1) }),
} as const satisfies Record<PlayerOrder, (now: SimPlayer) => Partial<SimPlayer>>;
