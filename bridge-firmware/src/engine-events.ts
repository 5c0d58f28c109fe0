// What the engine tells, in the core's words. What changes nothing in the model is logged here and goes no further.
import { assertNever } from "@house-band/contract";
import type { Input } from "./core/reduce.ts";
import type { EngineEvent } from "./engine/protocol.ts";
import type { Log } from "./ports.ts";

/** Null where nothing follows from it. */
export function toInput(event: EngineEvent, log: Log): Input | null {
  switch (event.kind) {
    case "ready":
      if (event.isRealTime !== undefined) log.info({ isRealTime: event.isRealTime }, "the audio loop's priority");
      return { kind: "engine-ready" };
    case "zone-started":
    case "track-started":
      return { kind: event.kind, zone: event.zone, index: event.index };
    case "position":
    case "title-changed":
    case "zone-ended":
    case "joined":
    case "output-failed":
    case "chimed":
      return event;
    case "track-failed":
      log.warn({ zone: event.zone, reason: event.reason }, "a file can't be played");
      return null;
    case "refused":
      log.error({ request: event.request, reason: event.reason }, "the engine refused a request");
      return null;
    case "status":
    case "pong":
    case "track-wanted":
    case "pipe-ready":
    case "probing":
    case "probed":
    case "probes-ended":
    case "watching":
    case "input-level":
    case "input-lost":
      return null;
    default:
      return assertNever(event);
  }
}
