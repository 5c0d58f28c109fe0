// Between the audio loop, which must not wait, and the main thread, which opens and closes devices for it: orders go
// one way as messages, answers come back. Each order has a number; an answer is for the one who ordered.
import { assertNever, type Result } from "@house-band/contract";
import { type BluealsaHandle, type BluealsaRequest, closeBluealsa, openBluealsa } from "./bluealsa/open-bluealsa.ts";
import type { DeviceOpener, Opening } from "./open-later.ts";
import type { AlsaHandle } from "./pcm/alsa-device.ts";
import { type AlsaRequest, closeAlsa, openAlsa } from "./pcm/open-alsa.ts";

export type DeviceOrder =
  | { readonly kind: "open-alsa"; readonly order: number; readonly request: AlsaRequest }
  | { readonly kind: "close-alsa"; readonly handle: AlsaHandle }
  | { readonly kind: "open-bluealsa"; readonly order: number; readonly request: BluealsaRequest }
  | { readonly kind: "close-bluealsa"; readonly handle: BluealsaHandle };

export type DeviceAnswer =
  | { readonly kind: "alsa"; readonly order: number; readonly opening: Opening<AlsaHandle> }
  | { readonly kind: "bluealsa"; readonly order: number; readonly opening: Opening<BluealsaHandle> };

export type RemoteOpeners = {
  readonly alsa: DeviceOpener<AlsaRequest, AlsaHandle>;
  readonly bluealsa: DeviceOpener<BluealsaRequest, BluealsaHandle>;
  hear(answer: DeviceAnswer): void;
};

/** The audio loop's side: openers that order, and the ear for the answers. */
export function createRemoteOpeners(place: (order: DeviceOrder) => void): RemoteOpeners {
  const waiting = new Map<number, (answer: DeviceAnswer) => void>();
  let orders = 0;
  const expect = (hear: (answer: DeviceAnswer) => void): number => {
    orders += 1;
    waiting.set(orders, hear);
    return orders;
  };
  return {
    alsa: {
      open(request, onOpened) {
        const order = expect((answer) => answer.kind === "alsa" && onOpened(answer.opening));
        place({ kind: "open-alsa", order, request });
      },
      close: (handle) => place({ kind: "close-alsa", handle }),
    },
    bluealsa: {
      open(request, onOpened) {
        const order = expect((answer) => answer.kind === "bluealsa" && onOpened(answer.opening));
        place({ kind: "open-bluealsa", order, request });
      },
      close: (handle) => place({ kind: "close-bluealsa", handle }),
    },
    hear(answer) {
      waiting.get(answer.order)?.(answer);
      waiting.delete(answer.order);
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

/**
 * The main thread's side. What concerns the same device is carried out one after another, so that it is free before it
 * is opened again; a speaker whose radio is slow keeps no other waiting.
 */
export function createOpener(answer: (answer: DeviceAnswer) => void): Opener {
  const last = new Map<string, Promise<void>>();
  return {
    take(order) {
      const device = deviceOf(order);
      const done = (last.get(device) ?? Promise.resolve()).then(() => carryOut(order, answer));
      last.set(device, done);
    },
    settled: async () => void (await Promise.all(last.values())),
  };
}

/** Sound cards share one queue: two names may be one device. */
function deviceOf(order: DeviceOrder): string {
  switch (order.kind) {
    case "open-alsa":
    case "close-alsa":
      return "alsa";
    case "open-bluealsa":
      return order.request.pcmPath;
    case "close-bluealsa":
      return order.handle.pcmPath;
    default:
      return assertNever(order);
  }
}

async function carryOut(order: DeviceOrder, answer: (answer: DeviceAnswer) => void): Promise<void> {
  switch (order.kind) {
    case "open-alsa":
      answer({ kind: "alsa", order: order.order, opening: await openWithin(openAlsa(order.request), closeAlsa) });
      break;
    case "close-alsa":
      await closeAlsa(order.handle);
      break;
    case "open-bluealsa": {
      const opening = await openWithin(openBluealsa(order.request), closeBluealsa);
      answer({ kind: "bluealsa", order: order.order, opening });
      break;
    }
    case "close-bluealsa":
      await closeBluealsa(order.handle);
      break;
    default:
      assertNever(order);
  }
}

async function openWithin<Handle>(
  opened: Promise<Result<Handle, string>>,
  close: (handle: Handle) => Promise<void>,
): Promise<Opening<Handle>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), OPEN_WITHIN_MS);
  });
  const result = await Promise.race([opened, late]);
  clearTimeout(timer);
  if (result === null) {
    void opened.then((tooLate) => (tooLate.ok ? close(tooLate.value) : undefined));
    return { kind: "failed", reason: `it did not open within ${OPEN_WITHIN_MS / 1_000} s` };
  }
  return result.ok ? { kind: "opened", handle: result.value } : { kind: "failed", reason: result.error };
}
