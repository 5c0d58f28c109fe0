// Which topics a subscription's filter stands for, as AWS IoT reads it. Pure.

/**
 * A filter is a topic whose levels may be `+` (any one level) and whose last may be `#` (one or more levels: AWS does
 * not match `sensor` by `sensor/#`, unlike the MQTT specification).
 * @see AWS IoT "MQTT topics", "Topic filters"
 */
export function isTopicFilter(filter: string): boolean {
  const levels = filter.split("/");
  return (
    filter !== "" &&
    !filter.includes("\0") &&
    levels.every((level, index) => {
      if (level === "#") return index === levels.length - 1;
      return level === "+" || !/[+#]/.test(level);
    })
  );
}

/** Does the filter stand for more than one topic? */
export const hasWildcard = (filter: string): boolean =>
  filter.split("/").some((level) => level === "+" || level === "#");

/** A wildcard in the first place does not stand for `$…` topics. @see MQTT 3.1.1 section 4.7.2 */
export function filterMatches(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  const wanted = filter.split("/");
  const levels = topic.split("/");
  if (topic.startsWith("$") && hasWildcard(wanted[0] ?? "")) return false;
  for (const [index, level] of wanted.entries()) {
    if (level === "#") return levels.length > index;
    if (index >= levels.length) return false;
    if (level !== "+" && level !== levels[index]) return false;
  }
  return levels.length === wanted.length;
}

/** The QoS of the best subscription, by filter, that stands for the topic; null where there is none. */
export function bestQos(subscriptions: ReadonlyMap<string, 0 | 1>, topic: string): 0 | 1 | null {
  const matching = [...subscriptions].filter(([filter]) => filterMatches(filter, topic));
  if (matching.length === 0) return null;
  return matching.some(([, qos]) => qos === 1) ? 1 : 0;
}
