// What the bridge says of itself, cut to what a shadow holds. Reported, never desired.
import type { BridgeState, SpeakerReport, ZoneReport } from "@house-band/contract";
import { toLatencyReport } from "./latencies.ts";
import { isLeft, type LivePlayer, type Model, type Speaker, trackAt, waitsForSender, type Zone } from "./model.ts";
import { playerOf } from "./sender-orders.ts";
import { type Link, linkReason } from "./speaker-machine.ts";

const MAX_TEXT = 200;
const MAX_CODEC = 16;

/** The state as the contract has it: percentages whole, texts no longer than a shadow takes. */
export function toReported(model: Model): BridgeState {
  const announcedOn = [...new Set(model.announcements.flatMap(({ on, speakers }) => on ?? speakers))];
  return {
    ...(announcedOn.length > 0 && { announcedOn }),
    configRevision: model.revision,
    speakers: Object.fromEntries([...model.speakers].map(([id, speaker]) => [id, reportSpeaker(speaker)])),
    zones: Object.fromEntries([...model.zones].map(([id, zone]) => [id, reportZone(model, zone)])),
  };
}

function reportSpeaker(speaker: Speaker): SpeakerReport {
  const { link, volumePercent, muted, batteryPercent, sleep } = speaker;
  const transport = link.kind === "connected" ? link.transport : null;
  const latency = transport && toLatencyReport(speaker);
  return {
    link: linkWord(link),
    reason: linkReason(link) ?? "OK",
    volumePercent,
    muted,
    ...(sleep !== null && { stopsAtMs: sleep.atEpochMs }),
    ...(batteryPercent !== null && { batteryPercent: Math.round(Math.min(100, Math.max(0, batteryPercent))) }),
    ...(transport && { codec: transport.codec.slice(0, MAX_CODEC) }),
    ...(transport && transport.reportedDelayMs !== null && { reportedDelayMs: transport.reportedDelayMs }),
    ...(latency && { latency }),
  };
}

function linkWord(link: Link): SpeakerReport["link"] {
  if (link.kind === "connected") return "connected";
  return link.kind === "due" || link.kind === "connecting" ? "connecting" : "disconnected";
}

/** A live source that plays nothing now is not said to play. */
function reportZone(model: Model, zone: Zone): ZoneReport {
  const track = trackAt(zone);
  const player = playerOf(model, zone);
  if (player?.title) return reportPlayer(model, zone, { ...player, title: player.title });
  const { title, artist } = track?.live && zone.onAir ? splitOnAir(zone.onAir) : { title: "", ...track };
  return {
    state: zone.playing && !waitsForSender(model, zone) ? "playing" : "paused",
    title: title.slice(0, MAX_TEXT),
    ...(isLeft(model, zone) && { away: true }),
    ...(artist && { artist: artist.slice(0, MAX_TEXT) }),
    ...(track?.live && { station: track.title.slice(0, MAX_TEXT) }),
    ...(zone.selection.order && { shuffled: true }),
    ...(zone.repeat && { repeat: zone.repeat }),
    members: Object.fromEntries(zone.members),
  };
}

/** A live source that says what it plays is believed. */
function reportPlayer(
  model: Model,
  zone: Zone,
  { title, artist }: Pick<LivePlayer, "artist"> & { readonly title: string },
): ZoneReport {
  return {
    state: zone.playing && !waitsForSender(model, zone) ? "playing" : "paused",
    title: title.slice(0, MAX_TEXT),
    ...(artist && { artist: artist.slice(0, MAX_TEXT) }),
    input: (trackAt(zone)?.title ?? "").slice(0, MAX_TEXT),
    members: Object.fromEntries(zone.members),
  };
}

/** Stations say "Artist - Title" in one text. @see SHOUTcast ICY protocol, StreamTitle */
function splitOnAir(text: string): { readonly title: string; readonly artist?: string } {
  const [artist, ...rest] = text.split(" - ");
  return artist && rest.length > 0 ? { artist, title: rest.join(" - ") } : { title: text };
}

/** What may go, first the nicest to have: a state that says less is better than none. */
const TRIMS: readonly ((state: BridgeState) => BridgeState)[] = [
  (state) => mapSpeakers(state, ({ codec: _codec, ...rest }) => rest),
  (state) => mapSpeakers(state, ({ reportedDelayMs: _delay, ...rest }) => rest),
  (state) => mapSpeakers(state, ({ latency: _latency, ...rest }) => rest),
  (state) => mapZones(state, ({ artist: _artist, ...rest }) => rest),
  (state) => mapZones(state, ({ station: _station, input: _input, ...rest }) => rest),
  (state) => mapZones(state, (zone) => ({ ...zone, title: zone.title.slice(0, 40) })),
  ({ announcedOn: _on, ...rest }) => rest,
  (state) => mapSpeakers(state, ({ batteryPercent: _battery, ...rest }) => rest),
  (state) => mapSpeakers(state, ({ stopsAtMs: _stops, ...rest }) => rest),
  (state) => mapZones(state, (zone) => ({ ...zone, title: "" })),
];

/**
 * The state with optional things left out until it fits.
 * @param sizeBytes size of the document that would be sent for a state
 * @param atLeast how many trims to make whatever the size: one more each time the cloud says "too large"
 */
export function trimToFit(
  state: BridgeState,
  maxBytes: number,
  sizeBytes: (state: BridgeState) => number,
  atLeast = 0,
): BridgeState {
  let trimmed = state;
  for (const [made, trim] of TRIMS.entries()) {
    if (made >= atLeast && sizeBytes(trimmed) <= maxBytes) break;
    trimmed = trim(trimmed);
  }
  return trimmed;
}

/** By less than this a delay only wavers: some speakers report another one every few seconds. */
const WAVERS_BY_MS = 5;

/** The state, with delays that only waver as they were told before: the cloud is not to be told of milliseconds. */
export function withoutWavering(now: BridgeState, told: BridgeState | null): BridgeState {
  const before = new Map(Object.entries(told?.speakers ?? {}));
  const speakers = Object.entries(now.speakers).map(([id, report]) => {
    const known = before.get(id);
    const { reportedDelayMs, latency } = known && wavers(report, known) ? known : report;
    return [id, { ...report, ...(reportedDelayMs !== undefined && { reportedDelayMs }), ...(latency && { latency }) }];
  });
  return { ...now, speakers: Object.fromEntries(speakers) };
}

/** A latency that changed by something else than its speaker's report is news, however little that is. */
function wavers(now: SpeakerReport, told: SpeakerReport): boolean {
  if (now.reportedDelayMs === undefined || told.reportedDelayMs === undefined) return false;
  if (now.latency === undefined || told.latency === undefined) return false;
  const { ms, ...known } = now.latency;
  const { ms: toldMs, ...toldKnown } = told.latency;
  const byMs = now.reportedDelayMs - told.reportedDelayMs;
  const hasFollowed = ms === toldMs || Math.abs(ms - toldMs - byMs) < ROUNDED_MS;
  return Math.abs(byMs) <= WAVERS_BY_MS && hasFollowed && JSON.stringify(known) === JSON.stringify(toldKnown);
}

/** Latencies are reported in hundredths of a millisecond. */
const ROUNDED_MS = 0.02;

function mapSpeakers(state: BridgeState, change: (speaker: SpeakerReport) => SpeakerReport): BridgeState {
  return { ...state, speakers: mapRecord(state.speakers, change) };
}

function mapZones(state: BridgeState, change: (zone: ZoneReport) => ZoneReport): BridgeState {
  return { ...state, zones: mapRecord(state.zones, change) };
}

const mapRecord = <V>(record: Readonly<Record<string, V>>, change: (value: V) => V): Record<string, V> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/**
 * A shadow merges what it is given: keys that are there no more are told by null. Works on every level of objects.
 * @see AWS IoT "Device Shadow service documents": a null value deletes the key
 */
export function withRemovalsNulled(now: unknown, before: unknown): unknown {
  if (!isObject(now) || !isObject(before)) return now;
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(now, key));
  const kept = Object.entries(now).map(([key, value]) => [key, withRemovalsNulled(value, before[key])] as const);
  return Object.fromEntries([...kept, ...removed.map((key) => [key, null] as const)]);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
