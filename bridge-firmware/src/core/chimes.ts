// Speakers that are to say who they are: one chime after the other, each as soon as its speaker can be heard. Commands
// that ask for a speaker before it begins share its chime, so that no flood of them makes others wait.
import type { CommandId, OutcomeCode, SpeakerId } from "@house-band/contract";
import type { Active, Applied } from "./command-context.ts";
import { mapValues, withEntry } from "./maps.ts";
import { type Chime, type Expectation, isConnected, type Model, playingOf, type Speaker } from "./model.ts";
import { linkReason } from "./speaker-machine.ts";

/** A chime and the pause after it take a second, and waking the speaker some more. */
const CHIME_WITHIN_MS = 4_000;
/** An engine that was just lost is back by then. */
const FIRST_WITHIN_MS = 6_000;
/** Quieter than this nobody finds out which speaker it was. */
const QUIETEST_PERCENT = 30;

/** Appends a chime for each of these speakers. */
export function askForChimes(model: Model, active: Active, command: CommandId, nowMs: number): Applied {
  const speakersAhead = new Set(model.chimes.map(({ speaker }) => speaker)).size;
  const asked = [...active.keys()].map((speaker, index): Chime => {
    const ahead = speakersAhead + index;
    return { command, speaker, isPlaying: false, untilMs: nowMs + FIRST_WITHIN_MS + ahead * CHIME_WITHIN_MS };
  });
  return { model: { ...model, chimes: [...model.chimes, ...asked] }, expectations: mapValues(active, () => CHIME) };
}

/** Whose chime it is: a command asks once for each of its speakers. */
export type Asked = Pick<Chime, "command" | "speaker">;

const CHIME: Expectation = { kind: "chime" };

/** The chime to begin now; none while one plays, or nobody who waits can be heard. */
export function nextChime(model: Model): Chime | undefined {
  if (!model.engine.ready || model.chimes.some(({ isPlaying }) => isPlaying)) return undefined;
  return model.chimes.find(({ speaker: id }) => {
    const speaker = model.speakers.get(id);
    return isConnected(speaker) && model.engine.outputs.get(id)?.linkCount === speaker?.linkCount;
  });
}

/** As loud as the speaker plays, muted or not: never too quiet to be found, and never above its cap. */
export function chimePercent(speaker: Speaker): number {
  const volumePercent = Math.max(speaker.volumePercent, QUIETEST_PERCENT);
  return playingOf({ ...speaker, volumePercent }, speaker.channel)?.volumePercent ?? 0;
}

/** It is being played, for everybody who has asked for it. */
export function beginChime(model: Model, id: SpeakerId): Model {
  const chimes = model.chimes.map((chime) => (chime.speaker === id ? { ...chime, isPlaying: true } : chime));
  return { ...model, chimes };
}

/** Its output is gone: it is played from its beginning where there is another in time. */
export function breakOffChimes(model: Model, isGone: (speaker: SpeakerId) => boolean): Model {
  if (!model.chimes.some(({ isPlaying, speaker }) => isPlaying && isGone(speaker))) return model;
  const chimes = model.chimes.map((chime) => (isGone(chime.speaker) ? { ...chime, isPlaying: false } : chime));
  return { ...model, chimes };
}

/** All of it was played: the commands that asked for it hear so. */
export function chimed(model: Model, output: string): Model {
  const over = model.chimes.filter(({ speaker, isPlaying }) => isPlaying && speaker === output);
  if (over.length === 0) return model;
  const pending = model.pending.map((waiting) => {
    const chime = over.find(({ command }) => command === waiting.command.id);
    return chime ? { ...waiting, expectations: withEntry(waiting.expectations, chime.speaker, HEARD) } : waiting;
  });
  return { ...model, pending, chimes: model.chimes.filter((chime) => !over.includes(chime)) };
}

const HEARD: Expectation = { kind: "decided", code: "OK" };

/** Why this chime will not be heard; null while it may be. */
export function chimeCode(model: Model, asked: Asked, isLinkLate: boolean, nowMs: number): OutcomeCode | null {
  const link = model.speakers.get(asked.speaker)?.link;
  if (!link) return "TARGET_UNKNOWN";
  if (link.kind === "connected") {
    const chime = model.chimes.find(({ command, speaker }) => command === asked.command && speaker === asked.speaker);
    return nowMs >= (chime?.untilMs ?? 0) ? "INTERNAL" : null;
  }
  const hasFailed = link.kind === "refused" || (link.kind === "waiting-to-retry" && link.failures > 0);
  return hasFailed || isLinkLate ? (linkReason(link) ?? "SPEAKER_OFFLINE") : null;
}

/** Without the chimes that no command waits for any more. */
export function dropDecidedChimes(model: Model): Model {
  if (model.chimes.length === 0) return model;
  const isAwaited = ({ command, speaker }: Chime): boolean =>
    model.pending.some((one) => one.command.id === command && one.expectations.get(speaker)?.kind === "chime");
  const chimes = model.chimes.filter(isAwaited);
  return chimes.length === model.chimes.length ? model : { ...model, chimes };
}
