// The whole product on one machine: cloud, bridge, simulated home and the Echo in front. Starts it, tells each step,
// and ends it in the reverse order.
import type { VoiceSettings } from "@house-band/bridge-firmware/announcer-port";
import type { ClaimDesk } from "@house-band/bridge-firmware/cloud/claim-desk";
import type { ToneDesk } from "@house-band/bridge-firmware/control/sync/tone-desk";
import type { PlaysOn } from "@house-band/bridge-firmware/core/model";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import type { AudioEngine, LogLevel, ScanSummary, Unsubscribe } from "@house-band/bridge-firmware/ports";
import { type BridgeState, type Command, type Home, LIVE_SOURCE_KINDS, type Outcome } from "@house-band/contract";
import { createIds } from "@house-band/lambda/adapters/identity";
import type { Clock, HomeSnapshot, HomeStore, Ids } from "@house-band/lambda/ports";
import type { Spoken } from "./alexa/say.ts";
import { buildHome, type SimulatedHome } from "./home/build-home.ts";
import type { HomeSpec } from "./home/home-spec.ts";
import { buildSenders, type SimPlayers } from "./home/senders.ts";
import type { MessageFaults } from "./iot/local-iot.ts";
import { type AlexaApp, createAlexaApp } from "./stack/alexa-app.ts";
import { type Cones, recordCones } from "./stack/cones.ts";
import { untilConnected } from "./stack/connected.ts";
import { makeDataFolder } from "./stack/data-folder.ts";
import { type LocalBridge, startLocalBridge } from "./stack/local-bridge.ts";
import { type Endpoints, type LocalCloud, startLocalCloud } from "./stack/local-cloud.ts";
import { type LocalEcho, startLocalEcho } from "./stack/local-echo.ts";
import { type LoginStandIn, startLoginStandIn } from "./stack/login-stand-in.ts";
import { type StackSender, toStackSenders } from "./stack/stack-senders.ts";
import { type StackSpeaker, toStackSpeakers } from "./stack/stack-speakers.ts";

export type StackOptions = {
  readonly spec: HomeSpec;
  readonly musicDirectory: string;
  /** Must exist; null: nothing is recorded. */
  readonly recordDirectory: string | null;
  readonly logLevel: LogLevel;
  /** Told after each step of the start. */
  readonly onStep?: (step: string) => void;
  /** Told what the skill says before its answer is there. */
  readonly onProgressive?: (speech: string) => void;
  readonly faults?: MessageFaults;
  /** People link an account, with a stand-in for the provider; nobody has yet. */
  readonly linking?: boolean;
  /** What speaks announcements; absent: espeak-ng, where it is installed. */
  readonly voice?: VoiceSettings;
  /** Instead of the real one in a process of its own: the same engine under a test's clock. */
  readonly engine?: AudioEngine;
  /** How the skill's patience runs out, instead of by the machine's clock: on a busy machine a test has more of it. */
  readonly voiceClock?: Clock;
};

export type Stack = {
  readonly echoName: string;
  /** Alexa's id of the Echo that is spoken to. */
  readonly deviceId: string;
  /** The home's, and who was paired since. */
  readonly speakers: readonly StackSpeaker[];
  readonly senders: readonly StackSender[];
  readonly music: ScanSummary | null;
  readonly store: HomeStore;
  readonly ids: Ids;
  readonly endpoints: Endpoints;
  say(utterance: string): Promise<Spoken>;
  /** Where accounts are linked; null where they are not. */
  readonly app: AlexaApp | null;
  /** People's way into this home, at the bridge. */
  readonly claims: ClaimDesk;
  /** How late the test tone is heard, by the simulated microphone. */
  readonly tone: ToneDesk;
  /** Gives a command at the bridge itself; its `seq` is the bridge's to choose. */
  command(command: Command): Promise<Outcome>;
  /** The home as the cloud has it now. */
  home(): Promise<HomeSnapshot>;
  /** What the bridge says of itself now. */
  state(): BridgeState;
  /** Does the bridge measure how well speakers are in time? */
  isMeasuring(): boolean;
  /** By `performance.now()`: the moment to which sample 0 of every recording belongs. */
  readonly engineReadyAtMs: number;
  onEngineEvent(listener: (event: EngineEvent) => void): Unsubscribe;
  close(): Promise<void>;
};

const ACCOUNT = { skillId: "amzn1.ask.skill.00000000-0000-4000-8000-000000000001", userId: "amzn1.ask.account.LOCAL" };
const DEVICE_ID = "amzn1.ask.device.LOCAL";

/** Starts everything. Whatever was started is ended again when a later step fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const ends: End[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const parts = await startParts(options, (end) => ends.push(end));
    return toStack(parts, close);
  } catch (error) {
    await close();
    throw error;
  }
}

type End = () => Promise<unknown>;

type Parts = {
  readonly simulated: SimulatedHome;
  readonly cloud: LocalCloud;
  readonly cones: Cones;
  readonly players: SimPlayers;
  readonly local: LocalBridge;
  readonly app: AlexaApp | null;
  readonly echo: LocalEcho;
};

/** @param atEnd takes what ends a part, as soon as it has begun */
async function startParts(options: StackOptions, atEnd: (end: End) => void): Promise<Parts> {
  const { spec, recordDirectory, onStep = () => undefined } = options;
  const simulated = buildHome(spec, echoIdsOf(spec));
  const login = options.linking ? await startLoginStandIn() : null;
  if (login) atEnd(() => login.close());
  const cloud = await startCloud(options, simulated, login);
  atEnd(() => cloud.close());
  onStep("cloud: DynamoDB, AWS IoT, the skill’s Lambda");

  const data = await makeDataFolder();
  atEnd(() => data.remove());
  const cones = recordCones(simulated, recordDirectory, data.path);
  const lineName = spec.inputs?.line?.name;
  const players = await buildSenders(options.musicDirectory, { echoName: simulated.echoName, lineName });
  const local = await startBridge(options, { simulated, cloud, cones, players }, data.path);
  atEnd(() => local.close());
  onStep(`bridge: ${local.music?.tracks ?? 0} tracks`);

  const linked = await untilConnected(simulated, local.bridge, () => loadHome(cloud, simulated.home));
  onStep(`speakers: ${linked} of ${simulated.speakers.length} connected`);

  const { invoke } = cloud;
  const app = login && createAlexaApp(ACCOUNT, login, invoke);
  const echo = await startLocalEcho({
    account: ACCOUNT,
    user: app?.user,
    deviceId: deviceIdOf(0),
    invoke,
    onProgressive: options.onProgressive,
  });
  atEnd(() => echo.close());
  onStep(`Echo: “${simulated.echoName}” is listening`);
  return { simulated, cloud, cones, players, local, app, echo };
}

const startCloud = (
  { logLevel, faults, voiceClock }: StackOptions,
  { home }: SimulatedHome,
  login: LoginStandIn | null,
): Promise<LocalCloud> =>
  startLocalCloud({
    ...(login ? { login } : {}),
    home,
    user: ACCOUNT,
    logLevel,
    ...(faults ? { faults } : {}),
    ...(voiceClock ? { voiceClock } : {}),
  });

const startBridge = (
  { spec, musicDirectory, logLevel, voice, engine }: StackOptions,
  { simulated, cloud, cones, players }: Pick<Parts, "simulated" | "cloud" | "cones" | "players">,
  dataDirectory: string,
): Promise<LocalBridge> =>
  startLocalBridge({
    thing: simulated.home.bridge,
    mqttUrl: cloud.mqttUrl,
    credentials: cloud.credentials,
    speakers: cones.speakers,
    nearby: cones.nearby,
    recordsOnDemand: cones.recordsOnDemand,
    ...players,
    ...settingsOf(spec),
    musicDirectory,
    dataDirectory,
    logLevel,
    ...(voice ? { voice } : {}),
    ...(engine ? { engine } : {}),
  });

/** The settings of the simulated bridge, as the home's description has them. */
function settingsOf({ inputs = {} }: HomeSpec) {
  const kinds = LIVE_SOURCE_KINDS.filter((kind) => inputs[kind]);
  const playsOn: PlaysOn = Object.fromEntries(kinds.map((kind) => [kind, inputs[kind]?.playsOn]));
  return { playsOn, mayInterrupt: kinds.filter((kind) => inputs[kind]?.mayInterrupt) };
}

function toStack({ simulated, cloud, cones, players, local, app, echo }: Parts, close: () => Promise<void>): Stack {
  const { bridge } = local;
  return {
    echoName: simulated.echoName,
    deviceId: deviceIdOf(0),
    get speakers() {
      return toStackSpeakers(simulated, cones.wavPaths, local);
    },
    senders: toStackSenders(players, local),
    music: local.music,
    store: cloud.store,
    ids: cloud.ids,
    endpoints: cloud.endpoints,
    say: echo.say,
    app,
    claims: bridge.claims,
    tone: bridge.tone,
    command: bridge.command,
    home: () => loadHome(cloud, simulated.home),
    state: () => bridge.snapshot(),
    isMeasuring: () => bridge.sync.state().measuring !== null,
    engineReadyAtMs: local.engineReadyAtMs,
    onEngineEvent: local.onEngineEvent,
    close,
  };
}

async function loadHome(cloud: LocalCloud, home: Home): Promise<HomeSnapshot> {
  const loaded = await cloud.store.load(home.id, "latest", AbortSignal.timeout(5_000));
  if (loaded.ok && loaded.value) return loaded.value;
  throw new Error(loaded.ok ? "the home is not in the database any more" : loaded.error.message);
}

const echoIdsOf = ({ echos = [] }: HomeSpec) =>
  echos.map((_, index) => createIds(ACCOUNT.skillId).echoIdOf(deviceIdOf(index)));

const deviceIdOf = (index: number): string => (index === 0 ? DEVICE_ID : `${DEVICE_ID}.${index}`);
