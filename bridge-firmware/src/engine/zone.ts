// A zone: one programme and one timeline. Content frame c leaves every cone of the zone at engine frame c + anchor;
// a speaker that takes l frames from write to sound therefore reads l frames ahead, and nobody needs a delay line.
// The speakers' voices live in their output slots; this file says what content there is, when, and what has happened.
import type { ZoneId } from "@house-band/contract";
import { TAPS_AFTER } from "./dsp/fractional-delay.ts";
import type { Feed, FeedRequest, OpenFeed } from "./input/feed.ts";
import type { Place } from "./place-log.ts";
import {
  closeProgramme,
  createProgramme,
  isReady,
  type Programme,
  placeOf,
  produce,
  replaceFeed,
} from "./programme.ts";
import { BLOCK_FRAMES, ENGINE_RATE_HZ, type EngineEvent, type Track, type ZoneInput } from "./protocol.ts";

const POSITION_EVERY_FRAMES = ENGINE_RATE_HZ;
/** Within its first seconds "previous" means the track before; later it means this one from its start. */
const RESTART_AFTER_MS = 3_000;

export type Zone = {
  readonly id: ZoneId;
  readonly tracks: readonly Track[];
  readonly programme: Programme;
  readonly openAt: (place: StartPlace) => Feed;
  /** Nothing of it can be had before its time: who needs it earlier than it comes makes everybody wait. */
  readonly isLive: boolean;
  /** It is heard over other zones, which step back for it: an announcement. */
  readonly isOver: boolean;
  readonly emit: (event: EngineEvent) => void;
  /** Engine frame at which content frame 0 leaves the cones; null until the zone has something to play. */
  anchorFrame: number | null;
  /** How far the content is made ahead of what a perfectly fast speaker plays now. */
  leadFrames: number;
  wantedLeadFrames: number;
  /** Set while the programme makes its first content, told once that has been written. */
  startedIndex: number | null;
  announced: boolean;
  playedAny: boolean;
  /** Asked for by a skip, not begun yet: the next skip counts from there. */
  skippingTo: Place | null;
  /** The content frame at which the track that was told of last begins. */
  trackFromFrame: number;
  nextPositionFrame: number;
  state: "open" | "closing";
  /** For outputs that are still being opened, null before its first block; `dozing`: for content, which wakes them anew. */
  waiting: { readonly untilFrame: number } | "over" | "dozing" | null;
  /** Engine frame before which nothing of it is written, since speakers are being woken; null where all are awake. */
  notBeforeFrame: number | null;
  /** Asked for while it stood still: when its content goes on. */
  resuming: { readonly atFrame: number } | "asked" | null;
};

type StartPlace = Pick<FeedRequest, "startIndex" | "startMs">;

export type ZoneOptions = {
  readonly id: ZoneId;
  readonly input: ZoneInput;
  readonly paused: boolean;
  /** Absent: no. */
  readonly isOver?: boolean;
  readonly openFeed: OpenFeed;
  readonly emit: (event: EngineEvent) => void;
};

/** A zone that has opened its feed and waits for content. */
export function createZone({ id, input, paused, isOver = false, openFeed, emit }: ZoneOptions): Zone {
  const { tracks, startIndex, startMs } = input;
  const openAt = (place: StartPlace): Feed => openFeed({ tracks, ...place, ...whereFrom(id, input) });
  const feed = openAt({ startIndex, startMs });
  const programme = createProgramme(feed, { index: startIndex, positionMs: startMs }, paused, {
    onTrack: (index) => onTrack(zone, index),
    onFailed: (index, reason) => onFailed(zone, index, reason),
    onTitle: (title) => emit({ kind: "title-changed", zone: id, title }),
    onPaused: () => emitPosition(zone, zone.programme.place),
  });
  const zone: Zone = {
    id,
    tracks,
    programme,
    openAt,
    isLive: input.kind === "live",
    isOver,
    emit,
    anchorFrame: null,
    leadFrames: TAPS_AFTER,
    wantedLeadFrames: TAPS_AFTER,
    startedIndex: null,
    announced: false,
    playedAny: false,
    skippingTo: null,
    trackFromFrame: 0,
    nextPositionFrame: 0,
    state: "open",
    waiting: null,
    notBeforeFrame: null,
    resuming: null,
  };
  return zone;
}

function whereFrom(zone: ZoneId, input: ZoneInput): Pick<FeedRequest, "pipe" | "live"> {
  if (input.kind === "pipe") return { pipe: { zone, path: input.path } };
  return input.kind === "live" ? { live: { input: input.input, spec: input.spec } } : {};
}

/** Makes room for a speaker that takes `latencyFrames` from write to sound. */
export function makeRoom(zone: Zone, latencyFrames: number): void {
  zone.wantedLeadFrames = Math.max(zone.wantedLeadFrames, latencyFrames + TAPS_AFTER);
  if (zone.anchorFrame === null) zone.leadFrames = zone.wantedLeadFrames;
}

/**
 * Makes the content that is needed for the block which outputs play from `headFrame` on. The first call that finds
 * something to play starts the zone: all its members' first samples belong to this very block.
 */
export function advanceZone(zone: Zone, headFrame: number): void {
  goOn(zone, headFrame);
  if (zone.anchorFrame === null) {
    if (zone.waiting !== "over" || headFrame < (zone.notBeforeFrame ?? 0) || !isReady(zone.programme)) return;
    zone.anchorFrame = headFrame + zone.leadFrames;
    zone.nextPositionFrame = headFrame + POSITION_EVERY_FRAMES;
  }
  const blockEndFrame = headFrame + BLOCK_FRAMES - zone.anchorFrame;
  const wantEndFrame = blockEndFrame + zone.wantedLeadFrames;
  // a slower speaker that joins what is live: everybody hears the same short silence, once
  produce(zone.programme, zone.isLive ? wantEndFrame : blockEndFrame + zone.leadFrames, wantEndFrame);
  zone.leadFrames = Math.max(zone.leadFrames, zone.programme.history.endFrame - blockEndFrame);
}

/** The content frame that a perfectly fast speaker plays at `headFrame`; null while there is none. */
export const contentFrameAt = (zone: Zone, headFrame: number): number | null =>
  zone.anchorFrame === null ? null : headFrame - zone.anchorFrame;

/** The engine lost `frames` of time (nobody could be fed): everything happens that much later. */
export function delayZone(zone: Zone, frames: number): void {
  if (zone.anchorFrame !== null) zone.anchorFrame += frames;
}

/** Tells what has become true since the last block; true when the last content has left the cones. */
export function reportZone(zone: Zone, nowFrame: number, headFrame: number): boolean {
  if (zone.anchorFrame === null) return false;
  announceStart(zone);
  if (headFrame >= zone.nextPositionFrame) {
    zone.nextPositionFrame += POSITION_EVERY_FRAMES;
    // a track is told of when it is made: until it is heard, it stands at its beginning, and the one before is over
    const frame = Math.max(nowFrame - zone.anchorFrame, zone.trackFromFrame);
    if (!zone.programme.paused) emitPosition(zone, placeOf(zone.programme, frame));
  }
  const { endFrame, incoming } = zone.programme;
  return endFrame !== null && incoming === null && nowFrame - zone.anchorFrame >= endFrame;
}

/** Its content fades and stands still, for all its speakers at the same instant. */
export function pauseZone(zone: Zone): void {
  zone.programme.paused = true;
  zone.resuming = null;
}

/** Its content goes on from where it stood, as soon as its speakers are awake. */
export function resumeZone(zone: Zone): void {
  if (zone.programme.paused) zone.resuming ??= "asked";
}

/** Is it paused, and nobody has asked for it to go on? */
export const isStandingStill = ({ programme, resuming }: Zone): boolean => programme.paused && resuming === null;

/** Has it waited so long for content that its speakers may sleep meanwhile? */
export const isDozing = ({ waiting }: Zone): boolean => waiting === "dozing";

function goOn(zone: Zone, headFrame: number): void {
  const { resuming } = zone;
  if (resuming === null || resuming === "asked" || headFrame < resuming.atFrame) return;
  zone.programme.paused = false;
  zone.resuming = null;
}

/** Goes `by` tracks on or back (0: this one anew); answers false when that leads past the last one. */
export function skipTracks(zone: Zone, by: number): boolean {
  const { index, positionMs } = zone.skippingTo ?? zone.programme.place;
  const restarts = by < 0 && positionMs > RESTART_AFTER_MS ? 1 : 0;
  const startIndex = Math.max(0, index + by + restarts);
  if (startIndex >= zone.tracks.length) return false;
  zone.skippingTo = { index: startIndex, positionMs: 0 };
  replaceFeed(zone.programme, zone.openAt({ startIndex, startMs: 0 }));
  return true;
}

/** Tells that the zone is over, and whether any of its files could be played. */
export function emitEnded(zone: Zone): void {
  zone.emit({ kind: "zone-ended", zone: zone.id, reason: zone.playedAny ? "finished" : "unplayable" });
}

/** Lets go of its feeds. */
export function closeZone(zone: Zone): void {
  closeProgramme(zone.programme);
}

function onTrack(zone: Zone, index: number): void {
  zone.playedAny = true;
  zone.skippingTo = null;
  zone.trackFromFrame = zone.programme.history.endFrame;
  const track = zone.tracks[index];
  if (!zone.announced) zone.startedIndex = index;
  else if (track !== undefined) zone.emit({ kind: "track-started", zone: zone.id, track, index });
}

function onFailed(zone: Zone, index: number, reason: string): void {
  const track = zone.tracks[index];
  if (track !== undefined) zone.emit({ kind: "track-failed", zone: zone.id, track, reason });
}

function announceStart(zone: Zone): void {
  if (zone.announced || zone.startedIndex === null || zone.programme.paused) return;
  const track = zone.tracks[zone.startedIndex];
  if (track === undefined) return;
  zone.announced = true;
  zone.emit({ kind: "zone-started", zone: zone.id, track, index: zone.startedIndex });
}

function emitPosition(zone: Zone, { index, positionMs }: Place): void {
  zone.emit({ kind: "position", zone: zone.id, index, positionMs });
}
