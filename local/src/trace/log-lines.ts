// Lines of the functions' logs, read for what they say of one command's road. What says nothing of it is left out. Pure.
import { CommandId, OutcomeCode, OutcomeState, ThingName } from "@house-band/contract";
import * as z from "zod";

export type LogName = "voice" | "ingest";

/** A line as CloudWatch gives it: when it was written, epoch, and its text. */
export type LogEvent = { readonly log: LogName; readonly atMs: number; readonly text: string };

const Timings = z.object({ acceptedMs: z.number(), soundMs: z.number().optional(), settledMs: z.number() });
export type RoadTimings = z.infer<typeof Timings>;

/** By their message: what a function says along the road. */
const Said = z.discriminatedUnion("message", [
  z.object({
    message: z.literal("turn decided"),
    heardAtMs: z.number(),
    request: z.string(),
    decision: z.string(),
    thing: ThingName,
    isDemo: z.boolean().optional(),
  }),
  z.object({
    message: z.literal("command sent"),
    sentAtMs: z.number(),
    seq: z.number(),
    delivery: z.string(),
    thing: ThingName,
  }),
  z.object({ message: z.literal("command answered"), outcome: z.string() }),
  z.object({ message: z.literal("turn answered"), endsSession: z.boolean() }),
  z.object({
    message: z.literal("an outcome was taken in"),
    ...Timings.shape,
    state: OutcomeState,
    outcome: OutcomeCode,
    receivedAtMs: z.number(),
    result: z.enum(["recorded", "ignored"]),
  }),
]);

const Trouble = z.object({
  level: z.enum(["warn", "error"]),
  message: z.string(),
  fault: z.string().optional(),
  reason: z.string().optional(),
  code: z.string().optional(),
});

const OfCommand = z.object({ commandId: CommandId });

type At = { readonly log: LogName; readonly atMs: number };
export type Said = z.infer<typeof Said>;
export type RoadLine = At &
  (Said | { readonly message: "trouble"; readonly what: string /** Why, where it is known. */; readonly why: string });

/** Null where the line is of another command, of none, or nothing that belongs to the road. */
export function readLine({ log, atMs, text }: LogEvent, commandId: CommandId): RoadLine | null {
  const json = toJson(text);
  const whose = OfCommand.safeParse(json);
  if (!whose.success || whose.data.commandId !== commandId) return null;
  const said = Said.safeParse(json);
  if (said.success) return { log, atMs, ...said.data };
  const trouble = Trouble.safeParse(json);
  if (!trouble.success) return null;
  const { message: what, fault, reason, code } = trouble.data;
  return { log, atMs, message: "trouble", what, why: fault ?? reason ?? code ?? "" };
}

/** Lambda's own lines are no JSON. */
function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
