// What the command line says of whoever may play to the bridge. Pure.
import type { SenderView } from "../control/views.ts";

/** Each by its name, and whether it plays. */
export const renderSenders = (senders: readonly SenderView[]): string =>
  senders.map(({ name, state, codec }) => `${name}: ${STATES[state]}${codec === null ? "" : ` (${codec})`}`).join("; ");

const STATES = {
  away: "not connected",
  silent: "connected, plays nothing",
  plays: "plays",
} as const satisfies Record<SenderView["state"], string>;
