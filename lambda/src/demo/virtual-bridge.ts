// A bridge without a box: what a command makes of a state in which nothing ever fails and nothing sounds. Pure. It knows
// music and volume; whatever else a bridge does is not pretended.
import {
  type BridgeState,
  type Command,
  type CommandKind,
  commandSpeakers,
  type Found,
  type Outcome,
  type OutcomeCode,
  type Source,
  type SpeakerId,
  type SpeakerReport,
  ZoneId,
  type ZoneReport,
} from "@house-band/contract";
import { DEMO_MUSIC, type DemoTrack } from "./demo-home.ts";

/** What it does. */
export const DEMO_KINDS: ReadonlySet<CommandKind> = new Set<CommandKind>([
  ...(["play", "pause", "resume", "stop", "next", "previous", "mute", "unmute"] as const),
  ...(["set-volume", "adjust-volume", "add-to-playing", "remove-from-playing", "move"] as const),
  "stop-announcement",
]);

type Done = Pick<Outcome, "state" | "code" | "perSpeaker" | "found" | "volumePercent">;
export type Obeyed = { readonly state: BridgeState; readonly outcome: Done };
type Zones = BridgeState["zones"];
type Members = ZoneReport["members"];

/** @param command one of {@link DEMO_KINDS}; any other is refused as a mistake of whoever sent it */
export function obey(state: BridgeState, command: Command): Obeyed {
  switch (command.kind) {
    case "play":
      return play(state, command);
    case "pause":
    case "resume":
      return hold(state, command);
    case "stop":
    case "remove-from-playing":
      return whilePlaying(state, command, without(state.zones, command.speakers));
    case "next":
      return skip(state, command, 1);
    case "previous":
      return skip(state, command, -1);
    case "mute":
    case "unmute":
      return tune(state, command, () => ({ muted: command.kind === "mute" }));
    case "set-volume":
      return tune(state, command, () => ({ volumePercent: command.volumePercent }));
    case "adjust-volume":
      return tune(state, command, ({ volumePercent }) => ({
        volumePercent: Math.min(100, Math.max(0, volumePercent + command.deltaPercent)),
      }));
    case "stop-announcement":
      return failed(state, command, "NO_ANNOUNCEMENT"); // it announces nothing
    case "add-to-playing":
      return join(state, command, command.beside);
    case "move":
      return move(state, command);
    default:
      return failed(state, command, "INTERNAL");
  }
}

function play(state: BridgeState, command: Extract<Command, { kind: "play" }>): Obeyed {
  const playable = find(command.source);
  if (typeof playable === "string") return failed(state, command, playable);
  const { found, first } = playable;
  const members: Members = Object.fromEntries(command.targets.map(({ id, channel }) => [id, channel]));
  const zones = without(state.zones, commandSpeakers(command));
  return done({ ...state, zones: { ...zones, [newZone(command)]: { state: "playing", ...first, members } } }, command, {
    found,
  });
}

/** What the words mean, and the track that begins. */
type Playable = { readonly found: Found; readonly first: Pick<ZoneReport, "title" | "artist"> };

function find(source: Source): Playable | OutcomeCode {
  switch (source.kind) {
    case "anything":
      return toPlayable("anything", DEMO_MUSIC);
    case "sound": {
      const title = source.sound === "metronome" ? "the metronome" : "a test tone";
      return { found: { by: "sound", title, trackCount: 1 }, first: { title } };
    }
    case "request":
      return findWords(source.words.toLowerCase());
    case "playlist":
    case "station":
      return "NO_SOURCE";
    default:
      return "SOURCE_OFFLINE"; // nobody plays to a bridge that is nowhere
  }
}

function findWords(words: string): Playable | OutcomeCode {
  for (const tag of ["title", "artist", "genre"] as const) {
    const tracks = DEMO_MUSIC.filter((track) => words.includes(track[tag].toLowerCase()));
    if (tracks.length > 0) return toPlayable(tag, tracks);
  }
  return "NO_SOURCE";
}

/** A genre, or an artist, is called by its own name, a track by its. */
function toPlayable(
  by: "anything" | "title" | "artist" | "genre",
  tracks: readonly DemoTrack[],
): Playable | OutcomeCode {
  const [track] = tracks;
  if (track === undefined) return "NO_SOURCE";
  const { title, artist } = track;
  const found = { by, title: by === "artist" || by === "genre" ? track[by] : title, trackCount: tracks.length };
  return { found: by === "title" ? { ...found, artist } : found, first: { title, artist } };
}

/** Whoever is named falls silent, or comes back; the others of their zones go on. */
function hold(state: BridgeState, command: Extract<Command, { kind: "pause" | "resume" }>): Obeyed {
  const wanted = command.kind === "pause" ? "paused" : "playing";
  const zones = Object.entries(state.zones).flatMap(([id, zone], index): [string, ZoneReport][] => {
    const named = pick(zone.members, command.speakers, true);
    const others = pick(zone.members, command.speakers, false);
    if (!some(named)) return [[id, zone]];
    if (!some(others)) return [[id, { ...zone, state: wanted }]];
    return [
      [id, { ...zone, members: others }],
      [newZone(command, index), { ...zone, state: wanted, members: named }],
    ];
  });
  return whilePlaying(state, command, Object.fromEntries(zones));
}

function skip(state: BridgeState, command: Extract<Command, { kind: "next" | "previous" }>, by: 1 | -1): Obeyed {
  const zones = Object.entries(state.zones).map(([id, zone]): [string, ZoneReport] => {
    const at = DEMO_MUSIC.findIndex(({ title }) => title === zone.title);
    const track = DEMO_MUSIC[(at + by + DEMO_MUSIC.length) % DEMO_MUSIC.length];
    const isMeant = some(pick(zone.members, command.speakers, true)) && at >= 0 && track !== undefined;
    return [id, isMeant ? { ...zone, title: track.title, artist: track.artist, state: "playing" } : zone];
  });
  return whilePlaying(state, command, Object.fromEntries(zones));
}

type Tuning = Extract<Command, { kind: "mute" | "unmute" | "set-volume" | "adjust-volume" }>;

function tune(state: BridgeState, command: Tuning, change: (was: SpeakerReport) => Partial<SpeakerReport>): Obeyed {
  const tuned = Object.entries(state.speakers).map(([id, report]): [string, SpeakerReport] => [
    id,
    isNamed(id, command.speakers) ? { ...report, ...change(report) } : report,
  ]);
  const speakers: BridgeState["speakers"] = Object.fromEntries(tuned);
  if (command.kind === "mute" || command.kind === "unmute") return done({ ...state, speakers }, command);
  const volumePercent = Object.fromEntries(command.speakers.map((id) => [id, speakers[id]?.volumePercent ?? 0]));
  return done({ ...state, speakers }, command, { volumePercent });
}

type Joining = Extract<Command, { kind: "add-to-playing" | "move" }>;

/** @param beside whose music it is; empty: the zone that was commanded last */
function join(state: BridgeState, command: Joining, beside: readonly SpeakerId[]): Obeyed {
  const zones = Object.entries(state.zones);
  const [id] =
    (beside.length === 0 ? zones.at(-1) : zones.find(([, { members }]) => some(pick(members, beside, true)))) ?? [];
  const left = without(state.zones, commandSpeakers(command));
  const zone = id === undefined ? undefined : (left[id as ZoneId] ?? state.zones[id as ZoneId]); // a key of that record
  if (id === undefined || zone === undefined) return failed(state, command, "NOTHING_PLAYING");
  const members = {
    ...zone.members,
    ...Object.fromEntries(command.targets.map((target) => [target.id, target.channel])),
  };
  return done({ ...state, zones: { ...left, [id]: { ...zone, members } } }, command);
}

function move(state: BridgeState, command: Extract<Command, { kind: "move" }>): Obeyed {
  const joined = join(state, command, command.from);
  if (joined.outcome.state !== "done") return joined;
  const targets = commandSpeakers(command);
  const zones = Object.entries(joined.state.zones).map(([id, zone]): [string, ZoneReport] => {
    const stay = pick(zone.members, targets, true);
    return [id, some(stay) ? { ...zone, members: stay } : zone];
  });
  return { ...joined, state: { ...joined.state, zones: Object.fromEntries(zones) } };
}

/** Zones without these speakers; one that has nobody left is gone. */
function without(zones: Zones, speakers: readonly SpeakerId[]): Zones {
  const left = Object.entries(zones).map(([id, zone]): [string, ZoneReport] => {
    return [id, { ...zone, members: pick(zone.members, speakers, false) }];
  });
  return Object.fromEntries(left.filter(([, { members }]) => some(members)));
}

const isNamed = (id: string, speakers: readonly SpeakerId[]): boolean => speakers.some((one) => one === id);
const pick = (members: Members, speakers: readonly SpeakerId[], areNamed: boolean): Members =>
  Object.fromEntries(Object.entries(members).filter(([id]) => isNamed(id, speakers) === areNamed));
const some = (members: Members): boolean => Object.keys(members).length > 0;
/** A zone's name follows from the command, so that the same command makes the same. */
const newZone = ({ id }: Command, index = 0): ZoneId =>
  ZoneId.parse(index === 0 ? `zone_${id}` : `zone_${id.slice(0, -1)}${index % 10}`);

/** `NOTHING_PLAYING` where none of those who are named played anything. */
function whilePlaying(state: BridgeState, command: Command, zones: Zones): Obeyed {
  const speakers = commandSpeakers(command);
  const doPlay = Object.values(state.zones).some(({ members }) => some(pick(members, speakers, true)));
  return doPlay ? done({ ...state, zones }, command) : failed(state, command, "NOTHING_PLAYING");
}

function done(state: BridgeState, command: Command, more: Partial<Done> = {}): Obeyed {
  return { state, outcome: { state: "done", code: "OK", perSpeaker: each(command, "OK"), ...more } };
}

function failed(state: BridgeState, command: Command, code: OutcomeCode): Obeyed {
  return { state, outcome: { state: "failed", code, perSpeaker: each(command, code) } };
}

const each = (command: Command, code: OutcomeCode): Outcome["perSpeaker"] =>
  Object.fromEntries(commandSpeakers(command).map((id) => [id, code]));
