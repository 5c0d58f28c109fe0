// Whoever plays to the bridge, as the home's people see them: they press play, and come and go.
import type { SimInput } from "@house-band/bridge-firmware/adapters/sim/sim-inputs";
import type { SimSender } from "@house-band/bridge-firmware/adapters/sim/sim-senders";
import type { LiveSourceKind } from "@house-band/contract";
import type { SimPlayers } from "../home/senders.ts";
import type { LocalBridge } from "./local-bridge.ts";

/** Somebody who plays to the bridge: the Echo, a phone, a cable, whoever has chosen it on the network. */
export type StackSender = {
  readonly name: string;
  readonly kind: LiveSourceKind;
  isSending(): boolean;
  /** Somebody presses play there, or pause. */
  setSending(sending: boolean): void;
  /** It leaves the house, or comes back; its cable is pulled, or its session ends. */
  setConnected(connected: boolean): void;
};

/** Those by Bluetooth, then those by a cable or the network. */
export function toStackSenders(
  { senders, inputs }: SimPlayers,
  strings: Pick<LocalBridge, "senders" | "inputs">,
): readonly StackSender[] {
  return [
    ...senders.map((sender) => byBluetooth(sender, strings)),
    ...inputs.map((input) => byCableOrNetwork(input, strings)),
  ];
}

function byBluetooth(
  { name, kind, address }: Pick<SimSender, "name" | "kind" | "address">,
  { senders }: Pick<LocalBridge, "senders">,
): StackSender {
  const link = () => senders.senders().find(({ id }) => id === address)?.link;
  return {
    name,
    kind,
    isSending: () => link()?.isSending === true,
    setSending: (sending) => senders.setSending(address, sending),
    setConnected(isConnected) {
      if (isConnected) senders.connect(address);
      else senders.disconnect(address);
    },
  };
}

/** Whoever presses play on the network has chosen the bridge with it. */
function byCableOrNetwork(
  { name, kind }: Pick<SimInput, "name" | "kind">,
  { inputs }: Pick<LocalBridge, "inputs">,
): StackSender {
  return {
    name,
    kind,
    isSending: () => inputs.senders().find((sender) => sender.kind === kind)?.link?.isSending === true,
    setSending(sending) {
      if (sending && kind !== "line") inputs.connect(kind);
      inputs.setSending(kind, sending);
    },
    setConnected(isConnected) {
      if (isConnected) inputs.connect(kind);
      else inputs.disconnect(kind);
    },
  };
}
