// One MQTT connection from CONNECT to its end. Subscribes to what the contract names; anything less is a failed connection.
import { setMaxListeners } from "node:events";
import { Socket } from "node:net";
import { bridgeTopics, encodeLastWill, err, ok, type Result, topics, WIRE_VERSION } from "@house-band/contract";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import { DEFAULT_KEEPALIVE_SECONDS } from "../../config.ts";
import type { Clock, CloudEvent, PortFault } from "../../ports.ts";
import type { CloudLinkOptions } from "./cloud-link-options.ts";

export type SessionEvents = {
  readonly onOnline: () => void;
  readonly onMessage: (message: Extract<CloudEvent, { kind: "message" }>) => void;
};

export type Session = {
  isOnline(): boolean;
  publish(topic: string, payload: Uint8Array, signal?: AbortSignal): Promise<Result<void, PortFault>>;
  /** To hear what the contract names beside a bridge's own topics. */
  subscribe(filters: readonly string[], signal?: AbortSignal): Promise<Result<void, string>>;
  unsubscribe(filters: readonly string[]): Promise<void>;
  /** Ends at once: another connection of this bridge has taken its place. */
  leave(): void;
  /** Says goodbye, so that the broker does not publish the Last Will. */
  end(): Promise<void>;
  /** Resolves with the reason when the connection is gone, however it went. */
  readonly over: Promise<string>;
};

const CONNACK_WITHIN_MS = 10_000;
const SUBACK_WITHIN_MS = 5_000;
const PUBACK_WITHIN_MS = 10_000;
const PINGRESP_WITHIN_MS = 10_000;
/**
 * After this nobody waits for the PUBACK any more (the Lambda gives up after 2 s), and the message makes room for the
 * SUBACKs and PUBACKs behind it; it comes again with the next session.
 */
const ACKNOWLEDGE_WITHIN_MS = 2_000;
const GOODBYE_WITHIN_MS = 500;

/** SUBACK's failure code. @see MQTT 3.1.1 section 3.9.3 */
const SUBACK_FAILURE = 128;

/** Connects, subscribes and reports; a session that is over is not opened again. */
export function openSession(options: CloudLinkOptions, events: SessionEvents): Session {
  const { clock, thing } = options;
  const ended = new AbortController();
  setMaxListeners(0, ended.signal); // every message in flight listens: more than Node takes for normal
  const client = connect(options.url, toClientOptions(options));
  let isOnline = false;
  let reason = "the connection was closed";
  const fail = (why: string) => {
    reason = why;
    client.end(true);
  };

  const over = new Promise<string>((resolve) => {
    client.on("error", (error) => {
      reason = error.message;
    });
    client.on("close", () => {
      isOnline = false;
      ended.abort();
      resolve(reason);
      client.end(true);
    });
  });
  holdBackAcknowledgements(client, { clock, ended: ended.signal, onMessage: events.onMessage });
  watchPings(client, clock, ended.signal, fail);
  client.on("connect", () => {
    // small packets that answer each other: Nagle's algorithm would hold every outcome for 40 ms
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    void subscribe(client, clock, bridgeTopics(thing).subscribe, childOf(ended.signal)).then((subscribed) => {
      if (ended.signal.aborted) return;
      if (!subscribed.ok) return fail(subscribed.error);
      isOnline = true;
      events.onOnline();
    });
  });

  return {
    isOnline: () => isOnline,
    publish: (topic, payload, signal) => publish({ client, clock, ended: ended.signal, fail }, topic, payload, signal),
    subscribe: (filters, signal) => subscribe(client, clock, filters, childOf(ended.signal, signal)),
    unsubscribe: (filters) => unsubscribe(client, filters),
    leave: () => fail("another connection of this bridge has taken its place"),
    async end() {
      reason = "the bridge is stopping";
      const late = new AbortController();
      const goodbye = client.endAsync().then(() => late.abort());
      await Promise.race([goodbye, clock.sleep(GOODBYE_WITHIN_MS, late.signal)]);
      client.end(true);
      await over;
    },
    over,
  };
}

/** Every connection is a client of its own: nothing of an old one (a late PUBACK, a queued publish) can leak into it. */
function toClientOptions({
  thing,
  access,
  keepaliveSeconds = DEFAULT_KEEPALIVE_SECONDS,
}: CloudLinkOptions): IClientOptions {
  const identity =
    access.kind === "login"
      ? { username: access.username, password: access.password }
      : { ...(access.ca && { ca: access.ca }), cert: access.cert, key: access.key, rejectUnauthorized: true };
  return {
    ...identity,
    clientId: thing,
    clean: false,
    protocolVersion: 4,
    keepalive: keepaliveSeconds,
    reconnectPeriod: 0,
    connectTimeout: CONNACK_WITHIN_MS,
    resubscribe: false,
    queueQoSZero: false,
    will: {
      topic: topics.lastWill(thing),
      payload: Buffer.from(encodeLastWill({ v: WIRE_VERSION, kind: "lost" })),
      qos: 1,
      retain: false,
    },
  };
}

/**
 * MQTT.js takes `customHandleAcks` in MQTT 5 only; in 3.1.1 it sends the PUBACK when `handleMessage` calls back, and
 * none when it calls back with an error. One message at a time: the broker's own order, and back-pressure.
 * @see MQTT.js README "mqtt.Client#handleMessage(packet, callback)"
 */
function holdBackAcknowledgements(
  client: MqttClient,
  { clock, ended, onMessage }: { clock: Clock; ended: AbortSignal; onMessage: SessionEvents["onMessage"] },
): void {
  client.handleMessage = ({ topic, payload }, callback) => {
    const answered = childOf(ended);
    let isAnswered = false;
    const answer = (isTaken: boolean) => {
      if (isAnswered) return;
      isAnswered = true;
      answered.abort();
      callback(isTaken && !ended.aborted ? undefined : new Error("not acknowledged"));
    };
    const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : new Uint8Array(payload);
    void clock.sleep(ACKNOWLEDGE_WITHIN_MS, answered.signal).then(() => answer(false));
    onMessage({ kind: "message", topic, payload: bytes, acknowledge: () => answer(true) });
  };
}

/** A link that is open at one end only never answers a ping. */
function watchPings(client: MqttClient, clock: Clock, ended: AbortSignal, fail: (why: string) => void): void {
  let heard = childOf(ended);
  client.on("packetreceive", () => heard.abort());
  client.on("packetsend", ({ cmd }) => {
    if (cmd !== "pingreq") return;
    heard = childOf(ended);
    void clock.sleep(PINGRESP_WITHIN_MS, heard.signal).then((silent) => {
      if (silent) fail(`no answer to a ping within ${PINGRESP_WITHIN_MS} ms`);
    });
  });
}

/** A refused subscription looks like a connection and is none: commands would never come. */
async function subscribe(
  client: MqttClient,
  clock: Clock,
  filters: readonly string[],
  answered: ChildSignal,
): Promise<Result<void, string>> {
  const suback = new Promise<Result<void, string>>((resolve) => {
    client.subscribe([...filters], { qos: 1 }, (error, _, suback) =>
      resolve(toSubscribed(error, suback?.granted ?? [])),
    );
  });
  const late = clock
    .sleep(SUBACK_WITHIN_MS, answered.signal)
    .then((isLate): Result<void, string> => err(isLate ? `no SUBACK within ${SUBACK_WITHIN_MS} ms` : "given up"));
  const subscribed = await Promise.race([suback, late]);
  answered.abort();
  return subscribed;
}

/** Answered or not: whoever is told more than he wants to hear passes over it. */
function unsubscribe(client: MqttClient, filters: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      client.off("close", finish); // a connection that lives for months asks often
      resolve();
    };
    client.once("close", finish);
    client.unsubscribe([...filters], finish);
  });
}

function toSubscribed(error: Error | null, codes: readonly unknown[]): Result<void, string> {
  if (codes.includes(SUBACK_FAILURE)) {
    return err("the cloud refused a subscription: look at the policy of this bridge");
  }
  return error ? err(`subscribing failed: ${error.message}`) : ok(undefined);
}

type Wire = {
  readonly client: MqttClient;
  readonly clock: Clock;
  readonly ended: AbortSignal;
  readonly fail: (why: string) => void;
};

/** QoS 1, always: a publish of QoS 0 "succeeds" on a link that is long dead. */
async function publish(
  { client, clock, ended, fail }: Wire,
  topic: string,
  payload: Uint8Array,
  signal?: AbortSignal,
): Promise<Result<void, PortFault>> {
  const answered = childOf(ended, signal);
  const puback = new Promise<Result<void, PortFault>>((resolve) => {
    client.publish(topic, Buffer.from(payload), { qos: 1 }, (error) =>
      resolve(error ? err(fault("protocol", error.message, error)) : ok(undefined)),
    );
  });
  const silence = clock.sleep(PUBACK_WITHIN_MS, answered.signal).then((late): Result<void, PortFault> => {
    if (late) fail(`no PUBACK within ${PUBACK_WITHIN_MS} ms`);
    return err(late ? fault("timeout", `no PUBACK within ${PUBACK_WITHIN_MS} ms`) : fault("unavailable", "given up"));
  });
  const published = await Promise.race([puback, silence]);
  answered.abort();
  return published;
}

const fault = (code: PortFault["code"], message: string, cause?: unknown): PortFault => ({
  port: "cloud",
  code,
  retryable: true,
  message,
  ...(cause === undefined ? {} : { cause }),
});
