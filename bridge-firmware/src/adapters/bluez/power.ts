// Keeps the bridge's adapters switched on: whenever one is found off, with waits that grow, for as long as it is there.
// Where switching on does not help twice, it is once switched off first.
import { Variant } from "@jellybrick/dbus-next";
import { childOf } from "../../child-signal.ts";
import { stepDelayMs } from "../../core/backoff.ts";
import type { Log } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";
import { INTERFACE } from "./names.ts";
import type { BluezObjects } from "./objects.ts";
import { type AdapterScope, adaptersIn } from "./speakers.ts";

export type PowerKeeper = { close(): Promise<void> };

export type PowerParts = {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly log: Log;
  readonly scope: AdapterScope;
};

const AGAIN_AFTER_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;
const SWITCH_WITHIN_MS = 10_000;
/** From bluetoothd's yes until the adapter says that it is on. */
const ON_WITHIN_MS = 3_000;
const RESET_AFTER_FAILURES = 2;

/** Looks at every change of the objects. */
export function keepPowered(parts: PowerParts): PowerKeeper {
  const closing = childOf();
  const atWork = new Map<string, Promise<void>>();
  const look = (): void => {
    for (const { path, Powered } of adaptersIn(parts.objects.now(), parts.scope)) {
      if (Powered !== false || atWork.has(path)) continue;
      const work = switchOn(parts, path, closing.signal).finally(() => atWork.delete(path));
      atWork.set(path, work);
    }
  };
  const off = parts.objects.onChange(look);
  look();
  return {
    async close() {
      off();
      closing.abort();
      await Promise.all(atWork.values());
    },
  };
}

async function switchOn({ bus, objects, log }: PowerParts, path: string, closing: AbortSignal): Promise<void> {
  const isOff = (): boolean => objects.now().get(path)?.adapter?.Powered === false;
  const isOver = (): true | null => (isOff() ? null : true);
  const set = (powered: boolean) =>
    bus.call(
      {
        path,
        interface: INTERFACE.properties,
        member: "Set",
        signature: "ssv",
        body: [INTERFACE.adapter, "Powered", new Variant("b", powered)],
      },
      { withinMs: SWITCH_WITHIN_MS, signal: closing },
    );
  for (let failures = 0; isOff() && !closing.aborted; ) {
    if (failures === RESET_AFTER_FAILURES) await set(false);
    const done = await set(true);
    const limit = { withinMs: done.ok ? ON_WITHIN_MS : 0, signal: closing };
    if ((await objects.until(isOver, limit)) !== null || closing.aborted) break;
    failures += 1;
    // once when it begins: a retry is no news
    if (failures === 1) log.warn({ code: done.ok ? "no effect" : done.error.name }, "a Bluetooth adapter stays off");
    await objects.until(isOver, { withinMs: stepDelayMs(AGAIN_AFTER_MS, failures), signal: closing });
  }
  if (!closing.aborted && !isOff()) log.info({}, "a Bluetooth adapter that was off is on, or gone");
}
