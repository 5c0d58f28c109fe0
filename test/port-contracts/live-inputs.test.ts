import { BluetoothAddress } from "@house-band/contract";
import { combineInputs } from "../../bridge-firmware/src/adapters/combined-inputs.ts";
import { createSimBluetooth } from "../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { createSimPairing } from "../../bridge-firmware/src/adapters/sim/sim-pairing.ts";
import { createSimSenders } from "../../bridge-firmware/src/adapters/sim/sim-senders.ts";
import { createVirtualClock } from "../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { type LiveInputs, NO_LIVE_INPUTS } from "../../bridge-firmware/src/live-inputs-port.ts";
import { createFakeEngine } from "../bridge-firmware/fakes/ports.ts";
import { describeLiveInputsContract, type LiveInputsWorld } from "./live-inputs.ts";

const address = (n: number): BluetoothAddress => BluetoothAddress.parse(`02:00:00:00:01:0${n}`);

const openWorld = async (behind: (inputs: LiveInputs) => LiveInputs): Promise<LiveInputsWorld> => {
  const devices = { echo: address(1), phone: address(2) } as const;
  const common = { playsFile: "/music/one.wav", driftPpm: 0, isPaired: false };
  const inputs = createSimSenders(
    [
      { ...common, address: devices.echo, name: "Echo-A1B", kind: "echo" },
      { ...common, address: devices.phone, name: "Anna's Phone", kind: "phone", titles: ["One", "Two"] },
    ],
    createFakeEngine(),
  );
  const clock = createVirtualClock();
  const radio = createSimBluetooth({ speakers: [], clock, seed: 1 });
  const pairing = createSimPairing({ radio, strangers: [], clock, senders: inputs });
  return {
    inputs: behind(inputs),
    pairing,
    bluetooth: radio,
    devices,
    pairFromItsSide: (who) => void pairing.pairFromItsSide(who),
    connect: (who) => void inputs.connect(who),
    disconnect: inputs.disconnect,
    setSending: inputs.setSending,
    isVisible: pairing.isVisible,
    passTime: clock.advance,
    async close() {
      await pairing.close();
      await inputs.close();
      await radio.close();
    },
  };
};

describeLiveInputsContract("the simulator", () => openWorld((inputs) => inputs));
describeLiveInputsContract("several adapters together", () =>
  openWorld((inputs) => combineInputs([NO_LIVE_INPUTS, inputs])),
);
