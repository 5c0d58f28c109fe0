// What the simulated bridge has around it: speakers, whoever plays to it, a microphone, and who pairs.
import {
  createSimBluetooth,
  type SimBluetooth,
  type SimSpeaker,
} from "@house-band/bridge-firmware/adapters/sim/sim-bluetooth";
import { createSimInputs, type SimInput, type SimInputs } from "@house-band/bridge-firmware/adapters/sim/sim-inputs";
import { createSimPairing } from "@house-band/bridge-firmware/adapters/sim/sim-pairing";
import {
  createSimSenders,
  type SimSender,
  type SimSenders,
} from "@house-band/bridge-firmware/adapters/sim/sim-senders";
import type { SimStranger } from "@house-band/bridge-firmware/adapters/sim/sim-stranger";
import { createSimWiring } from "@house-band/bridge-firmware/adapters/sim/sim-wiring";
import type { Bridge } from "@house-band/bridge-firmware/bridge";
import { createPairingDesk } from "@house-band/bridge-firmware/control/pairing/pairing-desk";
import type { Microphone } from "@house-band/bridge-firmware/microphone-port";
import type { AudioEngine, Clock, Log } from "@house-band/bridge-firmware/ports";
import { createSimMicrophone } from "../home/sim-microphone.ts";

export type SimHome = {
  readonly speakers: readonly SimSpeaker[];
  /** Whoever else is in pairing mode. */
  readonly nearby?: readonly SimStranger[];
  /** Who plays to the bridge; absent: nobody. */
  readonly senders?: readonly SimSender[];
  /** By a cable or the home's network. */
  readonly inputs?: readonly SimInput[];
  /** The cones are recorded for the microphone alone: only while it listens. Absent: all the time. */
  readonly recordsOnDemand?: boolean;
};

export type SimDevices = {
  readonly radio: SimBluetooth;
  readonly senders: SimSenders;
  readonly inputs: SimInputs;
  readonly microphone: Microphone;
  /** The bridge is there: it may pair, and the radio knows who plays. */
  attach(bridge: Bridge): Attached;
};

export type Attached = {
  /** Nobody can ask it to pair any more. */
  detach(): void;
  /** Resolves when nothing is being paired. */
  closePairing(): Promise<void>;
};

type Ports = {
  readonly engine: AudioEngine;
  /** Its clock is the room's. */
  readonly isRealTime: boolean;
  readonly clock: Clock;
  readonly log: Log;
};

/** Makes a run's jitter repeatable. */
const SEED = 1;

/** Whoever plays to the bridge by Bluetooth is connected, and its cable is plugged in. */
export function openDevices(home: SimHome, { engine, isRealTime, clock, log }: Ports): SimDevices {
  const { speakers, nearby = [], recordsOnDemand = false } = home;
  const everybody = [...speakers, ...nearby];
  const wiring = createSimWiring(engine);
  const radio = createSimBluetooth({ speakers, seed: SEED, clock, onLink: wiring.onLink });
  const senders = createSimSenders(home.senders ?? [], engine);
  for (const { address } of home.senders ?? []) senders.connect(address);
  const inputs = createSimInputs(home.inputs ?? [], engine);
  // nobody has chosen the bridge on the network yet
  for (const { kind } of home.inputs ?? []) if (kind === "line") inputs.connect(kind);
  const microphone = createSimMicrophone({
    conePaths: everybody.flatMap(({ recordPath }) => recordPath ?? []),
    engine,
    isRecording: !recordsOnDemand,
    isRealTime,
  });
  return {
    ...{ radio, senders, inputs, microphone },
    attach(bridge) {
      const pairing = createSimPairing({ radio, strangers: nearby, clock, senders });
      const desk = createPairingDesk({ pairing, bridge, isWired: () => false, clock, log });
      bridge.attachDesk(desk);
      const addresses = everybody.map(({ address }) => address);
      const unwire = wiring.attach(bridge, radio, addresses);
      return {
        detach() {
          desk.close();
          unwire();
        },
        closePairing: () => pairing.close(),
      };
    },
  };
}
