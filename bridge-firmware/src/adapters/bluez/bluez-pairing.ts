// The port `Pairing` by bluetoothd. Owns the window: nothing is looked for, shown, asked or agreed to outside it, and
// whatever is under way ends with it.
import { type BluetoothAddress, err, ok, type Result, toDisplayName } from "@house-band/contract";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import { createListeners } from "../../listeners.ts";
import {
  MAX_PAIRING_WINDOW_MS,
  type Pairing,
  type PairingEvent,
  type PairingFault,
  type PairingWindow,
} from "../../pairing-port.ts";
import type { Bluetooth, Clock, Log, Transport } from "../../ports.ts";
import { createAdmission } from "./admission.ts";
import { type AgentAnswer, type AgentQuestion, createAgent } from "./agent.ts";
import type { BluezBus } from "./bus.ts";
import { createDiscovery } from "./discovery.ts";
import { type Copy, isNews, type Seen, toSeen, wellHeard } from "./found-devices.ts";
import { toAdapterName } from "./loads.ts";
import type { BluezObjects } from "./objects.ts";
import { pairDevice, removeDevice, renameDevice, toPairingFault } from "./pair-device.ts";
import { type Asked, createPairingQuestions } from "./pairing-questions.ts";
import { isSenderAt } from "./senders.ts";
import { type AdapterScope, adaptersIn, nameOf, toSpeakers } from "./speakers.ts";

export type BluezPairingParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly clock: Clock;
  readonly log: Log;
  readonly scope: AdapterScope;
  readonly bluetooth: Pick<Bluetooth, "connect">;
  /** Which of these adapters, by name, a speaker that is new should go to; null where the plan knows none. */
  readonly place: (hearing: readonly string[]) => string | null;
};

type Window = PairingWindow & { readonly off: ChildSignal; seen: ReadonlyMap<BluetoothAddress, Seen> };
type Now = {
  window: Window | null;
  asked: Asked | null;
  underWay: Promise<unknown>;
  /** One after the other. */
  opening: Promise<unknown>;
  closing: Promise<void>;
  /** How often it was called off. */
  cancels: number;
};
type CloseReason = Extract<PairingEvent, { kind: "window-closed" }>["reason"];

const fault = (code: PairingFault["code"], retryable: boolean) => err<PairingFault>({ code, retryable });

/** Null: every adapter of the bridge's. */
const only = ({ adapter }: Pick<PairingWindow, "adapter">): AdapterScope => (adapter === undefined ? null : [adapter]);

/** Closed at first. Bus, objects and Bluetooth stay the caller's to close, after this. */
export function createBluezPairing(parts: BluezPairingParts): Pairing {
  const { bus, objects, clock, scope } = parts;
  const listeners = createListeners<PairingEvent>();
  const discovery = createDiscovery(parts);
  const now: Now = {
    window: null,
    asked: null,
    underWay: Promise.resolve(),
    opening: Promise.resolve(),
    closing: Promise.resolve(),
    cancels: 0,
  };
  const admission = createAdmission({
    ...parts,
    onAdmitted(address) {
      listeners.tell({ kind: "paired", address });
      if (now.window?.who === "senders") void closeWindow(now.window, "paired");
    },
  });
  const isTrusted = (path: string): boolean =>
    [...toSpeakers(objects.now(), scope).values()].some(({ device }) => device?.path === path) ||
    isSenderAt(objects.now(), path, scope) ||
    admission.isAgreed(path);
  const asked = (path: string): Asked | null => {
    const address = now.asked === null ? admission.candidate(path) : null;
    if (address === null) return now.asked;
    const caller = toDisplayName(nameOf(objects.now().get(path)?.device ?? {}));
    return { address, path, canAsk: now.window?.canAsk ?? false, caller };
  };
  const questions = createPairingQuestions({ asked, isTrusted, tell: listeners.tell });
  const decide = async (question: AgentQuestion): Promise<AgentAnswer> => {
    const isCaller = admission.candidate(question.devicePath) !== null && now.asked === null;
    const answer = await questions.decide(question);
    const isYes = answer.kind !== "no" && question.kind !== "authorize-service";
    if (isCaller && isYes) admission.agree(question.devicePath);
    return answer;
  };
  const agent = createAgent({ ...parts, decide, withdraw: questions.withdraw });

  const look = (): void => {
    const { window } = now;
    if (window === null) return;
    admission.look();
    if (window.who === "senders") return;
    const before = window.seen;
    window.seen = toSeen(objects.now(), only(window) ?? scope, before);
    for (const [address, { device }] of window.seen) {
      if (isNews(before.get(address)?.device, device)) listeners.tell({ kind: "found", device });
    }
  };
  const lookAway = async (): Promise<void> => {
    await admission.close();
    await discovery.stop();
    await agent.use("NoInputNoOutput");
  };
  const wrapUp = async (window: Window, reason: CloseReason | null): Promise<void> => {
    questions.withdraw();
    window.off.abort();
    await now.underWay;
    if (reason === null) return;
    listeners.tell({ kind: "window-closed", reason });
    await lookAway();
  };
  /** Null: it never was one, or another takes its place: nobody is told. Resolves when nothing is left of it. */
  const closeWindow = (window: Window, reason: CloseReason | null): Promise<void> => {
    if (now.window === window) {
      now.window = null;
      now.closing = wrapUp(window, reason);
    }
    return now.closing;
  };
  const keepTime = async (window: Window): Promise<void> => {
    const isOver = await clock.sleep(window.windowMs, window.off.signal);
    if (isOver) await closeWindow(window, "over");
  };
  const off = [
    objects.onChange(look),
    bus.onService((isUp) => {
      if (!isUp && now.window) void closeWindow(now.window, "adapter-down");
    }),
  ];

  return {
    async open(wish) {
      if (!(wish.windowMs > 0 && wish.windowMs <= MAX_PAIRING_WINDOW_MS)) return fault("WINDOW_TOO_LONG", false);
      const own = adaptersIn(objects.now(), scope);
      if (own.length === 0) return fault("ADAPTER_DOWN", true);
      const named = adaptersIn(objects.now(), only(wish) ?? scope);
      if (!named.some(({ path }) => own.some((adapter) => adapter.path === path)))
        return fault("ADAPTER_UNKNOWN", false);
      const { cancels } = now;
      const opening = now.opening.then(() => openNext(wish, () => now.cancels > cancels));
      now.opening = opening;
      return opening;
    },
    found: () => [...(now.window?.seen.values() ?? [])].map(({ device }) => device),
    onEvent: listeners.add,
    async pair(address, signal) {
      const { window } = now;
      if (window === null) return fault("WINDOW_CLOSED", false);
      if (now.asked !== null) return fault("PAIRING_BUSY", true);
      const seen = window.seen.get(address);
      if (!seen) return fault("DEVICE_UNKNOWN", true);
      if (seen.device.isSpeaker === false) return fault("NOT_A_SPEAKER", false);
      const copy = choose(seen);
      now.asked = { address, path: copy.path, canAsk: window.canAsk, caller: null };
      const pairing = pairWithin(window, copy, signal);
      now.underWay = pairing;
      return pairing;
    },
    answer: questions.answer,
    cancel,
    rename,
    forget,
    async close() {
      listeners.clear();
      for (const stop of off) stop();
      await cancel();
      await agent.close();
    },
  };

  async function cancel(): Promise<void> {
    now.cancels++;
    const { opening } = now;
    await (now.window ? closeWindow(now.window, "cancelled") : now.closing);
    await opening;
  }

  /** @param isCancelled since it was asked for */
  async function openNext(wish: PairingWindow, isCancelled: () => boolean): Promise<Result<void, PairingFault>> {
    await now.closing; // what the one before looks away from must not be what this one looks at
    if (isCancelled()) return fault("PAIRING_CANCELLED", true);
    if (now.window) {
      const isOther = now.window.who !== wish.who;
      await closeWindow(now.window, null);
      if (isOther) await lookAway();
    }
    const window: Window = { ...wish, off: childOf(), seen: new Map() };
    now.window = window;
    const hasBegun = !isCancelled() && (await begin(window));
    const isOff = isCancelled() || now.window !== window;
    if (hasBegun && !isOff) {
      void keepTime(window);
      look();
      return ok(undefined);
    }
    await closeWindow(window, null);
    await lookAway();
    return isOff ? fault("PAIRING_CANCELLED", true) : fault("ADAPTER_DOWN", true);
  }

  /** False where no adapter looks around, or can be seen. */
  async function begin(window: Window): Promise<boolean> {
    const registered = await agent.use(window.canAsk ? "KeyboardDisplay" : "NoInputNoOutput");
    return registered.ok && (await (window.who === "senders" ? admission.open : discovery.start)(only(window)));
  }

  /** Of the adapters that hear it, the one with most room. */
  function choose(seen: Seen): Copy {
    const copies = wellHeard(seen);
    const adapter = parts.place(copies.map(({ adapterPath }) => toAdapterName(adapterPath)));
    const placed = copies.find(({ adapterPath }) => toAdapterName(adapterPath) === adapter) ?? copies[0];
    if (!placed) throw new Error("a device that no adapter hears was chosen");
    return placed;
  }

  async function pairWithin(window: Window, copy: Copy, signal: AbortSignal): Promise<Result<Transport, PairingFault>> {
    const attempt = childOf(signal, window.off.signal);
    await discovery.pause();
    const tellPaired = (address: BluetoothAddress) => listeners.tell({ kind: "paired", address });
    const connect = parts.bluetooth.connect;
    const paired = await pairDevice({ ...parts, connect, onPaired: tellPaired }, copy, attempt.signal);
    attempt.abort();
    questions.withdraw();
    now.asked = null;
    if (now.window === window) await discovery.start(only(window));
    return paired;
  }

  async function rename(address: BluetoothAddress, name: string): Promise<Result<void, PairingFault>> {
    const copies = copiesOf(address);
    if (copies.length === 0) return fault(bus.isUp() ? "DEVICE_UNKNOWN" : "ADAPTER_DOWN", true);
    for (const path of copies) {
      const failure = await renameDevice(bus, path, name);
      if (failure) return err(toPairingFault(failure));
    }
    return ok(undefined);
  }

  /** It may be paired with several adapters. */
  function copiesOf(address: BluetoothAddress): readonly string[] {
    const copies = [...objects.now()].filter(([, { device }]) => device?.Address === address && device.Paired === true);
    return copies.map(([path]) => path);
  }

  async function forget(address: BluetoothAddress): Promise<Result<void, PairingFault>> {
    if (!bus.isUp()) return fault("ADAPTER_DOWN", true);
    const adapters = adaptersIn(objects.now(), scope).map(({ path }) => path);
    let isForgotten = false;
    for (const path of copiesOf(address)) {
      const adapterPath = adapters.find((one) => path.startsWith(`${one}/`));
      if (adapterPath === undefined) continue;
      const failure = await removeDevice(bus, adapterPath, path);
      if (failure) return err(toPairingFault(failure));
      isForgotten = true;
    }
    if (isForgotten) listeners.tell({ kind: "forgotten", address });
    return ok(undefined);
  }
}
