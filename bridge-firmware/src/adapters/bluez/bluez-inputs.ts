// The port `LiveInputs` by bluetoothd: senders out of its objects, changes as events. Links are the senders' to make.
import { createListeners } from "../../listeners.ts";
import type { LiveInputEvent, LiveInputs } from "../../live-inputs-port.ts";
import type { BluezObjects } from "./objects.ts";
import { type Senders, toSenderEvents, toSenders } from "./senders.ts";
import type { AdapterScope } from "./speakers.ts";

/** Objects stay the caller's to close, after this. */
export function createBluezInputs({
  objects,
  scope,
}: {
  readonly objects: BluezObjects;
  readonly scope: AdapterScope;
}): LiveInputs {
  const listeners = createListeners<LiveInputEvent>();
  let senders: Senders = toSenders(objects.now(), scope);
  const off = objects.onChange(() => {
    const before = senders;
    senders = toSenders(objects.now(), scope);
    for (const event of toSenderEvents(before, senders)) listeners.tell(event);
  });
  return {
    senders: () => [...senders.values()],
    onEvent: listeners.add,
    async close() {
      off();
      listeners.clear();
    },
  };
}
