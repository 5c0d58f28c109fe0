// Speakers that exist in software, behind the bridge's Bluetooth port: each link may have another latency than the one
// before, and another report of it, and a speaker's clock may run off.

import type { Bluetooth, BluetoothEvent, Transport } from "@house-band/bridge-firmware/ports";
import { BluetoothAddress, ok } from "@house-band/contract";

export type SoftSpeaker = {
  readonly name: string;
  /** What really passes from write to sound. The bridge is not told. */
  readonly latencyMs: number;
  readonly reportedDelayMs: number | null;
  /** How much slower than the bridge's its clock runs. */
  readonly driftPpm?: number;
  readonly recordPath: string;
};

export type SoftSpeakers = Bluetooth & {
  /** Its link breaks; with the next one it is as these changes make it. */
  reconnect(index: number, changes: Partial<Pick<SoftSpeaker, "latencyMs" | "reportedDelayMs">>): void;
};

export const addressOf = (index: number): BluetoothAddress =>
  BluetoothAddress.parse(`0A:00:00:00:00:${(index + 1).toString(16).toUpperCase().padStart(2, "0")}`);

/** All of them connected, and willing. */
export function createSoftSpeakers(speakers: readonly SoftSpeaker[]): SoftSpeakers {
  const listeners = new Set<(event: BluetoothEvent) => void>();
  const now = [...speakers];
  let links = 0;
  const transports = new Map<BluetoothAddress, Transport>();
  const connectIt = (index: number): Transport => {
    const speaker = now[index];
    if (speaker === undefined) throw new RangeError(`there is no speaker ${index}`);
    links += 1;
    const { latencyMs: actualLatencyMs, driftPpm, recordPath, reportedDelayMs } = speaker;
    const own = { actualLatencyMs, recordPath, ...(driftPpm !== undefined && { driftPpm }) };
    const output = { kind: "emulated" as const, jitterMs: 0, seed: links, ...own };
    const transport: Transport = { codec: "SBC", reportedDelayMs, output };
    transports.set(addressOf(index), transport);
    return transport;
  };
  const tell = (event: BluetoothEvent): void => {
    for (const listener of listeners) listener(event);
  };
  for (const index of now.keys()) connectIt(index);
  return {
    devices: () =>
      now.map(({ name }, index) => {
        const address = addressOf(index);
        return { address, name, batteryPercent: null, transport: transports.get(address) ?? null };
      }),
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async connect(address) {
      const index = now.findIndex((_, n) => addressOf(n) === address);
      return ok(transports.get(address) ?? connectIt(index));
    },
    async disconnect(address) {
      if (transports.delete(address)) tell({ kind: "transport-removed", address });
      return ok(undefined);
    },
    setVolume: async () => ok(undefined),
    close: async () => undefined,
    reconnect(index, changes) {
      const speaker = now[index];
      if (speaker === undefined) throw new RangeError(`there is no speaker ${index}`);
      now[index] = { ...speaker, ...changes };
      const address = addressOf(index);
      transports.delete(address);
      tell({ kind: "transport-removed", address });
      tell({ kind: "transport-added", address, transport: connectIt(index) });
    },
  };
}
