// Who may have subscribed to a topic, found by its levels: with thousands of clients nobody can be asked one by one.

export type SubscriptionIndex = {
  add(filter: string, clientId: string): void;
  remove(filter: string, clientId: string): void;
  /** Everybody with a filter that stands for the topic. @see filterMatches */
  clientsOf(topic: string): ReadonlySet<string>;
};

/** One level of all filters that begin alike. */
type Level = { readonly next: Map<string, Level>; readonly clients: Set<string> };

const createLevel = (): Level => ({ next: new Map(), clients: new Set() });

/** An index without subscriptions. */
export function createSubscriptionIndex(): SubscriptionIndex {
  const root = createLevel();
  return {
    add(filter, clientId) {
      let level = root;
      for (const name of filter.split("/")) {
        const next = level.next.get(name) ?? createLevel();
        level.next.set(name, next);
        level = next;
      }
      level.clients.add(clientId);
    },
    remove: (filter, clientId) => removeBelow(root, filter.split("/"), clientId),
    clientsOf(topic) {
      const found = new Set<string>();
      collect(root, topic.split("/"), found);
      return found;
    },
  };
}

/** What nobody subscribes to any more goes with the last one who did. */
function removeBelow(level: Level, [name, ...rest]: readonly string[], clientId: string): void {
  if (name === undefined) {
    level.clients.delete(clientId);
    return;
  }
  const next = level.next.get(name);
  if (next === undefined) return;
  removeBelow(next, rest, clientId);
  if (next.clients.size === 0 && next.next.size === 0) level.next.delete(name);
}

function collect(level: Level, names: readonly string[], found: Set<string>, at = 0): void {
  const name = names[at];
  if (name === undefined) {
    for (const clientId of level.clients) found.add(clientId);
    return;
  }
  const isReserved = at === 0 && name.startsWith("$");
  const [literal, one, many] = [level.next.get(name), level.next.get("+"), level.next.get("#")];
  if (literal) collect(literal, names, found, at + 1);
  if (isReserved) return;
  if (one) collect(one, names, found, at + 1);
  for (const clientId of many?.clients ?? []) found.add(clientId);
}
