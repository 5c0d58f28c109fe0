// What a question leaves in the session for its answer, and how it is read back: Alexa hands it over, nobody vouches for it.
import {
  Channel,
  CommandId,
  CutDb,
  Discovered,
  MAX_DISCOVERED,
  NudgeMs,
  Repeat,
  SleepMs,
  SpeakerId,
} from "@house-band/contract";
import * as z from "zod/mini";
import type { Pending } from "./turn/turn.ts";

const words = z.string().check(z.maxLength(140));
const names = z.array(words).check(z.maxLength(16));
const heardNames = z
  .array(z.object({ heard: words, dynamicIds: names, staticNames: names }))
  .check(z.minLength(1), z.maxLength(64));
const place = z.discriminatedUnion("kind", [
  z.object({ kind: z.enum(["unsaid", "everywhere", "here"]) }),
  z.object({ kind: z.literal("named"), names: heardNames }),
]);
const heard = z.union([place, z.object({ kind: z.literal("all-but"), of: place, names: heardNames })]);
const level = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("percent"), percent: z.int().check(z.gte(0), z.lte(100)) }),
  z.object({ kind: z.literal("out-of-range"), heard: words }),
]);

const name = z.nullable(words);
const step = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("look"), whileMusicPlays: z.boolean(), name }),
  z.object({
    kind: z.literal("choose"),
    found: z.array(Discovered).check(z.minLength(1), z.maxLength(MAX_DISCOVERED)),
    name,
  }),
  z.object({ kind: z.literal("take"), device: Discovered, name }),
  z.object({ kind: z.literal("await"), commandId: CommandId, name: words }),
]);

/** Every request that can lack something; the others ask nothing. */
const PendingRequest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("play"), words: z.nullable(words), shuffled: z.optional(z.boolean()), targets: heard }),
  z.object({ kind: z.literal("save-preset"), name: words, targets: heard }),
  z.object({ kind: z.literal("set-shuffle"), isOn: z.boolean(), targets: heard }),
  z.object({ kind: z.literal("set-repeat"), repeat: Repeat, targets: heard }),
  z.object({
    kind: z.enum([
      "pause",
      "resume",
      "stop",
      "next",
      "previous",
      "mute",
      "unmute",
      "connect",
      "release",
      "identify",
      "cancel-sleep-timer",
      "stop-announcement",
    ]),
    targets: heard,
  }),
  z.object({ kind: z.literal("set-sleep-timer"), inMs: SleepMs, targets: heard }),
  z.object({ kind: z.literal("set-volume"), level, targets: heard }),
  z.object({ kind: z.literal("adjust-volume"), deltaPercent: z.int(), targets: heard }),
  z.object({ kind: z.literal("move"), from: heard, to: heard }),
  z.object({ kind: z.literal("add-to-playing"), targets: heard, beside: heard }),
  z.object({ kind: z.literal("remove-from-playing"), targets: heard }),
  z.object({ kind: z.literal("create-group"), name: z.nullable(words), members: heard }),
  z.object({ kind: z.literal("rename"), target: heard, newName: z.nullable(words) }),
  z.object({ kind: z.literal("delete-group"), target: heard }),
  z.object({ kind: z.enum(["add-member", "remove-member"]), members: heard, group: heard }),
  z.object({ kind: z.literal("set-channel"), channel: z.nullable(Channel), targets: heard }),
  z.object({ kind: z.literal("swap-channels"), targets: heard }),
  z.object({ kind: z.literal("set-default-group"), group: heard }),
  z.object({ kind: z.enum(["whats-playing", "speaker-status", "sleep-left"]), targets: heard }),
  z.object({ kind: z.literal("pair"), step }),
  z.object({ kind: z.enum(["calibrate", "sync-check", "match-levels"]), targets: heard, whileMusicPlays: z.boolean() }),
  z.object({ kind: z.literal("take-levels"), trims: z.record(SpeakerId, CutDb) }),
  z.object({ kind: z.literal("forget-levels"), targets: heard }),
  z.object({
    kind: z.literal("nudge"),
    deltaMs: NudgeMs,
    isUndirected: z.optional(z.boolean()),
    targets: heard,
  }),
  /** Whoever is asked has not said yes. */
  z.object({ kind: z.literal("forget"), targets: heard, isSure: z.literal(false) }),
]);

const PendingMemory = z.object({
  request: PendingRequest,
  hole: z.enum(["targets", "exception", "other-side", "name", "group", "channel", "level", "way", "sure", "step"]),
});

/** Session attributes count towards the response's size: a question that would need more is forgotten. */
const MAX_MEMORY_LENGTH = 8_000;

/** The session attributes that carry a question to its answer; empty where nothing was asked. */
export function toAttributes(pending: Pending | null): Record<string, unknown> {
  return pending && JSON.stringify(pending).length <= MAX_MEMORY_LENGTH ? { pending } : {};
}

/** Null where nothing was asked, or where what came back is not what was given. */
export function readPending(attributes: Readonly<Record<string, unknown>> | undefined): Pending | null {
  const parsed = PendingMemory.safeParse(attributes?.pending);
  return parsed.success ? parsed.data : null;
}
