// `house-band play --sound test-tone --measure`: how long the tone takes until the bridge's microphone hears it.
import { type OutcomeCode, SpeakerId } from "@house-band/contract";
import type { ToneAnswerView } from "../control/sync/tone-views.ts";
import type { Client } from "./client.ts";
import type { MeasureTone } from "./read-play.ts";
import { REASONS } from "./reasons.ts";
import { resolveNames } from "./resolve-names.ts";
import { complain, EXIT, type Terminal } from "./run-command.ts";

/** Plays, listens, shows; the answer is the exit code. With the signal nothing is played, or no longer. */
export async function measureTone(
  { on }: MeasureTone,
  client: Client,
  terminal: Terminal,
  interrupted: AbortSignal,
): Promise<number> {
  const [views, groups] = await Promise.all([client.speakers(), client.groups()]);
  if (!views.ok) return complain(views.error, terminal);
  if (!groups.ok) return complain(groups.error, terminal);
  const everyone = views.value.map(({ id }) => id);
  const named = on.length === 0 ? null : resolveNames(on, { speakers: views.value, groups: groups.value });
  if (named?.ok === false) {
    terminal.err(named.error);
    return EXIT.usage;
  }
  const speakers = [...(named?.value ?? everyone)];
  if (speakers.length === 0) {
    terminal.err("this bridge has no speaker yet: house-band pair");
    return EXIT.usage;
  }
  if (interrupted.aborted) return EXIT.interrupted;
  if (terminal.isWatched) terminal.err("The tone is played for some seconds. Keep quiet.");
  const answer = await client.sync.hearTone({ speakers }, interrupted);
  if (interrupted.aborted) return EXIT.interrupted;
  if (!answer.ok) return complain(answer.error, terminal);
  const nameOf = (id: SpeakerId): string => views.value.find((one) => one.id === id)?.name ?? id;
  const isWhole = isHeardWhole(answer.value);
  if (terminal.json) terminal.out(JSON.stringify(answer.value, null, 2));
  else for (const line of renderTone(answer.value, nameOf)) (isWhole ? terminal.out : terminal.err)(line);
  return isWhole ? EXIT.done : EXIT.notDone;
}

const isHeardWhole = ({ kind, perSpeaker }: ToneAnswerView): boolean =>
  kind === "heard" && Object.values(perSpeaker).every((code) => code === "OK");

/** What was heard, or why nothing was. */
export function renderTone(answer: ToneAnswerView, nameOf: (id: SpeakerId) => string): readonly string[] {
  const entries = Object.entries(answer.perSpeaker).map(([id, code]) => ({ name: nameOf(SpeakerId.parse(id)), code }));
  if (answer.kind === "refused") {
    const { code, message } = answer;
    const each = entries.filter((one) => one.code !== code);
    return [`Not done: ${reasonOf(code)}.`, ...(message ? [`  ${message}`] : []), ...each.map(describeOne)];
  }
  const played = entries.filter(({ code }) => code === "OK");
  const first = played.length > 1 ? `It is the first of ${played.length} speakers that was heard.` : null;
  const [afterCommand, afterWrite, snr] = [answer.afterCommandMs, answer.afterWriteMs, answer.snrDb].map(Math.round);
  return [
    `The tone was heard ${afterCommand} ms after the command, ${afterWrite} ms after it was written, give or take 10 ms.`,
    `Sound's way is part of it, and the microphone's own, some 5 to 20 ms. ${snr} dB over the noise at its pitch.`,
    ...(first === null ? [] : [first]),
    ...entries.filter(({ code }) => code !== "OK").map(describeOne),
  ];
}

const describeOne = ({ name, code }: { readonly name: string; readonly code: OutcomeCode }): string =>
  `  ${name}: ${REASONS[code]}`;

const reasonOf = (code: OutcomeCode): string =>
  code === "MUSIC_PLAYS" ? "music plays there, and the tone would take its place: stop it first" : REASONS[code];
