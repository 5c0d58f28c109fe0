// What the fake bluetoothd holds, and what pairing with its devices takes.
import type { BusConnection } from "@house-band/bridge-firmware/adapters/bluez/bus-connection";
import type { DeviceParts, FakeDevice, FakeError } from "./devices.ts";
import type { FakeObjects } from "./objects.ts";

export type FakePairing =
  /** Only an authorization, where anything is asked at all. */
  | { readonly kind: "just-works" }
  | { readonly kind: "same-passkey"; readonly passkey: number }
  | { readonly kind: "enter-pin"; readonly pin: string }
  | { readonly kind: "enter-passkey"; readonly passkey: number }
  | { readonly kind: "show-passkey"; readonly passkey: number }
  | { readonly kind: "never-ends" }
  | { readonly kind: "fails"; readonly error: FakeError };

export type FakeAgent = { readonly path: string; readonly owner: string; readonly capability: string };

/** What the fake holds; its methods (methods.ts, pair.ts) change it. */
export type FakeState = DeviceParts & {
  readonly objects: FakeObjects;
  /** By path. */
  readonly devices: Map<string, FakeDevice>;
  /** Not paired, and seen only while somebody looks around. By path. */
  readonly strangers: Map<string, FakeDevice>;
  /** What pairing with each stranger takes, by address. */
  readonly pairings: Map<string, FakePairing>;
  /** By member, the answers to the next calls. */
  readonly failures: Map<string, FakeError[]>;
  /** By member, what the next call waits for before it is carried out. */
  readonly holds: Map<string, Promise<void>>;
  readonly calls: { readonly path: string; readonly member: string; readonly body: readonly unknown[] }[];
  /** Is there a program on the bridge that speaks hands-free? */
  offersHandsFree: boolean;
  /** Is whoever pairs from his own side an object only when he has paired, as sometimes with BlueZ 5.82? */
  tellsOfCallersLate: boolean;
  agent: FakeAgent | null;
  connection: BusConnection | null;
};
