// What a bench is: it measures and answers with figures and tables. Whether a figure is good enough is decided in bars.ts.

import type { Cell } from "@house-band/bridge-firmware/text/table";
import { percentile } from "@house-band/local/meter/skew";

export type BenchOptions = {
  /** Fewer repetitions, the same bars: a minute instead of several. */
  readonly quick: boolean;
  readonly progress: (message: string) => void;
};

export type BenchTable = {
  readonly title: string;
  /** With the unit of each column's numbers. */
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};

export type BenchResult = {
  readonly tables: readonly BenchTable[];
  /** By a name that ends in its unit: what bars judge and JSON keeps. */
  readonly figures: Readonly<Record<string, number>>;
  /** What a reader has to know to believe the figures. */
  readonly notes: readonly string[];
};

export type Bench = {
  readonly name: string;
  readonly what: string;
  run(options: BenchOptions): Promise<BenchResult>;
};

/** The value below which `share` (0 … 1) of the values lie, by nearest rank. @throws RangeError of no values */
export function quantile(values: readonly number[], share: number): number {
  const value = percentile(values, share);
  if (value === null) throw new RangeError("there is no quantile of no values");
  return value;
}

/** The middle value, by nearest rank. @throws RangeError of no values */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** For tables: no more digits than the measurement is worth. */
export const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
