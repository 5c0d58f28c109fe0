// The address of a wired output. The home knows speakers by Bluetooth addresses; a cable has none, so it gets one made
// of its device's name: the same on every start, and in the range that no manufacturer assigns from.
import { createHash } from "node:crypto";
import { BluetoothAddress } from "@house-band/contract";

/** @see IEEE 802-2014 section 8.2.2: bit 1 of the first octet is set in a locally administered address, bit 0 clear */
const LOCALLY_ADMINISTERED = 0x02;
const FREE_BITS = 0xfc;

/** The 46 free bits are the beginning of the name's SHA-256. */
export function wiredAddress(device: string): BluetoothAddress {
  const hash = createHash("sha256").update(device).digest();
  const octets = [...hash.subarray(0, 6)];
  octets[0] = ((octets[0] ?? 0) & FREE_BITS) | LOCALLY_ADMINISTERED;
  return BluetoothAddress.parse(octets.map((octet) => octet.toString(16).toUpperCase().padStart(2, "0")).join(":"));
}
