// What a player needs of the world and a test does not look at.
import type { Log, StreamRelay } from "@house-band/bridge-firmware/ports";

export const silentLog: Log = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

/** For music that is on this machine: no stream can be had by it. */
export const noRelay: StreamRelay = {
  open: async () => ({
    ok: false,
    error: { code: "unreachable", retryable: false, message: "there is no relay here" },
  }),
  close: async () => undefined,
};
