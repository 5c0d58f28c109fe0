// The BridgeLink port on the AWS IoT data plane. Sends a command once; what happened to it is said in our words.
import {
  GetConnectionCommand,
  type IoTDataPlaneClient,
  PublishCommand,
  SendDirectMessageCommand,
} from "@aws-sdk/client-iot-data-plane";
import { type Command, encodeCommand, err, ok, type Result, type ThingName, topics } from "@house-band/contract";
import type { BridgeLink, Connection, Delivery, PortFault } from "../ports.ts";
import { publishClaim } from "./claim-shadow.ts";
import { publishConfig } from "./config-shadow.ts";
import { toIotFault } from "./iot.ts";
import { errorName } from "./library-errors.ts";

/** How long the bridge may take to journal a command. @see AWS IoT data plane, SendDirectMessage: 1 to 15 seconds */
const CONFIRMATION_SECONDS = 2;

/** @param how `direct`: the bridge's own acknowledgement is waited for; `publish`: the broker's is all there is */
export function createBridgeLink(client: IoTDataPlaneClient, how: "direct" | "publish"): BridgeLink {
  const send = how === "direct" ? sendDirectly : publish;
  return {
    send: (thing, command, signal) => send(client, thing, command, signal),
    findConnection: (thing, signal) => findConnection(client, thing, signal),
    publishConfig: (home, signal) => publishConfig(client, home, signal),
    publishClaim: (thing, claim, signal) => publishClaim(client, thing, claim, signal),
  };
}

async function sendDirectly(
  client: IoTDataPlaneClient,
  thing: ThingName,
  command: Command,
  abortSignal: AbortSignal,
): Promise<Result<Delivery, PortFault>> {
  const message = new SendDirectMessageCommand({
    clientId: thing,
    topic: topics.command(thing),
    payload: encodeCommand(command),
    confirmation: true,
    timeout: CONFIRMATION_SECONDS,
    contentType: "application/json",
  });
  try {
    await client.send(message, { abortSignal });
    return ok("journaled");
  } catch (cause) {
    if (errorName(cause) === "ResourceNotFoundException") return ok("offline");
    return unlessRefused(cause);
  }
}

/** Without direct messages: asked first whether it is there, since the broker takes messages for anybody. */
async function publish(
  client: IoTDataPlaneClient,
  thing: ThingName,
  command: Command,
  abortSignal: AbortSignal,
): Promise<Result<Delivery, PortFault>> {
  if (await isKnownToBeAway(client, thing, abortSignal)) return ok("offline");
  const message = new PublishCommand({
    topic: topics.command(thing),
    payload: encodeCommand(command),
    qos: 1,
    messageExpiry: Math.ceil(command.ttlMs / 1_000),
    contentType: "application/json",
  });
  try {
    await client.send(message, { abortSignal });
    return ok("sent");
  } catch (cause) {
    return unlessRefused(cause);
  }
}

/** Only a plain answer counts: where the question fails, the command is sent and its outcome tells. */
async function isKnownToBeAway(
  client: IoTDataPlaneClient,
  thing: ThingName,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const found = await findConnection(client, thing, abortSignal);
  return found.ok && !found.value.isConnected;
}

/** A client that went more than half an hour ago is as unknown as one that never came. @see "GetConnection" */
async function findConnection(
  client: IoTDataPlaneClient,
  thing: ThingName,
  abortSignal: AbortSignal,
): Promise<Result<Connection, PortFault>> {
  try {
    const found = await client.send(new GetConnectionCommand({ clientId: thing }), { abortSignal });
    const { connected: isConnected = false, connectedSince, disconnectedSince } = found;
    return ok({ isConnected, sinceMs: (isConnected ? connectedSince : disconnectedSince) ?? null });
  } catch (cause) {
    if (errorName(cause) === "ResourceNotFoundException") return ok({ isConnected: false, sinceMs: null });
    return err(toIotFault(cause));
  }
}

/** A refusal means that nothing was sent; anything else leaves it open whether the bridge has the command. */
function unlessRefused(cause: unknown): Result<Delivery, PortFault> {
  const fault = toIotFault(cause);
  return fault.code === "refused" ? err(fault) : ok("unknown");
}
