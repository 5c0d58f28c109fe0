// A bluez-alsa in software beside the fake bluetoothd: it says its version, and makes a link anew with the configuration
// it is asked for.
import {
  type BusMessage,
  type BusReply,
  openBusConnection,
} from "@house-band/bridge-firmware/adapters/bluez/bus-connection";
import type { Clock } from "@house-band/bridge-firmware/ports";
import { Variant } from "@jellybrick/dbus-next";
import { reconfigure } from "./devices.ts";
import type { FakeState } from "./state.ts";

/** `loses`: the speaker does not come back. `hangs`: it never answers. */
export type FakeBluealsaMood = "does" | "refuses" | "loses" | "hangs";

export type FakeBluealsa = {
  /** Of each configuration it was asked for: whose, and its bytes. */
  readonly selected: readonly { readonly pcm: string; readonly bytes: readonly number[] }[];
  setMood(mood: FakeBluealsaMood): void;
  close(): void;
};

const REFUSED = {
  kind: "error",
  name: "org.freedesktop.DBus.Error.Failed",
  message: "SEP codec not available",
} as const satisfies BusReply;

/** What bluetoothd 5.66 makes of a stream that it is opening. */
const TOO_EARLY: BusReply = { ...REFUSED, message: "Resource temporarily unavailable" };

/** Resolves when it owns its name. */
export async function startFakeBluealsa(options: {
  readonly busAddress: string;
  readonly clock: Clock;
  readonly bluez: FakeState;
  readonly version?: string;
}): Promise<FakeBluealsa> {
  const { clock, bluez, version = "v4.3.1" } = options;
  const selected: { pcm: string; bytes: readonly number[] }[] = [];
  let mood: FakeBluealsaMood = "does";
  const select = async ({ path, body }: BusMessage): Promise<BusReply> => {
    const [codec, properties] = body as [string, { readonly Configuration?: Variant }]; // sa{sv}: the signature says so
    const bytes = [...((properties.Configuration?.value as Uint8Array | undefined) ?? [])]; // ay
    selected.push({ pcm: path, bytes });
    const device = [...bluez.devices.values()].find((one) => path.startsWith(one.path.replace("bluez", "bluealsa")));
    if (codec !== "SBC" || bytes.length !== 4 || !device || mood === "refuses") return REFUSED;
    if (mood === "hangs") return new Promise<never>(() => undefined);
    if (clock.nowMs() < device.opensMs) {
      await reconfigure(bluez, device, null);
      return TOO_EARLY;
    }
    await reconfigure(bluez, device, mood === "does" ? bytes : null);
    return { kind: "return" };
  };
  const opened = await openBusConnection(options.busAddress, clock);
  if (!opened.ok) throw new Error(`the fake has no bus: ${opened.error.message}`);
  const connection = opened.value;
  connection.onCall((message) => {
    if (message.member === "SelectCodec") return select(message);
    if (message.member === "Get") {
      return Promise.resolve({ kind: "return", signature: "v", body: [new Variant("s", version)] });
    }
    return null;
  });
  const dbus = "org.freedesktop.DBus";
  const call = { destination: dbus, path: "/org/freedesktop/DBus", interface: dbus, member: "RequestName" };
  await connection.call({ ...call, signature: "su", body: ["org.bluealsa", 0] }, { withinMs: 60_000 });
  return {
    selected,
    setMood(next) {
      mood = next;
    },
    close: () => connection.close(),
  };
}
