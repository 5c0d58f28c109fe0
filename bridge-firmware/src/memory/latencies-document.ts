// What a restarted daemon remembers of how long each speaker takes from a sample's write to its sound.
import { BluetoothAddress, EpochMs, LatencyMs, SpeakerId } from "@house-band/contract";
import * as z from "zod/mini";
import { remembered } from "../core/latencies.ts";
import { mapValues } from "../core/maps.ts";
import type { Model } from "../core/model.ts";

const KnownLatency = z.object({
  codec: z.string(),
  adapter: z.nullable(z.string()),
  latencyMs: LatencyMs,
  method: z.enum(["measured", "by-hand"]),
  confidence: z.nullable(z.number().check(z.gte(0), z.lte(1))),
  atEpochMs: EpochMs,
  reportedDelayMs: z.nullable(z.number()),
  distanceM: z.optional(z.number().check(z.gte(0))),
});

export const LatenciesDocument = z.object({
  version: z.literal(1),
  /** Only of speakers of which something was found out. */
  speakers: z.record(
    SpeakerId,
    z.object({
      /** Another speaker may have been given its place meanwhile. */
      address: BluetoothAddress,
      known: z.array(KnownLatency),
    }),
  ),
});
export type LatenciesDocument = z.infer<typeof LatenciesDocument>;

/** What a microphone has heard, and what was set by ear. */
export function toLatenciesDocument(model: Model): LatenciesDocument {
  const speakers = [...model.speakers].flatMap(
    ([
      id,
      {
        address,
        latency: { known },
      },
    ]): Entry[] => (known.length > 0 ? [[id, { address, known: [...known] }]] : []),
  );
  return { version: 1, speakers: Object.fromEntries(speakers) };
}

type Entry = [SpeakerId, LatenciesDocument["speakers"][SpeakerId]];

/** Of speakers that are still this home's; unverified since `epochMs`, when the daemon began to watch them again. */
export function restoreLatencies(model: Model, document: LatenciesDocument, epochMs: number): Model {
  const found = new Map(Object.entries(document.speakers));
  const sinceEpochMs = Math.max(0, Math.round(epochMs));
  const speakers = mapValues(model.speakers, (speaker) => {
    const saved = found.get(speaker.id);
    return saved?.address === speaker.address
      ? { ...speaker, latency: remembered(saved.known, sinceEpochMs) }
      : speaker;
  });
  return { ...model, speakers };
}
