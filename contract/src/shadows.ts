// The named shadows. `config` carries the home to the bridge, `claim` how far somebody is on the way into it; `state` shows
// the bridge to whoever debugs.
import * as z from "zod/mini";
import { Channel } from "./channel.ts";
import { DecidedEdit, Group, type Home, Speaker } from "./home.ts";
import { BluetoothAddress, GroupId, HomeId, SpeakerId } from "./ids.ts";
import { Tone } from "./tone.ts";
import { Revision, VolumePercent } from "./units.ts";

export const SHADOW_NAMES = ["config", "state", "claim"] as const;
export type ShadowName = (typeof SHADOW_NAMES)[number];

/** AWS refuses a larger document. @see AWS IoT "Device Shadow service quotas": 8 KB without metadata */
export const MAX_SHADOW_BYTES = 8_192;

/** What the bridge may say in the reported section counts, too: a revision and sixteen refused keys. */
const REPORTED_BYTES = 1_400;
/** The answer to an edit of the bridge's, which comes to a home whatever its size. */
const LAST_EDIT_BYTES = 100;
/** The most a home may take up in the desired section. */
export const MAX_CONFIG_BYTES = MAX_SHADOW_BYTES - REPORTED_BYTES - LAST_EDIT_BYTES;

/**
 * The home as the bridge needs it. Speakers and groups are keyed by id, so that a shadow's delta names just what
 * changed; a `null` in a delta's place removes a key.
 */
export const ConfigDesired = z.object({
  homeId: HomeId,
  revision: Revision,
  /** The shadow service drops empty sections: a missing one is an empty one. */
  speakers: z._default(
    z.record(
      SpeakerId,
      z.object({
        name: Speaker.shape.name,
        address: BluetoothAddress,
        channel: Channel,
        capPercent: VolumePercent,
        tone: z.optional(Tone),
      }),
    ),
    {},
  ),
  groups: z._default(z.record(GroupId, z.object({ name: Group.shape.name, members: Group.shape.members })), {}),
  lastEdit: z.optional(DecidedEdit),
});
export type ConfigDesired = z.infer<typeof ConfigDesired>;

/** What the bridge says of its configuration: which revision it works from, and which keys it had to refuse. */
export const ConfigReported = z.object({
  revision: Revision,
  refused: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(16)),
});
export type ConfigReported = z.infer<typeof ConfigReported>;

/** How much of the shadow a home takes up. */
export const configBytes = ({ lastEdit, ...home }: Home): number =>
  new TextEncoder().encode(JSON.stringify(toConfigDesired(home))).byteLength;

/** The part of a home that its bridge works from. */
export function toConfigDesired(home: Home): ConfigDesired {
  return {
    homeId: home.id,
    revision: home.revision,
    speakers: Object.fromEntries(home.speakers.map(({ id, ...speaker }) => [id, speaker])),
    groups: Object.fromEntries(home.groups.map(({ id, ...group }) => [id, group])),
    ...(home.lastEdit && { lastEdit: home.lastEdit }),
  };
}
