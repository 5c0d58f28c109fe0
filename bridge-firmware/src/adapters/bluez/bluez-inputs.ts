// The port `LiveInputs` by bluetoothd: senders out of its objects, changes as events, and what their players are told.
// Links are the senders' to make.
import { err, ok } from "@house-band/contract";
import type { PlayerOrder } from "../../core/model.ts";
import { createListeners } from "../../listeners.ts";
import { type LiveInputEvent, type LiveInputs, NO_LEVELS, NO_PLAYER } from "../../live-inputs-port.ts";
import type { BluezBus } from "./bus.ts";
import { toFault } from "./fault.ts";
import { INTERFACE } from "./names.ts";
import type { BluezObjects } from "./objects.ts";
import { playerAt } from "./players.ts";
import { type Senders, toPlacedSenders, toSenderEvents, toSenders } from "./senders.ts";
import type { AdapterScope } from "./speakers.ts";

/** bluetoothd answers when it has passed it on. */
const TOLD_WITHIN_MS = 2_000;

/** Bus and objects stay the caller's to close, after this. */
export function createBluezInputs({
  bus,
  objects,
  scope,
}: {
  readonly bus: Pick<BluezBus, "call">;
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
    levels: () => NO_LEVELS,
    onEvent: listeners.add,
    async tell(id, order) {
      const placed = toPlacedSenders(objects.now(), scope).get(id);
      const player = placed?.sender.link ? playerAt(objects.now(), placed.path) : null;
      if (player === null) return err(NO_PLAYER);
      const call = { path: player.path, interface: INTERFACE.player, member: MEMBERS[order] };
      const told = await bus.call(call, { withinMs: TOLD_WITHIN_MS });
      return told.ok ? ok(undefined) : err(toFault("refused", "its player would not", told.error));
    },
    async close() {
      off();
      listeners.clear();
    },
  };
}

/** @see BlueZ `org.bluez.MediaPlayer1` */
const MEMBERS = {
  play: "Play",
  pause: "Pause",
  next: "Next",
  previous: "Previous",
} as const satisfies Record<PlayerOrder, string>;
