// Thousands of bridges in this process: of each, the real link to the cloud and the real outbox of outcomes. What a
// command would do in the house is left out.
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { createCloudLink } from "@house-band/bridge-firmware/adapters/mqtt/cloud-link";
import { createOutbox } from "@house-band/bridge-firmware/cloud/outbox";
import type { CloudEvent } from "@house-band/bridge-firmware/ports";
import { type Command, decodeCommand, type Outcome, ThingName, topics, WIRE_VERSION } from "@house-band/contract";
import type { Credentials } from "@house-band/local/iot/local-iot";
import { silentLog } from "../memory-bridge.ts";

export type VirtualBridge = {
  readonly thing: ThingName;
  isOnline(): boolean;
  /** By performance.now(): when it came online last. */
  onlineAtMs(): number | null;
  start(): void;
  close(): Promise<void>;
};

export type FleetOptions = {
  readonly things: readonly ThingName[];
  readonly url: string;
  readonly credentialsFor: (thing: string) => Credentials;
  /** Each time a command arrives, also when it is one that came before. */
  readonly onCommand: (command: Command) => void;
};

const clock = createSystemClock();

/** Names of as many things. */
export const thingNames = (count: number): readonly ThingName[] =>
  Array.from({ length: count }, (_, index) => ThingName.parse(`hb-${String(index).padStart(16, "0")}`));

/** Bridges that are not started yet. */
export const createFleet = (options: FleetOptions): readonly VirtualBridge[] =>
  options.things.map((thing) => createBridge(thing, options));

function createBridge(thing: ThingName, { url, credentialsFor, onCommand }: FleetOptions): VirtualBridge {
  const access = { kind: "login", ...credentialsFor(thing) } as const;
  const cloud = createCloudLink({ url, thing, access, clock, log: silentLog, random: Math.random });
  const outbox = createOutbox({ cloud, thing, clock, log: silentLog, onDelivered: () => undefined });
  const seen = new Set<string>();
  let onlineAtMs: number | null = null;
  let isOnline = false;
  cloud.onEvent((event) => {
    if (event.kind === "message") {
      take(event, (command) => {
        onCommand(command);
        if (!seen.has(command.id)) outbox.add(outcomeOf(command));
        seen.add(command.id);
      });
      return;
    }
    isOnline = event.kind === "online";
    if (event.kind === "offline") return outbox.offline();
    onlineAtMs = performance.now();
    outbox.online();
    // as a bridge does when it comes back
    for (const shadow of ["config", "state"] as const) {
      void cloud.publish(`${topics.shadow(thing, shadow)}/get`, new Uint8Array());
    }
  });
  return {
    thing,
    isOnline: () => isOnline,
    onlineAtMs: () => onlineAtMs,
    start: cloud.start,
    async close() {
      await outbox.close();
      await cloud.close();
    },
  };
}

function take(message: Extract<CloudEvent, { kind: "message" }>, onCommand: (command: Command) => void): void {
  if (message.topic.endsWith("/cmd")) {
    const command = decodeCommand(message.payload);
    if (!command.ok) throw new Error(`not a command: ${JSON.stringify(command.error)}`);
    onCommand(command.value);
  }
  message.acknowledge();
}

const outcomeOf = ({ id, seq }: Command): Outcome => ({
  v: WIRE_VERSION,
  commandId: id,
  seq,
  state: "done",
  code: "OK",
  perSpeaker: {},
  timings: { acceptedMs: 0, settledMs: 0 },
});
