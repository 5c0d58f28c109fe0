// `house-band pair`: a conversation with whoever stands before the speaker. Asks the daemon, shows what it sees, and asks
// back what only a person can know: which one it is, what it shows, what it shall be called.
import type { FoundView, PairingNews } from "../control/pairing-views.ts";
import type { Client } from "./client.ts";
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

export type Dialogue = {
  /** Resolves with one line; null where nobody is there to answer, or when the signal fires. */
  readonly ask: (question: string, signal?: AbortSignal) => Promise<string | null>;
  readonly isThere: boolean;
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
  const opened = await client.pairing.open({
    windowMs: WINDOW_MS,
    canAsk: dialogue.isThere,
    whileMusicPlays: wish.whileMusicPlays,
    ...(wish.adapter !== null && { adapter: wish.adapter }),
  });
  if (!opened.ok) return complain(opened.error, terminal);
  const following = new AbortController();
  const questions = answerQuestions(client, terminal, dialogue);
  client.follow((event) => event.kind === "pairing" && questions(event.news), following.signal);
  try {
    return await pairOne(wish, client, terminal, dialogue);
  } finally {
    following.abort();
    await client.pairing.cancel();
  }
}

async function pairOne(wish: PairWish, client: Client, terminal: Terminal, dialogue: Dialogue): Promise<number> {
  terminal.err("Put the speaker into pairing mode now: often by holding its Bluetooth button until it blinks.");
  terminal.err(`Looking for ${WINDOW_MS / 1_000} s …`);
  const device = await choose(wish, client, terminal, dialogue);
  if (device === null) return EXIT.notDone;
  const own = device.name || device.address;
  const name = wish.name ?? (dialogue.isThere ? await askName(own, dialogue) : null);
  terminal.err(`Pairing ${own} …`);
  const paired = await client.pairing.pair(device.address, name);
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

/** The speaker that is meant; null where none was seen, or nobody wants one. */
async function choose(
  wish: PairWish,
  client: Client,
  terminal: Terminal,
  dialogue: Dialogue,
): Promise<FoundView | null> {
  for (let seenForMs = 0, lookedMs = 0; lookedMs < WINDOW_MS; lookedMs += LOOK_EVERY_MS) {
    const seen = await client.pairing.view();
    if (!seen.ok) {
      complain(seen.error, terminal);
      return null;
    }
    const { found } = seen.value;
    const wanted = found.find(({ address }) => address === wish.address);
    if (wanted) return wanted;
    const speakers = found.filter(({ isSpeaker, isPaired }) => isSpeaker === true && !isPaired);
    seenForMs = speakers.length === 0 ? 0 : seenForMs + LOOK_EVERY_MS;
    if (wish.address === null && seenForMs > OTHERS_WITHIN_MS) return pick(speakers, dialogue);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  terminal.err("No speaker in pairing mode was seen. Is it on, near, and not connected to a phone?");
  return null;
}

async function pick(speakers: readonly FoundView[], dialogue: Dialogue): Promise<FoundView | null> {
  const [first] = speakers;
  if (speakers.length === 1 && first) {
    const answer = await dialogue.ask(`Found ${first.name || first.address}. Is it this one? [Y/n] `);
    return answer !== null && !/^n/iu.test(answer.trim()) ? first : null;
  }
  const list = speakers.map((one, index) => `  ${index + 1}  ${one.name || one.address}  ${toNearness(one)}`);
  const answer = await dialogue.ask(`${list.join("\n")}\nWhich one? [1-${speakers.length}] `);
  return speakers[Number(answer ?? "") - 1] ?? null;
}

async function askName(own: string, dialogue: Dialogue): Promise<string> {
  const answer = (await dialogue.ask(`What shall it be called? [${own}] `))?.trim();
  return answer || own;
}

type Question = Extract<PairingNews, { kind: "question" }>["question"];

function toText(address: string, question: Exclude<Question, { kind: "type-there" }>): string {
  switch (question.kind) {
    case "same-passkey":
      return `Does it show ${question.passkey}? [y/N] `;
    case "may-pair":
      return `Pair with ${question.name || address}? [y/N] `;
    case "enter-pin":
      return "Its PIN: ";
    case "enter-passkey":
      return "Its passkey: ";
  }
}

/** Whatever the devices ask is asked here, one after the other. */
export function answerQuestions(client: Client, terminal: Terminal, dialogue: Dialogue): (news: PairingNews) => void {
  let asking: AbortController | null = null;
  const ask = async (address: string, question: Question) => {
    if (question.kind === "type-there") {
      terminal.err(`Type ${question.code} at the speaker.`);
      return;
    }
    asking = new AbortController();
    const isYesNo = question.kind === "same-passkey" || question.kind === "may-pair";
    const said = await dialogue.ask(toText(address, question), asking.signal);
    if (said === null) return;
    const isYes = /^y/iu.test(said.trim());
    const answer = isYesNo ? ({ kind: isYes ? "yes" : "no" } as const) : ({ kind: "code", code: said.trim() } as const);
    const taken = await client.pairing.answer(address, answer);
    if (!taken.ok) complain(taken.error, terminal);
  };
  return (news) => {
    if (news.kind === "question") void ask(news.address, news.question);
    if (news.kind === "question-over") asking?.abort();
  };
}
