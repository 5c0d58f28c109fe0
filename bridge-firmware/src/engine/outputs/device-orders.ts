// Between the audio loop, which must not wait, and the main thread, which opens and closes devices for it: orders go
// one way as messages, answers come back. Each order has a number; an answer is for the one who ordered.
import type { AlsaOpener, AlsaOpening } from "./hardware.ts";
import { type AlsaRequest, closeAlsa, openAlsa } from "./pcm/open-alsa.ts";

export type DeviceOrder =
  | { readonly kind: "open-device"; readonly order: number; readonly request: AlsaRequest }
  | { readonly kind: "close-device"; readonly address: bigint };

export type DeviceAnswer = { readonly kind: "device"; readonly order: number; readonly opening: AlsaOpening };

/** The audio loop's side: an opener that orders, and the ear for its answers. */
export function createRemoteOpener(place: (order: DeviceOrder) => void): {
  readonly alsa: AlsaOpener;
  hear(answer: DeviceAnswer): void;
} {
  const waiting = new Map<number, (opening: AlsaOpening) => void>();
  let orders = 0;
  return {
    alsa: {
      open(request, onOpened) {
        orders += 1;
        waiting.set(orders, onOpened);
        place({ kind: "open-device", order: orders, request });
      },
      close: (address) => place({ kind: "close-device", address }),
    },
    hear({ order, opening }) {
      waiting.get(order)?.(opening);
      waiting.delete(order);
    },
  };
}

/** A device that has not opened by then is told to be broken; should it open later, it is closed again. */
const OPEN_WITHIN_MS = 8_000;

export interface Opener {
  take(order: DeviceOrder): void;
  /** Resolves when every order was carried out. */
  settled(): Promise<void>;
}

/** The main thread's side: carries out orders one after another, so that a device is free before it is opened again. */
export function createOpener(answer: (answer: DeviceAnswer) => void): Opener {
  let last: Promise<void> = Promise.resolve();
  return {
    take(order) {
      last = last.then(async () => {
        if (order.kind === "close-device") await closeAlsa(order.address);
        else answer({ kind: "device", order: order.order, opening: await openWithin(order.request) });
      });
    },
    settled: () => last,
  };
}

async function openWithin(request: AlsaRequest): Promise<AlsaOpening> {
  const opened = openAlsa(request);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), OPEN_WITHIN_MS);
  });
  const result = await Promise.race([opened, late]);
  clearTimeout(timer);
  if (result === null) {
    void opened.then((tooLate) => (tooLate.ok ? closeAlsa(tooLate.value.address) : undefined));
    return { kind: "failed", reason: `it did not open within ${OPEN_WITHIN_MS / 1_000} s` };
  }
  return result.ok ? { kind: "opened", handle: result.value } : { kind: "failed", reason: result.error };
}
