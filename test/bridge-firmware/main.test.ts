// The daemon as it is installed: a process with a configuration file, a real engine and a cloud at the other end.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IoTDataPlaneClient, SendDirectMessageCommand, UpdateThingShadowCommand } from "@aws-sdk/client-iot-data-plane";
import {
  decodeOutcome,
  EVENT_RULE,
  encodeCommand,
  LAST_WILL_RULE,
  OUTCOME_RULE,
  type Outcome,
  topics,
} from "@house-band/contract";
import { bridgePolicyDocument } from "@house-band/infra/bridge-policy";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type LocalIot, startLocalIot } from "../../local/src/iot/local-iot.ts";
import { until } from "../port-contracts/cloud-link.ts";
import { writeWav } from "./adapters/library/tagged-wav.ts";
import { type Daemon, startDaemon } from "./fakes/daemon.ts";
import { addressOf, command, homeConfig, PATIO, play, THING } from "./fakes/home.ts";

let directory: string;
let iot: LocalIot;
let dataPlane: IoTDataPlaneClient;
let outcomes: Outcome[];
let wills: number;
const daemons: Daemon[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-main-"));
  outcomes = [];
  wills = 0;
  const keep = async ({ payload }: { payload: Uint8Array }) => {
    const decoded = decodeOutcome(payload);
    if (decoded.ok) outcomes.push(decoded.value);
  };
  const countWill = async () => {
    wills += 1;
  };
  iot = await startLocalIot({
    policy: bridgePolicyDocument({ region: "us-east-1", account: "000000000000" }),
    things: [THING],
    rules: [
      { name: OUTCOME_RULE, topicFilter: null, run: keep },
      { name: EVENT_RULE, topicFilter: null, run: async () => undefined },
      { name: LAST_WILL_RULE, topicFilter: topics.lastWill("+"), run: countWill },
    ],
  });
  dataPlane = new IoTDataPlaneClient({
    region: "us-east-1",
    endpoint: iot.dataPlaneUrl,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
});
afterEach(async () => {
  await Promise.all(daemons.splice(0).map((daemon) => daemon.kill()));
  dataPlane.destroy();
  await iot.close();
  await rm(directory, { recursive: true, force: true });
});

async function configure(changes: object = {}): Promise<string> {
  const { username, password } = iot.credentialsFor(THING);
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  await writeWav(join(directory, "music", "a.wav"), { title: "A", genre: "Jazz" });
  const file = join(directory, "bridge.json");
  const config = {
    thing: THING,
    dataDirectory: join(directory, "data"),
    musicDirectory: join(directory, "music"),
    cloud: { url: iot.mqttUrl, access: { kind: "login", username, passwordFile } },
    bluetooth: { kind: "sim", speakers: [{ address: addressOf(PATIO), name: "Patio" }] },
    ...changes,
  };
  await writeFile(file, JSON.stringify(config, null, 2));
  return file;
}

function start(...args: string[]) {
  const started = startDaemon({ args });
  daemons.push(started);
  return started;
}

const tellHome = () =>
  dataPlane.send(
    new UpdateThingShadowCommand({
      thingName: THING,
      shadowName: "config",
      payload: Buffer.from(JSON.stringify({ state: { desired: homeConfig() } })),
    }),
  );

const sendDirectly = (what: Parameters<typeof encodeCommand>[0]) =>
  dataPlane.send(
    new SendDirectMessageCommand({
      clientId: THING,
      topic: topics.command(THING),
      payload: encodeCommand({ ...what, issuedAtMs: Date.now() }),
      confirmation: true,
      timeout: 2,
    }),
  );

describe("the daemon", () => {
  it("follows its home, confirms a command, plays, tells the outcome, and ends cleanly and says so when asked to", async () => {
    const { daemon, output, exited, says } = start("--config", await configure());
    await says("connected to the cloud");
    await tellHome();
    await says("speaker connected");
    await sendDirectly(play(1, PATIO));
    await until(() => outcomes.length === 1);
    expect(outcomes[0]).toMatchObject({ state: "done", perSpeaker: { [PATIO]: "OK" }, found: { by: "genre" } });

    daemon.kill("SIGTERM");
    expect(await exited).toBe(0);
    expect(output.log).toContain("bridge has stopped");
    expect(output.errors).toBe("");
    expect(output.log).not.toMatch(/Patio|0A:00:00/);
    // by itself: the broker publishes nothing for a client that says goodbye
    await until(() => wills === 1);
  });

  it("that is killed knows its home and volumes when it is started again, and its Last Will was told", async () => {
    const config = await configure();
    const first = start("--config", config);
    await first.says("connected to the cloud");
    await tellHome();
    await first.says("speaker connected");
    await sendDirectly(command(1, "set-volume", { speakers: [PATIO], volumePercent: 17 }));
    await until(() => outcomes.length === 1);
    first.daemon.kill("SIGKILL");
    await first.exited;
    await until(() => wills === 1);

    const second = start("--config", config);
    await second.says("connected to the cloud");
    await second.says("speaker connected");
    await sendDirectly(command(2, "adjust-volume", { speakers: [PATIO], deltaPercent: 1 }));
    await until(() => outcomes.some(({ seq }) => seq === 2));
    expect(outcomes.at(-1)).toMatchObject({ seq: 2, state: "done", volumePercent: { [PATIO]: 18 } });
  });

  it.each([
    ["no file", async () => [], "no configuration file was named; usage: main --config FILE"],
    ["a file that is not there", async () => ["--config", join(directory, "none.json")], "none.json: can't be read"],
    ["a setting it does not know", async () => ["--config", await configure({ volume: 3 })], '"volume" is no setting'],
    [
      "an address in the clear",
      async () => [
        "--config",
        await configure({
          cloud: { url: "mqtt://10.0.0.1", access: { kind: "login", username: "x", passwordFile: "y" } },
        }),
      ],
      "in the clear",
    ],
  ] as const)("given %s says what to do about it and exits with 2", async (_, args, sentence) => {
    const { output, exited } = start(...(await args()));
    expect(await exited).toBe(2);
    expect(output.errors).toContain(sentence);
    expect(output.errors).not.toContain("    at ");
  });
});
