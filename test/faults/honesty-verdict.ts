// Were the promises kept? Compares what was said and recorded with what the bridge journaled and what really happened.
// Every function returns the promises that were broken, as sentences.
import { Command, type CommandId, commandSpeakers, Outcome, type SpeakerId } from "@house-band/contract";
import * as z from "zod/mini";
import { ASLEEP, type House } from "./honesty-house.ts";

export type Turn = {
  readonly commandId: CommandId;
  readonly speech: string;
  /** How often Alexa delivered the request. */
  readonly times: number;
  /** What the cloud knows of it in the end. */
  readonly recorded: Outcome | null;
};

export type Deed = {
  readonly command: Command;
  /** By the bridge's clock. */
  readonly acceptedAtMs: number;
  readonly outcome: Outcome | null;
};

/** What the bridge wrote down of every command it accepted, in the order it did, and what came more than once. */
export type Ledger = { readonly deeds: ReadonlyMap<CommandId, Deed>; readonly repeats: readonly string[] };

const JournalLine = z.union([
  z.object({ kind: z.literal("accepted"), atMs: z.number(), command: Command }),
  z.object({ kind: z.literal("outcome"), outcome: Outcome }),
  z.object({ kind: z.enum(["delivered", "highest-seq", "home"]) }),
]);

export function readLedger(journal: readonly unknown[]): Ledger {
  const deeds = new Map<CommandId, Deed>();
  const repeats: string[] = [];
  for (const line of journal.map((raw) => JournalLine.parse(raw))) {
    if (line.kind === "accepted") {
      const { command, atMs } = line;
      if (deeds.has(command.id)) repeats.push(`${command.id} was accepted twice`);
      deeds.set(command.id, { command, acceptedAtMs: atMs, outcome: null });
    } else if (line.kind === "outcome") {
      const { outcome } = line;
      const deed = deeds.get(outcome.commandId);
      if (!deed || deed.outcome) repeats.push(`${outcome.commandId} has an outcome too many: ${outcome.state}`);
      if (deed) deeds.set(outcome.commandId, { ...deed, outcome });
    }
  }
  return { deeds, repeats };
}

/** Accepted once, one outcome each. */
export function judgeLedger({ deeds, repeats }: Ledger): readonly string[] {
  const open = [...deeds.values()].filter(({ outcome }) => outcome === null);
  return [...repeats, ...open.map(({ command }) => `${show(command)} was accepted and never came to an end`)];
}

const NEVER_SENT = /^(?:I couldn't get through|That took too long, so I didn't do it|I can't reach your bridge)/;
const UNCONFIRMED = /^I (?:sent it, but the bridge hasn't confirmed it yet|can't tell yet whether that worked)/;
const FAILED =
  /^(?:That reached your bridge too late, so it wasn't done|A newer request took over|Nothing is playing|Something went wrong)|ask me again\.$/;

export type Claim = "done" | "failed" | "unconfirmed" | "never sent";

/** What people must think after this sentence; any sentence that is not known to say otherwise counts as "done". */
export function claimOf(speech: string): Claim {
  if (NEVER_SENT.test(speech)) return "never sent";
  if (UNCONFIRMED.test(speech)) return "unconfirmed";
  return FAILED.test(speech) ? "failed" : "done";
}

export function judgeTurn(turn: Turn, house: House, { deeds }: Ledger): readonly string[] {
  const deed = deeds.get(turn.commandId);
  const said = `"${turn.speech}" was said of ${deed ? show(deed.command) : "a command the bridge never had"}, asked ${turn.times} times`;
  return [...judgeClaim(turn, said, house, deed), ...judgeRecord(turn, deed)];
}

function judgeClaim({ speech }: Turn, said: string, house: House, deed: Deed | undefined): readonly string[] {
  const claim = claimOf(speech);
  if (claim === "unconfirmed") return [];
  if (claim === "never sent") return deed ? [`${said}, which the bridge has`] : [];
  const state = deed?.outcome?.state;
  const isDone = state === "done" || state === "partial";
  if (claim === "failed") return isDone ? [`${said}, which is ${state}`] : [];
  if (!deed || !isDone) return [`${said}, which is ${state ?? "nothing"}`];
  const { claimed, remarks } = partsOf(speech);
  return commandSpeakers(deed.command).flatMap((id) => {
    const name = house.home.speakers.find((speaker) => speaker.id === id)?.name ?? id;
    if (holdsFor(deed, id, house)) return [];
    const isNamed = remarks.includes(name) && !claimed.includes(name);
    return isNamed ? [] : [`${said}, which does not hold for ${name}`];
  });
}

const AT_LIMIT = /([^,;]*) (?:is|are) at \d+ percent, the limit set for/g;

/** What is said of whom it was done to, and of whom it was not: where all are at their limits, that is one sentence. */
function partsOf(speech: string): { readonly claimed: string; readonly remarks: string } {
  const end = speech.indexOf(".");
  const first = speech.slice(0, end);
  const atLimit = [...first.matchAll(AT_LIMIT)].map(([, names = ""]) => names);
  if (atLimit.length > 0) return { claimed: atLimit.join(), remarks: speech };
  return { claimed: first, remarks: speech.slice(end + 1) };
}

/** One request, one answer: of two deliveries one may not know, but what they know is the same. */
export function judgeRepeats(turns: readonly Turn[]): readonly string[] {
  return [...answersOf(turns)].flatMap(([id, answers]) => {
    const known = new Set(answers.filter((speech) => claimOf(speech) !== "unconfirmed"));
    return known.size > 1 ? [`${id} was answered in ${known.size} ways: ${[...known].join(" / ")}`] : [];
  });
}

/** What was said to each request, delivery by delivery. */
export function answersOf(turns: readonly Turn[]): ReadonlyMap<CommandId, readonly string[]> {
  const answers = new Map<CommandId, string[]>();
  for (const { commandId, speech } of turns) answers.set(commandId, [...(answers.get(commandId) ?? []), speech]);
  return answers;
}

/** Music is believed when it was heard; of the rest the bridge's own word is taken, and compared with its effects below. */
function holdsFor({ command, outcome }: Deed, id: SpeakerId, { witness }: House): boolean {
  const code = outcome?.perSpeaker[id];
  if (command.kind !== "play") return code === "OK" || code === "NOTHING_PLAYING";
  return code === "OK" && witness.heard.get(wordsOf(command))?.has(id) === true;
}

function judgeRecord({ commandId, recorded }: Turn, deed: Deed | undefined): readonly string[] {
  if (!recorded || recorded.code === "BRIDGE_OFFLINE") return [];
  const isTheSame = JSON.stringify(recorded) === JSON.stringify(deed?.outcome ?? null);
  return isTheSame ? [] : [`${commandId} is recorded as ${recorded.state}, the bridge says ${deed?.outcome?.state}`];
}

/** Between the bridge's look at its clock and the engine's there is a little time. */
const LOOK_MS = 100;

export function judgeLateness({ witness }: House, { deeds }: Ledger): readonly string[] {
  return [...deeds.values()].flatMap(({ command, acceptedAtMs, outcome }) => {
    const endMs = command.issuedAtMs + command.ttlMs;
    const hasNoEffect = ["expired", "superseded", "failed"].includes(outcome?.state ?? "failed");
    const broken =
      acceptedAtMs > endMs && !hasNoEffect ? [`${show(command)} came too late and is ${outcome?.state}`] : [];
    const begunAtMs = command.kind === "play" ? [...(witness.begun.get(wordsOf(command))?.values() ?? [])] : [];
    const late = begunAtMs.filter((atMs) => atMs > endMs + LOOK_MS);
    return [...broken, ...late.map((atMs) => `${show(command)} began ${atMs - endMs} ms after its end`)];
  });
}

export function judgeMusic(house: House, ledger: Ledger): readonly string[] {
  const { witness, home } = house;
  const twice = [...witness.begun].filter(([, zones]) => zones.size > 1);
  const awake = home.speakers.filter(({ name }) => name !== ASLEEP);
  return [
    ...twice.map(([words, zones]) => `"${words}" began ${zones.size} times`),
    ...awake.flatMap(({ id, name }) => judgeSpeaker({ id, name }, witness.soundOn(id), lastWord(ledger, id))),
  ];
}

const STARTS_SOUND: readonly Command["kind"][] = ["play", "resume"];
const DECIDES_SOUND: readonly Command["kind"][] = ["play", "pause", "resume", "stop", "remove-from-playing"];

/** The newest command that was carried out on a speaker and decides what it plays; null where that is not certain. */
function lastWord({ deeds }: Ledger, id: SpeakerId): Deed | null {
  const own = [...deeds.values()]
    .filter(({ command }) => commandSpeakers(command).includes(id) && !isBeside(command))
    .sort((one, other) => other.command.seq - one.command.seq);
  const last = own.find(
    (deed) => isLost(deed) || ["OK", "NOTHING_PLAYING"].includes(deed.outcome?.perSpeaker[id] ?? ""),
  );
  return last && !isLost(last) && DECIDES_SOUND.includes(last.command.kind) ? last : null;
}

function judgeSpeaker(
  { id, name }: { readonly id: SpeakerId; readonly name: string },
  sound: string | null,
  last: Deed | null,
): readonly string[] {
  if (!last) return [];
  const { command, outcome } = last;
  const isSilenced = outcome?.perSpeaker[id] === "NOTHING_PLAYING" || !STARTS_SOUND.includes(command.kind);
  const isRight = isSilenced ? sound === null : command.kind === "play" ? sound === wordsOf(command) : sound !== null;
  return isRight ? [] : [`${name} plays ${sound}, and the last thing done there was ${show(command)}`];
}

export function judgeSkips(house: House, { deeds }: Ledger): readonly string[] {
  const nexts = [...deeds.values()].filter(({ command }) => command.kind === "next");
  const done = nexts.filter(({ outcome }) => Object.values(outcome?.perSpeaker ?? {}).includes("OK")).length;
  const perhaps = nexts.filter(isLost).length;
  const skipped = house.tracksSkipped();
  const isRight = skipped >= done && skipped <= done + perhaps;
  return isRight ? [] : [`${skipped} tracks were skipped; ${done} skips were done, ${perhaps} more may have been`];
}

export function judgeChimes({ witness, home }: House, { deeds }: Ledger): readonly string[] {
  return home.speakers.flatMap(({ id, name }) => {
    const asked = [...deeds.values()].filter(
      ({ command }) => command.kind === "identify" && commandSpeakers(command).includes(id),
    );
    const done = asked.filter(({ outcome }) => outcome?.perSpeaker[id] === "OK");
    const perhaps = asked.filter(isLost).length;
    const heard = witness.chimes.get(id) ?? 0;
    const isRight = heard >= countApart(done) && heard <= done.length + perhaps;
    return isRight
      ? []
      : [`${name} chimed ${heard} times; ${done.length} chimes were done, ${perhaps} more may have been`];
  });
}

/** The most of these no two of which were under way at once: only those that were may share a chime. */
function countApart(deeds: readonly Deed[]): number {
  const spans = deeds.map(({ acceptedAtMs, outcome }) => ({
    fromMs: acceptedAtMs,
    endMs: acceptedAtMs + (outcome?.timings.settledMs ?? 0) + LOOK_MS,
  }));
  let lastEndMs = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const { fromMs, endMs } of spans.sort((one, other) => one.endMs - other.endMs)) {
    if (fromMs < lastEndMs) continue;
    lastEndMs = endMs;
    count += 1;
  }
  return count;
}

/** Accepted before a restart, so that nobody can say whether it was carried out: it is told as failed. */
export const isLost = ({ outcome }: Deed): boolean =>
  outcome === null || (outcome.state === "failed" && Object.keys(outcome.perSpeaker).length === 0);

/** Changes nothing in whether a speaker plays, and which command's music. */
const isBeside = ({ kind }: Command): boolean =>
  ["set-volume", "adjust-volume", "mute", "unmute", "next", "previous", "identify"].includes(kind);

const wordsOf = (command: Command): string =>
  "source" in command && command.source.kind === "request" ? command.source.words : "";

const show = (command: Command): string => `${command.kind} ${command.id} (seq ${command.seq})`;
