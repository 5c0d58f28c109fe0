// A home for the Lambda's tests: four speakers, two groups, and what its bridge last said.
import { BridgeState, Home, SpeakerId, ThingName, ZoneId } from "@house-band/contract";
import type { HomeSnapshot, RequestNotes } from "../../../lambda/src/ports.ts";

const ulid = (n: number): string => `01J${String(n).padStart(23, "0")}`;

export const THING = ThingName.parse("hb-0123456789abcdef");
export const PATIO = SpeakerId.parse(`spk_${ulid(1)}`);
export const FIRE_PIT = SpeakerId.parse(`spk_${ulid(2)}`);
export const KITCHEN_COUNTER = SpeakerId.parse(`spk_${ulid(3)}`);
export const GARAGE = SpeakerId.parse(`spk_${ulid(4)}`);
export const BACKYARD = `grp_${ulid(11)}`;
export const KITCHEN = `grp_${ulid(12)}`;
export const ECHO_ID = `echo_${"a".repeat(32)}`;

const speaker = (id: string, name: string, n: number) => ({
  id,
  name,
  address: `00:00:00:00:00:0${n}`,
  channel: "stereo",
  capPercent: 90,
});

export const home: Home = Home.parse({
  id: `home_${ulid(0)}`,
  revision: 7,
  bridge: THING,
  speakers: [
    speaker(PATIO, "Patio", 1),
    speaker(FIRE_PIT, "Fire Pit", 2),
    speaker(KITCHEN_COUNTER, "Kitchen Counter", 3),
    speaker(GARAGE, "Garage", 4),
  ],
  groups: [
    { id: BACKYARD, name: "Backyard", members: [PATIO, FIRE_PIT] },
    { id: KITCHEN, name: "Kitchen", members: [KITCHEN_COUNTER] },
  ],
  echos: [],
});

const connected = { link: "connected", reason: "OK", volumePercent: 40, muted: false } as const;

/** Jazz on the backyard; the garage is out of range. */
export const playingState: BridgeState = BridgeState.parse({
  configRevision: 7,
  speakers: {
    [PATIO]: { ...connected, batteryPercent: 80 },
    [FIRE_PIT]: connected,
    [KITCHEN_COUNTER]: connected,
    [GARAGE]: { ...connected, link: "disconnected", reason: "SPEAKER_OFFLINE" },
  },
  zones: {
    [ZoneId.parse(`zone_${ulid(21)}`)]: {
      state: "playing",
      title: "Blue Evening",
      artist: "The Swifts",
      members: { [PATIO]: "stereo", [FIRE_PIT]: "stereo" },
    },
  },
});

export const idleState: BridgeState = { ...playingState, zones: {} };

/** Nobody has asked for anything yet. */
export const noRequests: RequestNotes = { taken: new Map(), forgottenToMs: null, last: null };

/** A home whose bridge is online and silent. */
export const quiet: HomeSnapshot = {
  home,
  shadowRevision: 7,
  lastSpeakers: [],
  lastCommandAtMs: null,
  requests: noRequests,
  bridge: { online: true, offlineSinceMs: null, heardAtMs: 1_000, state: idleState },
};

export const playing: HomeSnapshot = {
  ...quiet,
  lastSpeakers: [PATIO, FIRE_PIT],
  bridge: { online: true, offlineSinceMs: null, heardAtMs: 1_000, state: playingState },
};
