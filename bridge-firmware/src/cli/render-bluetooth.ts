// What the command line says of the bridge's Bluetooth adapters. Pure.
import { assertNever } from "@house-band/contract";
import type { BluetoothView } from "../control/views.ts";

type Proposal = NonNullable<BluetoothView["proposal"]>;

/** How full each adapter's air is, and what to do where that is too much. */
export function renderBluetooth({ adapters, proposal }: BluetoothView): string {
  const loads = adapters.map(({ adapter, speakers: count, airtimeShare }) => {
    const speakers = count === 1 ? "1 speaker" : `${count} speakers`;
    const share = count === 0 ? "" : `, about ${Math.round(100 * airtimeShare)} % of its air time when all play`;
    return `${adapter}: ${speakers}${share}`;
  });
  return [...loads, ...(proposal ? [toSentence(proposal)] : [])].join("; ");
}

function toSentence(proposal: Proposal): string {
  switch (proposal.kind) {
    case "add-adapter":
      return proposal.missing === 1
        ? "that leaves too little for what is sent again: add a Bluetooth adapter"
        : `that leaves too little for what is sent again: add ${proposal.missing} Bluetooth adapters`;
    case "move":
      return `that leaves too little for what is sent again: pair ${proposal.address} with ${proposal.to} instead`;
    case "leave-wifi":
      return `${proposal.adapter} shares its time with Wi-Fi: put the bridge on a cable, or its Wi-Fi on 5 GHz`;
    default:
      return assertNever(proposal);
  }
}
