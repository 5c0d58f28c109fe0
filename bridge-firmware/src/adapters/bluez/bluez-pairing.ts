// The port `Pairing` by bluetoothd, put together: nothing is looked for, shown, asked or agreed to outside a window, and
// whatever is under way ends with it.
import type { BluetoothAddress } from "@house-band/contract";
import { createListeners } from "../../listeners.ts";
import type { FoundDevice, Pairing, PairingEvent } from "../../pairing-port.ts";
import type { Bluetooth, Clock, Log } from "../../ports.ts";
import { type Admission, createAdmission } from "./admission.ts";
import { type Agent, createAgent } from "./agent.ts";
import type { BluezBus } from "./bus.ts";
import { createDiscovery, type Discovery } from "./discovery.ts";
import { type Copy, newsOf, toSeen } from "./found-devices.ts";
import type { Mirror } from "./object-mirror.ts";
import type { BluezObjects } from "./objects.ts";
import { pairDevice } from "./pair-device.ts";
import { createPairedDevices } from "./paired-devices.ts";
import { createPairingAttempts } from "./pairing-attempts.ts";
import { createPairingDialogue } from "./pairing-dialogue.ts";
import { mayOpen, onlyIn, type PlaceSpeaker } from "./pairing-rules.ts";
import { createPairingWindows, type OpenWindow } from "./pairing-windows.ts";
import type { AdapterScope } from "./speakers.ts";

export type BluezPairingParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly clock: Clock;
  readonly log: Log;
  readonly scope: AdapterScope;
  readonly bluetooth: Pick<Bluetooth, "connect">;
  readonly place: PlaceSpeaker;
};

/** Closed at first. Bus, objects and Bluetooth stay the caller's to close, after this. */
export function createBluezPairing(parts: BluezPairingParts): Pairing {
  const { bus, objects, clock, scope, place } = parts;
  const { add, tell, clear } = createListeners<PairingEvent>();
  const onPaired = (address: BluetoothAddress): void => tell({ kind: "paired", address });
  const discovery = createDiscovery(parts);
  const admission = createAdmission({
    ...parts,
    onAdmitted(address) {
      onPaired(address);
      if (windows.current()?.who === "senders") void windows.close("paired");
    },
  });
  const canAsk = (): boolean => windows.current()?.canAsk ?? false;
  const dialogue = createPairingDialogue({ objects, scope, admission, canAsk, tell });
  const agent = createAgent({ ...parts, decide: dialogue.decide, withdraw: dialogue.withdraw });
  const pairParts = { ...parts, connect: parts.bluetooth.connect, onPaired };
  const pairCopy = (copy: Copy, signal: AbortSignal) => pairDevice(pairParts, copy, signal);
  const attempts = createPairingAttempts({ dialogue, discovery, place, pairCopy });
  const devices = createPairedDevices({ ...parts, onForgotten: (address) => tell({ kind: "forgotten", address }) });
  const air: Air = { agent, admission, discovery };
  const look = (): void => {
    const window = windows.current();
    if (window === null) return;
    admission.look();
    for (const device of noteSeen(window, objects.now(), scope)) tell({ kind: "found", device });
  };
  const windows = createPairingWindows({
    clock,
    begin: (window) => lookAround(air, window),
    onOpen: look,
    async callOff() {
      dialogue.withdraw();
      await attempts.settled();
    },
    onClosed: (reason) => tell({ kind: "window-closed", reason }),
    lookAway: () => lookAway(air),
  });
  const onService = (isUp: boolean): void => {
    if (!isUp) void windows.close("adapter-down");
  };
  const off = [objects.onChange(look), bus.onService(onService)];

  return {
    async open(wish) {
      const may = mayOpen(wish, objects.now(), scope);
      return may.ok ? windows.open(wish) : may;
    },
    found: () => [...(windows.current()?.seen.values() ?? [])].map(({ device }) => device),
    onEvent: add,
    pair: (address, signal) => attempts.pair(windows.current(), address, signal),
    answer: dialogue.answer,
    cancel: windows.cancel,
    ...devices,
    async close() {
      clear();
      for (const stop of off) stop();
      await windows.cancel();
      await agent.close();
    },
  };
}

/** Everything new that a window for speakers has to show, which it shows from now on. */
function noteSeen(window: OpenWindow, mirror: Mirror, scope: AdapterScope): readonly FoundDevice[] {
  if (window.who === "senders") return [];
  const before = window.seen;
  window.seen = toSeen(mirror, onlyIn(window) ?? scope, before);
  return newsOf(before, window.seen);
}

/** By which the bridge shows on the radio that it pairs. */
type Air = { readonly agent: Agent; readonly admission: Admission; readonly discovery: Discovery };

/** Or can be seen, for senders. False where no adapter does. */
async function lookAround({ agent, admission, discovery }: Air, window: OpenWindow): Promise<boolean> {
  const registered = await agent.use(window.canAsk ? "KeyboardDisplay" : "NoInputNoOutput");
  return registered.ok && (await (window.who === "senders" ? admission.open : discovery.start)(onlyIn(window)));
}

async function lookAway({ agent, admission, discovery }: Air): Promise<void> {
  await admission.close();
  await discovery.stop();
  await agent.use("NoInputNoOutput");
}
