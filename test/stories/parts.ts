// The stack in parts, for stories in which the bridge ends and starts again, or several people talk to one cloud.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetThingShadowCommand } from "@aws-sdk/client-iot-data-plane";
import { createVirtualEngine } from "../../bridge-firmware/src/adapters/engine/virtual-engine.ts";
import { createDynamoClient } from "../../lambda/src/adapters/dynamo.ts";
import { createHome } from "../../lambda/src/adapters/home-seeding.ts";
import { createIotClient } from "../../lambda/src/adapters/iot.ts";
import { createAlexa } from "../../local/src/alexa/say.ts";
import { buildHome } from "../../local/src/home/build-home.ts";
import { startLocalBridge } from "../../local/src/stack/local-bridge.ts";
import { startLocalCloud } from "../../local/src/stack/local-cloud.ts";
import { createPatientClock, HOME, startClock, writeTracks } from "./home.ts";

const MODEL_FILE = new URL("../../skill-package/interactionModels/custom/en-US.json", import.meta.url);
const SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000001";
export const OWNER = "amzn1.ask.account.OWNER";

export type Parts = Awaited<ReturnType<typeof openParts>>;

export async function openParts() {
  const folder = await mkdtemp(join(tmpdir(), "house-band-story-"));
  const musicDirectory = join(folder, "music");
  await writeTracks(musicDirectory);
  const { home, speakers } = buildHome(HOME, []);
  const own = { logLevel: "error", voiceClock: createPatientClock() } as const;
  const cloud = await startLocalCloud({ home, user: { skillId: SKILL_ID, userId: OWNER }, ...own });
  const model: unknown = JSON.parse(await readFile(MODEL_FILE, "utf8"));
  const alexaOf = (userId: string) =>
    createAlexa({ model, invoke: cloud.invoke, skillId: SKILL_ID, userId, deviceId: `device of ${userId}` });
  const alexa = alexaOf(OWNER);

  async function startBridge() {
    const engine = createVirtualEngine();
    const clock = startClock((ms) => engine.advance(ms));
    const { mqttUrl, credentials } = cloud;
    const dataDirectory = join(folder, "data");
    const own = { thing: home.bridge, mqttUrl, credentials, speakers, musicDirectory, dataDirectory };
    const local = await startLocalBridge({ ...own, logLevel: "error", engine });
    return {
      state: () => local.bridge.snapshot(),
      async stop() {
        await clock.stop();
        await local.close();
      },
    };
  }

  return {
    home,
    startBridge,
    alexaOf,
    invoke: cloud.invoke,
    say: (utterance: string) => alexa.say(utterance),
    /** What the bridge's `config` shadow asks of it. */
    async configShadow(): Promise<unknown> {
      const client = createIotClient();
      const { payload } = await client.send(
        new GetThingShadowCommand({ thingName: home.bridge, shadowName: "config" }),
      );
      client.destroy();
      const document = JSON.parse(new TextDecoder().decode(payload)) as { state: { desired: unknown } }; // as AWS documents it
      return document.state.desired;
    },
    /** Somebody else's home in the same cloud. */
    async addHome(names: readonly string[]) {
      const client = createDynamoClient(30_000);
      const other = buildHome({ speakers: names.map((name) => ({ name })) }, []).home;
      const made = await createHome({ client, tableName: "house-band" }, other, AbortSignal.timeout(5_000));
      client.destroy();
      if (!made.ok) throw new Error(made.error.message);
      return other;
    },
    async close() {
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
