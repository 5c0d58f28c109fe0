// What the command line says of the bridge's Bluetooth: its adapters, what is wrong with it, and what a person can do. Pure.
import { assertNever } from "@house-band/contract";
import type { BluetoothView } from "../control/views.ts";
import { BLUETOOTH_CHANNELS } from "../core/radio/wifi-overlap.ts";

type Trouble = NonNullable<BluetoothView["trouble"]>;
type Proposal = NonNullable<BluetoothView["proposal"]>;

/** How full each adapter's air is, and below it a line for each thing to do. */
export function renderBluetooth(view: BluetoothView): readonly string[] {
  const loads = view.adapters.map(({ adapter, speakers, senders, airtimeShare }) => {
    const played = speakers === 1 ? "1 speaker" : `${speakers} speakers`;
    const heard = senders === 0 ? "" : ` and ${senders} that ${senders === 1 ? "plays" : "play"} to the bridge`;
    const share = `, about ${Math.round(100 * airtimeShare)} % of its air time when all play`;
    return `${adapter}: ${played}${heard}${speakers + senders === 0 ? "" : share}`;
  });
  const { wifi, proposal } = view;
  return [
    ...(loads.length > 0 ? [loads.join("; ")] : []),
    ...renderBluetoothAdvice(view),
    ...(wifi === null || proposal?.kind === "leave-wifi" ? [] : [toWifiSentence(wifi)]),
  ];
}

/** What a person has to do so that all speakers play well; nothing where they do. */
export function renderBluetoothAdvice({ trouble, proposal }: BluetoothView): readonly string[] {
  return [...(trouble === null ? [] : [TROUBLES[trouble]]), ...(proposal === null ? [] : [toSentence(proposal)])];
}

const TROUBLES = {
  "no-bluetooth-service":
    "the Bluetooth service is not running: sudo systemctl restart bluetooth (house-band audit says more)",
  "no-adapter":
    "no Bluetooth adapter: plug one in, or switch the built-in one on; it is noticed by itself (house-band audit says more)",
  "no-own-adapter":
    'no Bluetooth adapter that is the bridge\'s: plug it in, or see "adapters" in the settings; it is noticed by itself',
  "adapters-off": "Bluetooth is switched off: rfkill list says by what; sudo rfkill unblock bluetooth",
  "no-audio-service":
    "the Bluetooth audio service is not running: sudo systemctl restart bluealsa (house-band audit says more)",
  "old-audio-service": "the Bluetooth audio service is too old: house-band audit says which version is needed",
} as const satisfies Record<Trouble, string>;

function toSentence(proposal: Proposal): string {
  switch (proposal.kind) {
    case "add-adapter":
      return proposal.missing === 1
        ? "that leaves too little for what is sent again: add a Bluetooth adapter"
        : `that leaves too little for what is sent again: add ${proposal.missing} Bluetooth adapters`;
    case "move":
      return `that leaves too little for what is sent again: move ${proposal.name} to ${proposal.to} (house-band forget "${proposal.name}", then house-band pair "${proposal.name}" --adapter ${proposal.to})`;
    case "leave-wifi":
      return `${proposal.adapter} shares its time with Wi-Fi: put the bridge on a cable, or its Wi-Fi on 5 GHz`;
    default:
      return assertNever(proposal);
  }
}

/** @see core/radio/wifi-overlap.ts */
const toWifiSentence = ({ channel, lostChannels }: NonNullable<BluetoothView["wifi"]>): string =>
  `your Wi-Fi is on 2.4 GHz channel ${channel}, which takes ${lostChannels} of Bluetooth's ${BLUETOOTH_CHANNELS} channels: move it to 5 GHz, or use a cable`;
