// `house-band pair --sender`: the bridge can be seen for two minutes, and somebody at a phone or an Echo chooses it there.
import type { SenderView } from "../control/views.ts";
import type { Client } from "./client.ts";
import { inWindow, type OpenWindow, pause } from "./in-window.ts";
import type { Dialogue } from "./pairing-dialogue.ts";
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
  const window = { ...wish, ...(adapter !== null && { adapter }) };
  const known = before.value.senders ?? [];
  return inWindow(window, { client, terminal, dialogue }, (opened) => waitForSender(known, opened, client, terminal));
}

async function waitForSender(
  known: readonly SenderView[],
  { closed, whyClosed }: OpenWindow,
  client: Client,
  terminal: Terminal,
): Promise<number> {
  terminal.err("On a phone: Settings, Bluetooth, and choose House Band.");
  terminal.err("On an Echo: in the Alexa app, its device settings, Bluetooth devices, pair a new device: House Band.");
  terminal.err(`Waiting for ${WINDOW_MS / 1_000} s …`);
  // one that was paired before may come home meanwhile: nobody is waiting for that
  const wasPaired = (id: string) => known.some((one) => one.id === id);
  for (;;) {
    const isLastLook = closed.aborted; // whoever has paired closed it by that
    const status = await client.status();
    if (!status.ok) return complain(status.error, terminal);
    const fresh = (status.value.senders ?? []).find(({ id }) => !wasPaired(id));
    if (fresh) {
      if (terminal.json) terminal.out(JSON.stringify(fresh, null, 2));
      else terminal.out(`Done: ${fresh.name} can play here: house-band play --source ${fresh.kind}`);
      return EXIT.done;
    }
    if (isLastLook) break;
    await pause(LOOK_EVERY_MS, closed);
  }
  terminal.err(whyClosed() ?? "Nobody has paired. Is the phone's Bluetooth on, and does it list House Band?");
  return EXIT.notDone;
}
