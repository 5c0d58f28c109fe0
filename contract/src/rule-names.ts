// What the rules are called. Apart from everything else: who only asks which rule an event comes from loads no schema.

/** Rule names of Basic Ingest. @see AWS IoT "Reducing messaging costs with Basic Ingest" */
export const OUTCOME_RULE = "hb_outcome";
export const EVENT_RULE = "hb_event";
export const LAST_WILL_RULE = "hb_last_will";
/** What AWS IoT itself says of a bridge's connection. @see AWS IoT "Lifecycle events" */
export const PRESENCE_RULE = "hb_presence";
/** Taken by a function of its own: what it is about is who said it, not what was said. */
export const ROTATED_RULE = "hb_rotated";
