// The bridge as bluetoothd's pairing agent: registered for as long as the bridge runs, so that no other program on this
// machine says yes in its place. Here a call becomes a question and its answer a reply; who decides is elsewhere.
// @see BlueZ doc/org.bluez.Agent.rst, org.bluez.AgentManager.rst
import { ok, type Result } from "@house-band/contract";
import * as z from "zod/mini";
import type { Log } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";
import type { BusError, BusMessage, BusReply } from "./bus-connection.ts";
import { BLUEZ_ROOT, INTERFACE } from "./names.ts";

/** Whether somebody sees questions and can answer them. */
export type AgentCapability = "NoInputNoOutput" | "KeyboardDisplay";

export type AgentQuestion =
  | { readonly kind: "authorize" | "enter-pin" | "enter-passkey"; readonly devicePath: string }
  | { readonly kind: "authorize-service"; readonly devicePath: string; readonly uuid: string }
  | { readonly kind: "same-passkey"; readonly devicePath: string; readonly passkey: string }
  | { readonly kind: "type-there"; readonly devicePath: string; readonly code: string };

/** `code`: what was asked for. */
export type AgentAnswer = { readonly kind: "yes" | "no" } | { readonly kind: "code"; readonly code: string };

export type Agent = {
  /** Registers anew where it is another one than before, or there is none. */
  use(capability: AgentCapability): Promise<Result<readonly unknown[], BusError>>;
  close(): Promise<void>;
};

export type AgentParts = {
  readonly bus: BluezBus;
  readonly log: Log;
  readonly decide: (question: AgentQuestion) => Promise<AgentAnswer>;
  /** bluetoothd does not want to know any more. */
  readonly withdraw: () => void;
};

const AGENT_PATH = "/house_band/agent";
const CALL_WITHIN_MS = 5_000;
const FAREWELL_WITHIN_MS = 500;
const REJECTED: BusReply = { kind: "error", name: "org.bluez.Error.Rejected", message: "not now" };
const INVALID: BusReply = {
  kind: "error",
  name: "org.freedesktop.DBus.Error.InvalidArgs",
  message: "expected what Agent1 documents",
};

/** Says no to everything nobody is waiting for; bluetoothd may come and go. */
export function createAgent(parts: AgentParts): Agent {
  const { bus, log } = parts;
  const now: { capability: AgentCapability; isRegistered: boolean } = {
    capability: "NoInputNoOutput",
    isRegistered: false,
  };
  const manage = (member: string, signature: string, body: readonly unknown[], withinMs = CALL_WITHIN_MS) =>
    bus.call({ path: BLUEZ_ROOT, interface: INTERFACE.agentManager, member, signature, body }, { withinMs });
  const register = async (): Promise<Result<readonly unknown[], BusError>> => {
    const registered = await manage("RegisterAgent", "os", [AGENT_PATH, now.capability]);
    const isThere = registered.ok || registered.error.name.endsWith(".AlreadyExists");
    const made = isThere ? await manage("RequestDefaultAgent", "o", [AGENT_PATH]) : registered;
    now.isRegistered = made.ok;
    if (!made.ok && bus.isUp()) log.warn({ error: made.error.name }, "no pairing agent: speakers can't be paired");
    return made;
  };
  // one change of the registration after the other
  let last: Promise<unknown> = bus.isUp() ? register() : Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done;
    return done;
  };
  const unregister = (withinMs?: number) => manage("UnregisterAgent", "o", [AGENT_PATH], withinMs);
  const off = [
    bus.onService((isUp) => {
      now.isRegistered = false;
      if (isUp) void inTurn(register);
    }),
    bus.onCall((message) => answer(parts, message)),
  ];
  return {
    use: (capability) =>
      inTurn(async () => {
        if (now.isRegistered && capability === now.capability) return ok([]);
        if (now.isRegistered) await unregister();
        now.capability = capability;
        return register();
      }),
    async close() {
      for (const stop of off) stop();
      // bluetoothd does so by itself when the connection ends: only politeness
      await inTurn(() => unregister(FAREWELL_WITHIN_MS));
    },
  };
}

function answer({ decide, withdraw }: AgentParts, message: BusMessage): Promise<BusReply> | null {
  if (message.path !== AGENT_PATH || message.interface !== INTERFACE.agent) return null;
  if (message.member === "Cancel" || message.member === "Release") {
    withdraw();
    return Promise.resolve({ kind: "return" });
  }
  const question = readQuestion(message);
  if (question === "unknown") return null;
  return question === null ? Promise.resolve(INVALID) : decide(question).then((made) => toReply(question, made));
}

const Path = z.string().check(z.startsWith("/"));
const Passkey = z.int().check(z.gte(0), z.lte(999_999));
const ONLY_DEVICE = z.tuple([Path]);
const WITH_UUID = z.tuple([Path, z.string()]);
const WITH_PIN = z.tuple([Path, z.string().check(z.minLength(1), z.maxLength(16))]);
const WITH_PASSKEY = z.tuple([Path, Passkey]);
const WITH_ENTERED = z.tuple([Path, Passkey, z.int()]);

/** Null where its arguments are not what they should be. */
function readQuestion({ member, body }: BusMessage): AgentQuestion | "unknown" | null {
  switch (member) {
    case "RequestAuthorization":
      return toDeviceQuestion("authorize", body);
    case "RequestPinCode":
      return toDeviceQuestion("enter-pin", body);
    case "RequestPasskey":
      return toDeviceQuestion("enter-passkey", body);
    case "AuthorizeService": {
      const { data } = WITH_UUID.safeParse(body);
      return data ? { kind: "authorize-service", devicePath: data[0], uuid: data[1] } : null;
    }
    case "RequestConfirmation": {
      const { data } = WITH_PASSKEY.safeParse(body);
      return data ? { kind: "same-passkey", devicePath: data[0], passkey: sixDigits(data[1]) } : null;
    }
    case "DisplayPasskey": {
      const { data } = WITH_ENTERED.safeParse(body);
      return data ? { kind: "type-there", devicePath: data[0], code: sixDigits(data[1]) } : null;
    }
    case "DisplayPinCode": {
      const { data } = WITH_PIN.safeParse(body);
      return data ? { kind: "type-there", devicePath: data[0], code: data[1] } : null;
    }
    default:
      return "unknown";
  }
}

function toDeviceQuestion(kind: "authorize" | "enter-pin" | "enter-passkey", body: readonly unknown[]) {
  const { data } = ONLY_DEVICE.safeParse(body);
  return data ? { kind, devicePath: data[0] } : null;
}

const sixDigits = (passkey: number): string => String(passkey).padStart(6, "0");

function toReply({ kind }: AgentQuestion, made: AgentAnswer): BusReply {
  if (made.kind === "no") return REJECTED;
  if (kind === "enter-pin") {
    return made.kind === "code" ? { kind: "return", signature: "s", body: [made.code] } : REJECTED;
  }
  if (kind === "enter-passkey") {
    return made.kind === "code" ? { kind: "return", signature: "u", body: [Number(made.code)] } : REJECTED;
  }
  return { kind: "return" };
}
