// Alexa may deliver one request twice, also at the same time. Whoever did not do it says what the other delivery says,
// and "nothing was done" is said only after having seen to it that nothing can be done any more.
import type { Clock, CommandRecord, HomeStore, RecordKey, StoredReply } from "../../ports.ts";
import type { SpeechIntent } from "../../speech/intents.ts";
import type { VoiceRequest } from "../voice-request.ts";

/** A command is sent within 2.5 s and waited for as long again; by then the other delivery has said something. */
export const OTHER_DELIVERY_WAIT_MS = 5_000;
/** A connected speaker is done within milliseconds; what takes longer takes much longer. */
export const FIRST_POLL_MS = 10;
const SLOWEST_POLL_MS = 250;
const POLL_GROWTH = 1.3;

export type RecordPorts = { readonly store: HomeStore; readonly clock: Clock };

type Watch<T> = {
  readonly key: RecordKey;
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Null: not yet. */
  readonly read: (record: CommandRecord) => T | null;
};

/** Looks at a command's record until it says something; null where it does not within the time. */
export async function watchRecord<T>({ store, clock }: RecordPorts, watch: Watch<T>): Promise<T | null> {
  const { key, waitMs, signal, read } = watch;
  const untilMs = clock.nowMs() + waitMs;
  for (let pauseMs = FIRST_POLL_MS; !signal.aborted; pauseMs = Math.min(pauseMs * POLL_GROWTH, SLOWEST_POLL_MS)) {
    await clock.sleep(Math.min(pauseMs, Math.max(0, untilMs - clock.nowMs())), signal);
    // a read that fails is like a record that says nothing yet: there may be time for another one
    const record = await store.readCommand(key, signal);
    const said = record.ok && record.value ? read(record.value) : null;
    if (said !== null) return said;
    if (clock.nowMs() >= untilMs) break;
  }
  return null;
}

/** What another delivery, which is under way, will have said; null where it does not come to that. */
export const awaitReply = (ports: RecordPorts, key: RecordKey, signal: AbortSignal): Promise<StoredReply | null> =>
  watchRecord(ports, { key, waitMs: OTHER_DELIVERY_WAIT_MS, signal, read: ({ reply }) => reply });

type Failed = {
  readonly key: RecordKey;
  readonly signal: AbortSignal;
  readonly render: (say: SpeechIntent) => string;
};

/** What a turn may say that did nothing because a port failed: `cloud-trouble` only where nobody else does it either. */
export async function standDown(ports: RecordPorts, { key, signal, render }: Failed): Promise<StoredReply> {
  const withdrawn = await ports.store.withdraw(key, signal);
  if (withdrawn.ok && withdrawn.value === "withdrawn") return render({ kind: "cloud-trouble" });
  const other = withdrawn.ok ? await awaitReply(ports, key, signal) : null;
  return other ?? render({ kind: "unsure" });
}

const CHANGES_NOTHING: ReadonlySet<VoiceRequest["kind"]> = new Set([
  "launch",
  "list-speakers",
  "list-groups",
  "whats-playing",
  "speaker-status",
  "help",
  "choose",
  "yes",
  "no",
  "cancel",
  "navigate-home",
  "fallback",
]);

/** Whether another delivery of this request may change something in the home. */
export const mayChange = ({ kind }: VoiceRequest): boolean => !CHANGES_NOTHING.has(kind);
