// The daemon: reads its configuration, makes the adapters, runs the bridge, ends cleanly.
// Usage: main --config FILE [--list-wired]
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { err, type Result } from "@house-band/contract";
import { isPluggedIn } from "./adapters/alsa/sound-cards.ts";
import { wiredAddress } from "./adapters/alsa/wired-address.ts";
import { createWiredOutputs } from "./adapters/alsa/wired-outputs.ts";
import { analyseHeard } from "./adapters/analyst/analyst.ts";
import { createWatchAnalyst } from "./adapters/analyst/watch-analyst.ts";
import { openRadio, type Radio } from "./adapters/bluetooth-by-settings.ts";
import { createSystemClock } from "./adapters/clock/system-clock.ts";
import { type OpenedCloud, openCloud } from "./adapters/cloud-by-settings.ts";
import { combineInputs } from "./adapters/combined-inputs.ts";
import { combineLinks } from "./adapters/combined-links.ts";
import { createEngineProcess } from "./adapters/engine/engine-process.ts";
import { createFileStore } from "./adapters/fs/store.ts";
import { withQueues } from "./adapters/inputs-by-settings.ts";
import { isSameName, withFavourites } from "./adapters/library/with-favourites.ts";
import { openLineInput } from "./adapters/line-by-settings.ts";
import { createPinoLog } from "./adapters/log/pino-log.ts";
import { openMicrophone } from "./adapters/microphone-by-settings.ts";
import { openMusic } from "./adapters/open-music.ts";
import { openReceivers, type Receivers } from "./adapters/receivers-by-settings.ts";
import { createAnnouncer } from "./adapters/speech/announcer.ts";
import { createSystemdSupervisor } from "./adapters/systemd/supervisor.ts";
import type { Announcer } from "./announcer-port.ts";
import { type Bridge, runBridge } from "./bridge.ts";
import { type DaemonConfig, readConfigFile } from "./config.ts";
import { createPairingDesk, type PairingDesk } from "./control/pairing/pairing-desk.ts";
import {
  type CloudState,
  type Surroundings,
  toBluetoothView,
  toCertificateView,
  toDirectoryView,
  toReceiversView,
  toSendersView,
  toStatusView,
} from "./control/views.ts";
import { mayInterruptIn, playsOnIn } from "./input-settings.ts";
import type { LiveInputs } from "./live-inputs-port.ts";
import { type Favourites, openFavourites } from "./memory/favourites.ts";
import { keepLocalHome } from "./memory/local-home.ts";
import type { Clock, Library, Log, StationDirectory } from "./ports.ts";
import { parseStreamUrl } from "./sources/stream-url.ts";
import { toStatusLine } from "./status-line.ts";
import { readVersion } from "./version.ts";

const USAGE = "usage: main --config FILE [--list-wired]";
/** A stop that takes longer than this is no clean stop: the supervisor would kill the daemon. */
const STOP_WITHIN_MS = 5_000;
/** Only where the program was built: a checkout has the engine's source there. */
const BUILT_ENGINE = fileURLToPath(new URL("./engine/main.js", import.meta.url));
const VERSION = readVersion();

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: "string" }, "list-wired": { type: "boolean" } } });
  if (!values.config) throw new UsageError(`no configuration file was named; ${USAGE}`);
  const config = await readConfigFile(values.config);
  if (!config.ok) throw new UsageError(config.error);
  if (values["list-wired"]) return listWired(config.value);
  const log = createPinoLog({ level: config.value.logLevel });
  exitOnBugs(log);
  let end = (_why: string): void => process.exit(0); // nothing runs yet that would have to stop
  const { stop, thing, cloud } = await run(config.value, log, () => end("enrolled"));
  end = (why) => {
    log.info({ why }, "stopping");
    setTimeout(() => {
      log.error({ withinMs: STOP_WITHIN_MS }, "could not stop in time");
      process.exit(1);
    }, STOP_WITHIN_MS).unref();
    void stop().then(() => process.exit(0));
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  log.info({ pid: process.pid, version: VERSION, thing, cloud }, "bridge is running");
}

type Running = {
  readonly thing: DaemonConfig["thing"];
  readonly cloud: OpenedCloud["kind"];
  /** Ends everything, in the reverse order of its start. */
  stop(): Promise<void>;
};

/** Starts everything. @param onEnrolled told that the daemon has to start again */
async function run(settings: DaemonConfig, log: Log, onEnrolled: () => void): Promise<Running> {
  const clock = createSystemClock();
  const opened = await openCloud(settings, { clock, log, onEnrolled });
  if (!opened.ok) throw new UsageError(opened.error);
  const { link: cloud, kind, thing } = opened.value;
  const config = { ...settings, thing };
  const store = createFileStore({ directory: config.dataDirectory, log });
  const favourites = await openFavourites({ store, log }, { isSame: isSameName, checkStream: checkStream(config) });
  const bareEngine = createEngineProcess({ log, writeAheadMs: config.writeAheadMs, ...whereTheEngineIs(config) });
  const music = await openMusic(config, { engine: bareEngine, version: VERSION, clock, log });
  if (!music.ok) throw new UsageError(music.error);
  const { engine, directory } = music.value;
  const library = withFavourites(music.value.library, favourites.list);
  const radio = await openRadio(config.bluetooth, { engine, clock, log });
  const wired = createWiredOutputs({ outputs: config.wired, clock, isPluggedIn });
  const bluetooth = combineLinks([...radio.ports, wired]);
  if (!config.cloud) await keepLocalHome({ bluetooth, isWhole: radio.isWhole, store, log });
  const line = openLineInput(config.inputs, { engine, log });
  const receivers = await openReceivers(config, log);
  const inputs = withQueues(combineInputs([radio.inputs, line, ...receivers.inputs]), config.inputs);
  const microphone = openMicrophone(config);
  const watchAnalyst = createWatchAnalyst();
  const { estimate } = watchAnalyst;
  const listening = { microphone, analyse: analyseHeard, estimate };
  const announcer = await createAnnouncer({
    directory: join(config.dataDirectory, "spoken"),
    voice: config.speech,
    log,
  });
  const ports = { bluetooth, inputs, engine, ...listening, announcer, favourites, cloud, library, store, clock, log };
  const bridge = await runBridge(ports, {
    ...config,
    playsOn: playsOnIn(config.inputs),
    mayInterrupt: mayInterruptIn(config.inputs),
    inputQueueMs: config.inputs.phone.queueMs,
  });
  const detach = radio.attach(bridge);
  const { pairing } = radio;
  const desk = pairing && createPairingDesk({ pairing, bridge, isWired: isWiredIn(config), clock, log });
  if (desk) bridge.attachDesk(desk);
  const { rotator } = opened.value;
  rotator.start(() => whatIsUnderWay(bridge, desk));
  const hide = await show(config, {
    bridge,
    cloud: opened.value,
    library,
    favourites,
    announcer,
    directory,
    desk,
    radio: radio.state,
    inputs,
    receivers,
    clock,
    log,
  });
  const stop = async () => {
    await rotator.close(); // first: whoever asked for a new certificate is waited for, below
    await hide();
    desk?.close();
    detach();
    await bridge.stop();
    await microphone.close();
    await watchAnalyst.close();
    for (const receiver of receivers.inputs) await receiver.close();
    await cloud.close();
    await line.close();
    await bluetooth.close();
    await radio.close();
    await engine.close();
    await music.value.close();
    await store.close();
    log.info({}, "bridge has stopped");
  };
  return { thing, cloud: kind, stop };
}

type Inside = {
  readonly bridge: Bridge;
  readonly cloud: OpenedCloud;
  readonly library: Library;
  readonly favourites: Favourites;
  readonly announcer: Announcer;
  readonly directory: StationDirectory | null;
  readonly desk: PairingDesk | null;
  readonly radio: Radio["state"];
  readonly inputs: LiveInputs;
  readonly receivers: Receivers;
  readonly clock: Clock;
  readonly log: Log;
};

/** What the bridge shows of itself here: to the supervisor, and at its own door. The answer ends both. */
async function show(
  config: DaemonConfig,
  { bridge, cloud, library, favourites, announcer, directory, desk, radio, inputs, receivers, clock, log }: Inside,
): Promise<() => Promise<void>> {
  const supervisor = createSystemdSupervisor({ log, environment: process.env });
  const cloudState = watchCloud(cloud);
  const surroundings = (): Surroundings => ({
    version: VERSION,
    thing: config.thing,
    cloud: cloudState(),
    uptimeSeconds: Math.round(process.uptime()),
    library: library.state(),
    ...toCertificateView(cloud.rotator.state(), clock.epochMs()),
    ...toBluetoothView(radio(), bridge.home()),
    ...toSendersView(inputs),
    ...toReceiversView(receivers.states()),
    ...(directory !== null && { directory: toDirectoryView(directory.state(), clock.epochMs()) }),
  });
  const tellStatus = () =>
    supervisor.status(toStatusLine(toStatusView(bridge.home(), bridge.snapshot(), surroundings())));
  const off = [bridge.onChange(tellStatus), cloud.link.onEvent(tellStatus), inputs.onEvent(tellStatus)];
  const { enroller, rotator } = cloud;
  const inside = { bridge, favourites, announcer, desk, enroller, rotator, surroundings, clock, log };
  const door = await openDoor(config, inside);
  supervisor.ready();
  tellStatus();
  return async () => {
    supervisor.stopping();
    supervisor.close();
    await door?.close();
    for (const unsubscribe of off) unsubscribe();
  };
}

/** What a connection is not changed in the middle of: somebody stands before the bridge and waits. */
function whatIsUnderWay({ claims }: Bridge, desk: PairingDesk | null): string | null {
  if (desk?.isBusy()) return "something is being paired with the bridge";
  return claims.isOpen() ? "an Alexa account is being linked" : null;
}

function watchCloud({ kind, link }: OpenedCloud): () => CloudState {
  let state: CloudState = kind === "none" ? "none" : "offline";
  link.onEvent(({ kind }) => {
    if (kind !== "message") state = kind;
  });
  return () => state;
}

/** Whether this bridge's player could play such an address. */
const checkStream =
  ({ player }: DaemonConfig) =>
  (url: string): Result<unknown, string> =>
    player.kind === "mpd"
      ? parseStreamUrl(url, player.allowedHosts)
      : err('radio streams take MPD as the player: see "player" in this bridge\'s settings');

function whereTheEngineIs({ engine }: DaemonConfig): { socketPath: string } | { mainPath: string } | object {
  if (engine.kind === "service") return { socketPath: engine.socket };
  return existsSync(BUILT_ENGINE) ? { mainPath: BUILT_ENGINE } : {};
}

/** A bridge that nobody is to reach here does without the server's 20 MB. */
async function openDoor(
  { controlSocket }: DaemonConfig,
  inside: Pick<Inside, "bridge" | "favourites" | "announcer" | "desk" | "clock" | "log"> & {
    enroller: OpenedCloud["enroller"];
    rotator: OpenedCloud["rotator"];
    surroundings: () => Surroundings;
  },
) {
  if (controlSocket === undefined) return null;
  const { startControlServer } = await import("./adapters/control/control-server.ts");
  return startControlServer({ ...inside, socketPath: controlSocket });
}

function isWiredIn({ wired }: DaemonConfig): (address: string) => boolean {
  const addresses = new Set<string>(wired.map(({ device }) => wiredAddress(device)));
  return (address) => addresses.has(address);
}

/** What the home must be told to know a wired output by. */
function listWired({ wired }: DaemonConfig): void {
  for (const { name, device } of wired) process.stdout.write(`${wiredAddress(device)}  ${name}  ${device}\n`);
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
