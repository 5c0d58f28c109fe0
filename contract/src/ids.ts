// Identities of everything that travels. Each is branded, and parsed once, at the edge.
import { decodeTime, ulid } from "ulid";
import * as z from "zod/mini";

// Crockford base 32, as in the ULID specification: no I, L, O, U.
const ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

const prefixedId = (prefix: string) => z.string().check(z.regex(new RegExp(`^${prefix}_${ULID}$`)));

export const HomeId = prefixedId("home").brand<"HomeId">();
export type HomeId = z.infer<typeof HomeId>;

export const SpeakerId = prefixedId("spk").brand<"SpeakerId">();
export type SpeakerId = z.infer<typeof SpeakerId>;

export const GroupId = prefixedId("grp").brand<"GroupId">();
export type GroupId = z.infer<typeof GroupId>;

/** One user intention, end to end: the same id in the Lambda's log, on the wire, in the journal and in the outcome. */
export const CommandId = z
  .string()
  .check(z.regex(new RegExp(`^${ULID}$`)))
  .brand<"CommandId">();
export type CommandId = z.infer<typeof CommandId>;

/** A stretch of playback on one or more speakers of one bridge; made by the bridge, gone when it stops. */
export const ZoneId = prefixedId("zone").brand<"ZoneId">();
export type ZoneId = z.infer<typeof ZoneId>;

/** A sound file that was brought to a bridge to be announced; made by the bridge, which forgets it soon. */
export const ClipId = prefixedId("clip").brand<"ClipId">();
export type ClipId = z.infer<typeof ClipId>;

/** Only bridges have names that begin so: what roles and rules may do with bridges is bounded by it. */
export const THING_PREFIX = "hb-";

/** IoT thing name = MQTT client id = one bridge. */
export const ThingName = z
  .string()
  .check(z.regex(/^hb-[0-9a-hjkmnp-tv-z]{16}$/))
  .brand<"ThingName">();
export type ThingName = z.infer<typeof ThingName>;

/** An Echo as the cloud knows it: a keyed hash of Alexa's device id, never the id itself. */
export const EchoId = z
  .string()
  .check(z.regex(/^echo_[0-9a-f]{32}$/))
  .brand<"EchoId">();
export type EchoId = z.infer<typeof EchoId>;

/** A Bluetooth device address in capitals, as BlueZ writes it. @see BlueZ `org.bluez.Device1` Address */
export const BluetoothAddress = z
  .string()
  .check(z.regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/))
  .brand<"BluetoothAddress">();
export type BluetoothAddress = z.infer<typeof BluetoothAddress>;

/** By their kind, and by a name where there may be several: `line:turntable`, `airplay`. */
const NamedInput = z
  .string()
  .check(z.regex(/^(line|airplay|spotify|dlna)(:[a-z0-9-]{1,32})?$/))
  .brand<"NamedInput">();

/** Whoever plays to a bridge: a Bluetooth sender by its address, anything else by a name that stays. */
export const LiveInputId = z.union([BluetoothAddress, NamedInput]);
export type LiveInputId = z.infer<typeof LiveInputId>;

/** Ids are made at the edges (composition roots and adapters): they hold a clock and chance. */
export const newHomeId = (): HomeId => HomeId.parse(`home_${ulid()}`);
/** A new speaker's id, as at pairing. */
export const newSpeakerId = (): SpeakerId => SpeakerId.parse(`spk_${ulid()}`);
/** A new group's id. */
export const newGroupId = (): GroupId => GroupId.parse(`grp_${ulid()}`);
/** A new zone's id. */
export const newZoneId = (): ZoneId => ZoneId.parse(`zone_${ulid()}`);
/** A new command's id, for commands that come from no Alexa request. */
export const newCommandId = (): CommandId => CommandId.parse(ulid());
/** A new clip's id. */
export const newClipId = (): ClipId => ClipId.parse(`clip_${ulid()}`);
/** When it was asked for, milliseconds since 1970: as exact as whoever made the id knew. @see https://github.com/ulid/spec */
export const timeOfCommand = (id: CommandId): number => decodeTime(id);
