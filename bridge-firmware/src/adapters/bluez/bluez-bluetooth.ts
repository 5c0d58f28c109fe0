// The port `Bluetooth` by bluetoothd: its objects as speakers and links, its changes as events, and the calls that make
// and end links. Speakers that call by themselves are welcome: their transport is news like any other.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import { createListeners } from "../../listeners.ts";
import type { Bluetooth, BluetoothEvent, ConnectFault, PortFault } from "../../ports.ts";
import { createAttempts } from "./attempts.ts";
import { type ConnectParts, connectSpeaker, disconnectDevice } from "./connect-speaker.ts";
import { toFault } from "./fault.ts";
import { adaptersIn, type BluezSpeaker } from "./speakers.ts";
import { type SpeakerParts, watchSpeakers } from "./watch-speakers.ts";

/** bluetoothd says that a link has ended before its transport is gone, or after. */
const GONE_WITHIN_MS = 5_000;
const FAREWELL_WITHIN_MS = 1_000;
const GIVEN_UP = err<ConnectFault>({ code: "SPEAKER_OFFLINE", retryable: true });

/** Bus and objects stay the caller's to close, after this. */
export function createBluezBluetooth(parts: SpeakerParts & Pick<ConnectParts, "isHandsFreeFirst">): Bluetooth {
  const { bus, objects } = parts;
  const listeners = createListeners<BluetoothEvent>();
  const watch = watchSpeakers(parts, listeners.tell);
  const { find } = watch;
  let isClosing = false;
  const hasAdapter = () => adaptersIn(objects.now(), parts.scope).length > 0;

  const letGo = async (address: BluetoothAddress): Promise<Result<void, PortFault>> => {
    const path = find(address)?.device?.path;
    if (path === undefined) return ok(undefined);
    return watch.withoutLink(address, async () => {
      const done = await disconnectDevice(bus, path);
      const isGone = () => (watch.hasTransport(address) ? null : true);
      const gone = await objects.until(isGone, { withinMs: done.ok ? GONE_WITHIN_MS : 0 });
      if (gone) return ok(undefined);
      return err(toFault("unavailable", "the link could not be ended", done.ok ? undefined : done.error));
    });
  };
  const attempts = createAttempts({
    connect: (address, signal) => connectSpeaker({ ...parts, find, hasAdapter }, address, signal),
    async undo(address) {
      const path = find(address)?.device?.path;
      // whoever stops the daemon does not wait for a bluetoothd that is stuck
      if (isClosing && path !== undefined) await disconnectDevice(bus, path, FAREWELL_WITHIN_MS);
      else await letGo(address);
    },
  });

  return {
    devices: () => [...watch.now().values()].map(toDevice),
    onEvent: listeners.add,
    async connect(address, signal) {
      if (signal.aborted) return GIVEN_UP;
      const link = find(address)?.link;
      return link ? ok(link.transport) : attempts.ask(address, signal);
    },
    async disconnect(address) {
      if (!find(address)) return err(toFault("refused", "it is not paired: pair it first"));
      await attempts.callOff(address);
      return letGo(address);
    },
    setVolume: watch.setVolume,
    async close() {
      listeners.clear();
      isClosing = true;
      await attempts.close();
      await watch.close();
    },
  };
}

const toDevice = ({ address, name, ownName, batteryPercent, link }: BluezSpeaker) => ({
  address,
  name,
  ...(ownName !== "" && { ownName }),
  batteryPercent,
  transport: link?.transport ?? null,
});
