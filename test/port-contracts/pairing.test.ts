import { createSimBluetooth } from "../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { createSimPairing } from "../../bridge-firmware/src/adapters/sim/sim-pairing.ts";
import type { SimStranger } from "../../bridge-firmware/src/adapters/sim/sim-stranger.ts";
import { createVirtualClock } from "../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { simSpeaker } from "../bridge-firmware/adapters/sim/sim-speaker-fixture.ts";
import { describePairingContract } from "./pairing.ts";

const PASSKEY = "042042";
const SIGNAL_DBM = -60;

const stranger = (n: number, changes: Partial<SimStranger> = {}): SimStranger => ({
  ...simSpeaker(n),
  icon: "audio-headphones",
  signalDbm: SIGNAL_DBM,
  isSpeaker: true,
  ...changes,
});

describePairingContract("the simulator", async () => {
  const strangers = {
    speaker: stranger(1, { name: "  Patio\nSpeaker 🎉  " }),
    phone: stranger(2, { icon: "phone", isSpeaker: false }),
    asksForPasskey: stranger(3, { question: { kind: "same-passkey", passkey: PASSKEY } }),
    asksForPin: stranger(4, { question: { kind: "enter-pin" }, code: "2468" }),
  };
  const clock = createVirtualClock();
  const radio = createSimBluetooth({ speakers: [], clock, seed: 1 });
  const pairing = createSimPairing({ radio, strangers: Object.values(strangers), clock });
  return {
    pairing,
    bluetooth: radio,
    nearby: {
      speaker: strangers.speaker.address,
      phone: strangers.phone.address,
      asksForPasskey: strangers.asksForPasskey.address,
      asksForPin: strangers.asksForPin.address,
    },
    signalDbm: SIGNAL_DBM,
    shownPasskey: async () => PASSKEY,
    passTime: clock.advance,
    unplugAdapter: () => radio.setPowered(false),
    async close() {
      await pairing.close();
      await radio.close();
    },
  };
});
