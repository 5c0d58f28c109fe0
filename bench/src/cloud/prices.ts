// What AWS asks, as a table with the date and the place it was read. List prices of us-east-1 without any free tier; where
// a price could not be read, it says so, and the next dearer known one stands in.

export type Price = {
  readonly what: string;
  /** For so many of the unit; what is beyond the last tier costs as the last tier. */
  readonly tiers: readonly { readonly upTo: number; readonly usd: number }[];
  readonly per: number;
  readonly unit: string;
  readonly source: string;
  /** When the source was read, or "not verified". */
  readonly readOn: string;
};

const MILLION = 1_000_000;
const flat = (usd: number) => [{ upTo: Number.POSITIVE_INFINITY, usd }];
const IOT_PAGE = "AWS IoT Core pricing, transcription of 20 September 2026";

export const PRICES = {
  connectivity: {
    what: "IoT connectivity",
    tiers: flat(0.08),
    per: MILLION,
    unit: "minute",
    source: IOT_PAGE,
    readOn: "2026-11",
  },
  messages: {
    what: "IoT messages, of up to 5 KB (direct messages too: their own price is said to be lower, and is not verified)",
    tiers: [
      { upTo: 1_000 * MILLION, usd: 1.0 },
      { upTo: 5_000 * MILLION, usd: 0.8 },
      { upTo: Number.POSITIVE_INFINITY, usd: 0.7 },
    ],
    per: MILLION,
    unit: "message",
    source: `${IOT_PAGE}; tiers after the first not verified`,
    readOn: "2026-11",
  },
  shadowOperations: {
    what: "IoT shadow operations, of 1 KB",
    tiers: flat(1.25),
    per: MILLION,
    unit: "operation",
    source: IOT_PAGE,
    readOn: "2026-11",
  },
  rules: {
    what: "IoT rules: triggered, and one action each",
    tiers: flat(0.3),
    per: MILLION,
    unit: "rule",
    source: "AWS IoT Core pricing: 0.15 and 0.15",
    readOn: "not verified",
  },
  requests: {
    what: "Lambda requests",
    tiers: flat(0.2),
    per: MILLION,
    unit: "request",
    source: "AWS Lambda pricing",
    readOn: "2026-11",
  },
  gbSeconds: {
    what: "Lambda time, arm64",
    tiers: flat(0.0000133334),
    per: 1,
    unit: "GB-second",
    source: "price table of the artillery project",
    readOn: "2026-11",
  },
  writeUnits: {
    what: "DynamoDB writes, on demand, of 1 KB",
    tiers: flat(0.625),
    per: MILLION,
    unit: "unit",
    source: "DynamoDB pricing",
    readOn: "not verified",
  },
  readUnits: {
    what: "DynamoDB reads, on demand, of 4 KB, consistent",
    tiers: flat(0.125),
    per: MILLION,
    unit: "unit",
    source: "DynamoDB pricing",
    readOn: "not verified",
  },
  storedGb: {
    what: "DynamoDB storage and point-in-time recovery",
    tiers: flat(0.45),
    per: 1,
    unit: "GB-month",
    source: "DynamoDB pricing: 0.25 and 0.20",
    readOn: "not verified",
  },
  loggedGb: {
    what: "CloudWatch logs",
    tiers: flat(0.5),
    per: 1,
    unit: "GB",
    source: "CloudWatch pricing",
    readOn: "not verified",
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** US dollars for so many units, tier by tier. */
export function priceOf(name: PriceName, units: number): number {
  const { tiers, per }: Price = PRICES[name];
  let usd = 0;
  let below = 0;
  for (const tier of tiers) {
    const within = Math.max(0, Math.min(units, tier.upTo) - below);
    usd += (within / per) * tier.usd;
    below = tier.upTo;
  }
  return usd;
}
