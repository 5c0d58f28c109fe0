// Volumes tell of every step: the history of a speaker's must be what the commands that were carried out make of it,
// in the order of their sequence numbers, each of them once. Its own arithmetic, so that it can disagree.
import { type Command, commandSpeakers, type Speaker } from "@house-band/contract";
import { ASLEEP, capOf, type House } from "./honesty-house.ts";
import { type Deed, isLost, type Ledger } from "./honesty-verdict.ts";

type Level = { readonly percent: number; readonly muted: boolean };
type Step = { readonly command: Command; readonly isCertain: boolean };

/** @returns the promises that were broken, as sentences. */
export function judgeVolumes({ home, volumes, witness }: House, ledger: Ledger): readonly string[] {
  return home.speakers.flatMap((speaker) => {
    const { id, name, capPercent } = speaker;
    const history = volumes.get(id) ?? [];
    const loudest = Math.max(witness.loudest.get(id) ?? 0, ...history.map((level) => Number.parseInt(level, 10)));
    const tooLoud = loudest > capOf(name) ? [`${name} was at ${loudest} percent, its limit is ${capPercent}`] : [];
    // what is asked of a sleeping speaker is kept for when it wakes, and said to have failed: no history to compare
    if (name === ASLEEP) return tooLoud;
    const steps = stepsOf(ledger, speaker);
    const isExplained = explains(history, steps, { percent: Math.min(50, capOf(name)), muted: false }, capOf(name));
    const told = steps.map(({ command, isCertain }) => `${command.kind} ${command.seq}${isCertain ? "" : "?"}`);
    return isExplained ? tooLoud : [...tooLoud, `${name} went ${history.join(" ")}, which is not: ${told.join(", ")}`];
  });
}

const ABOUT_VOLUME: readonly Command["kind"][] = ["set-volume", "adjust-volume", "mute", "unmute"];

function stepsOf({ deeds }: Ledger, { id }: Speaker): readonly Step[] {
  const wasDone = (deed: Deed): boolean => deed.outcome?.perSpeaker[id] === "OK";
  return [...deeds.values()]
    .filter(({ command }) => ABOUT_VOLUME.includes(command.kind) && commandSpeakers(command).includes(id))
    .filter((deed) => wasDone(deed) || isLost(deed))
    .map((deed) => ({ command: deed.command, isCertain: wasDone(deed) }))
    .sort((one, other) => one.command.seq - other.command.seq);
}

/** Is this history, from `level` on, what the steps lead to, with some of the uncertain ones? */
function explains(history: readonly string[], steps: readonly Step[], level: Level, capPercent: number): boolean {
  const [step, ...rest] = steps;
  if (history[0] !== show(level)) return false;
  if (!step) return history.length === 1;
  const next = after(step.command, level, capPercent);
  const isSeen = show(next) !== show(level);
  if (explains(isSeen ? history.slice(1) : history, rest, next, capPercent)) return true;
  return !step.isCertain && explains(history, rest, level, capPercent);
}

const show = ({ percent, muted }: Level): string => `${percent}${muted ? "m" : ""}`;

/** Whoever asks for a volume wants to hear it: that ends a mute. */
function after(command: Command, { percent, muted }: Level, capPercent: number): Level {
  const within = (wished: number): number => Math.min(capPercent, Math.max(0, wished));
  switch (command.kind) {
    case "set-volume":
      return { percent: within(command.volumePercent), muted: muted && command.volumePercent === 0 };
    case "adjust-volume":
      return { percent: within(percent + command.deltaPercent), muted: muted && command.deltaPercent <= 0 };
    case "mute":
      return { percent, muted: true };
    case "unmute":
      return { percent, muted: false };
    default:
      return { percent, muted };
  }
}
