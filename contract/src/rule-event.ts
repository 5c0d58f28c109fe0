// What an IoT rule hands to the ingest function: a bridge's message, and what the cloud itself knows of it.
import type { EVENT_RULE, LAST_WILL_RULE, OUTCOME_RULE, PRESENCE_RULE, ROTATED_RULE } from "./rule-names.ts";

export type RuleName = typeof OUTCOME_RULE | typeof EVENT_RULE | typeof LAST_WILL_RULE | typeof PRESENCE_RULE;

/** The same shape whichever rule was hit: the rules' SQL makes it, and nothing but the names is trusted to be right. */
export type RuleEvent = {
  readonly rule: RuleName;
  /** From the topic, which the bridge's policy fixes, and never from the payload. */
  readonly thing: string;
  /** As it was published: untrusted. */
  readonly payload: unknown;
  /** Milliseconds since 1970, by the cloud's clock, when the rule saw the message. */
  readonly receivedAtMs: number;
};

/** A bridge uses a new certificate: who that is, by AWS IoT's own word. Nothing of the payload is in it. */
export type RotatedEvent = {
  readonly rule: typeof ROTATED_RULE;
  /** From the topic, which the bridge's policy fixes. */
  readonly thing: string;
  /** The id of the certificate that the message's connection was made with. */
  readonly principal: string;
  readonly clientId: string;
  /** Milliseconds since 1970, by the cloud's clock, when the rule saw the message: not when the function gets it. */
  readonly receivedAtMs: number;
};
