// A bus in a test's hand: calls are answered as the test says, and bluetoothd's own calls are made by it.
import { ok, type Result } from "@house-band/contract";
import type { BluezBus, BluezCall } from "../../../../bridge-firmware/src/adapters/bluez/bus.ts";
import type { BusError, BusHandler, BusReply } from "../../../../bridge-firmware/src/adapters/bluez/bus-connection.ts";
import { createListeners } from "../../../../bridge-firmware/src/listeners.ts";

type Answer = Result<readonly unknown[], BusError>;

/** Says yes to everything, until `answers` has something else for a member. */
export function createFakeBus() {
  const services = createListeners<boolean>();
  const handlers: BusHandler[] = [];
  const calls: BluezCall[] = [];
  const answers = new Map<string, Answer>();
  const state = { isUp: true };
  const bus: BluezBus = {
    isUp: () => state.isUp,
    async call(call) {
      calls.push(call);
      return answers.get(call.member) ?? ok([]);
    },
    onService: services.add,
    onSignal: () => () => undefined,
    onCall(handler) {
      handlers.push(handler);
      return () => void handlers.splice(handlers.indexOf(handler), 1);
    },
    close: async () => undefined,
  };
  return {
    bus,
    calls,
    answers,
    setUp(isUp: boolean): void {
      state.isUp = isUp;
      services.tell(isUp);
    },
    /** As bluetoothd calls; null where nobody answers. */
    ask(path: string, name: string, member: string, body: readonly unknown[]): Promise<BusReply> | null {
      const message = { kind: "call" as const, sender: ":1.1", path, interface: name, member, body };
      return handlers.map((handler) => handler(message)).find((replying) => replying !== null) ?? null;
    },
  };
}
