// What else of this machine is in Bluetooth's air: its own Wi-Fi's channels, and the adapters that are built in and so
// share antenna or chip with it. Looked at every minute; a machine without `iw` is one without neighbours.
import { parseIwDev } from "../../audit/parse-iw.ts";
import type { Tools } from "../../audit/run-audit.ts";
import type { WifiChannel } from "../../core/radio/wifi-overlap.ts";
import type { Clock } from "../../ports.ts";

export type Neighbours = {
  readonly wifi: readonly WifiChannel[];
  /** As the kernel knows them, by name, such as hci0: whether bluetoothd runs or not. */
  readonly adapters: ReadonlySet<string>;
  /** Of those. */
  readonly builtIn: ReadonlySet<string>;
};

export type NeighbourWatch = {
  /** As of the last look; none before the first is over. */
  now(): Neighbours;
  close(): Promise<void>;
};

const LOOK_EVERY_MS = 60_000;
export const NO_NEIGHBOURS: Neighbours = { wifi: [], adapters: new Set(), builtIn: new Set() };

/** Looks at once, and again and again. */
export function watchNeighbours(tools: Pick<Tools, "run" | "list" | "resolve">, clock: Clock): NeighbourWatch {
  let known = NO_NEIGHBOURS;
  const closing = new AbortController();
  const running = (async () => {
    do known = await look(tools);
    while (await clock.sleep(LOOK_EVERY_MS, closing.signal));
  })();
  return {
    now: () => known,
    async close() {
      closing.abort();
      await running;
    },
  };
}

async function look(tools: Pick<Tools, "run" | "list" | "resolve">): Promise<Neighbours> {
  const [printed, adapters] = await Promise.all([tools.run("iw", "dev"), tools.list("/sys/class/bluetooth")]);
  const names = adapters.kind === "seen" ? adapters.value.filter((name) => /^hci\d+$/.test(name)) : [];
  const where = await Promise.all(names.map((name) => tools.resolve(`/sys/class/bluetooth/${name}`)));
  const builtIn = names.filter((_, index) => {
    const device = where[index];
    return device?.kind === "seen" && !isOnUsb(device.value);
  });
  const wifi = printed.kind === "seen" ? parseIwDev(printed.value) : [];
  return { wifi, adapters: new Set(names), builtIn: new Set(builtIn) };
}

/** @param devicePath where sysfs has it: …/usb1/1-2/… */
const isOnUsb = (devicePath: string): boolean => /\/usb\d/.test(devicePath);
