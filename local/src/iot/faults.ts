// Loses, repeats, delays and reorders messages on purpose, the same ones for the same seed.
// The fate of a message hangs on its topic and its place among the messages of that topic alone, so that two runs
// agree even where timing lets other messages come in another order.

/** Shares of messages between 0 and 1; what is left out is 0. */
export type FaultRates = {
  readonly lossRate?: number;
  readonly duplicateRate?: number;
  readonly delayRate?: number;
  readonly reorderRate?: number;
};

export type MessageFaults = {
  readonly seed: number;
  /** Messages delivered to bridges; QoS 1 to a persistent session comes again on its next connection. */
  readonly toBridges?: FaultRates;
  /** Messages of bridges on their way to rules: what is lost here was acknowledged and is gone. */
  readonly toRules?: FaultRates;
  /** The longest delay, and how long a reordered message waits to be overtaken; 50 by default. */
  readonly maxDelayMs?: number;
};

export type FaultCounts = { readonly [Kind in "passed" | "lost" | "duplicated" | "delayed" | "reordered"]: number };
export type Direction = "toBridges" | "toRules";

export type Faults = {
  /** Hands a message on: never, once or twice, now or later. `lane` is what reordering happens within. */
  pass(direction: Direction, lane: string, topic: string, deliver: () => void): void;
  /** Replaces the faults from now on; null ends them. Counting starts anew. */
  set(faults: MessageFaults | null): void;
  counts(direction: Direction): FaultCounts;
  /** Drops what is still waiting. */
  close(): void;
};

const NONE: FaultCounts = { passed: 0, lost: 0, duplicated: 0, delayed: 0, reordered: 0 };
const DEFAULT_MAX_DELAY_MS = 50;

/** Null: every message passes as it is. */
export function createFaults(initial: MessageFaults | null): Faults {
  let faults = initial;
  const ordinals = new Map<string, number>();
  const counts = { toBridges: { ...NONE }, toRules: { ...NONE } };
  const timers = new Set<NodeJS.Timeout>();
  const held = new Map<string, (() => void)[]>();

  function later(delayMs: number, run: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  }

  /** Waits until another message of its lane went by, or until nobody did for a while. */
  function holdBack(lane: string, maxDelayMs: number, deliver: () => void): void {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      deliver();
    };
    held.set(lane, [...(held.get(lane) ?? []), once]);
    later(maxDelayMs, once);
  }

  function deliverAndRelease(lane: string, deliver: () => void): void {
    deliver();
    const waiting = held.get(lane);
    held.delete(lane);
    for (const release of waiting ?? []) release();
  }

  return {
    pass(direction, lane, topic, deliver) {
      const rates = faults?.[direction];
      if (!faults || !rates) {
        deliver();
        return;
      }
      const count = counts[direction];
      const key = `${direction} ${lane} ${topic}`;
      const ordinal = ordinals.get(key) ?? 0;
      ordinals.set(key, ordinal + 1);
      const maxDelayMs = faults.maxDelayMs ?? DEFAULT_MAX_DELAY_MS;
      const fate = drawFate(rates, createChance(`${faults.seed} ${key} ${ordinal}`));
      if (fate.isLost) {
        count.lost += 1;
        return;
      }
      count.passed += 1;
      const copies = fate.isDuplicated ? [deliver, deliver] : [deliver];
      const all = () => {
        for (const copy of copies) deliverAndRelease(lane, copy);
      };
      if (fate.isDuplicated) count.duplicated += 1;
      if (fate.isDelayed) {
        count.delayed += 1;
        later(Math.ceil(fate.delayShare * maxDelayMs), all);
      } else if (fate.isReordered) {
        count.reordered += 1;
        holdBack(lane, maxDelayMs, () => copies.map((copy) => copy()));
      } else all();
    },
    set(next) {
      faults = next;
      ordinals.clear();
      Object.assign(counts, { toBridges: { ...NONE }, toRules: { ...NONE } });
    },
    counts: (direction) => ({ ...counts[direction] }),
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      held.clear();
    },
  };
}

/** Always drawn in this order, so that one rate does not change who another one hits. */
function drawFate(rates: FaultRates, chance: () => number) {
  return {
    isLost: chance() < (rates.lossRate ?? 0),
    isDuplicated: chance() < (rates.duplicateRate ?? 0),
    isDelayed: chance() < (rates.delayRate ?? 0),
    isReordered: chance() < (rates.reorderRate ?? 0),
    /** Of the longest delay. */
    delayShare: chance(),
  };
}

/**
 * Numbers in [0, 1) that follow from the text alone: FNV-1a to seed, mulberry32 to go on.
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
function createChance(text: string): () => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
