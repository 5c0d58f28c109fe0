// All samples of the model in one prefix tree, and how much each word tells about the intent.
// Words that few intents use weigh much; words only Fallback's samples use are foreign to the skill.
import { SEARCH_QUERY } from "./carrier-phrases.ts";
import type { InteractionModel, ModelIntent, ModelSlot } from "./model.ts";
import { FILLERS, toWords } from "./words.ts";

export type SlotKind = { readonly type: string; readonly multiple: boolean };

export type SlotEdge = { readonly slot: string; readonly kind: number; readonly node: number };

/** Nodes are numbered so that a child always comes after its parent; words are numbered too, for speed. */
export type SampleTrie = {
  readonly size: number;
  readonly wordIds: ReadonlyMap<string, number>;
  /** By node: the children for words, as pairs of word number and node. */
  readonly edges: readonly Int32Array[];
  readonly slots: readonly (readonly SlotEdge[])[];
  /** What slots there are, by the number edges give. */
  readonly kinds: readonly SlotKind[];
  /** Intents whose sample ends at a node. */
  readonly ends: readonly (readonly string[])[];
  /** By word number: what it costs to leave the word out, or to have it too much. */
  readonly weights: Float64Array;
  /** How surely a value of a slot type follows a word. */
  readonly announces: (form: string, type: string) => Announcement;
};

/** Of all uses of a word, and of those before any slot: the part that stands right before a slot of some type. */
export type Announcement = { readonly ofUses: number; readonly ofSlots: number };

export const FALLBACK_INTENT = "AMAZON.FallbackIntent";
/** Two orders in one breath: recognised by its parts, not by its samples, which are made of all other intents' words. */
export const TWO_ORDERS_INTENT = "TwoOrdersIntent";
/** Its samples hold other intents' words after a "not": the words tell those intents apart none the less. */
const REFUSING_INTENT = "LeaveBeIntent";

/** What Alexa understands as the built-in intents without any sample of ours. @see Alexa "Standard built-in intents" */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  "AMAZON.CancelIntent": ["cancel", "never mind", "forget it"],
  "AMAZON.HelpIntent": ["help", "help me", "can you help me"],
  "AMAZON.StopIntent": ["stop", "off", "shut up"],
  "AMAZON.NavigateHomeIntent": ["go home", "home screen", "navigate home", "go to home screen", "go back to home"],
  "AMAZON.PauseIntent": ["pause", "pause that"],
  "AMAZON.ResumeIntent": ["resume", "continue", "keep going"],
  "AMAZON.NextIntent": ["next", "skip", "skip forward"],
  "AMAZON.PreviousIntent": ["go back", "skip back", "back up"],
  "AMAZON.YesIntent": ["yes", "yes please", "sure", "yeah", "yep", "okay"],
  "AMAZON.NoIntent": ["no", "no thanks", "nope"],
};

const LIGHTEST = 0.12;
const HEAVIEST = 1.25;
const FILLER_WEIGHT = 0.015;
export const FOREIGN_WEIGHT = 2.2;
/** Many intents use them, yet where one stands a name is given or something refused, and where none stands none is. */
const NAMING: ReadonlySet<string> = new Set(["called", "named", "not", "never"]);
const NAMING_WEIGHT = 1;
/** A reading that adds an exception nobody made, or drops one, is no reading. */
const EXCEPTING: ReadonlySet<string> = new Set(["except", "but"]);

type GrowingNode = { words: Map<number, number>; slots: SlotEdge[]; ends: string[] };
/** By word: how often each intent uses it, and how often each slot type follows it. */
type Counts = Map<string, { readonly intents: Map<string, number>; readonly followers: Map<string, number> }>;

export function compileSamples(model: InteractionModel): SampleTrie {
  const nodes: GrowingNode[] = [{ words: new Map(), slots: [], ends: [] }];
  const counts: Counts = new Map();
  const wordIds = new Map<string, number>();
  const kinds: SlotKind[] = [];
  for (const intent of model.intents.filter(({ name }) => name !== TWO_ORDERS_INTENT)) {
    const anyWords = intent.slots.filter(({ type }) => type === SEARCH_QUERY).map(({ name }) => `{${name}}`);
    for (const sample of [...intent.samples, ...(BUILT_IN[intent.name] ?? [])]) {
      if (anyWords.some((slot) => sample.includes(slot))) continue; // found by what it begins with: carrier-phrases.ts
      const node = insert(nodes, intent, sample, { counts, wordIds, kinds });
      if (!nodes[node]?.ends.includes(intent.name)) nodes[node]?.ends.push(intent.name);
    }
  }
  return {
    size: nodes.length,
    wordIds,
    edges: nodes.map((node) => Int32Array.from([...node.words].flat())),
    slots: nodes.map((node) => node.slots),
    kinds,
    ends: nodes.map((node) => node.ends),
    weights: Float64Array.from(wordIds.keys(), (form) => toWeight(form, counts, model.intents.length)),
    announces: (form, type) => {
      const users = counts.get(form);
      const before = users?.followers.get(type) ?? 0;
      return { ofUses: before / sum(users?.intents), ofSlots: before / sum(users?.followers) };
    },
  };
}

const sum = (counts: ReadonlyMap<string, number> | undefined): number =>
  Math.max(
    1,
    [...(counts?.values() ?? [])].reduce((total, count) => total + count, 0),
  );

/** The weight of a word, if any sample has it. */
export function weightOf(trie: SampleTrie, form: string): number | undefined {
  const id = trie.wordIds.get(form);
  return id === undefined ? undefined : trie.weights[id];
}

function insert(
  nodes: GrowingNode[],
  intent: ModelIntent,
  sample: string,
  words: { readonly counts: Counts; readonly wordIds: Map<string, number>; readonly kinds: SlotKind[] },
): number {
  let at = 0;
  let previous: string | null = null;
  const child = (): number => nodes.push({ words: new Map(), slots: [], ends: [] }) - 1;
  for (const part of sample.split(/(\{\w+\})/u)) {
    const slot = intent.slots.find(({ name }) => part === `{${name}}`);
    if (slot) {
      if (previous !== null) count(words.counts, previous, "followers", slot.type);
      const edges = nodes[at]?.slots ?? [];
      const known = edges.find((other) => other.slot === slot.name);
      const edge = known ?? { slot: slot.name, kind: kindOf(words.kinds, slot), node: child() };
      if (!known) edges.push(edge);
      at = edge.node;
      continue;
    }
    for (const { form } of toWords(part)) {
      if (intent.name !== REFUSING_INTENT) count(words.counts, form, "intents", intent.name);
      if (!FILLERS.has(form)) previous = form;
      const id = words.wordIds.get(form) ?? words.wordIds.size;
      words.wordIds.set(form, id);
      const next = nodes[at]?.words.get(id) ?? child();
      nodes[at]?.words.set(id, next);
      at = next;
    }
  }
  return at;
}

function kindOf(kinds: SlotKind[], slot: ModelSlot): number {
  const multiple = slot.multipleValues?.enabled === true;
  const known = kinds.findIndex((kind) => kind.type === slot.type && kind.multiple === multiple);
  return known >= 0 ? known : kinds.push({ type: slot.type, multiple }) - 1;
}

function count(counts: Counts, form: string, what: "intents" | "followers", key: string): void {
  const users = counts.get(form) ?? { intents: new Map<string, number>(), followers: new Map<string, number>() };
  users[what].set(key, (users[what].get(key) ?? 0) + 1);
  counts.set(form, users);
}

function toWeight(form: string, counts: Counts, intentCount: number): number {
  if (FILLERS.has(form)) return FILLER_WEIGHT;
  if (NAMING.has(form)) return NAMING_WEIGHT;
  if (EXCEPTING.has(form)) return FOREIGN_WEIGHT;
  const ours = [...(counts.get(form)?.intents.keys() ?? [])].filter((intent) => intent !== FALLBACK_INTENT).length;
  if (ours === 0) return FOREIGN_WEIGHT;
  const rarity = intentCount > 1 ? Math.log(intentCount / ours) / Math.log(intentCount) : 1;
  return LIGHTEST + (HEAVIEST - LIGHTEST) * rarity;
}
