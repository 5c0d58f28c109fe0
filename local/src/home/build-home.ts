// From a described home to the two sides of it: what the product knows (a Home), and what it has to find out (the
// speakers' real latencies and moods, which only the simulated radio and engine hold).

import type { SimSpeaker } from "@house-band/bridge-firmware/adapters/sim/sim-speaker";
import type { SimStranger } from "@house-band/bridge-firmware/adapters/sim/sim-stranger";
import {
  BluetoothAddress,
  type EchoId,
  type Group,
  type Home,
  newGroupId,
  newHomeId,
  newSpeakerId,
  type Speaker,
  ThingName,
  toNameKey,
} from "@house-band/contract";
import type { HomeSpec } from "./home-spec.ts";

export type SimulatedHome = {
  readonly home: Home;
  /** One per speaker of the home, in the same order. */
  readonly speakers: readonly Omit<SimSpeaker, "recordPath">[];
  /** Whoever else can be paired. */
  readonly nearby: readonly Omit<SimStranger, "recordPath">[];
  /** The Echo that listens: the first one of the description. */
  readonly echoName: string;
};

/** The next one is a little farther away. */
const NEAREST_DBM = -50;
const DEFAULT_CODEC = "SBC";
const DEFAULT_BATTERY_PERCENT = 80;
/** Latency of a speaker whose description names none: as ordinary ones have it, but not all the same. */
const PLAUSIBLE_LATENCIES_MS = [142, 213, 171, 158, 196, 247, 183, 129] as const;

/** @param echoIds one per Echo of the description: the cloud's keyed hash of its device id. */
export function buildHome(spec: HomeSpec, echoIds: readonly EchoId[]): SimulatedHome {
  const speakers = spec.speakers.map((described, index): Speaker => {
    const { name, channel = "stereo" } = described;
    return { id: newSpeakerId(), name, address: addressOf(index), channel, capPercent: 100 };
  });
  const groups = (spec.groups ?? []).map(({ name, members }): Group => {
    const keys = members.map(toNameKey);
    const ids = speakers.filter((speaker) => keys.includes(toNameKey(speaker.name))).map(({ id }) => id);
    return { id: newGroupId(), name, members: ids };
  });
  const echos = (spec.echos ?? []).flatMap(({ defaultGroup }, index) => {
    const group = groups.find(({ name }) => defaultGroup && toNameKey(name) === toNameKey(defaultGroup));
    const id = echoIds[index];
    return group && id ? [{ id, defaultGroup: group.id }] : [];
  });
  return {
    home: { id: newHomeId(), revision: 1, bridge: newBridgeName(), speakers, groups, echos },
    speakers: spec.speakers.map((described, index) => toSimSpeaker(described, index)),
    nearby: (spec.nearby ?? []).map((described, index) => ({
      ...toSimSpeaker(described, spec.speakers.length + index),
      ...{ icon: "audio-headphones", signalDbm: NEAREST_DBM - 5 * index, isSpeaker: true },
    })),
    echoName: spec.echos?.[0]?.name ?? "Echo",
  };
}

function toSimSpeaker(described: HomeSpec["speakers"][number], index: number): Omit<SimSpeaker, "recordPath"> {
  const plausibleMs = PLAUSIBLE_LATENCIES_MS[index % PLAUSIBLE_LATENCIES_MS.length] ?? 180;
  const actualLatencyMs = described.actualLatencyMs ?? described.reportedDelayMs ?? plausibleMs;
  return {
    address: addressOf(index),
    name: described.name,
    model: described.model ?? "Bluetooth speaker",
    reportedDelayMs: described.reportedDelayMs === undefined ? actualLatencyMs : described.reportedDelayMs,
    actualLatencyMs,
    jitterMs: described.jitterMs ?? 0,
    ...(described.sensitivityDb !== undefined && { sensitivityDb: described.sensitivityDb }),
    batteryPercent: described.batteryPercent === undefined ? DEFAULT_BATTERY_PERCENT : described.batteryPercent,
    mood: described.mood ?? "awake",
    codec: DEFAULT_CODEC,
  };
}

/** Locally administered addresses, which no manufacturer gives out. @see IEEE 802, U/L bit */
function addressOf(index: number): BluetoothAddress {
  return BluetoothAddress.parse(`02:00:00:00:00:${(index + 1).toString(16).toUpperCase().padStart(2, "0")}`);
}

/** A thing of this run's own: 16 of the letters that a thing's name takes. */
function newBridgeName(): ThingName {
  return ThingName.parse(`hb-${newHomeId().slice(-16).toLowerCase()}`);
}
