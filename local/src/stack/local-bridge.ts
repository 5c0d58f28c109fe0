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
import type { SimBluetooth } from "@house-band/bridge-firmware/adapters/sim/sim-bluetooth";
import type { SimInputs } from "@house-band/bridge-firmware/adapters/sim/sim-inputs";
import type { SimSenders } from "@house-band/bridge-firmware/adapters/sim/sim-senders";
import { createAnnouncer } from "@house-band/bridge-firmware/adapters/speech/announcer";
import { DEFAULT_VOICE, type VoiceSettings } from "@house-band/bridge-firmware/announcer-port";
import { BRIDGE_DEFAULTS, type Bridge, runBridge } from "@house-band/bridge-firmware/bridge";
import type { PlaysOn } from "@house-band/bridge-firmware/core/model";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { openFavourites } from "@house-band/bridge-firmware/memory/favourites";
import type {
  AudioEngine,
  Clock,
  Library,
  Log,
  LogLevel,
  ScanSummary,
  Store,
  Unsubscribe,
} from "@house-band/bridge-firmware/ports";
import { err, type LiveSourceKind, type ThingName } from "@house-band/contract";
import type { Credentials } from "../iot/local-iot.ts";
import { openDevices, type SimHome } from "./sim-devices.ts";

export type LocalBridgeOptions = SimHome & {
  readonly thing: ThingName;
  readonly mqttUrl: string;
  readonly credentials: Credentials;
  /** Where whoever plays to it is heard by itself, and who may take that from what plays there; absent: nowhere, nobody. */
  readonly playsOn?: PlaysOn;
  readonly mayInterrupt?: readonly LiveSourceKind[];
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

const NO_STREAMS = "radio streams take MPD as the player, which a laptop does without";

/** A cold engine needs part of a second; without one there is no sound, and the bridge says so. */
const ENGINE_READY_WITHIN_MS = 10_000;

/** Starts the bridge; resolves when it follows commands, which may be before its speakers are connected. */
export async function startLocalBridge(options: LocalBridgeOptions): Promise<LocalBridge> {
  const { thing, mqttUrl, credentials } = options;
  const url = parseCloudUrl(mqttUrl);
  if (!url.ok) throw new Error(url.error);
  const log = createPinoLog({
    level: options.logLevel,
    destination: { write: (line) => void process.stderr.write(line) },
  });
  const clock = createSystemClock();
  const store = createFileStore({ directory: options.dataDirectory, log });
  const engine = options.engine ?? createEngineProcess({ log });
  const ready = whenReady(engine, clock);
  const devices = openDevices(options, { engine, isRealTime: options.engine === undefined, clock, log });
  const { radio, senders, inputs, microphone } = devices;
  const access = { kind: "login", ...credentials } as const;
  const cloud = createCloudLink({ url: mqttUrl, thing, access, clock, log, random: Math.random });
  const { music, ...sounds } = await openSounds(options, { store, log });
  const listening = { microphone, analyse: analyseHeard };
  const bluetooth = { bluetooth: radio, inputs: combineInputs([senders, inputs]) };
  const ports = { ...bluetooth, engine, ...listening, ...sounds, cloud, store, clock, log };
  const bridge = await runBridge(ports, toConfig(options));
  const attached = devices.attach(bridge);
  return {
    ...{ bridge, radio, senders, inputs },
    music: music(),
    onEngineEvent: (listener) => engine.onEvent(listener),
    engineReadyAtMs: await ready,
    async close() {
      attached.detach();
      await bridge.stop();
      await microphone.close();
      await attached.closePairing();
      for (const part of [cloud, radio, senders, inputs, engine, store]) await part.close();
    },
  };
}

const toConfig = ({ thing, playsOn, mayInterrupt }: LocalBridgeOptions) => ({
  ...BRIDGE_DEFAULTS,
  thing,
  watch: "off" as const,
  ...(playsOn && { playsOn }),
  ...(mayInterrupt && { mayInterrupt }),
});

/** What it can play and speak. `music` says what came of the bridge's look through the folder. */
async function openSounds(
  { musicDirectory, dataDirectory, voice = DEFAULT_VOICE }: LocalBridgeOptions,
  { store, log }: { readonly store: Store; readonly log: Log },
) {
  const scanned = rememberScan(createFileLibrary({ directory: musicDirectory }));
  const favourites = await openFavourites({ store, log }, { isSame: isSameName, checkStream: () => err(NO_STREAMS) });
  const library = withFavourites(scanned.library, favourites.list);
  const announcer = await createAnnouncer({ directory: join(dataDirectory, "spoken"), voice, log });
  return { library, favourites, announcer, music: scanned.summary };
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
