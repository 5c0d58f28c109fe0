// From what one command uses to what a month costs. Pure arithmetic: what was measured comes in, what is assumed stands
// here by name.
import { type PriceName, priceOf } from "./prices.ts";

/** What one command was seen to use, spaced as people space them: means. */
export type CommandUse = {
  /** Of the voice function. */
  readonly writes: number;
  readonly queries: number;
  /** Of one item each, consistent. */
  readonly reads: number;
  readonly sends: number;
  /** Outcomes and states that reached the ingest function by a rule. */
  readonly ruleMessages: number;
  readonly stateMessages: number;
  readonly shadowUpdates: number;
};

/** Bytes as DynamoDB counts them. */
export type Sizes = {
  readonly home: number;
  readonly meta: number;
  readonly command: number;
  readonly state: number;
  readonly shadow: number;
};

export const ASSUMED = {
  minutesPerMonth: 30 * 24 * 60,
  /** Of the voice function at 512 MB: it waits for the bridge. Measured on AWS it will be less for most. */
  voiceSeconds: 1,
  ingestSeconds: 0.3,
  memoryGb: 0.5,
  /** A commanded bridge acknowledges its message: AWS meters that too. */
  messagesPerSend: 2,
  /** The update itself, and what the shadow service says of it. */
  messagesPerShadowUpdate: 3,
  /** A function that starts cold asks once for the user, or the bridge's home. */
  lookupReadUnits: 0.5,
  logBytesPerVoice: 2_000,
  logBytesPerIngest: 700,
  /** Of a router, a lease, an access point: presence events and a session anew. */
  reconnectsPerDay: 2,
  daysPerMonth: 30,
} as const;

const KB = 1_024;
const GB = 1_024 ** 3;
const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / KB));
const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / (4 * KB)));

/** Units of each price that one home uses in a month. */
export function monthOf(use: CommandUse, sizes: Sizes, commandsPerDay: number): Readonly<Record<PriceName, number>> {
  const commands = commandsPerDay * ASSUMED.daysPerMonth;
  const outcomes = use.ruleMessages - use.stateMessages;
  const ofState = writeUnits(sizes.state);
  // Of the function's writes, one goes to the home's first item; any other would go to the command's record.
  const voiceWrites = writeUnits(sizes.meta) + Math.max(0, use.writes - 1) * writeUnits(sizes.command);
  const ingestWrites = outcomes * writeUnits(sizes.command) + use.stateMessages * ofState;
  const presence = ASSUMED.reconnectsPerDay * 2 * ASSUMED.daysPerMonth;
  const ingests = commands * use.ruleMessages + presence;
  const shadowUnits = use.shadowUpdates * writeUnits(sizes.shadow);
  return {
    connectivity: ASSUMED.minutesPerMonth,
    messages:
      commands * (use.sends * ASSUMED.messagesPerSend + use.shadowUpdates * ASSUMED.messagesPerShadowUpdate) + presence,
    shadowOperations: commands * shadowUnits,
    rules: ingests,
    requests: commands + ingests,
    gbSeconds: (commands * ASSUMED.voiceSeconds + ingests * ASSUMED.ingestSeconds) * ASSUMED.memoryGb,
    writeUnits: commands * (voiceWrites + ingestWrites) + presence * ofState,
    readUnits:
      commands * ((use.queries * readUnits(sizes.home)) / 2 + use.reads + ASSUMED.lookupReadUnits) +
      ingests * ASSUMED.lookupReadUnits,
    storedGb: (sizes.home + commandsPerDay * sizes.command) / GB,
    loggedGb: (commands * ASSUMED.logBytesPerVoice + ingests * ASSUMED.logBytesPerIngest) / GB,
  };
}

export type Bill = {
  readonly homes: number;
  readonly lines: readonly { readonly name: PriceName; readonly usd: number }[];
  readonly usd: number;
  readonly centsPerHome: number;
};

/** What so many homes in one account cost in a month. */
export function billFor(month: Readonly<Record<PriceName, number>>, homes: number): Bill {
  const names = Object.keys(month) as PriceName[]; // the record's own keys
  const lines = names.map((name) => ({ name, usd: priceOf(name, month[name] * homes) }));
  const usd = lines.reduce((sum, line) => sum + line.usd, 0);
  return { homes, lines, usd, centsPerHome: (usd / homes) * 100 };
}
