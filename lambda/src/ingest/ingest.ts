// What bridges report, and what AWS IoT says of them, into the store: outcomes, states, last wills, presence. Repeats
// and late arrivals change nothing; what can't be read is logged and dropped, since it would be no better the next time.
import { Buffer } from "node:buffer";
import {
  assertNever,
  type BridgeEvent,
  decodeEvent,
  decodeLastWill,
  decodeOutcome,
  EVENT_RULE,
  type HomeId,
  LAST_WILL_RULE,
  OUTCOME_RULE,
  type Outcome,
  ok,
  PRESENCE_RULE,
  type Result,
  type RuleEvent,
  ThingName,
} from "@house-band/contract";
import type { IngestStore, Log, LogFields, PortFault } from "../ports.ts";
import { parsePresence } from "./parse-presence.ts";
import type { ClaimIngestPorts } from "./take-claim.ts";
import type { EditPorts } from "./take-edit.ts";

export type IngestPorts = {
  readonly store: IngestStore;
  /** Made when the first edit or claim comes: they are rare. */
  readonly edits: () => Promise<EditPorts & ClaimIngestPorts>;
  readonly log: Log;
};

/** Thrown so that the asynchronous invocation is repeated, and ends in the rule's error queue if that never helps. */
export class IngestFailed extends Error {
  override readonly name = "IngestFailed";
}

/** @throws IngestFailed where the store could not be reached: worth another try, and safe to repeat */
export async function ingest(event: RuleEvent, ports: IngestPorts, signal: AbortSignal): Promise<void> {
  const { store, log } = ports;
  const drop = (reason: string, about: LogFields = {}): void =>
    log.warn({ ...about, rule: event.rule, reason }, "a bridge's message was dropped");
  const thing = ThingName.safeParse(event.thing);
  if (!thing.success) return drop("its topic names no bridge");
  const written = writerFor(event, thing.data, ports, signal);
  if (!written.ok) return drop(written.error);
  const { about } = written.value;
  const result = await run(written.value, thing.data, store, signal);
  if (!result.ok) {
    if (about) log.warn({ ...about, rule: event.rule, code: result.error.code }, "an outcome could not be kept");
    throw toFailure(result.error);
  }
  if (result.value === "nobodys") return drop("its bridge belongs to no home", about);
  const fields = { ...about, rule: event.rule, thing: thing.data, result: result.value };
  if (about) log.info(fields, "an outcome was taken in");
  else log.debug(fields, "a bridge's message was taken in");
}

type Written = Promise<Result<"recorded" | "ignored", PortFault>>;

/** Most of what bridges tell is of a home; on the way into one there is none yet. */
type Write = (
  | { readonly of: "home"; readonly write: (homeId: HomeId) => Written }
  | { readonly of: "bridge"; readonly write: () => Written }
) & {
  /** For the log: which command's outcome it is. */
  readonly about?: LogFields;
};

async function run(
  write: Write,
  thing: ThingName,
  store: IngestStore,
  signal: AbortSignal,
): Promise<Result<"recorded" | "ignored" | "nobodys", PortFault>> {
  if (write.of === "bridge") return write.write();
  const owner = await store.ownerOf(thing, signal);
  if (!owner.ok) return owner;
  return owner.value ? write.write(owner.value) : ok("nobodys");
}

function writerFor(event: RuleEvent, thing: ThingName, ports: IngestPorts, signal: AbortSignal): Result<Write, string> {
  const { store } = ports;
  const bytes = Buffer.from(JSON.stringify(event.payload ?? null));
  switch (event.rule) {
    case OUTCOME_RULE:
      return toWrite(decodeOutcome(bytes), (outcome) => ({
        ...ofHome((homeId) => store.recordOutcome({ homeId, commandId: outcome.commandId }, thing, outcome, signal)),
        about: aboutOutcome(outcome, event.receivedAtMs),
      }));
    case EVENT_RULE:
      return toWrite(decodeEvent(bytes), (told) => toEventWrite(told, { thing, event, ports, signal }));
    case LAST_WILL_RULE:
      return toWrite(decodeLastWill(bytes), () =>
        ofHome((homeId) => store.recordLost(homeId, thing, event.receivedAtMs, signal)),
      );
    case PRESENCE_RULE: {
      const presence = parsePresence(event.payload, thing);
      if (!presence.ok) return presence;
      return ok(ofHome((homeId) => store.recordPresence(homeId, thing, presence.value, event.receivedAtMs, signal)));
    }
    default:
      return assertNever(event.rule);
  }
}

/** All that is known of a command's way through its bridge, for as long as the log is kept. */
const aboutOutcome = ({ commandId, state, code: outcome, timings }: Outcome, receivedAtMs: number): LogFields => ({
  ...{ commandId, state, outcome, receivedAtMs },
  ...timings,
});

const ofHome = (write: (homeId: HomeId) => Written): Write => ({ of: "home", write });

type From = {
  readonly thing: ThingName;
  readonly event: RuleEvent;
  readonly ports: IngestPorts;
  readonly signal: AbortSignal;
};

function toEventWrite(told: BridgeEvent, { thing, event: { receivedAtMs }, ports, signal }: From): Write {
  switch (told.kind) {
    case "state":
      return ofHome((homeId) => ports.store.recordState(homeId, thing, told, receivedAtMs, signal));
    case "edit":
      return ofHome(async (homeId) => {
        const [edits, { takeEdit }] = await Promise.all([ports.edits(), import("./take-edit.ts")]);
        return takeEdit(edits, { homeId, thing, event: told }, signal);
      });
    default:
      return {
        of: "bridge",
        write: async () => {
          const [edits, { takeClaim }] = await Promise.all([ports.edits(), import("./take-claim.ts")]);
          return takeClaim(edits, { thing, event: told, receivedAtMs }, signal);
        },
      };
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
