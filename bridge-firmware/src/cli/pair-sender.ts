// `house-band pair --sender`: the bridge can be seen for two minutes, and somebody at a phone or an Echo chooses it there.
import type { SenderView } from "../control/views.ts";
import type { Client } from "./client.ts";
import { answerQuestions, type Dialogue } from "./pair.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

const WINDOW_MS = 120_000;
const LOOK_EVERY_MS = 500;

/** Waits until somebody has paired; the answer is the exit code. */
export async function pairSender(
  { adapter }: { readonly adapter: string | null },
  client: Client,
  terminal: Terminal,
  dialogue: Dialogue,
): Promise<number> {
  const before = await client.status();
  if (!before.ok) return complain(before.error, terminal);
  const wish = { windowMs: WINDOW_MS, canAsk: dialogue.isThere, whileMusicPlays: true, who: "senders" } as const;
  const opened = await client.pairing.open({ ...wish, ...(adapter !== null && { adapter }) });
  if (!opened.ok) return complain(opened.error, terminal);
  const following = new AbortController();
  const questions = answerQuestions(client, terminal, dialogue);
  client.follow((event) => event.kind === "pairing" && questions(event.news), following.signal);
  try {
    return await waitForSender(before.value.senders ?? [], client, terminal);
  } finally {
    following.abort();
    await client.pairing.cancel();
  }
}

async function waitForSender(before: readonly SenderView[], client: Client, terminal: Terminal): Promise<number> {
  terminal.err("On a phone: Settings, Bluetooth, and choose House Band.");
  terminal.err("On an Echo: in the Alexa app, its device settings, Bluetooth devices, pair a new device: House Band.");
  terminal.err(`Waiting for ${WINDOW_MS / 1_000} s …`);
  // one that was paired before may come home meanwhile: nobody is waiting for that
  const wasPaired = (address: string) => before.some((one) => one.address === address);
  for (let waitedMs = 0; waitedMs < WINDOW_MS; waitedMs += LOOK_EVERY_MS) {
    const status = await client.status();
    if (!status.ok) return complain(status.error, terminal);
    const fresh = (status.value.senders ?? []).find(({ address }) => !wasPaired(address));
    if (fresh) {
      if (terminal.json) terminal.out(JSON.stringify(fresh, null, 2));
      else terminal.out(`Done: ${fresh.name} can play here: house-band play --source ${fresh.kind}`);
      return EXIT.done;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  terminal.err("Nobody has paired. Is the phone's Bluetooth on, and does it list House Band?");
  return EXIT.notDone;
}
