// The properties of BlueZ's objects that the bridge looks at, as BlueZ documents them. Each may be missing at any time.
// @see BlueZ doc/org.bluez.Adapter.rst, org.bluez.Device.rst, org.bluez.MediaTransport.rst, org.bluez.Battery.rst,
// org.bluez.MediaControl.rst, org.bluez.MediaPlayer.rst
import { BluetoothAddress } from "@house-band/contract";
import * as z from "zod/mini";

const objectPath = z.string().check(z.startsWith("/"));
const text = z.string();
const flag = z.boolean();
const uint16 = z.int().check(z.gte(0), z.lte(65_535));

export const SCHEMAS = {
  adapter: z.object({
    Address: BluetoothAddress,
    Powered: flag,
    Discovering: flag,
    Pairable: flag,
    Discoverable: flag,
  }),
  device: z.object({
    Adapter: objectPath,
    Address: BluetoothAddress,
    Name: text,
    Alias: text,
    Icon: text,
    Class: z.int(),
    Paired: flag,
    Bonded: flag,
    Trusted: flag,
    Blocked: flag,
    Connected: flag,
    UUIDs: z.array(text),
    Modalias: text,
    RSSI: z.int(),
  }),
  transport: z.object({
    Device: objectPath,
    UUID: text,
    Codec: z.int(),
    Configuration: z.instanceof(Uint8Array),
    State: text,
    /** In 1/10 ms. */
    Delay: uint16,
    /** 0 to 127; absent where the speaker has no absolute volume. */
    Volume: z.int().check(z.gte(0), z.lte(127)),
  }),
  /** Of a device that can be told what to play: `Player` is the one of its players that listens. */
  control: z.object({ Player: objectPath }),
  player: z.object({
    Device: objectPath,
    Status: text,
    /** Title, Artist, Album, TrackNumber and more, each where it is told. */
    Track: z.record(z.string(), z.unknown()),
  }),
  battery: z.object({ Percentage: z.int().check(z.gte(0), z.lte(100)) }),
} as const;

export type Watched = keyof typeof SCHEMAS;
export type Properties = { readonly [K in Watched]: Readonly<Partial<z.infer<(typeof SCHEMAS)[K]>>> };
