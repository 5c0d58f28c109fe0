// What a simulated home needs on top of the ports: the engine must feel a link break, and the radio must know who plays.
import type { BluetoothAddress } from "@house-band/contract";
import type { Bridge } from "../../bridge.ts";
import type { AudioEngine, Unsubscribe } from "../../ports.ts";

/** The strings of the simulated radio that this pulls. */
export type SimRadio = { notePlaying(address: BluetoothAddress, playing: boolean): void };

export type SimWiring = {
  /** For the radio's `onLink`. Before the bridge is there nobody hears anything. */
  onLink(address: BluetoothAddress, up: boolean): void;
  attach(bridge: Bridge, radio: SimRadio, addresses: readonly BluetoothAddress[]): Unsubscribe;
};

/** To be made before the radio, and attached once the bridge is there. */
export function createSimWiring(engine: AudioEngine): SimWiring {
  let attached: Bridge | null = null;
  return {
    onLink(address, up) {
      const output = attached?.speakerAt(address);
      if (output) engine.send({ kind: "set-link", output, up });
    },
    attach(bridge, radio, addresses) {
      attached = bridge;
      const playing = new Map<BluetoothAddress, boolean>();
      return bridge.onChange(() => {
        for (const address of addresses) {
          const speaker = bridge.speakerAt(address);
          const plays = speaker !== null && bridge.isSounding(speaker);
          if (playing.get(address) === plays) continue;
          playing.set(address, plays);
          radio.notePlaying(address, plays);
        }
      });
    },
  };
}
