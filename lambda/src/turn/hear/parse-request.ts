// Alexa's request envelope → what was said. Pure and total: whatever arrives, a VoiceRequest comes out.
// It reads intents and slots only; which speaker a name means, and whether to act, is decided elsewhere.
import { Channel } from "@house-band/contract";
import type { HeardTargets, VoiceRequest } from "../voice-request.ts";
import { parseClaimCode } from "./claim-code.ts";
import { parseDuration } from "./duration-words.ts";
import { parseLevel, parseNudge, parseNumber, parseStep } from "./level-words.ts";
import { cleanMusicWords } from "./music-words.ts";
import { fieldOf, readSlot, readTargets, readText, toTargets } from "./slots.ts";

const FALLBACK: VoiceRequest = { kind: "fallback" };

/**
 * Reads one request of the custom skill. Requests that are none of launch and intent, and intents that are none of
 * ours, are `fallback`.
 * @see Alexa "Request and response JSON reference"
 */
export function parseRequest(envelope: unknown): VoiceRequest {
  const request = fieldOf(envelope, "request");
  const type = fieldOf(request, "type");
  if (type === "LaunchRequest") return { kind: "launch" };
  if (type !== "IntentRequest") return FALLBACK;
  const intent = fieldOf(request, "intent");
  const name = fieldOf(intent, "name");
  const parse = typeof name === "string" ? PARSERS.get(name) : undefined;
  return parse ? parse(intent) : FALLBACK;
}

type Parser = (intent: unknown) => VoiceRequest;

const on = (intent: unknown): HeardTargets => readTargets(intent, "Targets", "Except");

/** Requests that are of a kind and of a place, and of nothing else. */
type PlainKind =
  | "pause"
  | "resume"
  | "stop"
  | "next"
  | "previous"
  | "mute"
  | "unmute"
  | "connect"
  | "release"
  | "identify"
  | "cancel-sleep-timer"
  | "sleep-left"
  | "stop-announcement"
  | "forget-levels"
  | "remove-from-playing"
  | "swap-channels"
  | "whats-playing"
  | "speaker-status";

const about =
  (kind: PlainKind): Parser =>
  (intent) => ({ kind, targets: on(intent) });

/** One place, whatever slot Alexa put it into. */
const one = (intent: unknown, slot: string): HeardTargets => readTargets(intent, slot);

/** "Move everything to the deck" means all the music, not all the places. */
const whereItPlays = (from: HeardTargets): HeardTargets => (from.kind === "everywhere" ? { kind: "unsaid" } : from);

const PARSERS: ReadonlyMap<string, Parser> = new Map<string, Parser>([
  ["PlayIntent", parsePlay],
  ["PauseIntent", about("pause")],
  ["AMAZON.PauseIntent", about("pause")],
  ["ResumeIntent", about("resume")],
  ["AMAZON.ResumeIntent", about("resume")],
  ["StopMusicIntent", about("stop")],
  ["AMAZON.StopIntent", (intent) => ({ kind: "stop", isBare: true, targets: on(intent) })],
  ["NextIntent", about("next")],
  ["AMAZON.NextIntent", about("next")],
  ["PreviousIntent", about("previous")],
  ["AMAZON.PreviousIntent", about("previous")],
  ["MuteIntent", about("mute")],
  ["UnmuteIntent", about("unmute")],
  ["ConnectIntent", about("connect")],
  ["ReleaseIntent", about("release")],
  ["IdentifyIntent", about("identify")],
  ["SavePresetIntent", (intent) => ({ kind: "save-preset", name: readName(intent, "Name"), targets: on(intent) })],
  ["ForgetPresetIntent", (intent) => ({ kind: "forget-preset", name: readName(intent, "Name") })],
  ["ListPresetsIntent", () => ({ kind: "list-presets" })],
  ["ShufflePlayIntent", (intent) => ({ ...parsePlay(intent), shuffled: true })],
  ["ShuffleOnIntent", (intent) => ({ kind: "set-shuffle", isOn: true, targets: on(intent) })],
  ["ShuffleOffIntent", (intent) => ({ kind: "set-shuffle", isOn: false, targets: on(intent) })],
  ["RepeatOneIntent", (intent) => ({ kind: "set-repeat", repeat: "one", targets: on(intent) })],
  ["RepeatAllIntent", (intent) => ({ kind: "set-repeat", repeat: "all", targets: on(intent) })],
  ["RepeatOffIntent", (intent) => ({ kind: "set-repeat", repeat: "off", targets: on(intent) })],
  ["SleepTimerIntent", parseSleepTimer],
  ["CancelSleepTimerIntent", about("cancel-sleep-timer")],
  ["SleepLeftIntent", about("sleep-left")],
  ["AnnounceIntent", (intent) => ({ kind: "announce", words: readText(intent, "Words"), targets: { kind: "unsaid" } })],
  ["StopAnnouncementIntent", about("stop-announcement")],
  ["PairSpeakerIntent", (intent) => look({ name: readName(intent, "Name"), whileMusicPlays: false })],
  ["PairAnywayIntent", () => look({ name: null, whileMusicPlays: true })],
  ["PairingNewsIntent", () => ({ kind: "pairing-news" })],
  ["ChooseIntent", parseChoice],
  ["ForgetSpeakerIntent", (intent) => ({ kind: "forget", targets: on(intent), isSure: false })],
  ["CalibrateIntent", (intent) => ({ kind: "calibrate", ...measuring(intent) })],
  ["SyncCheckIntent", (intent) => ({ kind: "sync-check", ...measuring(intent) })],
  ["MatchLevelsIntent", (intent) => ({ kind: "match-levels", ...measuring(intent) })],
  ["ForgetLevelsIntent", about("forget-levels")],
  ["NudgeIntent", parseNudgeIntent],
  ["SetVolumeIntent", parseSetVolume],
  ["AdjustVolumeIntent", parseAdjustVolume],
  ["MoveIntent", (intent) => ({ kind: "move", from: whereItPlays(one(intent, "From")), to: on(intent) })],
  ["AddToPlayingIntent", (intent) => ({ kind: "add-to-playing", targets: on(intent), beside: one(intent, "Beside") })],
  ["RemoveFromPlayingIntent", about("remove-from-playing")],
  ["CreateGroupIntent", (intent) => ({ kind: "create-group", name: readName(intent, "Name"), members: on(intent) })],
  [
    "RenameIntent",
    (intent) => ({ kind: "rename", target: one(intent, "Place"), newName: readName(intent, "NewName") }),
  ],
  ["DeleteGroupIntent", (intent) => ({ kind: "delete-group", target: one(intent, "Place") })],
  ["AddMemberIntent", (intent) => ({ kind: "add-member", members: on(intent), group: one(intent, "Group") })],
  ["RemoveMemberIntent", parseRemoval],
  ["SetChannelIntent", (intent) => ({ kind: "set-channel", channel: readChannel(intent), targets: on(intent) })],
  ["SwapChannelsIntent", about("swap-channels")],
  ["SetDefaultGroupIntent", (intent) => ({ kind: "set-default-group", group: one(intent, "Group") })],
  ["ListSpeakersIntent", () => ({ kind: "list-speakers" })],
  ["ListGroupsIntent", () => ({ kind: "list-groups" })],
  ["WhatsPlayingIntent", about("whats-playing")],
  ["SpeakerStatusIntent", about("speaker-status")],
  ["ClaimHomeIntent", (intent) => ({ kind: "claim", code: parseClaimCode(readText(intent, "Code") ?? "") })],
  ["AMAZON.HelpIntent", () => ({ kind: "help" })],
  ["AMAZON.YesIntent", () => ({ kind: "yes" })],
  ["AMAZON.NoIntent", () => ({ kind: "no" })],
  ["LeaveBeIntent", () => ({ kind: "leave-be" })],
  ["TwoOrdersIntent", () => ({ kind: "two-orders" })],
  ["AMAZON.CancelIntent", () => ({ kind: "cancel" })],
  ["AMAZON.NavigateHomeIntent", () => ({ kind: "navigate-home" })],
]);

/** The model's value for "something", "some tunes" and the like. */
const ANY_MUSIC = "music";

/** The model's values for what plays elsewhere already, and for the bridge's own sounds: a word for many ways to say it. */
const NO_MUSIC: ReadonlySet<string> = new Set(["the echo", "my phone", "the metronome", "test tone"]);

/** "Jazz on the backyard speakers" heard as music alone: the words say themselves where the place begins. */
const PLACE_IN_MUSIC =
  /^(.*?)\s*\b(?:in|on|over|through|at|to)\s+((?:the\s+|my\s+|our\s+)?.+?\s+(?:speakers?|group)|everywhere|all (?:the )?speakers|the whole house|here)$/iu;

function parsePlay(intent: unknown): Extract<VoiceRequest, { kind: "play" }> {
  const music = readSlot(intent, "Music")[0];
  const heard = music?.text ?? null;
  const targets = on(intent);
  if (music?.staticNames[0] === ANY_MUSIC) return { kind: "play", words: null, targets };
  const [known = ""] = music?.staticNames ?? [];
  if (NO_MUSIC.has(known)) return { kind: "play", words: known, targets };
  const split = targets.kind === "unsaid" ? PLACE_IN_MUSIC.exec(heard ?? "") : null;
  if (!split) return { kind: "play", words: cleanMusicWords(heard), targets };
  const place = { text: split[2] ?? "", dynamicIds: [], staticNames: [] };
  return { kind: "play", words: cleanMusicWords(split[1] ?? null), targets: toTargets([place]) };
}

function look(wish: { readonly name: string | null; readonly whileMusicPlays: boolean }): VoiceRequest {
  return { kind: "pair", step: { kind: "look", ...wish } };
}

const ORDINALS: ReadonlyMap<string, number> = new Map([
  ["first", 1],
  ["second", 2],
  ["third", 3],
  ["fourth", 4],
  ["fifth", 5],
  ["last", -1],
]);

function parseChoice(intent: unknown): VoiceRequest {
  const number =
    ORDINALS.get(canonical(intent, "Ordinal")?.toLowerCase() ?? "") ?? parseNumber(readText(intent, "Number") ?? "");
  return number === null || !Number.isInteger(number) ? FALLBACK : { kind: "choose", number };
}

/** "Remove the garage from the house" is about no group: it is to leave the home, and people are asked first. */
function parseRemoval(intent: unknown): VoiceRequest {
  const group = one(intent, "Group");
  if (group.kind === "everywhere") return { kind: "forget", targets: on(intent), isSure: false };
  return { kind: "remove-member", members: on(intent), group };
}

function parseSetVolume(intent: unknown): VoiceRequest {
  const level = parseLevel(readText(intent, "Percent"), canonical(intent, "Level"));
  return { kind: "set-volume", level, targets: on(intent) };
}

function parseAdjustVolume(intent: unknown): VoiceRequest {
  const direction = canonical(intent, "Direction");
  const points = readNumber(intent, "Points");
  // so many points that nobody understood: it is asked how loud it is to be
  if (points !== null && parseNumber(points) === null) {
    return { kind: "set-volume", level: { kind: "out-of-range", heard: points }, targets: on(intent) };
  }
  const deltaPercent = parseStep(direction, canonical(intent, "Amount"), points);
  return deltaPercent === null ? FALLBACK : { kind: "adjust-volume", deltaPercent, targets: on(intent) };
}

function parseSleepTimer(intent: unknown): VoiceRequest {
  const said = readText(intent, "Duration");
  const inMs = parseDuration(said ?? "");
  return { kind: "set-sleep-timer", inMs, ...(inMs === null && said !== null && { heard: said }), targets: on(intent) };
}

const measuring = (intent: unknown) => ({
  targets: on(intent),
  whileMusicPlays: readText(intent, "Anyway") !== null,
});

function parseNudgeIntent(intent: unknown): VoiceRequest {
  const step = parseNudge({
    timing: canonical(intent, "Timing"),
    lateness: canonical(intent, "Lateness"),
    milliseconds: readNumber(intent, "Milliseconds"),
    seconds: readNumber(intent, "Seconds"),
    amount: canonical(intent, "Amount"),
  });
  return step === null ? FALLBACK : { kind: "nudge", ...step, targets: on(intent) };
}

function readChannel(intent: unknown): Channel | null {
  const words = canonical(intent, "Channel")?.toLowerCase() ?? "";
  const known = Channel.safeParse(words);
  if (known.success) return known.data;
  if (/\bleft\b/u.test(words)) return "left";
  if (/\bright\b/u.test(words)) return "right";
  if (/\b(?:mono|one channel)\b/u.test(words)) return "mono";
  return /\b(?:stereo|both|normal)\b/u.test(words) ? "stereo" : null;
}

function readName(intent: unknown, slot: string): string | null {
  const said = readText(intent, slot)?.replace(/^(?:the|called|named|to)\s+/iu, "") ?? "";
  return /[\p{L}\p{N}]/u.test(said) ? said : null;
}

/** A question mark where one was said and Alexa did not understand it; null where none was. */
function readNumber(intent: unknown, slot: string): string | null {
  const isUnclear = fieldOf(fieldOf(fieldOf(intent, "slots"), slot), "value") === "?";
  return readText(intent, slot) ?? (isUnclear ? "?" : null);
}

/** The model's own word for what was said, else the words themselves. */
function canonical(intent: unknown, slot: string): string | null {
  const value = readSlot(intent, slot)[0];
  return value ? (value.staticNames[0] ?? value.text) : null;
}
