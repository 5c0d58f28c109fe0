// A connection to MPD that is there again when it was lost: whoever wants one waits for it. What has to be done on a
// new one before it is of any use (a partition, an output) is the caller's `prepare`.
import type { Result } from "@house-band/contract";
import { childOf } from "../../child-signal.ts";
import { stepDelayMs } from "../../core/backoff.ts";
import type { Clock, Log, PortFault } from "../../ports.ts";
import { connectMpd, type MpdAddress, type MpdConnection } from "./mpd-connection.ts";

export type Linked<T> = { readonly connection: MpdConnection; readonly prepared: T };

export interface MpdLink<T> {
  /** The connection that is open, or the next one; null when the signal fires or the link is closed. */
  get(signal: AbortSignal): Promise<Linked<T> | null>;
  close(): Promise<void>;
}

export type MpdLinkOptions<T> = {
  readonly address: MpdAddress;
  readonly prepare: (connection: MpdConnection) => Promise<Result<T, PortFault>>;
  readonly clock: Clock;
  readonly log: Log;
};

/** MPD is started again within a second; a socket is asked cheaply. */
const TRY_AGAIN_AFTER_MS = [100, 200, 500, 1_000] as const;

/** Connects when first asked for. */
export function createMpdLink<T>(options: MpdLinkOptions<T>): MpdLink<T> {
  const closing = new AbortController();
  let linked: Linked<T> | null = null;
  let connecting: Promise<void> | null = null;

  const connectUntilDone = async (): Promise<void> => {
    for (let failures = 0; !closing.signal.aborted; ) {
      const made = await connectOnce(options);
      if (made.ok) {
        linked = made.value;
        if (failures > 0) options.log.info({ failures }, "connected to MPD again");
        break;
      }
      failures += 1;
      if (failures === 1) options.log.warn({ code: made.error.code }, made.error.message);
      await options.clock.sleep(stepDelayMs(TRY_AGAIN_AFTER_MS, failures), closing.signal);
    }
    connecting = null;
    if (closing.signal.aborted) linked?.connection.close();
  };

  return {
    async get(signal) {
      while (!signal.aborted && !closing.signal.aborted) {
        if (linked?.connection.isOpen()) return linked;
        connecting ??= connectUntilDone();
        await eitherOf(connecting, signal);
      }
      return null;
    },
    async close() {
      closing.abort();
      linked?.connection.close();
      await connecting;
    },
  };
}

async function connectOnce<T>({ address, prepare }: MpdLinkOptions<T>): Promise<Result<Linked<T>, PortFault>> {
  const connected = await connectMpd(address);
  if (!connected.ok) return connected;
  const prepared = await prepare(connected.value);
  if (prepared.ok) return { ok: true, value: { connection: connected.value, prepared: prepared.value } };
  connected.value.close();
  return prepared;
}

/** Resolves when the task does, or when the signal fires. */
async function eitherOf(task: Promise<void>, signal: AbortSignal): Promise<void> {
  const waiting = childOf(signal);
  const fired = new Promise<void>((resolve) => waiting.signal.addEventListener("abort", () => resolve()));
  await Promise.race([task, fired]);
  waiting.abort();
}
