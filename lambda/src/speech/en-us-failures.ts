// Why a command was not carried out, and what can be done about it, in American English.
import { assertNever, MAX_NUDGE_MS, type OutcomeCode } from "@house-band/contract";
import { capitalised, isAre, namesWith, nothingPlaying, quoted, reasons, shortList, where } from "./en-us-words.ts";
import type { Deed, Names, SpeechIntent } from "./intents.ts";
import { type Ssml, say } from "./ssml.ts";

type OutcomeSaid = Extract<SpeechIntent, { kind: "outcome" }>;

/** One reason for all of them with the way out, or what is wrong with each. */
export function speakFailure(outcome: OutcomeSaid): Ssml {
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
      return notConnected(deed, names);
    case "SOURCE_SILENT":
      return say`It is connected to your bridge, but isn't playing anything. Start some music there.`;
    case "SOURCE_DECIDES":
      return say`What comes next is decided where that music comes from. Skip it there.`;
    case "SOURCE_UNCONFIRMED":
      return say`I passed that on to where the music comes from, but it hasn't said that it did it.`;
    case "NOTHING_TO_SHUFFLE":
      return say`That is a single track or a station, so there is nothing to shuffle. Play an album, an artist or a genre, then ask me again.`;
    case "NOTHING_PLAYING":
      return nothingPlaying(deed.where);
    case "TARGET_UNKNOWN":
      return say`Your bridge doesn't know ${names.length === 0 ? "that speaker" : shortList(names)} yet. Try again in a moment.`;
    case "VALUE_RANGE":
      return outOfRange(deed, names);
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
      return say`Music is playing, and that would disturb it. Stop it first, or say ${anyway(deed)} anyway.`;
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
      return say`I couldn't use the bridge's microphone. On the bridge, house-band calibrate tells why.`;
    case "TOO_LOUD_AROUND":
      return say`It is too loud around the microphone. Ask me again when it is quieter.`;
    case "TOO_LOUD_HERE":
      return say`The speakers are too loud for the microphone. Turn them down or move it away, then ask me again.`;
    case "NOTHING_HEARD":
      return say`The microphone didn't hear the speakers. Bring it closer or turn them up, then ask me again.`;
    case "ONE_SPEAKER_ALONE":
      return say`One speaker alone has nobody to be in time with. Name a group, or say everywhere.`;
    case "NO_PRESET":
      return say`I know no preset ${deed.kind === "forget-preset" ? quoted(deed.name) : "of that name"}. Ask me: what are my presets?`;
    case "NOT_KEEPABLE":
      return say`I can give a name only to music that you asked for by name. Play some first.`;
    case "PRESETS_FULL":
      return say`You have as many presets as I can keep. Forget one first.`;
    case "NO_TIMER":
      return say`There is no sleep timer${where(deed.where)}.`;
    case "NO_VOICE":
      return say`Your bridge has no voice yet. Install the package espeak-ng on it, then ask me again.`;
    case "NO_ANNOUNCEMENT":
      return say`Nothing is being announced${where(deed.where)}.`;
    case "INTERNAL":
      return say`Something went wrong on your bridge. Please try again.`;
    default:
      return assertNever(code);
  }
}

/** What is to be done at the device itself: only there can it be connected. */
function notConnected(deed: Deed, names: Names): Ssml {
  if (deed.kind !== "play") {
    const place = names.length === 0 ? "there" : say`on ${shortList(names)}`;
    return say`What played ${place} isn't connected any more. Connect it again, then ask me again.`;
  }
  const live = deed.live ?? "phone";
  switch (live) {
    case "echo":
      return say`No Echo is connected to your bridge. Tell that Echo to connect House Band, then ask me again.`;
    case "phone":
      return say`No phone is connected to your bridge. Choose House Band in its Bluetooth settings, then ask me again.`;
    case "line":
      return say`Your bridge has no line input, or it isn't plugged in. Plug it in, check the bridge's settings, then ask me again.`;
    case "airplay":
      return say`Nobody plays to your bridge by AirPlay. Choose House Band as the speaker there, then ask me again.`;
    case "spotify":
      return say`No Spotify app plays to your bridge. Choose House Band among its devices, then ask me again.`;
    case "dlna":
      return say`No app plays to your bridge by DLNA. Choose House Band as its renderer, then ask me again.`;
    default:
      return assertNever(live);
  }
}

function anyway({ kind }: Deed): string {
  if (kind === "calibrate") return "calibrate";
  if (kind === "match-levels") return "match the levels";
  return kind === "sync-check" ? "check the sync" : "pair";
}

function outOfRange(deed: Deed, names: Names): Ssml {
  if (deed.kind === "calibrate" || deed.kind === "sync-check" || deed.kind === "match-levels") {
    return say`Those are more speakers than I can listen to at once. Name a smaller group.`;
  }
  if (deed.kind !== "nudge") return say`That is more than a speaker can do. Volume goes from 0 to 100.`;
  if (names.length > 0) return say`${shortList(names)} can't go that far. Ask me for a smaller step.`;
  return say`I can move a speaker by 1 to ${MAX_NUDGE_MS} milliseconds at a time.`;
}
