// A pairing window of the command's own: open while the command has something to do in it, and closed with it, however it
// ends. It may also be closed from the other side, which the command says at once.
import type { PairingNews } from "../control/pairing/pairing-views.ts";
import type { Client, PairingClient } from "./client.ts";
import { answerQuestions, type Dialogue } from "./pairing-dialogue.ts";
import { complain, type Terminal } from "./run-command.ts";

type CloseReason = Extract<PairingNews, { kind: "window-closed" }>["reason"];

export type OpenWindow = {
  readonly pairing: PairingClient;
  /** Fires when it has closed from the other side. */
  readonly closed: AbortSignal;
  /** Why it is closed; null where it closed in good time, and the command knows better what that means. */
  readonly whyClosed: () => string | null;
};

/** The bridge tells when the time is over, a little after it is. */
const OVERDUE_MS = 5_000;

/** Runs `act` in a window; the answer is the exit code. */
export async function inWindow(
  wish: Parameters<PairingClient["open"]>[0],
  { client, terminal, dialogue }: { readonly client: Client; readonly terminal: Terminal; readonly dialogue: Dialogue },
  act: (window: OpenWindow) => Promise<number>,
): Promise<number> {
  const pairing = client.pairing();
  const following = new AbortController();
  const closed = new AbortController();
  let reason: CloseReason = "over";
  const questions = answerQuestions(pairing, terminal, dialogue);
  // told of nothing, it does not wait for ever
  const overdue = setTimeout(() => closed.abort(), wish.windowMs + OVERDUE_MS);
  const listen = (news: PairingNews) => {
    questions(news);
    if (news.kind !== "window-closed") return;
    reason = news.reason;
    closed.abort();
  };
  await pairing.follow(listen, following.signal);
  try {
    const opened = await pairing.open(wish);
    if (!opened.ok) return complain(opened.error, terminal);
    const code = await act({ pairing, closed: closed.signal, whyClosed: () => WHY_CLOSED[reason] });
    if (!closed.signal.aborted) await pairing.cancel();
    return code;
  } finally {
    clearTimeout(overdue);
    following.abort();
  }
}

const WHY_CLOSED = {
  over: null,
  paired: null,
  cancelled: "It was called off. Begin again: house-band pair",
  "adapter-down": "Bluetooth on the bridge has gone meanwhile: house-band status says more. Then begin again.",
} as const satisfies Record<CloseReason, string | null>;

/** Resolves a little later, or at once when the signal fires. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener("abort", over);
  });
}
