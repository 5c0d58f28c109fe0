// The cheapest way to read an utterance as some sample of each intent: words may be missing, too many, or bent a little.
// Dynamic programming over (word of the utterance, node of the sample tree), with a beam.
import type { SlotItem, Span, SpanFinder } from "./lexicon.ts";
import type { SampleTrie } from "./sample-trie.ts";
import type { Word } from "./words.ts";

export type FilledSlot = {
  readonly slot: string;
  readonly type: string;
  readonly items: readonly SlotItem[];
  readonly cost: number;
};

export type Reading = {
  readonly intent: string;
  readonly cost: number;
  /** The part of the cost that comes from words of the utterance or the sample that found no partner. */
  readonly mismatch: number;
  /** Which words of the utterance stand in the sample. */
  readonly matched: readonly number[];
  /** Which of them stand in the place of another word of it. */
  readonly replaced: readonly number[];
  readonly slots: readonly FilledSlot[];
};

/** Other forms a word may be matched as, each at a price: inflections and slips. */
export type Variants = (form: string) => readonly { readonly form: string; readonly cost: number }[];

export type AlignInput = {
  readonly words: readonly Word[];
  readonly trie: SampleTrie;
  readonly spans: SpanFinder;
  /** What the word at a place costs as one too many. */
  readonly insertCost: (at: number) => number;
  readonly variants: Variants;
};

const UNREACHED = Number.POSITIVE_INFINITY;
const BEAM = 1.7;
/** One word in another's place costs less than one too many and one too few. */
const SUBSTITUTION = 0.8;
/** A reading that uses more of the words wins a tie. */
const REWARD = 0.03;

/** Small words don't stand in for others. */
const CONTENT_WEIGHT = 0.5;

/** Steps are small negative numbers; from 0 on they point into the list of slot steps. */
const START = -1;
const MATCH = -2;
const INSERT = -3;
const DELETE = -4;
const SUBSTITUTE = -5;
type SlotStep = { readonly slot: string; readonly type: string; readonly span: Span };

type Row = {
  readonly cost: Float32Array;
  /** Where the best way came from: row and node in one number. */
  readonly from: Int32Array;
  readonly step: Int32Array;
  readonly nodes: Int32Array;
  used: number;
  cheapest: number;
};

export type Aligner = (input: Omit<AlignInput, "trie">) => readonly Reading[];

/** Keeps its tables from one utterance to the next: clearing what was touched is cheaper than making them anew. */
export function createAligner(trie: SampleTrie): Aligner {
  const table: Row[] = [];
  return (rest) => {
    const input = { ...rest, trie };
    while (table.length <= input.words.length) table.push(emptyRow(trie.size));
    const slotSteps: SlotStep[] = [];
    put(table, 0, 0, 0, 0, START);
    for (let at = 0; at <= input.words.length; at += 1) advance(input, table, at, slotSteps);
    const readings = readOut(input, table, slotSteps);
    for (const row of table) clear(row);
    return readings;
  };
}

function advance(input: AlignInput, table: readonly Row[], at: number, slotSteps: SlotStep[]): void {
  const row = table[at];
  if (!row || row.used === 0) return;
  const { trie } = input;
  const limit = row.cheapest + BEAM;
  leaveOut(trie, table, at, limit);
  const word = input.words[at];
  if (!word) return;
  const own = { form: word.form, cost: 0 };
  const forms = [own, ...input.variants(word.form)].flatMap(({ form, cost }) => {
    const id = trie.wordIds.get(form);
    return id === undefined ? [] : [{ id, cost: cost - REWARD * (trie.weights[id] ?? 0) }];
  });
  const extra = input.insertCost(at);
  for (let index = 0; index < row.used; index += 1) {
    const node = row.nodes[index] ?? 0;
    const cost = row.cost[node] ?? 0;
    if (cost > limit) continue;
    const from = at * trie.size + node;
    put(table, at + 1, node, cost + extra, from, INSERT);
    const edges = trie.edges[node];
    if (edges) matchWords(table, at + 1, edges, forms, cost, from);
    if (edges && extra >= CONTENT_WEIGHT) substitute(trie, table, { at: at + 1, edges, extra, cost, from, limit });
    for (const edge of trie.slots[node] ?? []) {
      for (const span of input.spans(at, edge.kind)) {
        const step = slotSteps.length;
        if (put(table, span.end, edge.node, cost + span.cost, from, step)) {
          slotSteps.push({ slot: edge.slot, type: trie.kinds[edge.kind]?.type ?? "", span });
        }
      }
    }
  }
}

function matchWords(
  table: readonly Row[],
  at: number,
  edges: Int32Array,
  forms: readonly { readonly id: number; readonly cost: number }[],
  cost: number,
  from: number,
): void {
  for (const form of forms) {
    for (let edge = 0; edge < edges.length; edge += 2) {
      if (edges[edge] === form.id) put(table, at, edges[edge + 1] ?? 0, cost + form.cost, from, MATCH);
    }
  }
}

type Substitution = {
  readonly at: number;
  readonly edges: Int32Array;
  /** What the word costs as one too many. */
  readonly extra: number;
  readonly cost: number;
  readonly from: number;
  readonly limit: number;
};

function substitute(
  trie: SampleTrie,
  table: readonly Row[],
  { at, edges, extra, cost, from, limit }: Substitution,
): void {
  for (let edge = 0; edge < edges.length; edge += 2) {
    const weight = trie.weights[edges[edge] ?? 0] ?? 0;
    if (weight < CONTENT_WEIGHT) continue;
    const total = cost + SUBSTITUTION * (weight > extra ? weight : extra);
    if (total <= limit) put(table, at, edges[edge + 1] ?? 0, total, from, SUBSTITUTE);
  }
}

/** Sample words nobody said; a child is looked at after its parent, so one growing list is enough. */
function leaveOut(trie: SampleTrie, table: readonly Row[], at: number, limit: number): void {
  const row = table[at];
  if (!row) return;
  for (let index = 0; index < row.used; index += 1) {
    const node = row.nodes[index] ?? 0;
    const cost = row.cost[node] ?? 0;
    if (cost > limit) continue;
    const edges = trie.edges[node] ?? [];
    for (let edge = 0; edge < edges.length; edge += 2) {
      const total = cost + (trie.weights[edges[edge] ?? 0] ?? 0);
      if (total <= limit) put(table, at, edges[edge + 1] ?? 0, total, at * trie.size + node, DELETE);
    }
  }
}

function put(table: readonly Row[], at: number, node: number, cost: number, from: number, step: number): boolean {
  const row = table[at];
  if (!row) return false;
  const known = row.cost[node] ?? 0;
  if (known <= cost || cost > row.cheapest + BEAM) return false;
  if (cost < row.cheapest) row.cheapest = cost;
  if (known === UNREACHED) row.nodes[row.used++] = node;
  row.cost[node] = cost;
  row.from[node] = from;
  row.step[node] = step;
  return true;
}

/** The best reading for every intent within the beam, cheapest first. */
function readOut(input: AlignInput, table: readonly Row[], slotSteps: readonly SlotStep[]): readonly Reading[] {
  const last = table[input.words.length];
  const best = new Map<string, { readonly node: number; readonly cost: number }>();
  for (let index = 0; last && index < last.used; index += 1) {
    const node = last.nodes[index] ?? 0;
    const cost = last.cost[node] ?? 0;
    for (const intent of input.trie.ends[node] ?? []) {
      if (cost < (best.get(intent)?.cost ?? UNREACHED)) best.set(intent, { node, cost });
    }
  }
  return [...best]
    .map(([intent, { node, cost }]) => ({ intent, cost, ...trace(input, table, slotSteps, node) }))
    .sort((a, b) => a.cost - b.cost);
}

function trace(input: AlignInput, table: readonly Row[], slotSteps: readonly SlotStep[], end: number) {
  const slots: FilledSlot[] = [];
  const matched: number[] = [];
  const replaced: number[] = [];
  let mismatch = 0;
  for (let at = input.words.length, node = end; ; ) {
    const row = table[at];
    const step = row?.step[node] ?? START;
    if (!row || step === START) return { slots, matched, replaced, mismatch };
    const from = row.from[node] ?? 0;
    const fromRow = Math.floor(from / input.trie.size);
    const fromNode = from % input.trie.size;
    const paid = (row.cost[node] ?? 0) - (table[fromRow]?.cost[fromNode] ?? 0);
    const filled = slotSteps[step];
    if (filled) slots.unshift({ ...filled, items: filled.span.items, cost: filled.span.cost });
    else mismatch += Math.max(0, paid);
    if (step === MATCH) matched.unshift(fromRow);
    if (step === SUBSTITUTE) replaced.unshift(fromRow);
    at = fromRow;
    node = fromNode;
  }
}

function emptyRow(size: number): Row {
  return {
    cost: new Float32Array(size).fill(UNREACHED),
    from: new Int32Array(size),
    step: new Int32Array(size),
    nodes: new Int32Array(size),
    used: 0,
    cheapest: UNREACHED,
  };
}

function clear(row: Row): void {
  for (let index = 0; index < row.used; index += 1) row.cost[row.nodes[index] ?? 0] = UNREACHED;
  row.used = 0;
  row.cheapest = UNREACHED;
}
