import { BluetoothAddress } from "@house-band/contract";
import type { SimSpeaker } from "../../../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";

/** A willing speaker with an address of its own, unless told otherwise. */
export const simSpeaker = (number: number, changes: Partial<SimSpeaker> = {}): SimSpeaker => ({
  address: BluetoothAddress.parse(`02:00:00:00:00:${number.toString(16).toUpperCase().padStart(2, "0")}`),
  name: `Speaker ${number}`,
  model: "Test",
  reportedDelayMs: 142.3,
  actualLatencyMs: 150,
  jitterMs: 0.5,
  batteryPercent: 80,
  mood: "awake",
  codec: "SBC",
  ...changes,
});
