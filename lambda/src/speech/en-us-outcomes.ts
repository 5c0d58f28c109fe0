// What became of a command, in American English: done, partly and who is missing, or could not, why and what to do.
import { assertNever, type Found, type OutcomeCode } from "@house-band/contract";
import {
  clauses,
  isAre,
  namesWith,
  nothingPlaying,
  quoted,
  reasons,
  shortList,
  unknownClause,
  where,
  whom,
} from "./en-us-words.ts";
import type { Deed, Names, SpeechIntent } from "./intents.ts";
import { type Ssml, say, sentences } from "./ssml.ts";

type OutcomeSaid = Extract<SpeechIntent, { kind: "outcome" }>;

/** One sentence for what holds, one for everything that does not. */
export function speakOutcome(outcome: OutcomeSaid): Ssml {
  if (outcome.result === "failed") return speakFailure(outcome);
  if (outcome.result === "waiting") return speakWaiting(outcome);
  return sentences(say`${speakDeed(outcome)}.`, remarks(outcome));
}

/** Who waits for what plays elsewhere to begin, and who would miss it. */
function speakWaiting({ found, missing }: OutcomeSaid): Ssml {
  const waiting = namesWith(missing, "SOURCE_SILENT");
  const others = missing.filter(({ code }) => code !== "SOURCE_SILENT");
  const plays = say`${shortList(waiting)} ${waiting.length === 1 ? "plays" : "play"} it as soon as it does`;
  const rest = others.length === 0 ? say`` : say`; ${reasons(others)}`;
  return say`${found?.title ?? "That"} is connected, but isn't playing anything right now. ${plays}${rest}.`;
}

function speakDeed({ deed, found, volumes }: OutcomeSaid): Ssml {
  switch (deed.kind) {
    case "play":
      return say`Playing ${music(found, deed.words)}${where(deed.where)}`;
    case "pause":
      return say`Paused${whom(deed.where)}`;
    case "resume":
      return say`Playing again${where(deed.where)}`;
    case "stop":
      return say`Stopped${whom(deed.where)}`;
    case "next":
      return found
        ? say`Next: ${track(found)}${where(deed.where)}`
        : say`Skipped to the next track${where(deed.where)}`;
    case "previous":
      return found
        ? say`Back to ${track(found)}${where(deed.where)}`
        : say`Back to the previous track${where(deed.where)}`;
    case "mute":
      return say`Muted${whom(deed.where)}`;
    case "unmute":
      return say`Unmuted${whom(deed.where)}`;
    case "connect":
      return say`Connected${whom(deed.where)}`;
    case "release":
      return say`Let go of${whom(deed.where)}, free for other devices until it is switched on again or you ask for music there`;
    case "identify":
      return say`I let${whom(deed.where)} chime`;
    case "discover":
      return say`I looked for speakers`;
    case "pair":
      return say`Paired${whom(deed.where)}, and ready to play`;
    case "forget":
      return say`Forgot${whom(deed.where)}`;
    case "add":
      return say`Now also playing${where(deed.where)}`;
    case "remove":
      return say`The music has stopped${where(deed.where)}`;
    case "move":
      return say`The music has moved and is playing${where(deed.where)}`;
    case "set-volume":
      return say`Volume ${uniform(volumes) ?? deed.volumePercent} percent${where(deed.where)}`;
    case "adjust-volume":
      return adjusted(deed, uniform(volumes));
    default:
      return assertNever(deed);
  }
}

function adjusted(deed: Extract<Deed, { kind: "adjust-volume" }>, level: number | null): Ssml {
  const verb = deed.deltaPercent > 0 ? say`Turned up` : say`Turned down`;
  const to = level === null ? say`` : say` to ${level} percent`;
  return say`${verb}${whom(deed.where)}${to}`;
}

const uniform = (volumes: OutcomeSaid["volumes"]): number | null =>
  volumes.length === 1 ? (volumes[0]?.volumePercent ?? null) : null;

function music(found: Found | null, words: string | null): Ssml {
  if (!found) return words ? quoted(words) : say`music`;
  switch (found.by) {
    case "genre":
      return say`${found.title}`;
    case "artist":
      return say`music by ${found.title}`;
    case "album":
      return say`the album ${track(found)}`;
    case "playlist":
      return say`the playlist ${found.title}`;
    case "station":
      return say`the station ${found.title}`;
    case "favourite":
    case "sound":
    case "echo":
    case "phone":
      return say`${found.title}`;
    case "title":
    case "words":
      return track(found);
    case "anything":
      return say`your music`;
    default:
      return assertNever(found.by);
  }
}

const track = ({ title, artist }: Found): Ssml => (artist ? say`${title} by ${artist}` : say`${title}`);

/** Everything that differs from what was asked for, in one sentence; null where nothing does. */
function remarks(outcome: OutcomeSaid): Ssml | null {
  const parts = [
    ...(outcome.missing.length > 0 ? [reasons(outcome.missing)] : []),
    ...volumeRemarks(outcome),
    ...(outcome.unknown.length > 0 ? [unknownClause(outcome.unknown)] : []),
  ];
  return parts.length === 0 ? null : say`${capitalised(clauses(parts))}.`;
}

function volumeRemarks({ deed, volumes }: OutcomeSaid): readonly Ssml[] {
  if (deed.kind === "adjust-volume" && deed.isLimited) return [say`that is the most I change in one step`];
  if (deed.kind !== "set-volume") return [];
  const capped = volumes.filter(({ volumePercent }) => volumePercent < deed.volumePercent);
  if (capped.length > 0 && volumes.length === 1) return [say`that is the limit there`];
  return capped.map(({ names, volumePercent }) => say`the limit of ${shortList(names)} is ${volumePercent} percent`);
}

const capitalised = ({ ssml }: Ssml): Ssml => ({ ssml: ssml.charAt(0).toUpperCase() + ssml.slice(1) });

function speakFailure(outcome: OutcomeSaid): Ssml {
  const codes = new Set(outcome.missing.map(({ code }) => code));
  if (codes.size > 1) return say`${capitalised(reasons(outcome.missing))}. Once that is mended, ask me again.`;
  const names = namesWith(outcome.missing, outcome.code);
  return failure(outcome.code, names.length > 0 ? names : placeNames(outcome.deed), outcome);
}

const placeNames = (deed: Deed): Names => (deed.where.kind === "on" ? deed.where.names : []);

/** What went wrong and what to do about it. */
function failure(code: OutcomeCode, names: Names, { deed }: OutcomeSaid): Ssml {
  const [who, are] = names.length === 0 ? [say`The speaker`, "is"] : [shortList(names), isAre(names)];
  const [it, theyOrIt, needs] = names.length > 1 ? ["them", "They", "need"] : ["it", "It", "needs"];
  switch (code) {
    case "OK":
      return say`It didn't work, and the bridge doesn't say why. Please try again.`;
    case "BRIDGE_OFFLINE":
      return say`I can't reach your bridge. Check that it has power and is on your network.`;
    case "SPEAKER_OFFLINE":
      return say`${who} ${are} off or out of range. Turn ${it} on or bring ${it} closer, then ask me again.`;
    case "SPEAKER_ASLEEP":
      return say`${who} ${are} asleep. Press a button on ${names.length > 1 ? "each of them" : "it"}, then ask me again.`;
    case "SPEAKER_BUSY":
      return say`${who} ${are} connected to another device. Disconnect ${it} there, then ask me again.`;
    case "SPEAKER_REFUSED":
      return say`${who} ${are} refusing to connect. ${theyOrIt} may need to be paired with the bridge again.`;
    case "SPEAKER_UNPAIRED":
      return say`${who} ${needs} to be paired with the bridge again. Put ${it} into pairing mode and pair ${it} at the bridge.`;
    case "ADAPTER_DOWN":
      return say`Bluetooth on the bridge is restarting. Try again in a minute.`;
    case "ADAPTER_FULL":
      return say`The bridge's Bluetooth can't hold another speaker. Release one, or add a Bluetooth adapter to the bridge.`;
    case "AUDIO_SERVICE_DOWN":
      return say`Bluetooth audio isn't running on the bridge. Try again in a minute, and if that doesn't help, restart the bridge.`;
    case "NO_SOURCE":
      return say`I couldn't find ${deed.kind === "play" && deed.words ? quoted(deed.words) : "that"} in your music. Try another artist, album or genre.`;
    case "EMPTY_LIBRARY":
      return say`There is no music on your bridge yet. Put some there, then ask me again.`;
    case "LIBRARY_NOT_READY":
      return say`Your bridge is still looking through your music. Try again in a minute.`;
    case "UNSUPPORTED_FORMAT":
      return say`I found it, but the bridge can't play those files. Try something else.`;
    case "SOURCE_UNREACHABLE":
      return say`I found the station, but it isn't answering. Try again later, or ask for another one.`;
    case "SOURCE_OFFLINE":
      return notConnected(deed);
    case "SOURCE_SILENT":
      return say`It is connected to your bridge, but isn't playing anything. Start some music there.`;
    case "SOURCE_DECIDES":
      return say`What comes next is decided where that music comes from. Skip it there.`;
    case "SOURCE_UNCONFIRMED":
      return say`I passed that on to where the music comes from, but it hasn't said that it did it.`;
    case "NOTHING_PLAYING":
      return nothingPlaying(deed.where);
    case "TARGET_UNKNOWN":
      return say`Your bridge doesn't know ${names.length === 0 ? "that speaker" : shortList(names)} yet. Try again in a moment.`;
    case "VALUE_RANGE":
      return say`That is more than a speaker can do. Volume goes from 0 to 100.`;
    case "BUSY":
      return say`Your bridge is busy. Try again in a moment.`;
    case "EXPIRED":
      return say`That reached your bridge too late, so it wasn't done. Please ask again.`;
    case "SUPERSEDED":
      return say`A newer request took over.`;
    case "STORAGE_FULL":
      return say`The storage of your bridge is full. Free some space on it, then ask me again.`;
    case "UNSUPPORTED_VERSION":
      return say`Your bridge needs an update before it can do that.`;
    case "CONFLICT":
      return say`Someone just changed that. Please ask again.`;
    case "MUSIC_PLAYS":
      return say`Music is playing, and that would disturb it. Stop it first, or say pair anyway.`;
    case "NOT_SEEN":
      return say`I don't see ${names.length === 0 ? "that speaker" : shortList(names)} any more. Put it into pairing mode again, then say pair a new speaker.`;
    case "NOT_A_SPEAKER":
      return say`That device takes no music over Bluetooth, so it can't be one of your speakers.`;
    case "PAIRING_REFUSED":
      return say`${who} refused to pair. Put ${it} into pairing mode again, then say pair a new speaker.`;
    case "NAME_TAKEN":
      return say`Something in your home has that name already. Say pair a new speaker, and choose another name.`;
    case "HOME_FULL":
      return say`Your home has as many speakers as it can have. Forget one first.`;
    case "ON_A_CABLE":
      return say`${who} ${are} on a cable. Take ${it} out of the bridge's settings to be rid of ${it}.`;
    case "NO_MICROPHONE":
      return say`Your bridge has no microphone. Plug one in where you listen, or use a phone's recording: house-band calibrate, on the bridge, tells how.`;
    case "MICROPHONE_FAILED":
      return say`The bridge's microphone stopped. Unplug it and plug it in again, then ask me again.`;
    case "TOO_LOUD_AROUND":
      return say`It is too loud around the microphone. Ask me again when it is quieter.`;
    case "TOO_LOUD_HERE":
      return say`The speakers are too loud for the microphone. Turn them down or move it away, then ask me again.`;
    case "NOTHING_HEARD":
      return say`The microphone didn't hear the speakers. Bring it closer or turn them up, then ask me again.`;
    case "ONE_SPEAKER_ALONE":
      return say`One speaker alone has nobody to be in time with. Name a group, or say everywhere.`;
    case "INTERNAL":
      return say`Something went wrong on your bridge. Please try again.`;
    default:
      return assertNever(code);
  }
}

/** What is to be done at the device itself: only there can it be connected. */
const notConnected = (deed: Deed): Ssml =>
  deed.kind === "play" && deed.live === "echo"
    ? say`No Echo is connected to your bridge. Tell that Echo to connect House Band, then ask me again.`
    : say`No phone is connected to your bridge. Choose House Band in its Bluetooth settings, then ask me again.`;
