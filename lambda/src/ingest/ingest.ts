// What bridges report, and what AWS IoT says of them, into the store: outcomes, states, last wills, presence. Repeats
// and late arrivals change nothing; what can't be read is logged and dropped, since it would be no better the next time.
import { Buffer } from "node:buffer";
import {
  assertNever,
  decodeEvent,
  decodeLastWill,
  decodeOutcome,
  EVENT_RULE,
  type HomeId,
  LAST_WILL_RULE,
  OUTCOME_RULE,
  ok,
  PRESENCE_RULE,
  type Result,
  type RuleEvent,
  ThingName,
} from "@house-band/contract";
import type { IngestStore, Log, PortFault } from "../ports.ts";
import { parsePresence } from "./parse-presence.ts";
import type { EditPorts } from "./take-edit.ts";

export type IngestPorts = {
  readonly store: IngestStore;
  /** Made when the first edit comes: they are rare. */
  readonly edits: () => Promise<EditPorts>;
  readonly log: Log;
};

/** Thrown so that the asynchronous invocation is repeated, and ends in the rule's error queue if that never helps. */
export class IngestFailed extends Error {
  override readonly name = "IngestFailed";
}

/** @throws IngestFailed where the store could not be reached: worth another try, and safe to repeat */
export async function ingest(event: RuleEvent, ports: IngestPorts, signal: AbortSignal): Promise<void> {
  const { store, log } = ports;
  const drop = (reason: string): void => log.warn({ rule: event.rule, reason }, "a bridge's message was dropped");
  const thing = ThingName.safeParse(event.thing);
  if (!thing.success) return drop("its topic names no bridge");
  const written = writerFor(event, thing.data, ports, signal);
  if (!written.ok) return drop(written.error);
  const owner = await store.ownerOf(thing.data, signal);
  if (!owner.ok) throw toFailure(owner.error);
  if (!owner.value) return drop("its bridge belongs to no home");
  const result = await written.value(owner.value);
  if (!result.ok) throw toFailure(result.error);
  log.debug({ rule: event.rule, thing: thing.data, result: result.value }, "a bridge's message was taken in");
}

type Write = (homeId: HomeId) => Promise<Result<"recorded" | "ignored", PortFault>>;

function writerFor(event: RuleEvent, thing: ThingName, ports: IngestPorts, signal: AbortSignal): Result<Write, string> {
  const { store } = ports;
  const bytes = Buffer.from(JSON.stringify(event.payload ?? null));
  switch (event.rule) {
    case OUTCOME_RULE:
      return toWrite(decodeOutcome(bytes), (outcome) => (homeId) => {
        return store.recordOutcome({ homeId, commandId: outcome.commandId }, thing, outcome, signal);
      });
    case EVENT_RULE:
      return toWrite(decodeEvent(bytes), (told) => async (homeId) => {
        if (told.kind === "state") return store.recordState(homeId, thing, told, event.receivedAtMs, signal);
        const [edits, { takeEdit }] = await Promise.all([ports.edits(), import("./take-edit.ts")]);
        return takeEdit(edits, { homeId, thing, event: told }, signal);
      });
    case LAST_WILL_RULE:
      return toWrite(decodeLastWill(bytes), () => (homeId) => {
        return store.recordLost(homeId, thing, event.receivedAtMs, signal);
      });
    case PRESENCE_RULE: {
      const presence = parsePresence(event.payload, thing);
      if (!presence.ok) return presence;
      return ok((homeId) => store.recordPresence(homeId, thing, presence.value, event.receivedAtMs, signal));
    }
    default:
      return assertNever(event.rule);
  }
}

function toWrite<T>(
  decoded: Result<T, { readonly code: string; readonly message: string }>,
  writeFor: (value: T) => Write,
): Result<Write, string> {
  if (decoded.ok) return { ok: true, value: writeFor(decoded.value) };
  return { ok: false, error: `${decoded.error.code}: ${decoded.error.message}` };
}

const toFailure = ({ message, cause }: PortFault): IngestFailed => new IngestFailed(message, { cause });
