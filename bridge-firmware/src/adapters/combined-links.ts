// Several kinds of links as one port: each address belongs to the adapter that lists it.
import { type BluetoothAddress, err } from "@house-band/contract";
import type { Bluetooth, ConnectFault, PortFault } from "../ports.ts";

/** Closes them in reverse order. */
export function combineLinks(ports: readonly Bluetooth[]): Bluetooth {
  const ownerOf = (address: BluetoothAddress): Bluetooth | undefined =>
    ports.find((port) => port.devices().some((device) => device.address === address));
  return {
    devices: () => ports.flatMap((port) => port.devices()),
    onEvent(listener) {
      const off = ports.map((port) => port.onEvent(listener));
      return () => {
        for (const stop of off) stop();
      };
    },
    async connect(address, signal) {
      const owner = ownerOf(address);
      if (owner) return owner.connect(address, signal);
      const nobody: ConnectFault = { code: "SPEAKER_OFFLINE", retryable: false };
      // a radio that does not work now can't tell whom it knows: it may be worth another try
      const answers = await Promise.all(ports.map((port) => port.connect(address, signal)));
      return answers.find((answer) => answer.ok || answer.error.retryable) ?? err(nobody);
    },
    disconnect: async (address) => ownerOf(address)?.disconnect(address) ?? err(unknown(address)),
    setVolume: async (address, volumePercent) =>
      ownerOf(address)?.setVolume(address, volumePercent) ?? err(unknown(address)),
    async close() {
      for (const port of [...ports].reverse()) await port.close();
    },
  };
}

const unknown = (address: BluetoothAddress): PortFault => ({
  port: "bluetooth",
  code: "refused",
  retryable: false,
  message: `${address} is neither paired nor wired here`,
});
