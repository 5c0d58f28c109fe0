// AWS IoT's own word about a bridge's connection, read into ours.
import { EpochMs, err, ok, type Result, ThingName } from "@house-band/contract";
import * as z from "zod/mini";
import type { Presence } from "../ports.ts";

/** @see AWS IoT "Lifecycle events", connect/disconnect events */
const LifecycleEvent = z.object({
  clientId: ThingName,
  eventType: z.enum(["connected", "disconnected"]),
  timestamp: EpochMs,
  versionNumber: z.int().check(z.gte(0)),
});

/** @returns the presence, or what is wrong with the message, without its content */
export function parsePresence(payload: unknown, thing: ThingName): Result<Presence, string> {
  const parsed = LifecycleEvent.safeParse(payload);
  if (!parsed.success) return err(`no lifecycle event, at ${parsed.error.issues[0]?.path.join(".") || "the top"}`);
  const { clientId, eventType, timestamp, versionNumber } = parsed.data;
  if (clientId !== thing) return err("its topic names another client than it does");
  return ok({ isConnected: eventType === "connected", version: versionNumber, atMs: timestamp });
}
