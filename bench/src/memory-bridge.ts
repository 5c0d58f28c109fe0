// The whole daemon in this process: real queue, core, journal and reports; ports that answer at once. What is left is
// the bridge's own work. The store may be the real one, so that its price shows by comparison.
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { BRIDGE_DEFAULTS, type Bridge, runBridge } from "@house-band/bridge-firmware/bridge";
import type { CloudEvent, CloudLink, Log, Store } from "@house-band/bridge-firmware/ports";
import { type Command, decodeOutcome, encodeCommand, type Outcome, ok, topics } from "@house-band/contract";
import { homeConfig, THING } from "../../test/bridge-firmware/fakes/home.ts";
import { createFakeBluetooth, createFakeEngine, createFakeLibrary } from "../../test/bridge-firmware/fakes/ports.ts";

export const silentLog: Log = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

export type MemoryBridge = {
  readonly bridge: Bridge;
  readonly bluetooth: ReturnType<typeof createFakeBluetooth>;
  /** Resolves with the command's final outcome. */
  send(command: Command): Promise<Outcome>;
  stop(): Promise<void>;
};

/** A bridge that knows its home and is online. */
export async function startMemoryBridge(store: Store): Promise<MemoryBridge> {
  const saved = await store.save("home", homeConfig());
  if (!saved.ok) throw new Error(saved.error.message);
  const bluetooth = createFakeBluetooth();
  const cloud = createMemoryCloud();
  const bridge = await runBridge(
    {
      bluetooth,
      engine: createFakeEngine(),
      cloud: cloud.link,
      library: createFakeLibrary(),
      store,
      clock: createSystemClock(),
      log: silentLog,
    },
    { ...BRIDGE_DEFAULTS, thing: THING },
  );
  return { bridge, bluetooth, send: cloud.send, stop: () => bridge.stop() };
}

/** Takes every publish at once, and hands each outcome to whoever sent its command. */
function createMemoryCloud(): { readonly link: CloudLink; send(command: Command): Promise<Outcome> } {
  const listeners = new Set<(event: CloudEvent) => void>();
  const waiting = new Map<string, (outcome: Outcome) => void>();
  const tell = (event: CloudEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const deliver = (topic: string, payload: Uint8Array): void =>
    tell({ kind: "message", topic, payload, acknowledge: () => undefined });

  const link: CloudLink = {
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async publish(topic, payload) {
      if (topic === topics.outcome(THING)) hear(payload);
      // No shadow yet: the bridge's first report makes it.
      if (topic.endsWith("/get")) deliver(`${topic}/rejected`, new TextEncoder().encode('{"code":404}'));
      return ok(undefined);
    },
    start: () => tell({ kind: "online" }),
    close: async () => undefined,
  };
  function hear(payload: Uint8Array): void {
    const decoded = decodeOutcome(payload);
    if (!decoded.ok) throw new Error(decoded.error.message);
    const { commandId, state } = decoded.value;
    if (state === "accepted") return;
    waiting.get(commandId)?.(decoded.value);
    waiting.delete(commandId);
  }
  return {
    link,
    send(command) {
      const outcome = new Promise<Outcome>((resolve) => waiting.set(command.id, resolve));
      deliver(topics.command(THING), encodeCommand(command));
      return outcome;
    },
  };
}
