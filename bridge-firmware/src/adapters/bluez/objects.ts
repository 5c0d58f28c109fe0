// The live copy of bluetoothd's objects: fetched whole when bluetoothd comes, kept up by its signals, dropped when it goes.

import { childOf } from "../../child-signal.ts";
import { createListeners } from "../../listeners.ts";
import type { Clock, Log, Unsubscribe } from "../../ports.ts";
import type { BluezBus } from "./bus.ts";
import { INTERFACE } from "./names.ts";
import {
  applySignal,
  EMPTY_MIRROR,
  type Mirror,
  type Mirrored,
  type ObjectSignal,
  readObjects,
} from "./object-mirror.ts";

export type BluezObjects = {
  now(): Mirror;
  /** False until bluetoothd's objects were fetched, and from when it is gone. */
  isComplete(): boolean;
  /** In the order of `onChange` calls; the copy is the new one already. */
  onChange(listener: () => void): Unsubscribe;
  /** What is made of the copy has changed, and not the copy itself: whoever waits looks again. */
  touch(): void;
  /** The first answer that is not null, or null when it has taken too long or the caller has given up. */
  until<T>(
    look: () => T | null,
    limit: { readonly withinMs: number; readonly signal?: AbortSignal },
  ): Promise<T | null>;
  close(): void;
};

const FETCH_WITHIN_MS = 10_000;
/** Where bluetoothd is there and does not answer: it may be starting. */
const FETCH_AGAIN_MS = 1_000;

/** Follows bluetoothd from now on. */
export function createBluezObjects(options: {
  readonly bus: BluezBus;
  readonly clock: Clock;
  readonly log: Log;
}): BluezObjects {
  const { bus, clock, log } = options;
  const changes = createListeners<void>();
  const closing = childOf();
  /** `early`: signals that came before the answer to the fetch was read; they may be in it already, which does no harm. */
  const state = { mirror: EMPTY_MIRROR, isComplete: false, early: [] as ObjectSignal[], service: childOf() };

  const take = ({ mirror, dropped }: Mirrored): Mirror => {
    if (dropped.length > 0) log.debug({ dropped: dropped.join(" ") }, "bluetoothd said something odd");
    return mirror;
  };
  const set = (mirror: Mirror, isComplete: boolean): void => {
    if (mirror === state.mirror && isComplete === state.isComplete) return;
    state.mirror = mirror;
    state.isComplete = isComplete;
    changes.tell();
  };
  const fetch = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      state.early = [];
      const path = "/";
      const call = { path, interface: INTERFACE.objectManager, member: "GetManagedObjects" };
      const answer = await bus.call(call, { withinMs: FETCH_WITHIN_MS, signal });
      if (signal.aborted) return;
      if (answer.ok) {
        const whole = take(readObjects(answer.value[0]));
        return set(
          state.early.reduce((mirror, early) => take(applySignal(mirror, early)), whole),
          true,
        );
      }
      log.debug({ code: answer.error.name }, "bluetoothd does not tell its objects");
      await clock.sleep(FETCH_AGAIN_MS, signal);
    }
  };
  const onService = (isUp: boolean): void => {
    state.service.abort();
    state.service = childOf(closing.signal);
    if (isUp) void fetch(state.service.signal);
    else set(EMPTY_MIRROR, false);
  };
  const off = [
    bus.onService(onService),
    bus.onSignal((signal) => {
      if (!state.isComplete) state.early.push(signal);
      else set(take(applySignal(state.mirror, signal)), true);
    }),
  ];
  if (bus.isUp()) onService(true);

  return {
    now: () => state.mirror,
    isComplete: () => state.isComplete,
    onChange: changes.add,
    touch: () => changes.tell(),
    until: (look, { withinMs, signal }) =>
      waitUntil(look, changes.add, clock, withinMs, childOf(signal, closing.signal)),
    close() {
      for (const stop of off) stop();
      closing.abort();
      state.service.abort();
      changes.clear();
    },
  };
}

async function waitUntil<T>(
  look: () => T | null,
  onChange: (listener: () => void) => Unsubscribe,
  clock: Clock,
  withinMs: number,
  waiting: ReturnType<typeof childOf>,
): Promise<T | null> {
  let found = look();
  const stop = onChange(() => {
    found ??= look();
    if (found !== null) waiting.abort();
  });
  if (found === null) await clock.sleep(withinMs, waiting.signal);
  stop();
  waiting.abort();
  return found;
}
