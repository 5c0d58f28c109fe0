// The whole product on one machine: cloud, bridge, simulated home and the Echo in front. Starts it, tells each step,
// and ends it in the reverse order.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SimMood } from "@house-band/bridge-firmware/adapters/sim/sim-bluetooth";
import type { SimInput } from "@house-band/bridge-firmware/adapters/sim/sim-inputs";
import type { SimSender } from "@house-band/bridge-firmware/adapters/sim/sim-senders";
import type { VoiceSettings } from "@house-band/bridge-firmware/announcer-port";
import type { ClaimDesk } from "@house-band/bridge-firmware/cloud/claim-desk";
import type { ToneDesk } from "@house-band/bridge-firmware/control/sync/tone-desk";
import type { PlaysOn } from "@house-band/bridge-firmware/core/model";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import type { AudioEngine, LogLevel, ScanSummary, Unsubscribe } from "@house-band/bridge-firmware/ports";
import {
  type BridgeState,
  type Command,
  type Home,
  LIVE_SOURCE_KINDS,
  type LiveSourceKind,
  type Outcome,
  type SpeakerId,
} from "@house-band/contract";
import { createIds } from "@house-band/lambda/adapters/identity";
import type { Clock, HomeSnapshot, HomeStore, Ids } from "@house-band/lambda/ports";
import type { Spoken } from "./alexa/say.ts";
import { buildHome, type SimulatedHome } from "./home/build-home.ts";
import type { HomeSpec } from "./home/home-spec.ts";
import { recordFileNames } from "./home/record-names.ts";
import { buildSenders } from "./home/senders.ts";
import type { MessageFaults } from "./iot/local-iot.ts";
import { type AlexaApp, createAlexaApp } from "./stack/alexa-app.ts";
import { type LocalBridge, startLocalBridge } from "./stack/local-bridge.ts";
import { type Endpoints, type LocalCloud, startLocalCloud } from "./stack/local-cloud.ts";
import { startLocalEcho } from "./stack/local-echo.ts";
import { startLoginStandIn } from "./stack/login-stand-in.ts";

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

export type StackSpeaker = {
  readonly id: SpeakerId;
  readonly name: string;
  readonly model: string;
  readonly actualLatencyMs: number;
  /** Where its cone is recorded. */
  readonly wavPath: string | null;
  mood(): SimMood;
  setMood(mood: SimMood): void;
};

/** Somebody who plays to the bridge: the Echo, a phone, a cable, whoever has chosen it on the network. */
export type StackSender = {
  readonly name: string;
  readonly kind: LiveSourceKind;
  isSending(): boolean;
  /** Somebody presses play there, or pause. */
  setSending(sending: boolean): void;
  /** It leaves the house, or comes back; its cable is pulled, or its session ends. */
  setConnected(connected: boolean): void;
};

/** The same speaker by the name it has in this home: people rename. */
export function withNameIn(home: Home, speaker: StackSpeaker): StackSpeaker {
  return { ...speaker, name: home.speakers.find(({ id }) => id === speaker.id)?.name ?? speaker.name };
}

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
/** Speakers that are not connected by then are asleep, away or busy: what plays does not wait for them. */
const CONNECT_WITHIN_MS = 4_000;
const HEARD_POLL_MS = 20;

/** Starts everything. Whatever was started is ended again when a later step fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    return await start(options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: StackOptions,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Stack> {
  const { spec, logLevel, recordDirectory, onStep = () => undefined } = options;
  const echoIds = (spec.echos ?? []).map((_, index) => createIds(ACCOUNT.skillId).echoIdOf(deviceIdOf(index)));
  const simulated = buildHome(spec, echoIds);
  const login = options.linking ? await startLoginStandIn() : null;
  if (login) closers.push(() => login.close());
  const cloud = await startLocalCloud({
    ...(login ? { login } : {}),
    home: simulated.home,
    user: ACCOUNT,
    logLevel,
    ...(options.faults ? { faults: options.faults } : {}),
    ...(options.voiceClock ? { voiceClock: options.voiceClock } : {}),
  });
  closers.push(() => cloud.close());
  onStep("cloud: DynamoDB, AWS IoT, the skill’s Lambda");

  const dataDirectory = await makeDataFolder();
  closers.push(() => rm(dataDirectory, { recursive: true, force: true }));
  const all = [...simulated.speakers, ...simulated.nearby];
  const wavPaths = wavPathsOf(all, recordDirectory);
  // the microphone hears by recordings: where nobody wants them, they are kept only while it listens
  const conePaths = recordDirectory === null ? wavPathsOf(all, join(dataDirectory, "cones")) : wavPaths;
  const lineName = spec.inputs?.line?.name;
  const players = await buildSenders(options.musicDirectory, { echoName: simulated.echoName, lineName });
  const local = await startLocalBridge({
    thing: simulated.home.bridge,
    mqttUrl: cloud.mqttUrl,
    credentials: cloud.credentials,
    speakers: simulated.speakers.map((speaker, index) => withRecording(speaker, conePaths[index] ?? null)),
    nearby: simulated.nearby.map((one, index) =>
      withRecording(one, conePaths[simulated.speakers.length + index] ?? null),
    ),
    recordsOnDemand: recordDirectory === null,
    ...players,
    ...settingsOf(spec),
    musicDirectory: options.musicDirectory,
    dataDirectory,
    logLevel,
    ...(options.voice ? { voice: options.voice } : {}),
    ...(options.engine ? { engine: options.engine } : {}),
  });
  closers.push(() => local.close());
  onStep(`bridge: ${local.music?.tracks ?? 0} tracks`);

  const willing = simulated.speakers.filter(({ mood }) => mood === "awake" || mood === "vanishes-mid-song").length;
  await connected(local.bridge, willing);
  const linked = countConnected(local.bridge.snapshot());
  await heard(cloud, simulated.home, linked);
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
  closers.push(() => echo.close());
  onStep(`Echo: “${simulated.echoName}” is listening`);
  return {
    echoName: simulated.echoName,
    deviceId: deviceIdOf(0),
    get speakers() {
      return toStackSpeakers(simulated, wavPaths, local);
    },
    senders: [
      ...players.senders.map((sender) => toStackSender(sender, local)),
      ...players.inputs.map((input) => toStackInput(input, local)),
    ],
    music: local.music,
    store: cloud.store,
    ids: cloud.ids,
    endpoints: cloud.endpoints,
    say: echo.say,
    app,
    claims: local.bridge.claims,
    tone: local.bridge.tone,
    command: local.bridge.command,
    home: () => loadHome(cloud, simulated.home),
    state: () => local.bridge.snapshot(),
    isMeasuring: () => local.bridge.sync.state().measuring !== null,
    engineReadyAtMs: local.engineReadyAtMs,
    onEngineEvent: local.onEngineEvent,
    close,
  };
}

function toStackSpeakers(
  { home, speakers, nearby }: SimulatedHome,
  wavPaths: readonly (string | null)[],
  { radio, bridge }: LocalBridge,
): readonly StackSpeaker[] {
  return [...speakers, ...nearby].flatMap(({ name, model, address, actualLatencyMs }, index) => {
    const id = home.speakers[index]?.id ?? bridge.speakerAt(address);
    if (id === null) return [];
    const wavPath = wavPaths[index] ?? null;
    const mood = () => radio.moodOf(address);
    return [{ id, name, model, actualLatencyMs, wavPath, mood, setMood: (next) => radio.setMood(address, next) }];
  });
}

function toStackSender(
  { name, kind, address }: Pick<SimSender, "name" | "kind" | "address">,
  { senders }: LocalBridge,
): StackSender {
  const link = () => senders.senders().find(({ id }) => id === address)?.link;
  return {
    name,
    kind,
    isSending: () => link()?.isSending === true,
    setSending: (sending) => senders.setSending(address, sending),
    setConnected(isConnected) {
      if (isConnected) senders.connect(address);
      else senders.disconnect(address);
    },
  };
}

/** Whoever presses play on the network has chosen the bridge with it. */
function toStackInput({ name, kind }: Pick<SimInput, "name" | "kind">, { inputs }: LocalBridge): StackSender {
  return {
    name,
    kind,
    isSending: () => inputs.senders().find((sender) => sender.kind === kind)?.link?.isSending === true,
    setSending(sending) {
      if (sending && kind !== "line") inputs.connect(kind);
      inputs.setSending(kind, sending);
    },
    setConnected(isConnected) {
      if (isConnected) inputs.connect(kind);
      else inputs.disconnect(kind);
    },
  };
}

/** The settings of the simulated bridge, as the home's description has them. */
function settingsOf({ inputs = {} }: HomeSpec) {
  const kinds = LIVE_SOURCE_KINDS.filter((kind) => inputs[kind]);
  const playsOn: PlaysOn = Object.fromEntries(kinds.map((kind) => [kind, inputs[kind]?.playsOn]));
  return { playsOn, mayInterrupt: kinds.filter((kind) => inputs[kind]?.mayInterrupt) };
}

async function connected(
  bridge: { snapshot(): BridgeState; onChange(listener: () => void): Unsubscribe },
  count: number,
): Promise<void> {
  const isReached = () => countConnected(bridge.snapshot()) >= count;
  if (isReached()) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      off();
      resolve();
    };
    const timer = setTimeout(finish, CONNECT_WITHIN_MS);
    const off = bridge.onChange(() => {
      if (isReached()) finish();
    });
  });
}

/** Reports lag a second behind: a question asked before would be answered with speakers that are not there yet. */
async function heard(cloud: LocalCloud, home: Home, count: number): Promise<void> {
  for (const untilMs = performance.now() + CONNECT_WITHIN_MS; performance.now() < untilMs; ) {
    const { bridge } = await loadHome(cloud, home);
    if (bridge && countConnected(bridge.state) >= count) return;
    await sleep(HEARD_POLL_MS);
  }
}

const countConnected = ({ speakers }: BridgeState): number =>
  Object.values(speakers).filter(({ link }) => link === "connected").length;

async function loadHome(cloud: LocalCloud, home: Home): Promise<HomeSnapshot> {
  const loaded = await cloud.store.load(home.id, "latest", AbortSignal.timeout(5_000));
  if (loaded.ok && loaded.value) return loaded.value;
  throw new Error(loaded.ok ? "the home is not in the database any more" : loaded.error.message);
}

const deviceIdOf = (index: number): string => (index === 0 ? DEVICE_ID : `${DEVICE_ID}.${index}`);

function wavPathsOf(speakers: SimulatedHome["speakers"], directory: string | null): readonly (string | null)[] {
  if (directory === null) return speakers.map(() => null);
  return recordFileNames(speakers.map(({ name }) => name)).map((file) => join(directory, file));
}

const withRecording = <T extends SimulatedHome["speakers"][number]>(speaker: T, recordPath: string | null) =>
  recordPath === null ? speaker : { ...speaker, recordPath };

/** The bridge's documents and journal, for as long as the process runs. @throws where there is no room for them */
async function makeDataFolder(): Promise<string> {
  const parent = tmpdir();
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, "house-band-"));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = "Free some space there, or name another folder in TMPDIR";
    throw new Error(`The temporary folder ${parent} can't be written: ${reason}. ${advice}.`, { cause });
  }
}
