// One conversation with the system's D-Bus, by libsystemd's sd-bus: what Node's own D-Bus libraries can't do is take
// file descriptors out of an answer. Nothing here waits in C: the bus is asked every few milliseconds for what has come.
import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "@house-band/contract";
import { createCell } from "../pcm/native.ts";
import { type Address, bindSdBus, code, type SdBus } from "./sd-bus-library.ts";
import { type BusReply, createReply, readString } from "./sd-bus-reply.ts";

export type BusErrorCode =
  | "no-library"
  | "no-bus"
  | "no-service"
  | "no-object"
  | "not-allowed"
  | "busy"
  | "silent"
  | "other";
export type BusError = { readonly code: BusErrorCode; readonly message: string };

export type BusCall = {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  /** Strings, and booleans in a variant: all that is needed. */
  readonly arguments: readonly (string | boolean)[];
};

export interface SystemBus {
  /** `read` is given the answer while it exists. */
  call<T>(call: BusCall, read: (reply: BusReply) => T): Promise<Result<T, BusError>>;
  close(): void;
}

const ASK_EVERY_MS = 3;
/** @see D-Bus specification, "Standard errors"; what `org.bluealsa` 4.0 and 4.3 answer by GLib. */
const ERROR_CODES: Readonly<Record<string, BusErrorCode>> = {
  "org.freedesktop.DBus.Error.ServiceUnknown": "no-service",
  "org.freedesktop.DBus.Error.NameHasNoOwner": "no-service",
  "org.freedesktop.DBus.Error.UnknownObject": "no-object",
  "org.freedesktop.DBus.Error.UnknownInterface": "no-object",
  "org.freedesktop.DBus.Error.UnknownMethod": "no-object",
  "org.freedesktop.DBus.Error.AccessDenied": "not-allowed",
  "org.freedesktop.DBus.Error.LimitsExceeded": "busy",
  "org.freedesktop.DBus.Error.NoReply": "silent",
};

/** A connection of its own, to be closed soon; every call on it must be over by `untilMs` of the monotonic clock. */
export function openSystemBus(untilMs: number): Result<SystemBus, BusError> {
  let sd: SdBus;
  try {
    sd = bindSdBus();
  } catch (cause) {
    return err({ code: "no-library", message: cause instanceof Error ? cause.message : String(cause) });
  }
  const address: Address = [null];
  const opened: number = sd.openSystem(address);
  const bus = address[0];
  if (opened < 0 || bus === null) return err({ code: "no-bus", message: `error ${-opened}` });
  return ok({
    async call(call, read) {
      const cookie = send(sd, bus, call);
      const reply = cookie === null ? null : await replyTo(sd, bus, cookie, untilMs);
      if (reply === null) return err({ code: "silent", message: "no answer came" });
      try {
        const error = errorOf(sd, reply);
        return error === null ? ok(read(createReply(sd, reply))) : err(error);
      } finally {
        sd.unrefMessage(reply);
      }
    },
    close: () => void sd.closeUnref(bus),
  });
}

function send(sd: SdBus, bus: bigint, call: BusCall): number | null {
  const address: Address = [null];
  const made = sd.newMethodCall(bus, address, call.destination, call.path, call.interface, call.member);
  const message = address[0];
  if (made < 0 || message === null) return null;
  for (const argument of call.arguments) append(sd, message, argument);
  const cookie = createCell();
  const sent = sd.send(bus, message, cookie.memory);
  sd.unrefMessage(message);
  return sent < 0 ? null : cookie.value();
}

function append(sd: SdBus, message: bigint, argument: string | boolean): void {
  if (typeof argument === "string") {
    sd.appendString(message, code("s"), argument);
    return;
  }
  sd.openContainer(message, code("v"), "b");
  sd.appendNumber(message, code("b"), new Int32Array([argument ? 1 : 0]));
  sd.closeContainer(message);
}

/** The answer to a call; null where the connection ends or time is up. */
async function replyTo(sd: SdBus, bus: bigint, cookie: number, untilMs: number): Promise<bigint | null> {
  const answered = createCell();
  while (performance.now() < untilMs) {
    const address: Address = [null];
    const done: number = sd.process(bus, address);
    const message = address[0];
    if (done < 0) return null;
    if (message === null) {
      if (done === 0) await sleep(ASK_EVERY_MS);
    } else if (sd.replyCookie(message, answered.memory) >= 0 && answered.value() === cookie) return message;
    else sd.unrefMessage(message); // what the bus says of itself
  }
  return null;
}

function errorOf(sd: SdBus, reply: bigint): BusError | null {
  if (sd.isMethodError(reply, null) === 0) return null;
  const name = Object.keys(ERROR_CODES).find((candidate) => sd.isMethodError(reply, candidate) > 0);
  return { code: (name === undefined ? undefined : ERROR_CODES[name]) ?? "other", message: readString(sd, reply, "s") };
}
