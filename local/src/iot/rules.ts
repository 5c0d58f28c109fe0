// The rules engine: which rules a message sets off, and how their actions are tried, tried again, and given up.
// Asynchronous like AWS: the publisher was acknowledged long before.
import { setTimeout as wait } from "node:timers/promises";
import type { Faults } from "./faults.ts";
import { filterMatches } from "./topic-filter.ts";

/** What a rule's action gets. Who sent it is read from the topic or the client id, never from the payload. */
export type RuleMessage = {
  /** Without `$aws/rules/{rule}/`, as the SQL function `topic()` counts. @see AWS IoT "Basic Ingest" */
  readonly topic: string;
  readonly payload: Uint8Array;
  /** Null for what came over HTTP. */
  readonly clientId: string | null;
  /** The id of the certificate that it came with, as the SQL function `principal()` says; null over plain connections. */
  readonly principal: string | null;
  readonly timestampMs: number;
};

export type Rule = {
  readonly name: string;
  /** Null: reached by Basic Ingest only. */
  readonly topicFilter: string | null;
  readonly run: (message: RuleMessage) => Promise<void>;
  readonly onError?: (failure: RuleFailure) => void;
};

/** What AWS hands to a rule's error action. @see AWS IoT "Error handling (error action)", message format */
export type RuleFailure = {
  readonly ruleName: string;
  readonly topic: string;
  readonly clientId: string | null;
  readonly base64OriginalPayload: string;
  readonly failures: readonly { readonly failedAction: "LambdaAction"; readonly errorMessage: string }[];
};

export type Rules = {
  onMessage(message: RuleMessage): void;
  /** Waits for actions that run, and gives up those that wait for another try. */
  close(): Promise<void>;
};

/** Lambda tries an asynchronous invocation three times in all; minutes there are fractions of a second here. */
export const RETRY_DELAYS_MS: readonly number[] = [100, 400];

const BASIC_INGEST = /^\$aws\/rules\/([^/]+)\/(.*)$/s;

/** Rules that run beside each other; those of one client may be disturbed by `faults`. */
export function createRules(rules: readonly Rule[], faults: Faults, retryDelaysMs = RETRY_DELAYS_MS): Rules {
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  function start(rule: Rule, message: RuleMessage): void {
    const lane = message.clientId;
    const run = () => {
      if (stopping.signal.aborted) return;
      const attempt = runWithRetries(rule, message, retryDelaysMs, stopping.signal).finally(() =>
        running.delete(attempt),
      );
      running.add(attempt);
    };
    if (lane === null) run();
    else faults.pass("toRules", lane, `${rule.name} ${message.topic}`, run);
  }

  return {
    onMessage(message) {
      const [, named, topic] = BASIC_INGEST.exec(message.topic) ?? [];
      for (const rule of rules) {
        if (named !== undefined) {
          if (rule.name === named) start(rule, { ...message, topic: topic ?? "" });
        } else if (rule.topicFilter !== null && filterMatches(rule.topicFilter, message.topic)) {
          start(rule, message);
        }
      }
    },
    async close() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

async function runWithRetries(
  rule: Rule,
  message: RuleMessage,
  retryDelaysMs: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  // A turn of the event loop later: nothing of a rule happens before its publisher had the PUBACK.
  await new Promise((resolve) => setImmediate(resolve));
  const errors: unknown[] = [];
  for (const delayMs of [...retryDelaysMs, null]) {
    try {
      await rule.run(message);
      return;
    } catch (error) {
      errors.push(error);
    }
    if (delayMs === null) break;
    await wait(delayMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
  }
  rule.onError?.({
    ruleName: rule.name,
    topic: message.topic,
    clientId: message.clientId,
    base64OriginalPayload: Buffer.from(message.payload).toString("base64"),
    failures: errors.map((error) => ({
      failedAction: "LambdaAction",
      errorMessage: error instanceof Error ? error.message : String(error),
    })),
  });
}
