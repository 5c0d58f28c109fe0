// The way to bluetoothd (or to another service): a connection to the bus that comes back by itself, and whether anybody
// owns the name `org.bluez` there. Only what that owner says is passed on. What is said is for others to understand.
import { err, type Result } from "@house-band/contract";
import { fullJitterMs } from "../../core/backoff.ts";
import { createListeners } from "../../listeners.ts";
import type { Clock, Log, Unsubscribe } from "../../ports.ts";
import {
  type BusCall,
  type BusConnection,
  type BusError,
  type BusHandler,
  type BusMessage,
  type CallLimit,
  DISCONNECTED,
  openBusConnection,
} from "./bus-connection.ts";
import { BLUEZ } from "./names.ts";

export type BluezCall = Omit<BusCall, "destination">;

export type BluezBus = {
  /** Is there a bluetoothd to talk to? */
  isUp(): boolean;
  call(call: BluezCall, limit: CallLimit): Promise<Result<readonly unknown[], BusError>>;
  /** Told at every change; true is a new bluetoothd, to which nothing from before is known. */
  onService(listener: (isUp: boolean) => void): Unsubscribe;
  onSignal(listener: (signal: BusMessage) => void): Unsubscribe;
  /** Answers bluetoothd's own calls; nobody else's. */
  onCall(handler: BusHandler): Unsubscribe;
  close(): Promise<void>;
};

export type BluezBusOptions = {
  /** As D-Bus writes it, such as unix:path=/run/dbus/system_bus_socket. */
  readonly address: string;
  /** Whom it leads to, by the name on the bus; bluetoothd unless it says otherwise. */
  readonly service?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 ≤ chance < 1 */
  readonly random: () => number;
};

const RECONNECT = { firstMs: 1_000, capMs: 30_000 } as const;
/** A bus that was there for less was none. */
const STABLE_AFTER_MS = 10_000;
const BUS_CALL_WITHIN_MS = 5_000;

const DBUS = "org.freedesktop.DBus";
/** Everything that the service says, and who that is. */
const matchesOf = (service: string) => [
  `type='signal',sender='${service}'`,
  `type='signal',sender='${DBUS}',interface='${DBUS}',member='NameOwnerChanged',arg0='${service}'`,
];

/** Connects from now on for ever, until it is closed. */
export function createBluezBus(options: BluezBusOptions): BluezBus {
  const { service = BLUEZ } = options;
  const services = createListeners<boolean>();
  const signals = createListeners<BusMessage>();
  const handlers = new Set<BusHandler>();
  const closing = new AbortController();
  const now: { connection: BusConnection | null; owner: string | null } = { connection: null, owner: null };

  const setOwner = (owner: string | null): void => {
    if (owner === now.owner) return;
    const hadOne = now.owner !== null;
    now.owner = owner;
    options.log.info({ isUp: owner !== null }, service === BLUEZ ? "bluetoothd" : service);
    // one bluetoothd after the other, without a pause: the first one's end is told all the same
    if (hadOne) services.tell(false);
    if (owner !== null) services.tell(true);
  };
  const hear = (signal: BusMessage): void => {
    if (signal.sender === DBUS && signal.member === "NameOwnerChanged") {
      if (signal.body[0] === service) setOwner(toOwner(signal.body[2]));
    } else if (signal.sender === now.owner) signals.tell(signal);
  };
  const answer: BusHandler = (message) => {
    if (message.sender !== now.owner) return null;
    for (const handler of handlers) {
      const replying = handler(message);
      if (replying !== null) return replying;
    }
    return null;
  };
  const running = keepConnected(options, closing.signal, async (connection) => {
    now.connection = connection;
    connection.onSignal(hear);
    connection.onCall(answer);
    const owner = await askForOwner(connection, service);
    if (!connection.ended.aborted) setOwner(owner);
    await until(connection.ended);
    now.connection = null;
    setOwner(null);
  });

  return {
    isUp: () => now.owner !== null,
    async call(call, limit) {
      const { connection, owner } = now;
      if (connection === null || owner === null) return err(DISCONNECTED);
      return connection.call({ ...call, destination: owner }, limit);
    },
    onService: services.add,
    onSignal: signals.add,
    onCall(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
    async close() {
      closing.abort();
      services.clear();
      signals.clear();
      now.connection?.close();
      await running;
    },
  };
}

/** One connection after the other; `use` ends with its connection. */
async function keepConnected(
  { address, clock, log, random }: BluezBusOptions,
  closing: AbortSignal,
  use: (connection: BusConnection) => Promise<void>,
): Promise<void> {
  for (let failures = 0; !closing.aborted; ) {
    const sinceMs = clock.nowMs();
    const opened = await openBusConnection(address, clock);
    if (opened.ok && closing.aborted) opened.value.close();
    else if (opened.ok) await use(opened.value);
    if (closing.aborted) return;
    failures = opened.ok && clock.nowMs() - sinceMs >= STABLE_AFTER_MS ? 1 : failures + 1;
    // once when it begins: a retry is no news
    if (failures === 1) log.warn({ code: opened.ok ? "ended" : opened.error.message }, "no connection to the D-Bus");
    await clock.sleep(fullJitterMs(RECONNECT, failures, random()), closing);
  }
}

async function askForOwner(connection: BusConnection, service: string): Promise<string | null> {
  const ask = (member: string, argument: string) =>
    connection.call(
      {
        destination: DBUS,
        path: "/org/freedesktop/DBus",
        interface: DBUS,
        member,
        signature: "s",
        body: [argument],
      },
      { withinMs: BUS_CALL_WITHIN_MS },
    );
  for (const match of matchesOf(service)) {
    // a bus that takes no rule is of no use: it is left, and tried again
    if (!(await ask("AddMatch", match)).ok) connection.close();
  }
  const owner = await ask("GetNameOwner", service);
  return owner.ok ? toOwner(owner.value[0]) : null;
}

const toOwner = (name: unknown): string | null => (typeof name === "string" && name !== "" ? name : null);

const until = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
