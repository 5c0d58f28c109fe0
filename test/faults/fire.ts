// A home under fire: a cloud on this machine, a bridge in a process of its own, and commands and edits that flow to it
// without a pause. Notes everything that was promised; verdict.ts says whether the promises were kept.
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  IoTDataPlaneClient,
  PublishCommand,
  SendDirectMessageCommand,
  UpdateThingShadowCommand,
} from "@aws-sdk/client-iot-data-plane";
import {
  BluetoothAddress,
  type Command,
  ConfigReported,
  DEFAULT_TTL_MS,
  decodeOutcome,
  encodeCommand,
  newCommandId,
  newHomeId,
  newSpeakerId,
  OUTCOME_RULE,
  type Outcome,
  type SpeakerId,
  ThingName,
  topics,
  WIRE_VERSION,
} from "@house-band/contract";
import { bridgePolicyDocument } from "@house-band/infra/bridge-policy";
import { startLocalIot } from "../../local/src/iot/local-iot.ts";
import type { DoomedBridge, Life, Surroundings } from "./doomed-bridge.ts";

const THING = ThingName.parse("hb-aaaaaaaaaaaaaaaa");
const SPEAKERS = 6;
/** Never this loud: every step of a volume must be seen in it. */
const CAP_PERCENT = 100;

export type Sent = {
  readonly command: Command;
  /** `queued`: with a QoS 1 publish, so it comes whatever happens. `direct`: the bridge's PUBACK was awaited. */
  readonly way: "queued" | "direct";
  /** The PUBACK came: it must be in the journal. */
  confirmed: boolean;
  /** No PUBACK came: nobody knows whether it arrived, and it will not come again. */
  givenUp: boolean;
};

export type Fire = Awaited<ReturnType<typeof startFire>>;

/**
 * @param prepare makes a bridge in these surroundings, to be started as often as it is killed
 * @param random decides what is sent to whom, and how
 */
export async function startFire(prepare: (surroundings: Surroundings) => Promise<DoomedBridge>, random: () => number) {
  const directory = await fs.mkdtemp(join(tmpdir(), "house-band-fire-"));
  const outcomes = new Map<string, Outcome[]>();
  const reported = { revision: 0 };
  const iot = await startLocalIot({
    policy: bridgePolicyDocument({ region: "us-east-1", account: "000000000000" }),
    things: [THING],
    // A bridge that is killed every second must not spend its life replaying at AWS's ten a second.
    limits: { replayPerSecond: 1_000 },
    rules: [
      { name: OUTCOME_RULE, topicFilter: null, run: async ({ payload }) => noteOutcome(outcomes, payload) },
      {
        name: "config_reported",
        topicFilter: `${topics.shadow(THING, "config")}/update`,
        run: async ({ payload }) => noteReport(reported, payload),
      },
    ],
  });
  const dataPlane = new IoTDataPlaneClient({
    endpoint: iot.dataPlaneUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  const speakers = Array.from({ length: SPEAKERS }, (_, number) => ({
    id: newSpeakerId(),
    address: BluetoothAddress.parse(`02:00:00:00:00:0${number + 1}`),
  }));
  const dataDirectory = join(directory, "data");
  const bridge = await prepare({
    directory,
    dataDirectory,
    thing: THING,
    mqttUrl: iot.mqttUrl,
    ...iot.credentialsFor(THING),
    addresses: speakers.map(({ address }) => address),
  });
  const sent: Sent[] = [];
  const homeId = newHomeId();
  let seq = 0;
  let revision = 0;

  const envelope = () => {
    seq += 1;
    const times = { issuedAtMs: Date.now(), ttlMs: DEFAULT_TTL_MS };
    return { v: WIRE_VERSION, id: newCommandId(), seq, ...times, origin: "alexa" as const } as const;
  };

  async function send(command: Command, way: Sent["way"]): Promise<void> {
    const note: Sent = { command, way, confirmed: false, givenUp: false };
    sent.push(note);
    const message = { topic: topics.command(THING), payload: encodeCommand(command) };
    if (way === "queued") {
      await dataPlane.send(new PublishCommand({ ...message, qos: 1 }));
      return;
    }
    note.confirmed = await sendDirectly(dataPlane, message);
    note.givenUp = !note.confirmed;
  }

  /** Names change with each revision, and the cap stays: the volumes are counted on. */
  async function edit(): Promise<void> {
    revision += 1;
    const home = Object.fromEntries(
      speakers.map(({ id, address }, number) => {
        const name = `Speaker ${number + 1} of ${revision}`;
        return [id, { name, address, channel: "stereo", capPercent: CAP_PERCENT }];
      }),
    );
    const desired = { homeId, revision, speakers: home, groups: {} };
    const payload = Buffer.from(JSON.stringify({ state: { desired } }));
    await dataPlane.send(new UpdateThingShadowCommand({ thingName: THING, shadowName: "config", payload }));
  }

  /** Whether what was sent last to this speaker, or as this kind of command, is still on its way. */
  function isOpen(kind: Command["kind"], speaker: SpeakerId): boolean {
    const last = sent.findLast(
      ({ command }) => command.kind === kind && "speakers" in command && command.speakers.includes(speaker),
    );
    return last !== undefined && !last.givenUp && !outcomes.has(last.command.id);
  }

  /**
   * One speaker a step up or down, most of the time; now and then the next track, or an edit of the home. One after
   * the other for each speaker, so that every step shows in the outcome's volume.
   */
  async function shoot(): Promise<void> {
    const chance = random();
    if (chance < 0.1) return edit();
    const way = random() < 0.5 ? "queued" : "direct";
    const target = idAt(speakers, chance < 0.25 ? 0 : Math.floor(random() * SPEAKERS));
    const kind = chance < 0.25 ? "next" : "adjust-volume";
    if (isOpen(kind, target)) return;
    if (kind === "next") return send({ ...envelope(), kind, speakers: [target] }, way);
    return send({ ...envelope(), kind, speakers: [target], deltaPercent: random() < 0.5 ? 1 : -1 }, way);
  }

  /** What must come to an end and has not. */
  const open = () =>
    sent.filter(({ command, way, confirmed }) => (way === "queued" || confirmed) && !outcomes.has(command.id));

  return {
    sent,
    open,
    outcomes,
    reported,
    dataDirectory,
    engineLog: bridge.engineLog,
    /** Of the newest edit. */
    revision: () => revision,
    edit,
    shoot,
    play: () =>
      send(
        {
          ...envelope(),
          kind: "play",
          targets: speakers.map(({ id }) => ({ id, channel: "stereo" })),
          source: { kind: "anything" },
        },
        "queued",
      ),
    startBridge: (): Life => bridge.start(),
    async close() {
      dataPlane.destroy();
      await iot.close();
      await fs.rm(directory, { recursive: true, force: true });
    },
  };
}

/** False where the bridge's acknowledgement did not come: it was dead, or died. */
async function sendDirectly(
  dataPlane: IoTDataPlaneClient,
  message: { readonly topic: string; readonly payload: Uint8Array },
): Promise<boolean> {
  try {
    await dataPlane.send(new SendDirectMessageCommand({ ...message, clientId: THING, confirmation: true, timeout: 5 }));
    return true;
  } catch {
    return false;
  }
}

function noteOutcome(outcomes: Map<string, Outcome[]>, payload: Uint8Array): void {
  const decoded = decodeOutcome(payload);
  if (!decoded.ok) throw new Error(`an outcome that is none: ${decoded.error.message}`);
  const { commandId } = decoded.value;
  outcomes.set(commandId, [...(outcomes.get(commandId) ?? []), decoded.value]);
}

function noteReport(reported: { revision: number }, payload: Uint8Array): void {
  const update: unknown = JSON.parse(Buffer.from(payload).toString());
  const parsed = ConfigReported.safeParse((update as { state?: { reported?: unknown } }).state?.reported);
  if (parsed.success) reported.revision = Math.max(reported.revision, parsed.data.revision);
}

function idAt(speakers: readonly { readonly id: SpeakerId }[], index: number): SpeakerId {
  const speaker = speakers[index];
  if (!speaker) throw new Error(`no speaker ${index} of ${speakers.length}`);
  return speaker.id;
}
