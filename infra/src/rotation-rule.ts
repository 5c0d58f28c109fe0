// How "I use a new certificate" reaches the function that takes the old ones away. Who says it is AWS IoT's own word, and
// nothing of the payload is handed on. @see AWS IoT SQL functions `principal()`, `clientid()`, `timestamp()`
import { ROTATED_RULE } from "@house-band/contract";

export const rotationRule = {
  name: ROTATED_RULE,
  /** Which level of the topic names the thing. @see rule-definitions.ts */
  thingLevel: 1,
  sql: `SELECT '${ROTATED_RULE}' AS rule, topic(1) AS thing, principal() AS principal, clientid() AS clientId, timestamp() AS receivedAtMs`,
} as const;
