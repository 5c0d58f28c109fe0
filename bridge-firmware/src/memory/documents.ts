// What a restarted daemon remembers of volumes and of what played, as small documents.
// The home has a document of its own, written where it is received.
import {
  Channel,
  EpochMs,
  isLiveKind,
  LiveInputId,
  SleepMs,
  Source,
  SpeakerId,
  VolumePercent,
  ZoneId,
} from "@house-band/contract";
import * as z from "zod/mini";
import { toLiveSelection } from "../core/live-inputs.ts";
import { type Bookmark, type Model, placeNow, type Selection, trackAt, type Zone } from "../core/model.ts";
import { inOrder } from "../core/play-order.ts";
import { recallTimer } from "../core/sleep-timer.ts";
import { RELEASED_BEFORE } from "../core/speaker-machine.ts";
import { UNNAMED } from "../live-inputs-port.ts";

/** How a list was shuffled. Absent: it was not. */
const order = z.optional(
  z.object({ seed: z.int().check(z.gte(0)), first: z.int().check(z.gte(0)), count: z.int().check(z.gte(1)) }),
);

const Mark = z.object({
  source: Source,
  order,
  index: z.int().check(z.gte(0)),
  positionMs: z.number().check(z.gte(0)),
});

export const SpeakersDocument = z.object({
  version: z.literal(1),
  speakers: z.record(
    SpeakerId,
    z.object({
      volumePercent: VolumePercent,
      muted: z.boolean(),
      /** Let go, and to be left alone after a restart, too. Absent: no. */
      released: z.optional(z.boolean()),
      /** Its sleep timer. Absent: none. */
      sleep: z.optional(z.object({ atEpochMs: EpochMs, forMs: SleepMs })),
    }),
  ),
  lastPlayed: z.record(SpeakerId, Mark),
});
export type SpeakersDocument = z.infer<typeof SpeakersDocument>;

const zone = {
  id: ZoneId,
  /** Absent in what older versions wrote: a zone of its own. */
  programme: z.optional(ZoneId),
  playing: z.boolean(),
  source: Source,
  order,
  repeat: z.optional(z.enum(["one", "all"])),
  /** The file it was at: a library that grew finds it at another index. */
  track: z.string(),
  index: z.int().check(z.gte(0)),
  positionMs: z.number().check(z.gte(0)),
  members: z.record(SpeakerId, Channel),
  touched: z.int().check(z.gte(0)),
};
const SavedZone = z.object(zone);
type SavedZone = z.infer<typeof SavedZone>;

export const PlaybackDocument = z.object({
  version: z.literal(1),
  savedAtMs: EpochMs,
  zones: z.array(
    z.object({
      ...zone,
      /** What it comes back to when its live source has ended, newest first. Absent: nothing. */
      interrupted: z.optional(z.array(SavedZone)),
    }),
  ),
  /** Live sources that somebody has sent away, and since when each is silent; null while it was not. Absent: none. */
  overruled: z.optional(z.array(z.object({ id: LiveInputId, silentSinceMs: z.nullable(EpochMs) }))),
});
export type PlaybackDocument = z.infer<typeof PlaybackDocument>;

/** Volumes, who was let go, and where each speaker last was. */
export function toSpeakersDocument(model: Model): SpeakersDocument {
  const speakers = [...model.speakers].map(([id, { volumePercent, muted, link, sleep }]) => [
    id,
    {
      volumePercent,
      muted,
      ...(link.kind === "released" && { released: true }),
      ...(sleep !== null && { sleep: { atEpochMs: sleep.atEpochMs, forMs: sleep.forMs } }),
    },
  ]);
  return { version: 1, speakers: Object.fromEntries(speakers), lastPlayed: Object.fromEntries(model.lastPlayed) };
}

/** The zones, each with its place at this moment. */
export function toPlaybackDocument(model: Model, { nowMs, savedAtMs }: SavedAt): PlaybackDocument {
  const zones = [...model.zones.values()].map((zone) => ({
    ...toSavedZone(zone, nowMs),
    ...(zone.interrupted && { interrupted: zone.interrupted.map((part) => toSavedZone(part, nowMs)) }),
  }));
  const overruled = [...model.overruled].map(([id, sinceMs]) => ({
    id,
    silentSinceMs: sinceMs === null ? null : Math.max(0, Math.floor(savedAtMs - (nowMs - sinceMs))),
  }));
  return { version: 1, savedAtMs, zones, ...(overruled.length > 0 && { overruled }) };
}

function toSavedZone(zone: Zone, nowMs: number): SavedZone {
  return {
    id: zone.id,
    programme: zone.programme,
    playing: zone.playing,
    source: zone.selection.source,
    ...(zone.selection.order && { order: zone.selection.order }),
    ...(zone.repeat && { repeat: zone.repeat }),
    track: trackAt(zone)?.path ?? "",
    ...pick(placeNow(zone, nowMs)),
    members: Object.fromEntries(zone.members),
    touched: zone.touched,
  };
}

/** The monotonic moment that places are reckoned for, and the same moment in the world's time. */
export type SavedAt = { readonly nowMs: number; readonly savedAtMs: number };

const pick = ({ index, positionMs }: Bookmark | { index: number; positionMs: number }) => ({ index, positionMs });

/** Volumes as they were, never above today's caps; who was let go stays so; sleep timers go on. */
export function restoreSpeakers(
  model: Model,
  document: SpeakersDocument,
  now: { readonly nowMs: number; readonly epochMs: number },
): Model {
  const remembered = new Map(Object.entries(document.speakers));
  const speakers = [...model.speakers].map(([id, speaker]) => {
    const known = remembered.get(id);
    const { volumePercent = speaker.volumePercent, muted = speaker.muted, released = false } = known ?? {};
    const link = released ? RELEASED_BEFORE : speaker.link;
    const sleep = known?.sleep ? recallTimer(known.sleep, now) : null;
    return [
      id,
      { ...speaker, link, volumePercent: Math.min(volumePercent, speaker.capPercent), muted, sleep },
    ] as const;
  });
  const lastPlayed = Object.entries(document.lastPlayed).map(([id, mark]) => [SpeakerId.parse(id), mark] as const);
  return { ...model, speakers: new Map(speakers), lastPlayed: new Map(lastPlayed) };
}

/**
 * A live source needs so long to be there again: its device is opened, its link made anew. What it had interrupted is kept
 * waiting meanwhile.
 */
const BACK_WITHIN_MS = 5_000;

/**
 * Zones as they were, of speakers that are still this home's and music that is still there.
 * @param find what a source means in today's library; null where it means nothing any more
 * @param resume false: what played is paused
 */
export function restorePlayback(
  model: Model,
  document: PlaybackDocument,
  { find, resume, nowMs, epochMs }: Restoring,
): Model {
  const zones = new Map<ZoneId, Zone>();
  for (const saved of document.zones) {
    const zone = toZone(model, saved, find);
    if (!zone) continue;
    const interrupted = (saved.interrupted ?? []).flatMap((part) => toZone(model, part, find) ?? []);
    const waits = { interrupted, silentSinceMs: nowMs + BACK_WITHIN_MS };
    zones.set(zone.id, { ...zone, playing: zone.playing && resume, ...(interrupted.length > 0 && waits) });
  }
  const touches = Math.max(model.touches, ...[...zones.values()].map(({ touched }) => touched));
  const overruled = (document.overruled ?? []).map(({ id, silentSinceMs }) => {
    const silentForMs = silentSinceMs === null ? null : Math.max(0, epochMs - silentSinceMs);
    return [id, silentForMs === null ? null : nowMs - silentForMs] as const;
  });
  return { ...model, zones, touches, overruled: new Map(overruled) };
}

type Restoring = {
  readonly find: (source: Source) => Selection | null;
  readonly resume: boolean;
  readonly nowMs: number;
  readonly epochMs: number;
};

/** Undefined where its speakers are nobody's any more, or its music is gone. */
function toZone(model: Model, saved: SavedZone, find: Restoring["find"]): Zone | undefined {
  const found = toSavedLive(saved) ?? find(saved.source);
  const selection = found && inOrder(found, saved.order);
  const members = Object.entries(saved.members).map(([id, channel]) => [SpeakerId.parse(id), channel] as const);
  const known = new Map(members.filter(([id]) => model.speakers.has(id)));
  if (!selection || known.size === 0) return undefined;
  return {
    id: saved.id,
    programme: saved.programme ?? saved.id,
    playing: saved.playing,
    selection,
    place: placeIn(selection, saved),
    members: known,
    ...(saved.repeat && { repeat: saved.repeat }),
    skipBy: 0,
    trackStarts: 0,
    touched: saved.touched,
    silentSinceMs: null,
  };
}

/** Null where it is no live source. Its sender is found by the id when he is there again. */
function toSavedLive({ source: { kind }, track }: SavedZone): Selection | null {
  if (!isLiveKind(kind)) return null;
  const id = LiveInputId.safeParse(track);
  return id.success ? toLiveSelection({ kind, name: UNNAMED[kind], id: id.data }) : null;
}

function placeIn(selection: Selection, saved: { track: string; index: number; positionMs: number }): Zone["place"] {
  const index = selection.tracks.findIndex(({ path }) => path === saved.track);
  return index < 0 ? { index: 0, positionMs: 0, atMs: null } : { index, positionMs: saved.positionMs, atMs: null };
}
