// The speakers without a cable, as the settings have them: real ones, simulated ones, or none.
import type { Bridge } from "../bridge.ts";
import type { DaemonConfig } from "../config.ts";
import type { RadioState } from "../core/radio/radio-advice.ts";
import { type LiveInputs, NO_LIVE_INPUTS } from "../live-inputs-port.ts";
import type { Pairing } from "../pairing-port.ts";
import type { AudioEngine, Bluetooth, Clock, Log, Unsubscribe } from "../ports.ts";
import { quirksOf } from "../speaker-models.ts";
import { createMachineTools } from "./audit/machine-tools.ts";
import { watchNeighbours } from "./audit/watch-neighbours.ts";
import { QUEUE_MS } from "./bluez/output-spec.ts";
import { readSpeakerModels } from "./models/read-models.ts";
import { withKnownModels } from "./models/with-known-models.ts";
import { createSimBluetooth } from "./sim/sim-bluetooth.ts";
import { createSimPairing } from "./sim/sim-pairing.ts";
import { createSimSenders } from "./sim/sim-senders.ts";
import type { SimStranger } from "./sim/sim-stranger.ts";
import { createSimWiring } from "./sim/sim-wiring.ts";

export type Radio = {
  readonly ports: readonly Bluetooth[];
  /** Null where nothing can be paired. */
  readonly pairing: Pairing | null;
  readonly inputs: LiveInputs;
  /** Null where there is no radio but in software. */
  readonly state: () => RadioState | null;
  /** False where it can't tell yet whom it knows. */
  readonly isWhole: boolean;
  readonly attach: (bridge: Bridge) => Unsubscribe;
  /** After its ports. */
  readonly close: () => Promise<void>;
};
export type RadioParts = { readonly engine: AudioEngine; readonly clock: Clock; readonly log: Log };

const NO_RADIO: Radio = {
  ports: [],
  pairing: null,
  inputs: NO_LIVE_INPUTS,
  state: () => null,
  isWhole: true,
  attach: () => () => undefined,
  close: async () => undefined,
};

/** Resolves when it is known whom it knows, as far as that can be had soon. */
export async function openRadio(config: DaemonConfig["bluetooth"], { engine, clock, log }: RadioParts): Promise<Radio> {
  if (config.kind === "none") return NO_RADIO;
  if (config.kind === "bluez") {
    // whoever has no radio does without D-Bus in memory
    const { openBluez, SYSTEM_BUS } = await import("./bluez/bluez.ts");
    const { adapters: scope = null, busAddress = SYSTEM_BUS, leadInMs, keepAwakeMinutes } = config;
    const models = { own: config.models, shipped: readSpeakerModels() };
    const isHandsFreeFirst = (ownName: string) => quirksOf(models, ownName).has("connect-hands-free-first");
    const watch = watchNeighbours(createMachineTools(), clock);
    const parts = { clock, log, random: Math.random, readVersion: bluezVersion, neighbours: watch.now };
    const bluez = await openBluez({ busAddress, scope, ...parts, isHandsFreeFirst });
    const { pairing, inputs, state, isWhole } = bluez;
    const close = () => bluez.close().then(watch.close);
    const known = { models, aheadMs: QUEUE_MS, leadInMs, keepAwakeMinutes, log };
    const bluetooth = withKnownModels(bluez.bluetooth, known);
    return { ports: [bluetooth], pairing, inputs, state, isWhole, attach: NO_RADIO.attach, close };
  }
  const wiring = createSimWiring(engine);
  const { speakers, nearby, senders, seed } = config;
  const inputs = createSimSenders(senders, engine);
  // nobody plays fate in a daemon: whoever is paired is there, and plays
  for (const { address, isPaired } of senders) {
    if (isPaired && inputs.connect(address)) inputs.setSending(address, true);
  }
  const sim = createSimBluetooth({ speakers: speakers.map(withoutAbsent), seed, clock, onLink: wiring.onLink });
  const pairing = createSimPairing({ radio: sim, strangers: nearby.map(toStranger), clock, senders: inputs });
  const addresses = [...speakers, ...nearby].map(({ address }) => address);
  return {
    ...NO_RADIO,
    ports: [sim],
    pairing,
    inputs,
    attach: (bridge) => wiring.attach(bridge, sim, addresses),
    async close() {
      await pairing.close();
      await inputs.close();
    },
  };
}

/** @see Debian's package bluez */
async function bluezVersion(): Promise<string | null> {
  const printed = await createMachineTools().run("/usr/libexec/bluetooth/bluetoothd", "--version");
  return printed.kind === "seen" ? printed.value : null;
}

type SimConfig = Extract<DaemonConfig["bluetooth"], { kind: "sim" }>;
type SimStrangerConfig = SimConfig["nearby"][number];

function toStranger({ icon, signalDbm, isSpeaker, pin, ...speaker }: SimStrangerConfig): SimStranger {
  const asks = pin === undefined ? {} : { question: { kind: "enter-pin" as const }, code: pin };
  return { ...withoutAbsent(speaker), icon, signalDbm, isSpeaker, ...asks };
}

type SimSpeakerConfig = SimConfig["speakers"][number];

function withoutAbsent({ recordPath, ...speaker }: SimSpeakerConfig) {
  return recordPath === undefined ? speaker : { ...speaker, recordPath };
}
