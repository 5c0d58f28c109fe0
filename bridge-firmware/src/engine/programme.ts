// A zone's content: frames from its feed, with silence where it pauses, waits or is over, as one unbroken count of frames.
// Pausing and skipping happen here, to the content itself, so that every speaker does it at the same instant.
// When each speaker hears a frame is decided in the zone.
import { appendFrames, createHistory, type History } from "./dsp/history.ts";
import { fade } from "./dsp/mix.ts";
import { ENOUGH_FRAMES, type Feed, type FeedMark } from "./input/feed.ts";
import { createPlaceLog, type Place, type PlaceLog, placeAt, recordPlace } from "./place-log.ts";
import { BLOCK_FRAMES } from "./protocol.ts";

/** 2.7 s at 48 kHz: the slowest speaker there may be is 2 s behind the fastest. */
const HISTORY_FRAMES = 131_072;
/** 15 ms: no click, and nobody hears a fade. */
const FADE_FRAMES = 720;

export type ProgrammeEvents = {
  readonly onTrack: (index: number) => void;
  readonly onFailed: (index: number, reason: string) => void;
  readonly onTitle: (title: string) => void;
  /** The content stands still; its place will not change until it is resumed. */
  readonly onPaused: () => void;
};

export type Programme = {
  readonly history: History;
  readonly places: PlaceLog;
  readonly events: ProgrammeEvents;
  readonly block: Float32Array;
  feed: Feed;
  /** Opened by a skip; takes over once it has something to play. */
  incoming: Feed | null;
  readFrames: number;
  marks: FeedMark[];
  incomingMarks: FeedMark[];
  /** Has had enough to start with since it was opened or ran dry. */
  primed: boolean;
  paused: boolean;
  place: Place;
  /** 0 silent … 1 untouched. */
  level: number;
  /** Where the content ends, once that is known and reached. */
  endFrame: number | null;
};

/** A programme that has made nothing yet. */
export function createProgramme(feed: Feed, start: Place, paused: boolean, events: ProgrammeEvents): Programme {
  return {
    history: createHistory(HISTORY_FRAMES),
    places: createPlaceLog(start),
    events,
    block: new Float32Array(2 * BLOCK_FRAMES),
    feed,
    incoming: null,
    readFrames: 0,
    marks: [],
    incomingMarks: [],
    primed: false,
    paused,
    place: start,
    // A track from its beginning starts as it was recorded; from its middle, or live, it must not start with a step.
    level: start.positionMs === 0 && !paused && !isLive(feed) ? 1 : 0,
    endFrame: null,
  };
}

/** Silence before the first of its content: whole blocks, at most half of what its history holds. */
export function beginWithSilence(programme: Programme, blocks: number): void {
  for (let n = 0; n < blocks; n++) appendSilence(programme, BLOCK_FRAMES);
}

/** True once there is something to play (or it is certain that there is nothing): a zone may start. */
export function isReady(programme: Programme): boolean {
  programme.primed ||= hasEnough(programme.feed, programme.marks);
  return programme.primed;
}

/**
 * Goes on from another place of the list: the old content fades when the new one is there. Where nothing of the old
 * one can be heard, nothing of it is left.
 */
export function replaceFeed(programme: Programme, feed: Feed): void {
  programme.incoming?.close();
  programme.incoming = feed;
  programme.incomingMarks = [];
  if (!programme.paused || programme.level > 0) return;
  install(programme, feed);
  programme.primed = false;
}

/**
 * Extends the content to `mustEndFrame` whatever happens, and on to `wantEndFrame` as far as the feed has it:
 * what is only wanted is never made up of silence while there may be sound.
 */
export function produce(programme: Programme, mustEndFrame: number, wantEndFrame: number): void {
  const { history } = programme;
  while (history.endFrame < wantEndFrame) {
    const frames = Math.min(BLOCK_FRAMES, wantEndFrame - history.endFrame);
    const mustFrames = Math.min(frames, mustEndFrame - history.endFrame);
    if (!produceSome(programme, frames, mustFrames)) return;
  }
}

/** Where frame `frame` of the content lies in the list of tracks. */
export const placeOf = (programme: Programme, frame: number): Place => placeAt(programme.places, frame);

/** Lets go of its feeds. */
export function closeProgramme(programme: Programme): void {
  programme.feed.close();
  programme.incoming?.close();
}

function produceSome(programme: Programme, frames: number, mustFrames: number): boolean {
  takeOver(programme);
  const available = programme.feed.availableFrames();
  const toMark = passMarks(programme);
  if (programme.paused && programme.level === 0) return appendSilence(programme, frames);
  if (programme.endFrame !== null) return appendSilence(programme, frames);
  const quiet = programme.paused || isIncomingReady(programme);
  const untilQuiet = quiet ? Math.ceil(programme.level * FADE_FRAMES) : Number.POSITIVE_INFINITY;
  const readable = isReady(programme) ? Math.min(frames, available, toMark, untilQuiet) : 0;
  if (readable > 0) {
    const runsDry = readable === available && readable < Math.min(mustFrames, toMark);
    appendContent(programme, readable, quiet ? -1 / FADE_FRAMES : runsDry ? -1 / readable : 1 / FADE_FRAMES);
    if (programme.paused && programme.level === 0) programme.events.onPaused();
    return true;
  }
  if (quiet && programme.level > 0) {
    programme.level = 0;
    if (programme.paused) programme.events.onPaused();
    return true;
  }
  if (mustFrames <= 0) return false;
  programme.primed = false;
  programme.level = programme.readFrames === 0 ? programme.level : 0;
  return appendSilence(programme, mustFrames);
}

function appendContent(programme: Programme, frames: number, step: number): void {
  const { history, block } = programme;
  programme.feed.read(block, frames);
  if (step < 0 || programme.level < 1) programme.level = fade(block, frames, programme.level, step);
  recordPlace(programme.places, history.endFrame, programme.place, true);
  appendFrames(history, block, frames);
  programme.readFrames += frames;
  programme.place = placeAt(programme.places, history.endFrame);
}

function appendSilence(programme: Programme, frames: number): true {
  const { history, block } = programme;
  recordPlace(programme.places, history.endFrame, programme.place, false);
  block.fill(0, 0, 2 * frames);
  appendFrames(history, block, frames);
  return true;
}

/** Acts on the marks that have been reached; gives the frames up to the next one. */
function passMarks(programme: Programme): number {
  pollMarks(programme.feed, programme.marks);
  for (let mark = programme.marks[0]; mark !== undefined; mark = programme.marks[0]) {
    if (mark.atFrame > programme.readFrames) return mark.atFrame - programme.readFrames;
    programme.marks.shift();
    pass(programme, mark);
  }
  return Number.POSITIVE_INFINITY;
}

function pass(programme: Programme, mark: FeedMark): void {
  if (mark.kind === "track") {
    programme.place = { index: mark.index, positionMs: mark.startMs };
    recordPlace(programme.places, programme.history.endFrame, programme.place, !programme.paused);
    programme.events.onTrack(mark.index);
  } else if (mark.kind === "failed") {
    programme.events.onFailed(mark.index, mark.reason);
  } else if (mark.kind === "title") {
    programme.events.onTitle(mark.title);
  } else {
    programme.endFrame = programme.history.endFrame;
  }
}

/** The incoming feed replaces the old one once that is silent. */
function takeOver(programme: Programme): void {
  const { incoming } = programme;
  if (incoming === null || !isIncomingReady(programme)) return;
  if (programme.level > 0 && programme.endFrame === null && programme.primed) return;
  install(programme, incoming);
}

function install(programme: Programme, incoming: Feed): void {
  programme.feed.close();
  programme.feed = incoming;
  programme.marks = programme.incomingMarks;
  programme.incoming = null;
  programme.incomingMarks = [];
  programme.readFrames = 0;
  programme.endFrame = null;
  programme.primed = true;
  programme.level = 0;
}

const isIncomingReady = (programme: Programme): boolean =>
  programme.incoming !== null && hasEnough(programme.incoming, programme.incomingMarks);

function hasEnough(feed: Feed, marks: FeedMark[]): boolean {
  if (feed.availableFrames() >= (feed.enoughFrames ?? ENOUGH_FRAMES)) return true;
  pollMarks(feed, marks);
  return marks.some((mark) => mark.kind === "end");
}

/** What is live is wherever it is: nobody waits for it longer than it says itself. */
const isLive = (feed: Feed): boolean => feed.enoughFrames !== undefined;

function pollMarks(feed: Feed, marks: FeedMark[]): void {
  for (let mark = feed.takeMark(); mark !== null; mark = feed.takeMark()) marks.push(mark);
}
