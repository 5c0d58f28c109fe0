// A small home for the daemon's tests: three speakers with fixed ids, a little music.
import {
  BluetoothAddress,
  type Command,
  CommandId,
  type CommandKind,
  type ConfigDesired,
  HomeId,
  SpeakerId,
  ThingName,
  ZoneId,
} from "@house-band/contract";
import type { Selection } from "../../../bridge-firmware/src/core/model.ts";

const ulid = (tail: string) => `01J${tail.toUpperCase().padStart(23, "0")}`;

export const THING = ThingName.parse("hb-0123456789abcdef");
export const HOME = HomeId.parse(`home_${ulid("H")}`);
export const [PATIO, FIRE_PIT, KITCHEN] = ["A1", "B2", "C3"].map((tail) => SpeakerId.parse(`spk_${ulid(tail)}`)) as [
  SpeakerId,
  SpeakerId,
  SpeakerId,
];
/** As many more as a test wants: the first is 0. */
export const speakerId = (number: number): SpeakerId => SpeakerId.parse(`spk_${ulid(`D${number}`)}`);
export const STRANGER = SpeakerId.parse(`spk_${ulid("ZZ")}`);
export const ADDRESSES = new Map(
  [PATIO, FIRE_PIT, KITCHEN].map((id, index) => [id, BluetoothAddress.parse(`0A:00:00:00:00:0${index + 1}`)]),
);
export const addressOf = (id: SpeakerId): BluetoothAddress =>
  ADDRESSES.get(id) ?? BluetoothAddress.parse(`0F:00:00:00:00:0${/D(\d)$/.exec(id)?.[1] ?? "F"}`);

export const zoneId = (number: number): ZoneId => ZoneId.parse(`zone_${ulid(`V${number}`)}`);
export const commandId = (number: number): CommandId => CommandId.parse(ulid(`C${number}`));

export function homeConfig(changes: Partial<ConfigDesired> = {}): ConfigDesired {
  const speaker = (id: SpeakerId, name: string) => ({
    name,
    address: addressOf(id),
    channel: "stereo" as const,
    capPercent: 80,
  });
  return {
    homeId: HOME,
    revision: 1,
    speakers: {
      [PATIO]: speaker(PATIO, "Patio"),
      [FIRE_PIT]: speaker(FIRE_PIT, "Fire Pit"),
      [KITCHEN]: speaker(KITCHEN, "Kitchen"),
    },
    groups: {},
    ...changes,
  };
}

export const JAZZ: Selection = {
  source: { kind: "request", words: "jazz" },
  found: { by: "genre", title: "Jazz", trackCount: 3 },
  tracks: [
    { path: "/music/one.wav", title: "One" },
    { path: "/music/two.wav", title: "Two", artist: "The Twos" },
    { path: "/music/three.wav", title: "Three" },
  ],
};

type Body<K extends CommandKind> = Omit<
  Extract<Command, { kind: K }>,
  "v" | "id" | "seq" | "issuedAtMs" | "ttlMs" | "origin" | "kind"
>;

/** A valid command; its number is both its id and its place in the order. */
export function command<K extends CommandKind>(
  number: number,
  kind: K,
  body: Body<K>,
  envelope: Partial<Pick<Command, "id" | "seq" | "issuedAtMs" | "ttlMs" | "origin">> = {},
): Extract<Command, { kind: K }> {
  const whole = {
    v: 1,
    id: commandId(number),
    seq: number,
    issuedAtMs: 0,
    ttlMs: 10_000,
    origin: "alexa",
    ...envelope,
    kind,
    ...body,
  };
  return whole as unknown as Extract<Command, { kind: K }>; // a generic spread is wider than the union's member
}

export const stereo = (...ids: SpeakerId[]) => ids.map((id) => ({ id, channel: "stereo" as const }));
export const play = (number: number, ...ids: SpeakerId[]) =>
  command(number, "play", { targets: stereo(...ids), source: { kind: "request", words: "jazz" } });
