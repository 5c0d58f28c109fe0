// What a device's output is until the device is open: it takes every block, which nobody hears, so that the music goes
// on without it; once it is open it begins where the others are by then.
import type { Output } from "./output.ts";

/** The thread that may wait: it opens devices and closes them. */
export type DeviceOpener<Request, Handle> = {
  open(request: Request, onOpened: (opening: Opening<Handle>) => void): void;
  close(handle: Handle): void;
};

export type Opening<Handle> =
  | { readonly kind: "opened"; readonly handle: Handle }
  | { readonly kind: "failed"; readonly reason: string };

export type LaterOptions<Request, Handle> = {
  readonly opener: DeviceOpener<Request, Handle>;
  readonly request: Request;
  /** The output that it becomes. */
  readonly create: (handle: Handle) => Output;
  /** Where a reason alone would not say which device is meant. */
  readonly name?: string;
};

/** An output whose device is being opened from now on. */
export function openLater<Request, Handle>(options: LaterOptions<Request, Handle>): Output {
  const { opener, request, create, name } = options;
  let inner: Output | null = null;
  let failure: string | null = null;
  let closed = false;
  opener.open(request, (opening) => {
    if (opening.kind === "failed") failure = opening.reason;
    else if (closed) opener.close(opening.handle);
    else inner = create(opening.handle);
  });
  return {
    get goneReason() {
      const reason = failure ?? inner?.goneReason ?? "it is closed";
      return name === undefined ? reason : `${name}: ${reason}`;
    },
    get health() {
      return inner?.health ?? NOTHING_YET;
    },
    queuedFrames: () => inner?.queuedFrames?.() ?? 0,
    look: () => inner?.look?.() ?? null,
    isOpening: () => inner === null && failure === null && !closed,
    write(block, nowFrame, atFrame) {
      if (failure !== null || closed) return "gone";
      return inner === null ? "accepted" : inner.write(block, nowFrame, atFrame);
    },
    drop: (nowFrame) => inner?.drop(nowFrame),
    close() {
      closed = true;
      inner?.close();
    },
  };
}

const NOTHING_YET = { underruns: 0, slips: 0 } as const;
