// The English interaction model, put together: one intent for each thing that can be asked.
import { ANNOUNCE, STOP_ANNOUNCEMENT } from "./announce-samples.ts";
import { CLAIM } from "./claim-samples.ts";
import { ANSWERS, dialogSlot, hasQuestion, PROMPTS } from "./dialog.ts";
import * as except from "./exception-samples.ts";
import * as home from "./home-samples.ts";
import * as links from "./link-samples.ts";
import * as modes from "./mode-samples.ts";
import { KINDS_OF_MUSIC, MUSIC } from "./music.ts";
import { LEAVE_BE, TWO_ORDERS } from "./no-order-samples.ts";
import { FAR_OFF_TOPIC, OFF_TOPIC } from "./off-topic-samples.ts";
import * as pairing from "./pairing-samples.ts";
import { PLACES } from "./places.ts";
import { PLAY } from "./play-samples.ts";
import * as questions from "./question-samples.ts";
import * as sleep from "./sleep-samples.ts";
import * as sync from "./sync-samples.ts";
import { expand } from "./templates.ts";
import * as transport from "./transport-samples.ts";
import * as volume from "./volume-samples.ts";
import { AMOUNTS, ANYWAYS, CHANNELS, DIRECTIONS, LATENESSES, LEVELS, NEW_NAMES, ORDINALS, TIMINGS } from "./words.ts";

export const INVOCATION_NAME = "house band";

/** The type of every slot; those of places take several values at once, except where one is meant. */
const SLOT_TYPES: Readonly<Record<string, string>> = {
  Music: "MUSIC",
  Targets: "SPEAKER_OR_GROUP",
  Except: "SPEAKER_OR_GROUP",
  OtherMusic: "MUSIC",
  OtherTargets: "SPEAKER_OR_GROUP",
  OtherPercent: "AMAZON.NUMBER",
  OtherDirection: "DIRECTION",
  From: "SPEAKER_OR_GROUP",
  Beside: "SPEAKER_OR_GROUP",
  Place: "SPEAKER_OR_GROUP",
  Group: "SPEAKER_OR_GROUP",
  Name: "NEW_NAME",
  NewName: "NEW_NAME",
  Percent: "AMAZON.NUMBER",
  Points: "AMAZON.NUMBER",
  Words: "AMAZON.SearchQuery",
  Duration: "AMAZON.DURATION",
  Kind: "KIND_OF_MUSIC",
  Level: "LEVEL_WORD",
  Amount: "AMOUNT_WORD",
  Direction: "DIRECTION",
  Channel: "CHANNEL",
  Number: "AMAZON.NUMBER",
  Ordinal: "ORDINAL",
  Anyway: "ANYWAY",
  Timing: "TIMING",
  Lateness: "LATENESS",
  Milliseconds: "AMAZON.NUMBER",
  Seconds: "AMAZON.NUMBER",
  Code: "AMAZON.NUMBER",
};
const MULTIPLE = new Set(["Targets", "From", "Beside", "Except", "OtherTargets"]);

/** Order matters where two intents share an utterance: the first one keeps it. */
const INTENTS: readonly (readonly [name: string, templates: string])[] = [
  ["AMAZON.CancelIntent", questions.CANCEL],
  ["AMAZON.HelpIntent", questions.HELP],
  ["AMAZON.StopIntent", ""],
  ["AMAZON.NavigateHomeIntent", ""],
  ["AMAZON.FallbackIntent", OFF_TOPIC],
  ["AMAZON.PauseIntent", ""],
  ["AMAZON.ResumeIntent", ""],
  ["AMAZON.NextIntent", ""],
  ["AMAZON.PreviousIntent", ""],
  ["AMAZON.YesIntent", questions.YES],
  ["AMAZON.NoIntent", questions.NO],
  ["LeaveBeIntent", LEAVE_BE],
  ["TwoOrdersIntent", TWO_ORDERS],
  ["AddToPlayingIntent", home.ADD_TO_PLAYING],
  ["MoveIntent", home.MOVE],
  ["SwapChannelsIntent", home.SWAP_CHANNELS],
  ["SetChannelIntent", home.SET_CHANNEL],
  ["StopAnnouncementIntent", STOP_ANNOUNCEMENT],
  ["PauseIntent", transport.PAUSE + except.PAUSE_EXCEPT],
  ["ResumeIntent", transport.RESUME + except.RESUME_EXCEPT],
  ["StopMusicIntent", transport.STOP + except.STOP_EXCEPT],
  ["NextIntent", transport.NEXT + except.NEXT_EXCEPT],
  ["PreviousIntent", transport.PREVIOUS + except.PREVIOUS_EXCEPT],
  ["MuteIntent", transport.MUTE + except.MUTE_EXCEPT],
  ["UnmuteIntent", transport.UNMUTE + except.UNMUTE_EXCEPT],
  ["ConnectIntent", links.CONNECT],
  ["ReleaseIntent", links.RELEASE],
  ["ClaimHomeIntent", CLAIM],
  ["PairAnywayIntent", pairing.PAIR_ANYWAY],
  ["PairSpeakerIntent", pairing.PAIR],
  ["PairingNewsIntent", pairing.PAIRING_NEWS],
  ["ChooseIntent", pairing.CHOOSE],
  ["ForgetSpeakerIntent", pairing.FORGET],
  ["IdentifyIntent", pairing.IDENTIFY],
  ["AnnounceIntent", ANNOUNCE],
  ["SavePresetIntent", modes.SAVE_PRESET],
  ["ForgetPresetIntent", modes.FORGET_PRESET],
  ["ListPresetsIntent", modes.LIST_PRESETS],
  ["ShuffleOffIntent", modes.SHUFFLE_OFF],
  ["ShuffleOnIntent", modes.SHUFFLE_ON],
  ["RepeatOffIntent", modes.REPEAT_OFF],
  ["RepeatAllIntent", modes.REPEAT_ALL],
  ["RepeatOneIntent", modes.REPEAT_ONE],
  ["ShufflePlayIntent", modes.SHUFFLE_PLAY],
  ["CancelSleepTimerIntent", sleep.CANCEL_SLEEP_TIMER],
  ["SleepLeftIntent", sleep.SLEEP_LEFT],
  ["SleepTimerIntent", sleep.SLEEP_TIMER],
  ["MatchLevelsIntent", sync.MATCH_LEVELS],
  ["ForgetLevelsIntent", sync.FORGET_LEVELS],
  ["CalibrateIntent", sync.CALIBRATE],
  ["SyncCheckIntent", sync.SYNC_CHECK],
  ["NudgeIntent", sync.NUDGE],
  ["SetVolumeIntent", volume.SET_VOLUME + except.SET_VOLUME_EXCEPT],
  ["AdjustVolumeIntent", volume.ADJUST_VOLUME + except.ADJUST_VOLUME_EXCEPT],
  ["CreateGroupIntent", home.CREATE_GROUP + except.CREATE_GROUP_EXCEPT],
  ["DeleteGroupIntent", home.DELETE_GROUP],
  ["AddMemberIntent", home.ADD_MEMBER],
  ["RemoveMemberIntent", home.REMOVE_MEMBER],
  ["RemoveFromPlayingIntent", home.REMOVE_FROM_PLAYING],
  ["RenameIntent", home.RENAME],
  ["SetDefaultGroupIntent", home.SET_DEFAULT_GROUP],
  ["ListSpeakersIntent", questions.LIST_SPEAKERS],
  ["ListGroupsIntent", questions.LIST_GROUPS],
  ["WhatsPlayingIntent", questions.WHATS_PLAYING],
  ["SpeakerStatusIntent", questions.SPEAKER_STATUS],
  ["PlayIntent", PLAY + except.PLAY_EXCEPT],
];

/** Alexa takes 1,000 for an intent; what is left out here differs only in small words. */
const MAX_SAMPLES = 590;
/** What is said in few ways, or is only to be told from orders, needs less. */
const FEWER: Readonly<Record<string, number>> = {
  LeaveBeIntent: 240,
  TwoOrdersIntent: 160,
  ListSpeakersIntent: 400,
  ListGroupsIntent: 330,
  SwapChannelsIntent: 400,
  PreviousIntent: 480,
  UnmuteIntent: 480,
  MuteIntent: 480,
  CalibrateIntent: 260,
  SyncCheckIntent: 300,
  NudgeIntent: 300,
  ClaimHomeIntent: 200,
  MatchLevelsIntent: 200,
  ForgetLevelsIntent: 120,
  SleepTimerIntent: 160,
  ShuffleOnIntent: 80,
  ShuffleOffIntent: 80,
  RepeatOneIntent: 80,
  RepeatAllIntent: 80,
  RepeatOffIntent: 80,
  ShufflePlayIntent: 40,
  CancelSleepTimerIntent: 60,
  StopAnnouncementIntent: 80,
  SleepLeftIntent: 60,
};
const FALLBACK = "AMAZON.FallbackIntent";
const FAR = expand(FAR_OFF_TOPIC, 470, "words");
/** The near ones make room for the far ones. */
const MAX_NEAR = 430;

/** The model as Alexa takes it. @see SMAPI `v1.skill.interactionModel.InteractionModelData` */
export function buildModel() {
  const taken = new Set<string>();
  const intents = INTENTS.map(([name, templates]) => {
    const samples = unique([
      ...expand(templates, name === FALLBACK ? MAX_NEAR : (FEWER[name] ?? MAX_SAMPLES)),
      ...(name === FALLBACK ? FAR : []),
    ]).filter((sample) => !taken.has(shapeOf(sample)));
    for (const sample of samples) taken.add(shapeOf(sample));
    return buildIntent(name, samples);
  });
  return {
    interactionModel: {
      languageModel: {
        invocationName: INVOCATION_NAME,
        modelConfiguration: { fallbackIntentSensitivity: { level: "MEDIUM" } },
        intents,
        types: [
          { name: "SPEAKER_OR_GROUP", values: PLACES },
          { name: "MUSIC", values: MUSIC },
          { name: "KIND_OF_MUSIC", values: KINDS_OF_MUSIC },
          { name: "LEVEL_WORD", values: LEVELS },
          { name: "AMOUNT_WORD", values: AMOUNTS },
          { name: "DIRECTION", values: DIRECTIONS },
          { name: "CHANNEL", values: CHANNELS },
          { name: "NEW_NAME", values: NEW_NAMES },
          { name: "ORDINAL", values: ORDINALS },
          { name: "ANYWAY", values: ANYWAYS },
          { name: "TIMING", values: TIMINGS },
          { name: "LATENESS", values: LATENESSES },
        ],
      },
      dialog: {
        delegationStrategy: "SKILL_RESPONSE",
        intents: intents
          .filter(({ name }) => hasQuestion(name))
          .map((intent) => ({
            name: intent.name,
            confirmationRequired: false,
            prompts: {},
            slots: (intent.slots ?? []).map((slot) => dialogSlot(intent.name, slot)),
          })),
      },
      prompts: PROMPTS,
    },
  };
}

function buildIntent(name: string, samples: string[]) {
  if (name.startsWith("AMAZON.")) return { name, samples };
  const used = [
    ...new Set(samples.flatMap((sample) => [...sample.matchAll(/\{(\w+)\}/gu)].map((match) => match[1] ?? ""))),
  ];
  return { name, slots: used.map((slot) => buildSlot(name, slot)), samples };
}

function buildSlot(intent: string, slot: string) {
  const type = SLOT_TYPES[slot];
  if (type === undefined) throw new Error(`slot {${slot}} of ${intent} has no type: add it to SLOT_TYPES`);
  return {
    name: slot,
    type,
    ...(MULTIPLE.has(slot) ? { multipleValues: { enabled: true } } : {}),
    ...(hasQuestion(intent, slot) ? { samples: ANSWERS[slot] ?? [] } : {}),
  };
}

/** Each shape of a sample once. */
const unique = (samples: readonly string[]): string[] => [
  ...new Map(samples.map((sample) => [shapeOf(sample), sample])).values(),
];

/** Two samples clash when they differ only in the names of their slots. */
const shapeOf = (sample: string): string => sample.replace(/\{(\w+)\}/gu, (_, slot: string) => `{${SLOT_TYPES[slot]}}`);
