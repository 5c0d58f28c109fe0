// The daemon: reads its configuration, makes the adapters, runs the bridge, ends cleanly.
// Usage: main --config FILE [--list-wired]
import { parseArgs } from "node:util";
import { isPluggedIn } from "./adapters/alsa/sound-cards.ts";
import { wiredAddress } from "./adapters/alsa/wired-address.ts";
import { createWiredOutputs } from "./adapters/alsa/wired-outputs.ts";
import { createSystemClock } from "./adapters/clock/system-clock.ts";
import { combineLinks } from "./adapters/combined-links.ts";
import { createEngineProcess } from "./adapters/engine/engine-process.ts";
import { createFileStore } from "./adapters/fs/store.ts";
import { createFileLibrary } from "./adapters/library/file-library.ts";
import { createPinoLog } from "./adapters/log/pino-log.ts";
import { readAccess } from "./adapters/mqtt/access.ts";
import { createCloudLink } from "./adapters/mqtt/cloud-link.ts";
import { parseCloudUrl } from "./adapters/mqtt/cloud-url.ts";
import { createSimBluetooth } from "./adapters/sim/sim-bluetooth.ts";
import { createSimWiring } from "./adapters/sim/sim-wiring.ts";
import { type Bridge, runBridge } from "./bridge.ts";
import { type DaemonConfig, readConfigFile } from "./config.ts";
import type { AudioEngine, Bluetooth, Clock, Log, Unsubscribe } from "./ports.ts";

const USAGE = "usage: main --config FILE [--list-wired]";
/** A stop that takes longer than this is no clean stop: the supervisor would kill the daemon. */
const STOP_WITHIN_MS = 5_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: "string" }, "list-wired": { type: "boolean" } } });
  if (!values.config) throw new UsageError(`no configuration file was named; ${USAGE}`);
  const config = await readConfigFile(values.config);
  if (!config.ok) throw new UsageError(config.error);
  if (values["list-wired"]) return listWired(config.value);
  const log = createPinoLog({ level: config.value.logLevel });
  exitOnBugs(log);
  const stop = await run(config.value, log);
  const end = (signal: NodeJS.Signals) => {
    log.info({ signal }, "stopping");
    setTimeout(() => {
      log.error({ withinMs: STOP_WITHIN_MS }, "could not stop in time");
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    void stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
}

/** Starts everything; the answer stops it in reverse. */
async function run(config: DaemonConfig, log: Log): Promise<() => Promise<void>> {
  const url = parseCloudUrl(config.cloud.url);
  if (!url.ok) throw new UsageError(url.error);
  const access = await readAccess(config.cloud.access);
  if (!access.ok) throw new UsageError(access.error);
  const clock = createSystemClock();
  const store = createFileStore({ directory: config.dataDirectory, log });
  const library = createFileLibrary({ directory: config.musicDirectory });
  const engine = createEngineProcess({ log });
  const radio = createRadio(config.bluetooth, engine, clock);
  const wired = createWiredOutputs({ outputs: config.wired, clock, isPluggedIn });
  const bluetooth = combineLinks([...radio.ports, wired]);
  const cloud = createCloudLink({
    ...config.cloud,
    access: access.value,
    thing: config.thing,
    clock,
    log,
    random: Math.random,
  });
  const bridge = await runBridge({ bluetooth, engine, cloud, library, store, clock, log }, config);
  const detach = radio.attach(bridge);
  log.info({ pid: process.pid }, "bridge is running");
  return async () => {
    detach();
    await bridge.stop();
    await cloud.close();
    await bluetooth.close();
    await engine.close();
    await store.close();
    log.info({}, "bridge has stopped");
  };
}

type Radio = { readonly ports: readonly Bluetooth[]; readonly attach: (bridge: Bridge) => Unsubscribe };

/** The speakers without a cable. */
function createRadio(config: DaemonConfig["bluetooth"], engine: AudioEngine, clock: Clock): Radio {
  if (config.kind === "none") return { ports: [], attach: () => () => undefined };
  const wiring = createSimWiring(engine);
  const { speakers, seed } = config;
  const sim = createSimBluetooth({ speakers: speakers.map(withoutAbsent), seed, clock, onLink: wiring.onLink });
  const addresses = speakers.map(({ address }) => address);
  return { ports: [sim], attach: (bridge) => wiring.attach(bridge, sim, addresses) };
}

/** What the home must be told to know a wired output by. */
function listWired({ wired }: DaemonConfig): void {
  for (const { name, device } of wired) process.stdout.write(`${wiredAddress(device)}  ${name}  ${device}\n`);
}

type SimSpeakerConfig = Extract<DaemonConfig["bluetooth"], { kind: "sim" }>["speakers"][number];

function withoutAbsent({ recordPath, ...speaker }: SimSpeakerConfig) {
  return recordPath === undefined ? speaker : { ...speaker, recordPath };
}

/** The supervisor starts the daemon again; going on after a bug would only hide it. */
function exitOnBugs(log: Log): void {
  const end = (error: unknown) => {
    log.error({ stack: error instanceof Error ? error.stack : String(error) }, "this is a bug: the daemon ends");
    process.exit(1);
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

/** Somebody has to change a file: no stack needed. */
class UsageError extends Error {}

try {
  await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof UsageError ? error.message : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exit(error instanceof UsageError ? 2 : 1);
}
