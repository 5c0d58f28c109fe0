// The very bridge, in this process, on the real engine (a process of its own) and a simulated radio.
import { join } from "node:path";
import { analyseHeard } from "@house-band/bridge-firmware/adapters/analyst/analyst";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { combineInputs } from "@house-band/bridge-firmware/adapters/combined-inputs";
import { createEngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import { createFileStore } from "@house-band/bridge-firmware/adapters/fs/store";
import { createFileLibrary } from "@house-band/bridge-firmware/adapters/library/file-library";
import { isSameName, withFavourites } from "@house-band/bridge-firmware/adapters/library/with-favourites";
import { createPinoLog } from "@house-band/bridge-firmware/adapters/log/pino-log";
import { createCloudLink } from "@house-band/bridge-firmware/adapters/mqtt/cloud-link";
import { parseCloudUrl } from "@house-band/bridge-firmware/adapters/mqtt/cloud-url";
import {
  createSimBluetooth,
  type SimBluetooth,
  type SimSpeaker,
} from "@house-band/bridge-firmware/adapters/sim/sim-bluetooth";
import { createSimInputs, type SimInput, type SimInputs } from "@house-band/bridge-firmware/adapters/sim/sim-inputs";
import { createSimPairing, type SimStranger } from "@house-band/bridge-firmware/adapters/sim/sim-pairing";
import {
  createSimSenders,
  type SimSender,
  type SimSenders,
} from "@house-band/bridge-firmware/adapters/sim/sim-senders";
import { createSimWiring } from "@house-band/bridge-firmware/adapters/sim/sim-wiring";
import { createAnnouncer } from "@house-band/bridge-firmware/adapters/speech/announcer";
import { DEFAULT_VOICE, type VoiceSettings } from "@house-band/bridge-firmware/announcer-port";
import { BRIDGE_DEFAULTS, type Bridge, runBridge } from "@house-band/bridge-firmware/bridge";
import { createPairingDesk } from "@house-band/bridge-firmware/control/pairing/pairing-desk";
import type { PlaysOn } from "@house-band/bridge-firmware/core/model";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { openFavourites } from "@house-band/bridge-firmware/memory/favourites";
import type {
  AudioEngine,
  Clock,
  Library,
  LogLevel,
  ScanSummary,
  Unsubscribe,
} from "@house-band/bridge-firmware/ports";
import { err, type LiveSourceKind, type ThingName } from "@house-band/contract";
import { createSimMicrophone } from "../home/sim-microphone.ts";
import type { Credentials } from "../iot/local-iot.ts";

export type LocalBridgeOptions = {
  readonly thing: ThingName;
  readonly mqttUrl: string;
  readonly credentials: Credentials;
  readonly speakers: readonly SimSpeaker[];
  /** Whoever else is in pairing mode. */
  readonly nearby?: readonly SimStranger[];
  /** Who plays to the bridge; absent: nobody. */
  readonly senders?: readonly SimSender[];
  /** By a cable or the home's network. */
  readonly inputs?: readonly SimInput[];
  /** Where they are heard by themselves, and who may take that from what plays there; absent: nowhere, nobody. */
  readonly playsOn?: PlaysOn;
  readonly mayInterrupt?: readonly LiveSourceKind[];
  /** The cones are recorded for the microphone alone: only while it listens. Absent: all the time. */
  readonly recordsOnDemand?: boolean;
  readonly musicDirectory: string;
  /** The bridge's own memory; empty on a first start. */
  readonly dataDirectory: string;
  readonly logLevel: LogLevel;
  /** What speaks announcements; absent: espeak-ng, where it is installed. */
  readonly voice?: VoiceSettings;
  /** Instead of the real one in a process of its own: the same engine under a test's clock. */
  readonly engine?: AudioEngine;
};

export type LocalBridge = {
  readonly bridge: Bridge;
  /** The strings behind the simulated speakers. */
  readonly radio: SimBluetooth;
  /** The strings behind whoever plays to the bridge: by Bluetooth, and by everything else. */
  readonly senders: SimSenders;
  readonly inputs: SimInputs;
  /** What the folder of music holds; null where it can't be read. */
  readonly music: ScanSummary | null;
  onEngineEvent(listener: (event: EngineEvent) => void): Unsubscribe;
  /** By `performance.now()`: when the engine's timeline, which all recordings share, began. */
  readonly engineReadyAtMs: number;
  close(): Promise<void>;
};

/** Makes a run's jitter repeatable. */
const SEED = 1;

const NO_STREAMS = "radio streams take MPD as the player, which a laptop does without";

/** A cold engine needs part of a second; without one there is no sound, and the bridge says so. */
const ENGINE_READY_WITHIN_MS = 10_000;

/** Starts the bridge; resolves when it follows commands, which may be before its speakers are connected. */
export async function startLocalBridge(options: LocalBridgeOptions): Promise<LocalBridge> {
  const { thing, credentials } = options;
  const url = parseCloudUrl(options.mqttUrl);
  if (!url.ok) throw new Error(url.error);
  const log = createPinoLog({
    level: options.logLevel,
    destination: { write: (line) => void process.stderr.write(line) },
  });
  const clock = createSystemClock();
  const store = createFileStore({ directory: options.dataDirectory, log });
  const scanned = rememberScan(createFileLibrary({ directory: options.musicDirectory }));
  const engine = options.engine ?? createEngineProcess({ log });
  const ready = whenReady(engine, clock);
  const wiring = createSimWiring(engine);
  const radio = createSimBluetooth({ speakers: options.speakers, seed: SEED, clock, onLink: wiring.onLink });
  const access = { kind: "login", ...credentials } as const;
  const cloud = createCloudLink({ url: options.mqttUrl, thing, access, clock, log, random: Math.random });
  const senders = createSimSenders(options.senders ?? [], engine);
  for (const { address } of options.senders ?? []) senders.connect(address);
  const inputs = createSimInputs(options.inputs ?? [], engine);
  // its cable is plugged in; nobody has chosen the bridge on the network yet
  for (const { kind } of options.inputs ?? []) if (kind === "line") inputs.connect(kind);
  const { nearby = [], recordsOnDemand = false } = options;
  const conePaths = [...options.speakers, ...nearby].flatMap(({ recordPath }) => recordPath ?? []);
  const microphone = createSimMicrophone({
    conePaths,
    engine,
    isRecording: !recordsOnDemand,
    isRealTime: options.engine === undefined,
  });
  const favourites = await openFavourites({ store, log }, { isSame: isSameName, checkStream: () => err(NO_STREAMS) });
  const library = withFavourites(scanned.library, favourites.list);
  const directory = join(options.dataDirectory, "spoken");
  const announcer = await createAnnouncer({ directory, voice: options.voice ?? DEFAULT_VOICE, log });
  const ports = {
    bluetooth: radio,
    inputs: combineInputs([senders, inputs]),
    engine,
    microphone,
    analyse: analyseHeard,
    announcer,
    favourites,
    cloud,
    library,
    store,
    clock,
    log,
  };
  const bridge = await runBridge(ports, {
    ...BRIDGE_DEFAULTS,
    thing,
    watch: "off",
    ...(options.playsOn && { playsOn: options.playsOn }),
    ...(options.mayInterrupt && { mayInterrupt: options.mayInterrupt }),
  });
  const pairing = createSimPairing({ radio, strangers: nearby, clock, senders });
  const desk = createPairingDesk({ pairing, bridge, isWired: () => false, clock, log });
  bridge.attachDesk(desk);
  const addresses = [...options.speakers, ...nearby].map(({ address }) => address);
  const detach = wiring.attach(bridge, radio, addresses);
  return {
    bridge,
    radio,
    senders,
    inputs,
    music: scanned.summary(),
    onEngineEvent: (listener) => engine.onEvent(listener),
    engineReadyAtMs: await ready,
    async close() {
      desk.close();
      detach();
      await bridge.stop();
      await microphone.close();
      await pairing.close();
      await cloud.close();
      await radio.close();
      await senders.close();
      await inputs.close();
      await engine.close();
      await store.close();
    },
  };
}

/** By `performance.now()`: when the engine's timeline began, as the engine says, else as it was heard to be ready. */
function whenReady(engine: AudioEngine, clock: Clock): Promise<number> {
  return new Promise((resolve) => {
    const finish = (agoMs: number): void => {
      clearTimeout(timer);
      off();
      resolve(performance.now() - agoMs);
    };
    const timer = setTimeout(() => finish(0), ENGINE_READY_WITHIN_MS);
    const off = engine.onEvent((event) => {
      if (event.kind !== "ready") return;
      finish(event.startedAtMs === undefined ? 0 : clock.nowMs() - event.startedAtMs);
    });
  });
}

/** The bridge scans; a newcomer wants to know what came of it. */
function rememberScan(library: Library): { readonly library: Library; summary(): ScanSummary | null } {
  let summary: ScanSummary | null = null;
  return {
    summary: () => summary,
    library: {
      find: (source) => library.find(source),
      state: () => library.state(),
      async scan(onProgress, signal) {
        const scanned = await library.scan(onProgress, signal);
        if (scanned.ok) summary = scanned.value;
        return scanned;
      },
    },
  };
}
