// Somebody near a simulated home who can be seen while a window is open, and what is seen of him. Pure.
import { type BluetoothAddress, toDisplayName } from "@house-band/contract";
import type { FoundDevice, PairingQuestion } from "../../pairing-port.ts";
import type { SimSpeaker } from "./sim-speaker.ts";

export type SimStranger = SimSpeaker & {
  readonly icon: string;
  readonly signalDbm: number;
  readonly isSpeaker: boolean;
  /** Absent: it pairs without a question. */
  readonly question?: Exclude<PairingQuestion, { kind: "type-there" }>;
  /** What is right where it wants a code. */
  readonly code?: string;
};

/** As the window shows everybody who is near. */
export const toFound = (
  strangers: readonly SimStranger[],
  paired: ReadonlySet<BluetoothAddress>,
): readonly FoundDevice[] =>
  strangers.map(({ address, name, icon, signalDbm, isSpeaker }) => ({
    address,
    name: toDisplayName(name),
    icon,
    signalDbm,
    isSpeaker,
    isPaired: paired.has(address),
  }));
