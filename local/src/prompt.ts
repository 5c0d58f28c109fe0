// The prompt: sentences go to the Echo, a few words go behind the scenes of the simulated home.
import { createInterface } from "node:readline/promises";
import { SIM_MOODS, type SimMood } from "@house-band/bridge-firmware/adapters/sim/sim-speaker";
import { didYouMean } from "@house-band/bridge-firmware/text/did-you-mean";
import { columnsOf, tableLines } from "@house-band/bridge-firmware/text/table";
import { toNameKey } from "@house-band/contract";
import pc from "picocolors";
import { atTheBridge } from "./claim-scene.ts";
import { moodName } from "./home/home-spec.ts";
import { createLiveView } from "./live-view.ts";
import { turnLines } from "./report.ts";
import { APP_HELP, inTheApp } from "./stack/alexa-app.ts";
import type { StackSender } from "./stack/stack-senders.ts";
import { type StackSpeaker, withNameIn } from "./stack/stack-speakers.ts";
import type { Stack } from "./stack.ts";
import { listenForTone } from "./tone-scene.ts";
import { showRoad } from "./trace/show-road.ts";
import { runTurn, type TurnReport } from "./turns.ts";
import { wrapLine } from "./wrap.ts";

export const HELP = `You can say, in your own words:
  play            play jazz in the backyard and the kitchen · stick some rock on in the garage · play something everywhere
  while it plays  pause · resume · stop the music in the kitchen · next · previous · shuffle · repeat · what's this song
  volume          turn the fire pit down a touch · set the patio to 40 percent · mute the bedroom · louder
  move            bring the music to the living room · add the garage · take the deck out
  other sources   play my phone on the deck · play the Echo in the backyard · play the record player · play AirPlay in the kitchen
  presets         save this as Sunday mix · play my Sunday mix · what are my presets
  sleep timer     stop in thirty minutes in the bedroom · how long is left
  announcements   announce dinner is ready in the backyard · stop the announcement
  in time         calibrate upstairs · check the sync · nudge the deck later · match the levels · play the metronome on the patio
  groups, stereo  make a group called party with patio and garage · rename fire pit to campfire · swap left and right in the den
  speakers        pair a new speaker · which speaker is the deck · release the patio · connect the patio · forget the garage speaker
  questions       what's playing · which speakers are on · is the patio connected · what groups do I have
More of it: docs/voice.md

Behind the scenes:
  trace               the road of what was said last, with its times, out of the logs
  speakers            every simulated speaker: model, latency, mood
  tone SPEAKER        a test tone, and how late the simulated microphone hears it
  mood SPEAKER MOOD   awake, asleep, out of range, stolen by a phone, refuses codec, vanishes mid-song
  phone plays, stops  somebody presses play there; likewise echo, line (a record player), airplay, spotify and dlna
  airplay leaves      another speaker was chosen there; likewise phone, spotify …
  claim               the bridge shows a code for one more account, to be said; allow, refuse: whoever has said it
  help, quit          this text, the end (also Ctrl-C)`;

const OPEN = pc.bold("Alexa, ask House Band to … ");
const LISTENING = pc.bold("… ");

/** Reads lines until the end of the input, `quit` or the signal. */
export async function runPrompt(stack: Stack, signal: AbortSignal): Promise<void> {
  const { stdin, stdout } = process;
  const isTyped = stdin.isTTY === true && stdout.isTTY === true;
  const prompt = createInterface({ input: stdin, output: stdout, terminal: isTyped });
  // from here on: what is piped in may have ended before the first prompt is shown
  const lines = prompt[Symbol.asyncIterator]();
  const view = createLiveView(stack, stdout, prompt);
  const end = (): void => prompt.close();
  const say = (text: readonly string[]): void => {
    for (const line of text.flatMap((each) => wrapLine(each, stdout.columns))) stdout.write(`${line}\n`);
  };
  // what is piped in is not seen on the screen: it is repeated instead of asked for
  const ask = (): void => (isTyped ? prompt.prompt() : undefined);
  signal.addEventListener("abort", end, { once: true });
  prompt.once("SIGINT", end);
  prompt.setPrompt(OPEN);
  let { home } = await stack.home();
  let last: TurnReport["commandId"] = null;
  view.show(home);
  ask();
  try {
    for await (const typed of lines) {
      view.rest(columnsOf(prompt.getPrompt() + typed));
      const line = typed.trim();
      if (!isTyped && line !== "") say(["", `${pc.cyan("You")}    ${line}`]);
      if (/^(quit|exit|bye)$/i.test(line)) break;
      const named = stack.speakers.map((speaker) => withNameIn(home, speaker));
      const scene =
        behindTheScenes(named, line) ??
        pressPlay(stack.senders, line) ??
        (await showRoad(last, line)) ??
        (await listenForTone(stack.tone, named, line)) ??
        (await atTheBridge(stack.claims, line)) ??
        (await inTheApp(stack.app, line));
      const isHelp = scene !== null && scene[0] === HELP.split("\n")[0];
      if (scene) say(isHelp && stack.app ? [...scene, "", ...APP_HELP.split("\n")] : scene);
      else if (line !== "") {
        const turn = await runTurn(stack, line, 0, signal);
        last = turn.commandId;
        say(turnLines(turn).slice(1));
        prompt.setPrompt(turn.endsSession ? OPEN : LISTENING);
      }
      ({ home } = await stack.home());
      view.show(home);
      ask();
    }
  } finally {
    view.close();
    prompt.close();
    signal.removeEventListener("abort", end);
    stdout.write("\n");
  }
}

/** What the words do to the simulated home, in lines to print; null where they are for the Echo. */
export function behindTheScenes(speakers: readonly StackSpeaker[], line: string): readonly string[] | null {
  if (/^(help|\?)$/i.test(line)) return HELP.split("\n");
  if (/^speakers$/i.test(line)) {
    const rows = speakers.map(({ name, model, actualLatencyMs, mood }) => {
      return [name, model, `${actualLatencyMs} ms`, moodName(mood())];
    });
    return tableLines(["speaker", "model", "latency", "mood"], rows);
  }
  const words = /^mood\b\s*(.*)$/i.exec(line)?.[1];
  return words === undefined ? null : [setMood(speakers, words)];
}

/** "Phone plays", "echo stops", "airplay leaves": null for any other words. */
export function pressPlay(senders: readonly StackSender[], line: string): readonly string[] | null {
  const [, who = "", does = ""] =
    /^(phone|echo|line|airplay|spotify|dlna) (plays?|starts?|stops?|pauses?|leaves?)$/i.exec(line) ?? [];
  if (who === "") return null;
  const sender = senders.find(({ kind }) => kind === who.toLowerCase());
  if (sender === undefined) return [`there is no ${who.toLowerCase()}: without music nobody has anything to play`];
  if (/^leave/i.test(does)) {
    sender.setConnected(false);
    return [`${sender.name} has left`];
  }
  sender.setConnected(true);
  sender.setSending(/^(play|start)/i.test(does));
  return [`${sender.name} ${sender.isSending() ? "plays" : "has stopped"}`];
}

function setMood(speakers: readonly StackSpeaker[], words: string): string {
  const plain = plainWords(words);
  const exact = SIM_MOODS.find((mood) => plain === plainWords(mood) || plain.endsWith(` ${plainWords(mood)}`));
  const { mood, name } = exact
    ? { mood: exact, name: words.trim().slice(0, -exact.length).trim() }
    : begunMood(speakers, words.trim());
  if (!mood) return `mood takes a speaker and one of: ${SIM_MOODS.map(moodName).join(", ")}`;
  const speaker = named(speakers, name);
  if (!speaker) {
    const names = speakers.map((each) => each.name);
    return `"${name}" is no speaker of this home${didYouMean(name, names)}`;
  }
  speaker.setMood(mood);
  return `${speaker.name} is now: ${moodName(mood)}`;
}

/** "Deck stolen": a speaker's name, and words with which one mood only begins. */
function begunMood(speakers: readonly StackSpeaker[], words: string): { mood: SimMood | undefined; name: string } {
  for (const { index } of words.matchAll(/\s+/g)) {
    const name = words.slice(0, index);
    const begun = SIM_MOODS.filter((mood) => plainWords(mood).startsWith(plainWords(words.slice(index))));
    if (begun.length === 1 && named(speakers, name)) return { mood: begun[0], name };
  }
  return { mood: undefined, name: "" };
}

const named = (speakers: readonly StackSpeaker[], name: string): StackSpeaker | undefined =>
  speakers.find((each) => toNameKey(each.name) === toNameKey(name));

const plainWords = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[-_\s]+/g, " ")
    .trim();
