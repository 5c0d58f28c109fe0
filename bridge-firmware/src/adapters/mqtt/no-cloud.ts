// The CloudLink of a bridge that was given no cloud: it is never online, so nothing is asked of it twice.
import { err } from "@house-band/contract";
import type { CloudLink } from "../../ports.ts";

/** A link that never comes up and takes nothing. */
export function createNoCloud(): CloudLink {
  const message = "this bridge has no cloud: its configuration has no section of that name";
  return {
    onEvent: () => () => undefined,
    publish: async () => err({ port: "cloud", code: "unavailable", retryable: false, message }),
    start: () => undefined,
    close: async () => undefined,
  };
}
