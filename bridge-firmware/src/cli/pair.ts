// `house-band pair`: a conversation with whoever stands before the speaker. Asks the daemon, shows what it sees, and asks
// back what only a person can know: which one it is, what it shows, what it shall be called.
import type { FoundView } from "../control/pairing/pairing-views.ts";
import type { Client } from "./client.ts";
import { inWindow, type OpenWindow, pause } from "./in-window.ts";
import type { Dialogue } from "./pairing-dialogue.ts";
import { toNearness } from "./render-pairing.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

export type PairWish = {
  /** Null: it is asked for. */
  readonly name: string | null;
  /** Null: whoever it is, is asked for. */
  readonly address: string | null;
  readonly whileMusicPlays: boolean;
  /** Null: whichever has most room. */
  readonly adapter: string | null;
};

const WINDOW_MS = 60_000;
/** After the first speaker was seen: others may be in pairing mode, too. */
const OTHERS_WITHIN_MS = 3_000;
const LOOK_EVERY_MS = 250;

/** Pairs one speaker; the answer is the exit code. */
export async function pairSpeaker(
  wish: PairWish,
  client: Client,
  terminal: Terminal,
  dialogue: Dialogue,
): Promise<number> {
  if (wish.address === null && !dialogue.isThere) {
    terminal.err("nobody is there to say which speaker it is: name it with --address 00:11:22:33:44:55");
    return EXIT.usage;
  }
  const window = {
    windowMs: WINDOW_MS,
    canAsk: dialogue.isThere,
    whileMusicPlays: wish.whileMusicPlays,
    ...(wish.adapter !== null && { adapter: wish.adapter }),
  };
  return inWindow(window, { client, terminal, dialogue }, (opened) => pairOne(wish, opened, terminal, dialogue));
}

async function pairOne(wish: PairWish, window: OpenWindow, terminal: Terminal, dialogue: Dialogue): Promise<number> {
  terminal.err("Put the speaker into pairing mode now: often by holding its Bluetooth button until it blinks.");
  terminal.err(`Looking for ${WINDOW_MS / 1_000} s …`);
  const device = await choose(wish, window, terminal, dialogue);
  if (device === null) {
    if (window.closed.aborted) terminal.err(window.whyClosed() ?? NOBODY_SEEN);
    return EXIT.notDone;
  }
  const own = device.name || device.address;
  const name = wish.name ?? (dialogue.isThere ? await askName(own, dialogue, window.closed) : null);
  terminal.err(`Pairing ${own} …`);
  const paired = await window.pairing.pair(device.address, name);
  if (!paired.ok) return complain(paired.error, terminal);
  const { name: known, isInHome } = paired.value;
  if (terminal.json) terminal.out(JSON.stringify(paired.value, null, 2));
  else if (isInHome) terminal.out(`Done: ${known} is one of this home's speakers.`);
  else
    terminal.out(
      `Paired: ${known} is connected. It is in no home yet, since this bridge was given none: pair it again then.`,
    );
  return EXIT.done;
}

const NOBODY_SEEN = "No speaker in pairing mode was seen. Is it on, near, and not connected to a phone?";

/** The speaker that is meant; null where nobody wants one, or the window has closed. */
async function choose(
  wish: PairWish,
  { pairing, closed }: OpenWindow,
  terminal: Terminal,
  dialogue: Dialogue,
): Promise<FoundView | null> {
  for (let seenForMs = 0; !closed.aborted; ) {
    const seen = await pairing.view();
    if (!seen.ok) {
      complain(seen.error, terminal);
      return null;
    }
    const { found } = seen.value;
    const wanted = found.find(({ address }) => address === wish.address);
    if (wanted) return wanted;
    const speakers = found.filter(({ isSpeaker, isPaired }) => isSpeaker === true && !isPaired);
    seenForMs = speakers.length === 0 ? 0 : seenForMs + LOOK_EVERY_MS;
    if (wish.address === null && seenForMs > OTHERS_WITHIN_MS) return pick(speakers, dialogue, closed);
    await pause(LOOK_EVERY_MS, closed);
  }
  return null;
}

async function pick(
  speakers: readonly FoundView[],
  dialogue: Dialogue,
  closed: AbortSignal,
): Promise<FoundView | null> {
  const [first] = speakers;
  if (speakers.length === 1 && first) {
    const answer = await dialogue.ask(`Found ${first.name || first.address}. Is it this one? [Y/n] `, closed);
    return answer !== null && !/^n/iu.test(answer.trim()) ? first : null;
  }
  const list = speakers.map((one, index) => `  ${index + 1}  ${one.name || one.address}  ${toNearness(one)}`);
  const answer = await dialogue.ask(`${list.join("\n")}\nWhich one? [1-${speakers.length}] `, closed);
  return speakers[Number(answer ?? "") - 1] ?? null;
}

async function askName(own: string, dialogue: Dialogue, closed: AbortSignal): Promise<string> {
  const answer = (await dialogue.ask(`What shall it be called? [${own}] `, closed))?.trim();
  return answer || own;
}
