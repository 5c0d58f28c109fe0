// What a newer home changes in the model: speakers that come, stay and go, their caps, channels and tones.
import {
  type BluetoothAddress,
  type ConfigDesired,
  NEUTRAL_TONE,
  SpeakerId,
  type Tone,
  toNameKey,
} from "@house-band/contract";
import { UNHEARD } from "./alignment.ts";
import { EVERYWHERE } from "./everywhere.ts";
import { mapValues, withoutKeys } from "./maps.ts";
import type { Model, Speaker, Zone } from "./model.ts";
import { type Link, NEVER_TRIED } from "./speaker-machine.ts";
import { leaveZones } from "./zones.ts";

/** A speaker nobody ever set plays at half its scale: audible, and no fright. */
const FIRST_VOLUME_PERCENT = 50;

/** A newer home: what is known of its speakers stays, what is theirs no longer goes. */
export function configure(model: Model, config: ConfigDesired, nowMs: number): Model {
  const isSameHome = model.homeId === config.homeId;
  const wanted = new Map(
    Object.entries(config.speakers).map(([key, speaker]) => {
      const id = SpeakerId.parse(key);
      return [id, speakerFrom({ id, ...speaker }, model.speakers.get(id))] as const;
    }),
  );
  const gone = [...model.speakers.keys()].filter((id) => !wanted.has(id));
  const left = leaveZones(model, isSameHome ? gone : [...model.speakers.keys()], nowMs);
  return {
    ...left,
    homeId: config.homeId,
    revision: config.revision,
    speakers: wanted,
    places: placesIn(config),
    strangers: linksToLetGo(model, wanted),
    zones: mapValues(left.zones, (zone) => withChannels(zone, model, wanted)),
    highestSeq: isSameHome ? withoutKeys(left.highestSeq, gone) : new Map(),
    lastPlayed: withoutKeys(left.lastPlayed, gone),
  };
}

/** Where a group and a speaker are called the same, the group is meant; a word for all of them means just that. */
function placesIn({ speakers, groups }: ConfigDesired): Model["places"] {
  const all = Object.keys(speakers).map((id) => SpeakerId.parse(id));
  return new Map<string, readonly SpeakerId[]>([
    ...Object.entries(speakers).map(([id, { name }]) => [toNameKey(name), [SpeakerId.parse(id)]] as const),
    ...Object.values(groups).map(({ name, members }) => [toNameKey(name), members] as const),
    ...[...EVERYWHERE].map((word) => [word, all] as const),
  ]);
}

/** Addresses that may have a link, and that no speaker of the home has any more. */
function linksToLetGo(before: Model, wanted: ReadonlyMap<SpeakerId, Speaker>): readonly BluetoothAddress[] {
  const kept = new Set([...wanted.values()].map((speaker) => speaker.address));
  const maybeLinked = [...before.speakers.values()].filter(({ link }) => mayHaveLink(link));
  return maybeLinked.map(({ address }) => address).filter((address) => !kept.has(address));
}

const mayHaveLink = (link: Link): boolean =>
  link.kind === "released" ? link.hold !== "free" : link.kind !== "refused";

type Configured = Pick<Speaker, "id" | "address" | "channel" | "capPercent"> & { readonly tone?: Tone | undefined };

function speakerFrom({ id, address, channel, capPercent, tone }: Configured, known: Speaker | undefined): Speaker {
  const kept = known?.address === address ? known : undefined;
  return {
    id,
    address,
    channel,
    capPercent,
    tone: tone ?? NEUTRAL_TONE,
    link: kept?.link ?? NEVER_TRIED,
    linkCount: kept?.linkCount ?? 0,
    volumePercent: Math.min(capPercent, known?.volumePercent ?? FIRST_VOLUME_PERCENT),
    muted: known?.muted ?? false,
    own: kept?.own ?? { wantedPercent: 100, setPercent: null },
    batteryPercent: kept?.batteryPercent ?? null,
    latency: kept?.latency ?? UNHEARD,
    sleep: kept?.sleep ?? null,
  };
}

/** A role that was changed in the home is heard at once; a channel that a command gave stays otherwise. */
function withChannels(zone: Zone, before: Model, wanted: ReadonlyMap<SpeakerId, Speaker>): Zone {
  const members = mapValues(zone.members, (channel, id) => {
    const now = wanted.get(id);
    return now && now.channel !== before.speakers.get(id)?.channel ? now.channel : channel;
  });
  return { ...zone, members };
}
