// Whoever plays to the bridge, each with as much kept in hand as the settings say.
import type { LiveSourceKind } from "@house-band/contract";
import type { LiveInputEvent, LiveInputs, Sender } from "../live-inputs-port.ts";

export type InputQueues = Readonly<Record<LiveSourceKind, { readonly queueMs: number }>>;

/** The same senders; only how the engine hears them is another. */
export function withQueues(inputs: LiveInputs, queues: InputQueues): LiveInputs {
  const queued = (sender: Sender): Sender => {
    const { queueMs } = queues[sender.kind];
    return sender.link === null
      ? sender
      : { ...sender, link: { ...sender.link, input: { ...sender.link.input, queueMs } } };
  };
  const queuedEvent = (event: LiveInputEvent): LiveInputEvent =>
    event.kind === "sender-changed" ? { ...event, sender: queued(event.sender) } : event;
  return {
    senders: () => inputs.senders().map(queued),
    onEvent: (listener) => inputs.onEvent((event) => listener(queuedEvent(event))),
    levels: () => inputs.levels(),
    tell: (id, order) => inputs.tell(id, order),
    close: () => inputs.close(),
  };
}
