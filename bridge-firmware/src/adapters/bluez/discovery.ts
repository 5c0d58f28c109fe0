// Looking around on the bridge's adapters, and letting devices keep the keys they agree on meanwhile.
import { Variant } from "@jellybrick/dbus-next";
import type { BluezBus } from "./bus.ts";
import { INTERFACE } from "./names.ts";
import type { BluezObjects } from "./objects.ts";
import { type AdapterScope, adaptersIn } from "./speakers.ts";

export type Discovery = {
  /** On these of the bridge's adapters, or on all; false where none looks around. */
  start(only?: AdapterScope): Promise<boolean>;
  /** What was agreed stays; nothing new is. */
  stop(): Promise<void>;
  /** Pairing is quicker while nobody looks around. */
  pause(): Promise<void>;
};

const CALL_WITHIN_MS = 10_000;

/** Nothing happens before `start`. */
export function createDiscovery(parts: {
  readonly bus: BluezBus;
  readonly objects: BluezObjects;
  readonly scope: AdapterScope;
}): Discovery {
  const call = async (
    path: string,
    member: string,
    signature = "",
    body: readonly unknown[] = [],
  ): Promise<boolean> => {
    const done = await parts.bus.call(
      { path, interface: INTERFACE.adapter, member, signature, body },
      { withinMs: CALL_WITHIN_MS },
    );
    return done.ok || done.error.name.endsWith(".InProgress");
  };
  const onEach = async (work: (path: string) => Promise<boolean>, only: AdapterScope = null): Promise<boolean> => {
    const wanted = new Set(adaptersIn(parts.objects.now(), only).map(({ path }) => path));
    const own = adaptersIn(parts.objects.now(), parts.scope);
    const adapters = own.filter(({ Powered, path }) => Powered && wanted.has(path));
    const done = await Promise.all(adapters.map(({ path }) => work(path)));
    return done.includes(true);
  };
  const stopLooking = (path: string) => call(path, "StopDiscovery");
  return {
    start: (only) =>
      onEach(async (path) => {
        // without it bluetoothd agrees on a key and does not keep it
        await setPairable(parts.bus, path, true);
        // speakers are BR/EDR; looking for LE would only take longer
        await call(path, "SetDiscoveryFilter", "a{sv}", [{ Transport: new Variant("s", "bredr") }]);
        return call(path, "StartDiscovery");
      }, only),
    async stop() {
      await onEach(async (path) => {
        await stopLooking(path);
        return setPairable(parts.bus, path, false);
      });
    },
    async pause() {
      await onEach(stopLooking);
    },
  };
}

async function setPairable(bus: BluezBus, path: string, pairable: boolean): Promise<boolean> {
  const body = [INTERFACE.adapter, "Pairable", new Variant("b", pairable)];
  const call = { path, interface: INTERFACE.properties, member: "Set", signature: "ssv", body };
  return (await bus.call(call, { withinMs: CALL_WITHIN_MS })).ok;
}
