// AWS's own shadow clients at work, in a process of their own: their native part aborts when jest takes it down.
// Reports what it saw to its parent; judges nothing. Started with the broker's address and credentials as JSON.
import { io, iotshadow, mqtt } from "aws-iot-device-sdk-v2";
import type { Judgement, JudgeOptions } from "./shadow-client.types.ts";

const QOS = mqtt.QoS.AtLeastOnce;
const WAIT_MS = 5_000;

async function judge({ host, port, thing, username, password }: JudgeOptions): Promise<Judgement> {
  const connection = new mqtt.MqttClient().new_connection({
    host_name: host,
    port,
    client_id: thing,
    clean_session: true,
    socket_options: new io.SocketOptions(),
    username,
    password,
  });
  await connection.connect();
  const shadows = iotshadow.IotShadowClientv2.newFromMqtt311(connection, {
    maxRequestResponseSubscriptions: 6,
    maxStreamingSubscriptions: 4,
    operationTimeoutInSeconds: 5,
  });
  return {
    named: await namedShadow(shadows, thing),
    classic: await classicShadow(shadows, thing),
    streams: await streams(shadows, thing),
    firstEdition: await firstEdition(new iotshadow.IotShadowClient(connection), thing),
  };
}

async function namedShadow(shadows: iotshadow.IotShadowClientv2, thingName: string) {
  const ref = { thingName, shadowName: "config" };
  return {
    updated: plain(await shadows.updateNamedShadow({ ...ref, state: { desired: { a: 1 }, reported: { a: 2 } } })),
    conflict: await refusal(shadows.updateNamedShadow({ ...ref, state: { desired: { a: 3 } }, version: 99 })),
    read: plain(await shadows.getNamedShadow(ref)),
    deleted: plain(await shadows.deleteNamedShadow(ref)),
    gone: await refusal(shadows.getNamedShadow(ref)),
  };
}

async function classicShadow(shadows: iotshadow.IotShadowClientv2, thingName: string) {
  return {
    updated: plain(await shadows.updateShadow({ thingName, state: { reported: { b: [1, 2] } } })),
    read: plain(await shadows.getShadow({ thingName })),
    deleted: plain(await shadows.deleteShadow({ thingName })),
    gone: await refusal(shadows.getShadow({ thingName })),
  };
}

async function streams(shadows: iotshadow.IotShadowClientv2, thingName: string): Promise<readonly string[]> {
  const events: string[] = [];
  const ref = { thingName, shadowName: "config" };
  const named = shadows.createNamedShadowDeltaUpdatedStream(ref);
  const classic = shadows.createShadowDeltaUpdatedStream({ thingName });
  const documents = shadows.createNamedShadowUpdatedStream(ref);
  const all = [named, classic, documents];
  let established = 0;
  for (const stream of all) {
    stream.on("subscriptionStatus", () => {
      established += 1;
    });
  }
  named.on("incomingPublish", ({ message }) => events.push(`named delta ${JSON.stringify(message.state)}`));
  classic.on("incomingPublish", ({ message }) => events.push(`classic delta ${JSON.stringify(message.state)}`));
  documents.on("incomingPublish", ({ message }) =>
    events.push(`named documents ${JSON.stringify(message.current?.state?.desired)}`),
  );
  for (const stream of all) stream.open();
  await until(() => established === all.length);
  await shadows.updateNamedShadow({ ...ref, state: { desired: { a: 1 } } });
  await shadows.updateShadow({ thingName, state: { desired: { b: 2 } } });
  await until(() => events.length === 3);
  for (const stream of all) stream.close();
  return events.sort();
}

async function firstEdition(shadows: iotshadow.IotShadowClient, thingName: string): Promise<readonly string[]> {
  const ref = { thingName, shadowName: "state" };
  const seen: string[] = [];
  const note = (text: string) => void seen.push(text);
  await shadows.subscribeToUpdateNamedShadowAccepted(ref, QOS, (_error, { version, clientToken } = {}) =>
    note(`accepted ${version} ${clientToken}`),
  );
  await shadows.subscribeToUpdateNamedShadowRejected(ref, QOS, (_error, { code, clientToken } = {}) =>
    note(`rejected ${code} ${clientToken}`),
  );
  await shadows.subscribeToNamedShadowDeltaUpdatedEvents(ref, QOS, (_error, { state } = {}) =>
    note(`delta ${JSON.stringify(state)}`),
  );
  await shadows.subscribeToGetNamedShadowRejected(ref, QOS, (_error, { code, message } = {}) =>
    note(`get rejected ${code} ${message}`),
  );
  await shadows.publishGetNamedShadow(ref, QOS);
  await until(() => seen.length === 1);
  await shadows.publishUpdateNamedShadow({ ...ref, state: { desired: { a: 1 } }, clientToken: "t-1" }, QOS);
  await until(() => seen.length === 3);
  await shadows.publishUpdateNamedShadow({ ...ref, state: {}, version: 7, clientToken: "t-2" }, QOS);
  await until(() => seen.length === 4);
  return seen;
}

/** Without what changes from run to run, and as JSON carries it. */
function plain({ state, version }: { readonly state?: unknown; readonly version?: number | undefined }) {
  return { version, ...(state === undefined ? {} : { state: JSON.parse(JSON.stringify(state)) }) };
}

/** The code in AWS's modelled error. */
async function refusal(request: Promise<unknown>): Promise<unknown> {
  try {
    await request;
    return "not refused";
  } catch (error) {
    const modeled: unknown = error instanceof Error && "modeledError" in error ? error.modeledError : null;
    return typeof modeled === "object" && modeled !== null && "code" in modeled ? modeled.code : String(error);
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + WAIT_MS;
  while (!condition() && performance.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 5));
}

process.send?.(await judge(JSON.parse(process.argv[2] ?? "{}")));
