// How a bridge's words reach the ingest function: one IoT rule per kind of message, all giving one event shape.
// The thing comes from the topic, which the bridge's policy (or AWS IoT itself) fixes, and never from the payload.
import {
  EVENT_RULE,
  LAST_WILL_RULE,
  OUTCOME_RULE,
  PRESENCE_RULE,
  type RuleName,
  THING_PREFIX,
  topics,
} from "@house-band/contract";

export type RuleDefinition = {
  readonly name: RuleName;
  /** The topics of the broker that set the rule off; `null` where Basic Ingest alone does. */
  readonly topicFilter: string | null;
  /** Which level of the topic, counted from 1 and without `$aws/rules/<rule>/`, names the thing. */
  readonly thingLevel: number;
  readonly sql: string;
};

/** @see AWS IoT "AWS IoT SQL version" */
export const RULE_SQL_VERSION = "2016-03-23";

/** @see AWS IoT "Reducing messaging costs with Basic Ingest": `topic()` does not see the prefix, FROM is optional */
export const ruleDefinitions: readonly RuleDefinition[] = [
  defineRule(OUTCOME_RULE, 1, null),
  defineRule(EVENT_RULE, 1, null),
  defineRule(LAST_WILL_RULE, 3, topics.lastWill("+")),
  // Every client of the account is announced there: the others are none of ours, and none of our cost.
  defineRule(PRESENCE_RULE, 5, topics.presence("+", "+"), `startswith(topic(5), '${THING_PREFIX}')`),
];

function defineRule(
  name: RuleName,
  thingLevel: number,
  topicFilter: string | null,
  condition: string | null = null,
): RuleDefinition {
  const select = `SELECT '${name}' AS rule, topic(${thingLevel}) AS thing, * AS payload, timestamp() AS receivedAtMs`;
  const from = topicFilter === null ? "" : ` FROM '${topicFilter}'`;
  return { name, topicFilter, thingLevel, sql: `${select}${from}${condition === null ? "" : ` WHERE ${condition}`}` };
}
