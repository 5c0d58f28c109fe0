// One connection to a D-Bus, from its greeting to its end. Whatever the library throws becomes a value here; who connects
// again is bus.ts's business.
import { EventEmitter } from "node:events";
import { err, ok, type Result } from "@house-band/contract";
import { DBusError, Message, MessageFlag, MessageType, sessionBus } from "@jellybrick/dbus-next";
import { childOf } from "../../child-signal.ts";
import { createListeners } from "../../listeners.ts";
import type { Clock, Unsubscribe } from "../../ports.ts";

/** In D-Bus's own words; errors.ts says what it means. Never leaves this folder. */
export type BusError = { readonly name: string; readonly message: string };

export type BusCall = {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
};

/** No call waits for ever, and nobody waits for a call he has given up. */
export type CallLimit = { readonly withinMs: number; readonly signal?: AbortSignal };

/** A signal, or a call of somebody else's that wants a reply. */
export type BusMessage = {
  readonly kind: "signal" | "call";
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
};

export type BusReply =
  | { readonly kind: "return"; readonly signature?: string; readonly body?: readonly unknown[] }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

/** Null: no answer from here, ask the next. */
export type BusHandler = (message: BusMessage) => Promise<BusReply> | null;

export type BusConnection = {
  call(call: BusCall, limit: CallLimit): Promise<Result<readonly unknown[], BusError>>;
  emit(signal: Omit<BusMessage, "kind" | "sender"> & { readonly signature: string }): void;
  onSignal(listener: (message: BusMessage) => void): Unsubscribe;
  onCall(handler: BusHandler): Unsubscribe;
  /** Fires once, when nothing can be sent any more. */
  readonly ended: AbortSignal;
  close(): void;
};

export const DISCONNECTED: BusError = { name: "org.freedesktop.DBus.Error.Disconnected", message: "the bus is gone" };
const TIMED_OUT: BusError = { name: "org.freedesktop.DBus.Error.NoReply", message: "no reply within the deadline" };
/** Of our own making: nobody else uses the name. */
export const GIVEN_UP: BusError = { name: "house-band.GivenUp", message: "the caller has given up" };

const HELLO_WITHIN_MS = 5_000;

/** Connects and says hello. The library knows no timeout and no end: both are added here. */
export async function openBusConnection(address: string, clock: Clock): Promise<Result<BusConnection, BusError>> {
  const bus = sessionBus({ busAddress: address });
  const ended = watchEnd(bus);
  const connection = toConnection(bus, ended, clock);
  const hello = new Promise<Result<readonly unknown[], BusError>>((resolve) =>
    bus.once("connect", () => resolve(ok([]))),
  );
  const greeted = await within(hello, { withinMs: HELLO_WITHIN_MS }, ended.signal, clock);
  if (greeted.ok) return ok(connection);
  connection.close();
  return err(ended.reason() ?? greeted.error);
}

type Library = ReturnType<typeof sessionBus>;
type End = { readonly signal: AbortSignal; readonly reason: () => BusError | null; fire(error: BusError): void };

function watchEnd(bus: Library): End {
  const controller = new AbortController();
  let reason: BusError | null = null;
  const fire = (error: BusError): void => {
    reason ??= error;
    controller.abort();
  };
  // its types leave this event out; without a listener it would be thrown
  const emitter: EventEmitter = bus;
  emitter.on("error", (error: unknown) => fire({ ...DISCONNECTED, message: messageOf(error) }));
  // the library tells the end of its stream to nobody but itself
  const connection: unknown = Reflect.get(bus, "_connection");
  if (!(connection instanceof EventEmitter)) throw new Error("this dbus-next keeps its connection elsewhere");
  connection.on("end", () => fire(DISCONNECTED));
  return { signal: controller.signal, reason: () => reason, fire };
}

function toConnection(bus: Library, end: End, clock: Clock): BusConnection {
  const signals = createListeners<BusMessage>();
  bus.on("message", (message) => {
    if (message.type === MessageType.SIGNAL) signals.tell(toMessage("signal", message));
  });
  const send = (message: Message): void => {
    try {
      bus.send(message);
    } catch (error) {
      end.fire({ ...DISCONNECTED, message: messageOf(error) });
    }
  };
  return {
    call: (call, limit) => within(callOnce(bus, call), limit, end.signal, clock),
    emit: ({ path, interface: name, member, signature, body }) =>
      send(Message.newSignal(path, name, member, signature, [...body])),
    onSignal: signals.add,
    onCall(handler) {
      const own = (message: Message): boolean => {
        const replying = handler(toMessage("call", message));
        void replying?.then((reply) => send(toReply(message, reply)));
        return replying !== null;
      };
      bus.addMethodHandler(own);
      return () => bus.removeMethodHandler(own);
    },
    ended: end.signal,
    close() {
      end.fire(DISCONNECTED);
      bus.disconnect();
    },
  };
}

async function callOnce(bus: Library, call: BusCall): Promise<Result<readonly unknown[], BusError>> {
  const { body = [], signature = "", ...where } = call;
  try {
    // a service that ended is systemd's to start, not ours
    const flags = MessageFlag.NO_AUTO_START;
    const reply = await bus.call(new Message({ ...where, signature, body: [...body], flags }));
    return ok(reply?.body ?? []);
  } catch (error) {
    return err(toBusError(error));
  }
}

function toBusError(error: unknown): BusError {
  return error instanceof DBusError
    ? { name: error.type, message: error.text }
    : { ...DISCONNECTED, message: messageOf(error) };
}

type Answer = Result<readonly unknown[], BusError>;

async function within(
  work: Promise<Answer>,
  { withinMs, signal }: CallLimit,
  ended: AbortSignal,
  clock: Clock,
): Promise<Answer> {
  if (signal?.aborted) return err(GIVEN_UP);
  if (ended.aborted) return err(DISCONNECTED);
  const off = childOf(signal, ended);
  const late = clock.sleep(withinMs, off.signal).then((isLate): Answer => {
    if (isLate) return err(TIMED_OUT);
    return err(signal?.aborted ? GIVEN_UP : DISCONNECTED);
  });
  const answer = await Promise.race([work, late]);
  off.abort();
  return answer;
}

const toMessage = (kind: BusMessage["kind"], message: Message): BusMessage => ({
  kind,
  sender: message.sender,
  path: message.path,
  interface: message.interface,
  member: message.member,
  body: message.body,
});

const toReply = (message: Message, reply: BusReply): Message =>
  reply.kind === "error"
    ? Message.newError(message, reply.name, reply.message)
    : Message.newMethodReturn(message, reply.signature ?? "", [...(reply.body ?? [])]);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
