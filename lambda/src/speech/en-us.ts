// American English: one entry per thing that can be said. At most two sentences each, no technical words.
import { assertNever } from "@house-band/contract";
import { speakableWords } from "./decent.ts";
import { speakClaim } from "./en-us-claims.ts";
import { speakEdit, speakEditError } from "./en-us-edits.ts";
import { speakLinking } from "./en-us-linking.ts";
import { speakOutcome } from "./en-us-outcomes.ts";
import { offered, speakSync } from "./en-us-sync.ts";
import {
  and,
  capitalised,
  clauses,
  duration,
  isAre,
  nothingPlaying,
  or,
  reasons,
  shortList,
  theyAre,
  unknownNames,
  where,
} from "./en-us-words.ts";
import type { SpeechIntent, ZoneSaid } from "./intents.ts";
import { list, type Ssml, say, sentences } from "./ssml.ts";

/** What is to be said, in American English, without the <speak> around it. */
export function speakEnUs(intent: SpeechIntent): Ssml {
  switch (intent.kind) {
    case "welcome":
      return sentences(welcomeState(intent), say`What would you like to hear?`);
    case "welcome-offline":
      return say`${offline(intent.forMs)}, so check that it has power and is on your network. What would you like to do?`;
    case "bridge-offline":
      return say`${offline(intent.forMs)}. Check that it has power and is on your network.`;
    case "help":
      return sentences(examples(intent.place), say`What would you like?`);
    case "not-understood":
      return sentences(say`I didn't get that.`, say`Try ${example(intent.place)}: what would you like?`);
    case "what-next":
      return say`What would you like to hear?`;
    case "goodbye":
      return say`Goodbye.`;
    case "nothing-to-stop":
      return say`Nothing is playing. Goodbye.`;
    case "one-moment":
      return say`One moment.`;
    case "press-the-button":
      return say`I'm looking. Hold the speaker's Bluetooth button until it blinks.`;
    case "left-alone":
      return say`All right, I'll leave everything as it is.`;
    case "one-at-a-time":
      return say`I can only do one thing at a time. What should I do first?`;
    case "needs-setup":
    case "claim-no-code":
    case "claim-wrong":
    case "claim-limit":
    case "claim-confirm":
    case "in-demo":
    case "demo-cannot":
      return speakClaim(intent);
    case "link-welcome":
    case "link-first":
    case "link-again":
    case "cannot-identify":
      return speakLinking(intent);
    case "no-speakers":
      return noSpeakers(intent.names);
    case "nothing-left":
      return say`That leaves no speaker, so I didn't do anything.`;
    case "outcome":
      return speakOutcome(intent);
    case "measuring":
    case "measured":
    case "levels-even":
    case "sync-known":
      return speakSync(intent);
    case "unconfirmed":
      return say`I sent it, but the bridge hasn't confirmed it yet.`;
    case "unsure":
      return say`I can't tell yet whether that worked. Please ask me again in a moment.`;
    case "too-slow":
      return say`That took too long, so I didn't do it. Please try again.`;
    case "cloud-trouble":
      return say`I couldn't get through just now. Please try again in a moment.`;
    case "broken":
      return say`Something went wrong on my side. Please try again.`;
    case "edited":
      return sentences(speakEdit(intent.edit), unknownNames(intent.unknown));
    case "edit-refused":
      return speakEditError(intent.error);
    case "echo-unknown":
      return say`I can't tell which Echo this is, so I can't remember a group for it.`;
    case "bridge-silent":
      return bridgeSilent(intent.sinceMs);
    case "speakers":
      return intent.names.length === 0 ? noSpeakers([]) : say`You have ${shortList(intent.names)}.`;
    case "groups":
      return groups(intent.names);
    case "playing":
      return playing(intent);
    case "status":
      return status(intent);
    case "one-status":
      return oneStatus(intent);
    case "sleep-left":
      return sleepLeft(intent);
    default:
      return speakQuestion(intent);
  }
}

type Question = Extract<SpeechIntent, { kind: `ask-${string}` }>;

function speakQuestion(question: Question): Ssml {
  switch (question.kind) {
    case "ask-targets":
      return question.purpose === "play"
        ? say`Where should I play that: ${or(question.choices)}?`
        : say`Which speakers do you mean: ${or(question.choices)}?`;
    case "ask-home-of-echo":
      return say`This Echo has no group of its own yet. Which speakers do you mean: ${or(question.choices)}?`;
    case "ask-which":
      return sentences(unknownNames(question.unknown), say`Which one do you mean: ${or(question.choices)}?`);
    case "ask-candidates":
      return say`Do you mean ${or(question.candidates)}?`;
    case "ask-group":
      return question.choices.length === 0
        ? say`You have no groups yet. What would you like to do?`
        : say`Which group do you mean: ${or(question.choices)}?`;
    case "ask-one":
      return say`That works for one at a time. Which one do you mean: ${or(question.names)}?`;
    case "ask-name":
      return say`What should it be called?`;
    case "ask-preset-name":
      return say`What should I call it? Say, for example, save this as Sunday mix.`;
    case "ask-sleep-time":
      return say`For how long, up to 24 hours? Say, for example, set a sleep timer for thirty minutes.`;
    case "ask-announcement":
      return say`What should I announce? Say, for example, announce dinner is ready in the backyard.`;
    case "ask-other-name":
      return say`There is already something called ${question.taken}. What else should it be called?`;
    case "ask-members":
      return say`Which speakers should be in it?`;
    case "ask-channel":
      return say`Should it play left, right, stereo or mono?`;
    case "ask-level":
      return say`Volume goes from 0 to 100. What should it be?`;
    case "ask-way":
      return say`Should it play earlier, or later?`;
    case "ask-what-was-found":
      return say`I don't see a new speaker yet: hold its Bluetooth button until it blinks, within two minutes. Then ask me: what did you find?`;
    case "ask-pair-anyway":
      return say`Music is playing, and looking for speakers would disturb it. Stop it first, or should I pair anyway?`;
    case "ask-measure-anyway":
      return say`Music is playing, and tones would be heard over it. Stop it first, or should I ${question.purpose === "calibrate" ? "calibrate" : "listen"} anyway?`;
    case "ask-match-levels":
      return offered(question);
    case "ask-found":
      return found(question.names);
    case "ask-ready":
      return say`I haven't heard yet whether ${question.name} is paired. Ask me in a moment: is it ready?`;
    case "ask-sure":
      return say`${and(question.names)} would leave your home, and would have to be paired again to come back. Should I forget ${question.names.length > 1 ? "them" : "it"}?`;
    default:
      return assertNever(question);
  }
}

/** Their names are strangers' words. */
function found(names: readonly string[]): Ssml {
  const sayable = names.map((name) => speakableWords(name) ?? "a speaker without a name");
  if (sayable.length === 1) return say`I found ${and(sayable)}. Is it this one?`;
  const numbered = sayable.map((name, index) => say`number ${index + 1} is ${name}`);
  return say`I found ${sayable.length} speakers: ${list(numbered, "and")}. Which number is it?`;
}

function welcomeState({ speakerCount, zones }: Extract<SpeechIntent, { kind: "welcome" }>): Ssml {
  const playing = zones.filter(isHeard);
  if (playing.length > 1) return say`Music is playing in ${playing.length} places.`;
  if (zones[0]) return zoneSentence(zones[0]);
  if (speakerCount === 0) return say`Welcome to House Band: your home has no speakers yet.`;
  return say`Welcome to House Band: ${speakerCount} ${speakerCount === 1 ? "speaker is" : "speakers are"} ready to play.`;
}

const example = (place: string | null): Ssml => (place ? say`play jazz on ${place}` : say`play some jazz`);

const examples = (place: string | null): Ssml =>
  say`You can say ${example(place)}, turn it up, pause, move the music, check the sync, or ask which speakers you have.`;

const noSpeakers = (names: readonly string[]): Ssml =>
  names.length === 0
    ? say`Your home has no speakers yet. Connect one to your bridge, then ask me again.`
    : say`There is no speaker in ${and(names)}.`;

const groups = (names: readonly string[]): Ssml =>
  names.length === 0
    ? say`You have no groups yet. Say, for example, create a group called party.`
    : say`Your ${names.length === 1 ? "group is" : "groups are"} ${shortList(names)}.`;

const isHeard = ({ isPaused, names }: ZoneSaid): boolean => !isPaused && names.length > 0;

/** Who should be heard and is not belongs into the same sentence: "… is playing on Patio; Deck is muted." */
function zoneSentence({ isPaused, isAway, names, muted, away, ...zone }: ZoneSaid): Ssml {
  const what = capitalised(whatPlays(zone));
  if (isAway) return say`${what} isn't connected any more, so nothing is playing on ${shortList(names)}.`;
  const unheard = clauses([
    ...(away.length > 0 ? [reasons(away)] : []),
    ...(muted.length > 0 ? [say`${shortList(muted)} ${isAre(muted)} muted`] : []),
  ]);
  if (names.length === 0) return say`${what} can't be heard: ${unheard}.`;
  const modes = [...(zone.shuffled ? ["shuffled"] : []), ...(zone.repeat ? [REPEATED[zone.repeat]] : [])];
  const how = modes.length === 0 ? say`` : say`, ${and(modes)}`;
  const place = say`${what} is ${isPaused ? "paused" : "playing"} on ${shortList(names)}${how}`;
  return unheard.ssml === "" ? say`${place}.` : say`${place}; ${unheard}.`;
}

const REPEATED = { one: "repeating this track", all: "repeating" } as const;

function whatPlays({ title, artist, station, input }: Pick<ZoneSaid, "title" | "artist" | "station" | "input">): Ssml {
  if (title === station) return say`The station ${station}`;
  const what = artist ? say`${title} by ${artist}` : say`${title}`;
  if (input) return say`${what}, from ${input},`;
  return station ? say`${what}, from the station ${station},` : what;
}

function playing({ zones, where: asked, isBehind }: Extract<SpeechIntent, { kind: "playing" }>): Ssml {
  const [first, second, ...more] = zones;
  const asOf = isBehind ? say`As of a moment ago: ` : say``;
  if (!first) return say`${asOf}${nothingPlaying(asked)}`;
  const here = say`${asOf}${zoneSentence(first)}`;
  if (!second) return here;
  return sentences(here, more.length > 0 ? alsoPlaying([second, ...more]) : zoneSentence(second));
}

/** Everything but the first zone in one sentence; null where nothing of it could be heard. */
function alsoPlaying(zones: readonly ZoneSaid[]): Ssml | null {
  const heard = zones.filter(isHeard);
  const others = heard.length > 0 ? heard : zones.filter(({ isPaused, isAway }) => isPaused && !isAway);
  if (others.length === 0) return null;
  const verb = heard.length > 0 ? "playing" : "paused";
  return say`Music is also ${verb} on ${shortList(others.flatMap(({ names }) => names))}.`;
}

function sleepLeft({ timers, where: asked, isBehind }: Extract<SpeechIntent, { kind: "sleep-left" }>): Ssml {
  const asOf = isBehind ? say`As of a moment ago: ` : say``;
  if (timers.length === 0) return say`${asOf}There is no sleep timer${where(asked)}.`;
  const said = timers.map(({ names, leftMs }) => say`${shortList(names)} in ${duration(leftMs)}`);
  return say`${asOf}The music stops on ${clauses(said)}.`;
}

function status({ isWholeHome, connected, away }: Extract<SpeechIntent, { kind: "status" }>): Ssml {
  const count = connected.length + away.length;
  const awayReasons = away.length === 0 ? null : say`${reasons(away)}.`;
  if (!isWholeHome || (count === 1 && away.length === 1)) {
    return sentences(
      connected.length === 0 ? null : say`${shortList(connected)} ${isAre(connected)} connected.`,
      awayReasons,
    );
  }
  if (away.length === 0)
    return count === 1 ? say`Your speaker is connected.` : say`All ${count} speakers are connected.`;
  return sentences(say`${connected.length} of ${count} speakers ${theyAre(connected.length)} connected.`, awayReasons);
}

function oneStatus(intent: Extract<SpeechIntent, { kind: "one-status" }>): Ssml {
  const volume = intent.isMuted ? say`muted` : say`at ${intent.volumePercent} percent volume`;
  const battery = intent.batteryPercent === null ? say`` : say`, with ${intent.batteryPercent} percent battery`;
  return say`${intent.name} is connected, ${volume}${battery}.`;
}

/** Nobody needs to hear that it has just gone. */
const WORTH_SAYING_MS = 60_000;

const offline = (forMs: number | null): Ssml =>
  forMs === null || forMs < WORTH_SAYING_MS
    ? say`I can't reach your bridge`
    : say`Your bridge has been offline for ${duration(forMs)}`;

function bridgeSilent(sinceMs: number | null): Ssml {
  if (sinceMs === null)
    return say`Your bridge hasn't reported anything yet. Check that it has power and is on your network.`;
  return say`I haven't heard from your bridge for ${duration(sinceMs)}, so I don't know. Check that it has power and is on your network.`;
}
