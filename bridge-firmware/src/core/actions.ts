// What the daemon may do to the world, as data, and what it believes holds once it was done.
import {
  assertNever,
  type BluetoothAddress,
  type Channel,
  type LiveInputId,
  type SpeakerId,
  type Tone,
  type ZoneId,
} from "@house-band/contract";
import { announcementBegun, announcementCut } from "./announcements.ts";
import { beginChime, breakOffChimes } from "./chimes.ts";
import { mapValues, withEntry, withoutKeys } from "./maps.ts";
import {
  type EngineMember,
  type EngineModel,
  type EngineZone,
  type Model,
  type PlayerOrder,
  type Playing,
  placeNow,
  type Speaker,
  speakerAt,
  type Track,
  type Zone,
} from "./model.ts";
import { nextLink } from "./speaker-machine.ts";

export type Action =
  | { readonly kind: "connect"; readonly speaker: SpeakerId; readonly address: BluetoothAddress }
  | { readonly kind: "disconnect"; readonly address: BluetoothAddress }
  | {
      readonly kind: "set-own-volume";
      readonly speaker: SpeakerId;
      readonly address: BluetoothAddress;
      readonly volumePercent: number;
    }
  | {
      readonly kind: "open-output";
      readonly speaker: SpeakerId;
      readonly output: unknown;
      readonly linkCount: number;
      readonly tone: Tone;
    }
  | { readonly kind: "set-tone"; readonly speaker: SpeakerId; readonly tone: Tone }
  | { readonly kind: "close-output"; readonly speaker: SpeakerId }
  | {
      readonly kind: "open-zone";
      readonly zone: ZoneId;
      readonly tracks: readonly Track[];
      /** Set where it is live: who is listened to, and how the engine reaches him. */
      readonly live: { readonly sender: LiveInputId; readonly input: unknown } | null;
      readonly startIndex: number;
      /** Where in the wanted zone's list these tracks begin; absent: at its beginning. */
      readonly offset?: number;
      readonly startMs: number;
      readonly members: ReadonlyMap<SpeakerId, Playing>;
    }
  | { readonly kind: "close-zone"; readonly zone: ZoneId }
  | { readonly kind: "pause-zone"; readonly zone: ZoneId }
  | { readonly kind: "resume-zone"; readonly zone: ZoneId }
  | { readonly kind: "skip"; readonly zone: ZoneId; readonly by: number }
  | { readonly kind: "join"; readonly zone: ZoneId; readonly speaker: SpeakerId; readonly playing: Playing }
  | { readonly kind: "leave"; readonly speaker: SpeakerId }
  | { readonly kind: "set-channel"; readonly speaker: SpeakerId; readonly channel: Channel }
  | {
      readonly kind: "set-volume";
      readonly speaker: SpeakerId;
      readonly volumePercent: number;
      readonly muted: boolean;
    }
  /** Silent after so long; its volume stays what it is. */
  | { readonly kind: "fade-out"; readonly speaker: SpeakerId; readonly overMs: number }
  | { readonly kind: "set-latency"; readonly speaker: SpeakerId; readonly latencyMs: number }
  | { readonly kind: "chime"; readonly speaker: SpeakerId; readonly volumePercent: number }
  | {
      readonly kind: "announce";
      readonly zone: ZoneId;
      readonly path: string;
      readonly members: ReadonlyMap<SpeakerId, Playing>;
    }
  | { readonly kind: "end-announcement"; readonly zone: ZoneId }
  | { readonly kind: "tell-sender"; readonly id: LiveInputId; readonly order: PlayerOrder };

/** The model once an action was carried out; what the world answers comes back as an input. */
export function applyAction(model: Model, action: Action, nowMs: number): Model {
  switch (action.kind) {
    case "connect":
      return changeSpeaker(model, action.speaker, (speaker) => ({
        ...speaker,
        link: nextLink(speaker.link, { kind: "connect-started" }, nowMs),
      }));
    case "disconnect":
      return disconnecting(model, action.address, nowMs);
    case "set-own-volume":
      return changeSpeaker(model, action.speaker, (speaker) => ({
        ...speaker,
        own: { ...speaker.own, setPercent: action.volumePercent },
      }));
    case "open-output": {
      const { speaker, linkCount, tone } = action;
      return withEngine(model, { outputs: withEntry(model.engine.outputs, speaker, { linkCount, tone }) });
    }
    case "set-tone":
      return setTone(model, action.speaker, action.tone);
    case "close-output":
      return withEngine(
        breakOffChimes(leave(model, action.speaker), (id) => id === action.speaker),
        {
          outputs: withoutKeys(model.engine.outputs, [action.speaker]),
        },
      );
    case "leave":
      return leave(model, action.speaker);
    case "open-zone":
      return openZone(model, action);
    case "close-zone":
      return changeZone(
        withEngine(model, { zones: withoutKeys(model.engine.zones, [action.zone]) }),
        action.zone,
        (zone) => ({ ...zone, place: placeNow(zone, nowMs), skipBy: 0 }),
      );
    case "pause-zone":
      return changeZone(setPaused(model, action.zone, true), action.zone, (zone) => ({
        ...zone,
        place: placeNow(zone, nowMs),
      }));
    case "resume-zone":
      return changeZone(setPaused(model, action.zone, false), action.zone, (zone) => ({
        ...zone,
        place: { ...zone.place, atMs: nowMs },
      }));
    case "skip":
      return changeZone(model, action.zone, (zone) => ({ ...zone, skipBy: zone.skipBy - action.by }));
    case "join": {
      const left = leave(model, action.speaker);
      return changeEngineZone(left, action.zone, (zone) => ({
        ...zone,
        members: withEntry(zone.members, action.speaker, { ...action.playing, joined: false, since: "join" as const }),
      }));
    }
    case "set-channel":
      return changeMember(model, action.speaker, { channel: action.channel });
    case "set-volume":
      return changeMember(model, action.speaker, {
        volumePercent: action.volumePercent,
        muted: action.muted,
        fading: false,
      });
    case "fade-out":
      return changeMember(model, action.speaker, { fading: true });
    case "set-latency":
      return changeMember(model, action.speaker, { latencyMs: action.latencyMs });
    case "chime":
      return beginChime(model, action.speaker);
    case "announce":
      return announcementBegun(model, action.zone, [...action.members.keys()]);
    case "end-announcement":
      return announcementCut(model, action.zone);
    case "tell-sender":
      return { ...model, senderOrders: model.senderOrders.slice(1) };
    default:
      return assertNever(action);
  }
}

/** The model with one speaker changed; the same one where there is no such speaker. */
export function changeSpeaker(model: Model, id: SpeakerId, change: (speaker: Speaker) => Speaker): Model {
  const speaker = model.speakers.get(id);
  return speaker ? { ...model, speakers: withEntry(model.speakers, id, change(speaker)) } : model;
}

/** The model with one wanted zone changed; the same one where there is no such zone. */
export function changeZone(model: Model, id: ZoneId, change: (zone: Zone) => Zone): Model {
  const zone = model.zones.get(id);
  return zone ? { ...model, zones: withEntry(model.zones, id, change(zone)) } : model;
}

/** The model with one of the engine's zones changed; the same one where the engine has no such zone. */
export function changeEngineZone(model: Model, id: ZoneId, change: (zone: EngineZone) => EngineZone): Model {
  const zone = model.engine.zones.get(id);
  return zone ? withEngine(model, { zones: withEntry(model.engine.zones, id, change(zone)) }) : model;
}

/** The model with parts of what is known of the engine replaced. */
export function withEngine(model: Model, engine: Partial<EngineModel>): Model {
  return { ...model, engine: { ...model.engine, ...engine } };
}

/** A speaker of this home that was released, or a stranger's. */
function disconnecting(model: Model, address: BluetoothAddress, nowMs: number): Model {
  const strangers = model.strangers.filter((other) => other !== address);
  const speaker = speakerAt(model, address);
  if (!speaker) return { ...model, strangers };
  const link = nextLink(speaker.link, { kind: "disconnect-started" }, nowMs);
  return { ...model, strangers, speakers: withEntry(model.speakers, speaker.id, { ...speaker, link }) };
}

function openZone(model: Model, action: Extract<Action, { kind: "open-zone" }>): Model {
  const members = mapValues(action.members, (playing) => ({ ...playing, joined: false, since: "open" as const }));
  const zone: EngineZone = {
    paused: false,
    started: false,
    input: action.live?.input ?? null,
    offset: action.offset,
    members,
  };
  const opened = withEngine(model, { zones: withEntry(model.engine.zones, action.zone, zone) });
  const place = { index: (action.offset ?? 0) + action.startIndex, positionMs: action.startMs, atMs: null };
  return changeZone(opened, action.zone, (wanted) => ({ ...wanted, place, skipBy: 0 }));
}

function setTone(model: Model, speaker: SpeakerId, tone: Tone): Model {
  const output = model.engine.outputs.get(speaker);
  return output ? withEngine(model, { outputs: withEntry(model.engine.outputs, speaker, { ...output, tone }) }) : model;
}

function setPaused(model: Model, id: ZoneId, paused: boolean): Model {
  return changeEngineZone(model, id, (zone) => ({ ...zone, paused }));
}

function leave(model: Model, speaker: SpeakerId): Model {
  const zones = mapValues(model.engine.zones, (zone) =>
    zone.members.has(speaker) ? { ...zone, members: withoutKeys(zone.members, [speaker]) } : zone,
  );
  return withEngine(model, { zones });
}

function changeMember(model: Model, speaker: SpeakerId, change: Partial<EngineMember>): Model {
  const zones = mapValues(model.engine.zones, (zone) => {
    const member = zone.members.get(speaker);
    return member ? { ...zone, members: withEntry(zone.members, speaker, { ...member, ...change }) } : zone;
  });
  return withEngine(model, { zones });
}
