// One house under faults: the real bridge loop, store, MQTT link and simulated radio, with a witness for an engine.
// It can be restarted and cut off; what its volumes and tracks went through is kept for the verdict.
import { rm } from "node:fs/promises";
import { type Home, ok, type Source, SpeakerId } from "@house-band/contract";
import { createSystemClock } from "../../bridge-firmware/src/adapters/clock/system-clock.ts";
import { createFileStore } from "../../bridge-firmware/src/adapters/fs/store.ts";
import { createCloudLink } from "../../bridge-firmware/src/adapters/mqtt/cloud-link.ts";
import { createSimBluetooth } from "../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { BRIDGE_DEFAULTS, type Bridge, runBridge } from "../../bridge-firmware/src/bridge.ts";
import type { Library } from "../../bridge-firmware/src/ports.ts";
import { buildHome } from "../../local/src/home/build-home.ts";
import { makeDirectoryInMemory } from "../bridge-firmware/adapters/fs/store-fixture.ts";
import { type Cloud, createQuietLog } from "./honesty-cloud.ts";
import { createWitness, trackOf } from "./honesty-witness.ts";

/** Four that play, each with a limit of its own, and one that sleeps. */
const CAPS_PERCENT = { Patio: 100, Deck: 80, Garage: 60, Office: 40 } as const;
export const AWAKE = Object.keys(CAPS_PERCENT);
export const ASLEEP = "Attic";

/** The bridge's clock is this much ahead, so that a delay of a second more than this leaves makes a command too old. */
export const AHEAD_MS = 9_000;
/** More tracks than anybody skips here. */
const TRACKS = 2_000;

export const createHouse = () => {
  const speakers = [...AWAKE.map((name) => ({ name })), { name: ASLEEP, mood: "asleep" as const }];
  const { home, speakers: simulated } = buildHome({ speakers }, []);
  const capped = home.speakers.map((speaker) => ({ ...speaker, capPercent: capOf(speaker.name) }));
  return { home: { ...home, speakers: capped } satisfies Home, simulated };
};

export const capOf = (name: string): number =>
  Object.entries(CAPS_PERCENT).find(([known]) => known === name)?.[1] ?? 100;

export type House = Awaited<ReturnType<typeof openHouse>>;

/** Starts the bridge of a house; resolves when its speakers are connected. */
export async function openHouse(cloud: Cloud, { home, simulated }: ReturnType<typeof createHouse>) {
  const clock = { ...createSystemClock(), epochMs: () => Date.now() + AHEAD_MS };
  const log = createQuietLog();
  const directory = await makeDirectoryInMemory();
  const radio = createSimBluetooth({ speakers: simulated, clock, seed: 1 });
  const witness = createWitness(clock.epochMs);
  const history = createHistory(home);
  let life = await startLife();

  async function startLife() {
    const store = createFileStore({ directory, log });
    const link = createCloudLink({
      url: cloud.mqttUrl,
      thing: home.bridge,
      access: { kind: "login", ...cloud.credentialsFor(home.bridge) },
      clock,
      log,
      random: () => 0.001, // back at once: what counts is what happens around a reconnect, not the wait for it
    });
    const engine = witness.startEngine();
    const ports = { bluetooth: radio, engine, cloud: link, library: createAnyLibrary(), store, clock, log };
    // a sleeping speaker is told early, so that commands for it don't take most of the run
    const bridge: Bridge = await runBridge(ports, { ...BRIDGE_DEFAULTS, thing: home.bridge, linkWithinMs: 150 });
    const note = () => history.note(bridge);
    note();
    const off = bridge.onChange(note);
    return {
      bridge,
      store,
      async end() {
        await bridge.stop();
        off();
        await link.close();
        await store.close();
      },
    };
  }

  return {
    home,
    witness,
    volumes: history.volumes,
    tracksSkipped: history.tracksSkipped,
    isReady: () =>
      Object.values(life.bridge.snapshot().speakers).filter(({ link }) => link === "connected").length === AWAKE.length,
    /** The daemon ends and starts again; speakers stay connected, as to a bluetoothd that was not restarted. */
    async restart(): Promise<void> {
      await life.end();
      life = await startLife();
    },
    cutOff: () => cloud.cutOff(home.bridge),
    journal: async () => {
      const read = await life.store.readJournal();
      if (!read.ok) throw new Error(read.error.message);
      return read.value;
    },
    async close() {
      await life.end();
      await radio.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Finds what it was asked for, whatever that is. */
function createAnyLibrary(): Library {
  return {
    scan: async () => ok({ tracks: TRACKS, skipped: [] }),
    state: () => ({ tracks: TRACKS, looking: null, skipped: 0, fault: null }),
    find(source: Source) {
      const words = source.kind === "request" ? source.words : "anything";
      const tracks = Array.from({ length: TRACKS }, (_, index) => trackOf(words, index));
      return ok({ found: { by: "title", title: words, trackCount: TRACKS }, tracks });
    },
  };
}

/** Every volume that each speaker went through, muted ones with an "m", and how many tracks were skipped in all. */
function createHistory({ speakers }: Home) {
  const volumes = new Map<string, string[]>(speakers.map(({ id }) => [id, []]));
  const places = new Map<string, number>();
  let skipped = 0;
  return {
    volumes: volumes as ReadonlyMap<string, readonly string[]>,
    tracksSkipped: () => skipped,
    note(bridge: Bridge): void {
      const { speakers: now, zones } = bridge.snapshot();
      for (const [id, { volumePercent, muted }] of Object.entries(now)) {
        const seen = volumes.get(SpeakerId.parse(id));
        const volume = `${volumePercent}${muted ? "m" : ""}`;
        if (seen && seen.at(-1) !== volume) seen.push(volume);
      }
      for (const [id, { title }] of Object.entries(zones)) {
        const place = Number(title);
        skipped += place - (places.get(id) ?? place);
        places.set(id, place);
      }
    },
  };
}
