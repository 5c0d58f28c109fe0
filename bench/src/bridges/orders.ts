// Commands to bridges by the cloud's own call, and what becomes of each. Knows neither gate nor storm.
import { setTimeout as wait } from "node:timers/promises";
import { IoTDataPlaneClient, PublishCommand, SendDirectMessageCommand } from "@aws-sdk/client-iot-data-plane";
import {
  type Command,
  type CommandId,
  encodeCommand,
  newCommandId,
  SpeakerId,
  topics,
  WIRE_VERSION,
} from "@house-band/contract";
import type { VirtualBridge } from "./fleet.ts";

export type Ledger = {
  /** The bridge has acknowledged it. */
  readonly confirmed: Set<CommandId>;
  /** The cloud knows at once that it did not arrive. */
  readonly refused: Set<CommandId>;
  /** Nobody knows, so people are told so. */
  readonly unconfirmed: Set<CommandId>;
  /** How often each arrived at its bridge. */
  readonly arrived: Map<CommandId, number>;
  /** The cloud has its outcome. */
  readonly answered: Set<CommandId>;
  readonly roundTripsMs: number[];
};

export const createLedger = (): Ledger => ({
  confirmed: new Set(),
  refused: new Set(),
  unconfirmed: new Set(),
  arrived: new Map(),
  answered: new Set(),
  roundTripsMs: [],
});

/** Any speaker: nobody looks. */
const SPEAKER = SpeakerId.parse("spk_01J8ZQ5V0000000000000000PA");
const CONFIRM_SECONDS = 5;

/** Against the local data plane, which takes any credentials that were used. */
export const createOrderClient = (endpoint: string): IoTDataPlaneClient =>
  new IoTDataPlaneClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });

let seq = 0;

function toCommand(ttlMs: number): Command {
  seq += 1;
  const common = { v: WIRE_VERSION, id: newCommandId(), seq, issuedAtMs: Date.now(), ttlMs, origin: "alexa" } as const;
  return { ...common, kind: "pause", speakers: [SPEAKER] };
}

/** Sends as the Lambda does, and writes down what AWS would say of it. */
async function order(client: IoTDataPlaneClient, bridge: VirtualBridge, ledger: Ledger): Promise<void> {
  const command = toCommand(10_000);
  const startMs = performance.now();
  const message = new SendDirectMessageCommand({
    clientId: bridge.thing,
    topic: topics.command(bridge.thing),
    payload: encodeCommand(command),
    confirmation: true,
    timeout: CONFIRM_SECONDS,
  });
  try {
    await client.send(message);
    ledger.confirmed.add(command.id);
    ledger.roundTripsMs.push(performance.now() - startMs);
  } catch (error) {
    const isRefused = error instanceof Error && error.name === "ResourceNotFoundException";
    (isRefused ? ledger.refused : ledger.unconfirmed).add(command.id);
  }
}

/** Bridges in turn, so many commands a second, until it is told to stop. */
export function keepOrdering(
  client: IoTDataPlaneClient,
  bridges: readonly VirtualBridge[],
  ledger: Ledger,
  perSecond: number,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  const run = async (): Promise<void> => {
    const startMs = performance.now();
    for (let sent = 0; !stopping.signal.aborted; sent += 1) {
      const bridge = bridges[sent % bridges.length];
      if (!bridge) return;
      const sending: Promise<void> = order(client, bridge, ledger).finally(() => underWay.delete(sending));
      underWay.add(sending);
      const dueMs = startMs + ((sent + 1) * 1_000) / perSecond - performance.now();
      await wait(Math.max(0, dueMs), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(underWay);
    },
  };
}

/** QoS 1 to whoever is away: the broker keeps it in the bridge's session. */
export async function leaveMessages(
  client: IoTDataPlaneClient,
  bridges: readonly VirtualBridge[],
): Promise<readonly CommandId[]> {
  return Promise.all(
    bridges.map(async ({ thing }) => {
      const command = toCommand(3_600_000);
      const payload = encodeCommand(command);
      await persistently(() =>
        client.send(new PublishCommand({ topic: topics.command(thing), qos: 1, payload, messageExpiry: 3_600 })),
      );
      return command.id;
    }),
  );
}

/** A connection that was kept alive may end just when it is used again; the same message twice does no harm. */
async function persistently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}
