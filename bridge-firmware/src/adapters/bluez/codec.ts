// What a link's sound is coded with, in the words people know.
import type { Properties } from "./object-schemas.ts";

export type Codec = {
  readonly name: string;
  /** The most that was agreed on; null where the codec has none, or it is not told. */
  readonly bitpool: number | null;
};

const SBC = 0x00;
const VENDOR = 0xff;

/** @see Bluetooth Assigned Numbers, section 6.5 "A2DP codec IDs" */
const NAMES: ReadonlyMap<number, string> = new Map([
  [SBC, "SBC"],
  [0x01, "MP3"],
  [0x02, "AAC"],
  [0x04, "ATRAC"],
]);

/** By vendor and codec, as the first six bytes of a vendor's configuration name them. @see A2DP 1.4 section 4.7 */
const VENDOR_NAMES: ReadonlyMap<string, string> = new Map([
  ["0000004f:0001", "aptX"],
  ["000000d7:0024", "aptX HD"],
  ["0000012d:00aa", "LDAC"],
]);

/** @see A2DP 1.4 section 4.3.2: the fourth byte of SBC's configuration is the greatest bitpool */
export function toCodec({ Codec: id, Configuration: bytes }: Properties["transport"]): Codec {
  if (id === undefined) return { name: "unknown", bitpool: null };
  if (id === SBC) return { name: "SBC", bitpool: bytes?.[3] ?? null };
  if (id !== VENDOR) return { name: NAMES.get(id) ?? `codec ${id}`, bitpool: null };
  if (bytes === undefined || bytes.length < 6) return { name: "unknown", bitpool: null };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0");
  const key = `${hex(view.getUint32(0, true), 8)}:${hex(view.getUint16(4, true), 4)}`;
  return { name: VENDOR_NAMES.get(key) ?? `vendor codec ${key}`, bitpool: null };
}
