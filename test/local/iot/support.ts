// A local IoT with two bridges on it, and clients that clean up after themselves.
import { IoTDataPlaneClient, IoTDataPlaneServiceException } from "@aws-sdk/client-iot-data-plane";
import { POLICY_THING } from "@house-band/contract";
import { bridgePolicyDocument, rotationPolicyDocument } from "@house-band/infra/bridge-policy";
import { afterEach } from "@jest/globals";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { type LocalIot, type LocalIotOptions, startLocalIot } from "../../../local/src/iot/local-iot.ts";
import { createArns } from "../../../local/src/iot/policy.ts";

export const A = "hb-aaaaaaaaaaaaaaaa";
export const B = "hb-bbbbbbbbbbbbbbbb";

const arn = createArns("us-east-1", "000000000000");

const PLACE = { region: "us-east-1", account: "000000000000" };

/** The very documents that the cloud attaches to bridges. */
export const BRIDGE_POLICY = [bridgePolicyDocument(PLACE), rotationPolicyDocument(PLACE)];

/** Connect as yourself, then do anything. */
export const OPEN_POLICY = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "iot:Connect", Resource: arn.client(POLICY_THING) },
    {
      Effect: "Allow",
      Action: ["iot:Publish", "iot:Subscribe", "iot:Receive", "iot:RetainPublish"],
      Resource: "*",
    },
  ],
};

export type Rig = Awaited<ReturnType<typeof startRig>>;

/** Starts rigs for the tests of a file; each test's are closed after it. */
export function rigs() {
  const open: Rig[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((rig) => rig.close()));
  });
  return async (options: Partial<LocalIotOptions> = {}): Promise<Rig> => {
    const rig = await startRig(options);
    open.push(rig);
    return rig;
  };
}

export type Received = {
  readonly topic: string;
  readonly text: string;
  readonly dup: boolean;
  readonly retain: boolean;
};

/** @param options as for startLocalIot; the open policy, both things and no rules where left out */
export async function startRig(options: Partial<LocalIotOptions> = {}) {
  const iot = await startLocalIot({ policy: OPEN_POLICY, things: [A, B], rules: [], ...options });
  const clients: MqttClient[] = [];
  const dataPlane = createDataPlane(iot);
  return {
    iot,
    dataPlane,
    /** A client that does not reconnect by itself. */
    async connect(thing: string, more: IClientOptions = {}) {
      const client = mqtt.connect(iot.mqttUrl, {
        ...iot.credentialsFor(thing),
        clientId: thing,
        clean: false,
        protocolVersion: 4,
        reconnectPeriod: 0,
        resubscribe: false,
        ...more,
      });
      clients.push(client);
      const received: Received[] = [];
      client.on("message", (topic, payload, packet) => {
        received.push({ topic, text: payload.toString(), dup: packet.dup, retain: packet.retain });
      });
      const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
      const connack = await new Promise<{ readonly sessionPresent: boolean }>((resolve, reject) => {
        client.once("connect", resolve);
        client.once("error", reject);
      });
      client.on("error", () => undefined);
      return { client, received, closed, sessionPresent: connack.sessionPresent };
    },
    async close() {
      for (const client of clients) await client.endAsync(true);
      dataPlane.destroy();
      await iot.close();
    },
  };
}

function createDataPlane(iot: LocalIot): IoTDataPlaneClient {
  return new IoTDataPlaneClient({
    endpoint: iot.dataPlaneUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
}

/** Resolves as soon as the condition holds; fails after ten seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadlineMs) throw new Error(`waited 10 s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Long enough for a message on loopback that must not come. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 60));

/** The name and status of the exception that AWS's client makes of the answer. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ readonly name: string; readonly status: number | undefined }> {
  try {
    await call;
  } catch (error) {
    if (error instanceof IoTDataPlaneServiceException) {
      return { name: error.name, status: error.$metadata.httpStatusCode };
    }
    throw error;
  }
  throw new Error("the call was not refused");
}
