// Many bridges at one broker: commands at a rate, then all of them lose their connection at once and come back through
// a cloud that lets in so many a second. And the same storm in numbers alone, up to a million.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { type CommandId, decodeOutcome, OUTCOME_RULE, type ThingName } from "@house-band/contract";
import { bridgePolicyDocument } from "@house-band/infra/bridge-policy";
import { type LocalIot, startLocalIot } from "@house-band/local/iot/local-iot";
import type { Bench, BenchOptions, BenchResult, BenchTable } from "./bench.ts";
import { quantile, rounded } from "./bench.ts";
import { createFleet, thingNames, type VirtualBridge } from "./bridges/fleet.ts";
import { type Gate, openGate } from "./bridges/gate.ts";
import { createLedger, createOrderClient, keepOrdering, type Ledger, leaveMessages } from "./bridges/orders.ts";
import { type StormResult, stormModel } from "./bridges/storm-model.ts";

export const bridges: Bench = {
  name: "bridges",
  what: "2,000 bridges at one broker: commands, and a storm of reconnects",
  run,
};

type Size = {
  readonly bridges: number;
  readonly commandsPerSecond: number;
  readonly commandSeconds: number;
  readonly closedMs: number;
  readonly admittedPerSecond: number;
};
const SIZES = {
  full: { bridges: 2_000, commandsPerSecond: 50, commandSeconds: 30, closedMs: 10_000, admittedPerSecond: 50 },
  quick: { bridges: 400, commandsPerSecond: 25, commandSeconds: 10, closedMs: 5_000, admittedPerSecond: 20 },
} as const satisfies Record<string, Size>;

/** Of the first start: an installation grows, it does not appear. */
const STARTS_PER_SECOND = 100;
/** No promise, only the end of patience: a machine that is busy with something else lets in few a second. */
const START_WITHIN_MS = 180_000;
const BACK_WITHIN_MS = 300_000;
/** An outcome that the cloud does not have by then is not coming. */
const SETTLE_MS = 5_000;
/** While the storm goes on, people go on talking. */
const STORM_COMMANDS_PER_SECOND = 10;
const MESSAGES_LEFT = 100;

async function run({ quick, progress }: BenchOptions): Promise<BenchResult> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const size: Size = quick ? SIZES.quick : SIZES.full;
  const model = modelOf(size);
  const stalls = monitorEventLoopDelay();
  stalls.enable();
  const ledger = createLedger();
  const things = thingNames(size.bridges);
  const iot = await startBroker(things, ledger);
  const gate = await openGate(iot.mqttUrl);
  const onCommand = ({ id }: { readonly id: CommandId }) =>
    void ledger.arrived.set(id, (ledger.arrived.get(id) ?? 0) + 1);
  const fleet = createFleet({ things, url: gate.url, credentialsFor: iot.credentialsFor, onCommand });
  const client = createOrderClient(iot.dataPlaneUrl);
  try {
    await startAll(fleet, progress);
    progress(`${size.commandsPerSecond} commands a second`);
    const ordering = keepOrdering(client, fleet, ledger, size.commandsPerSecond);
    await wait(size.commandSeconds * 1_000);
    await ordering.stop();
    const calm = { confirmed: ledger.confirmed.size, roundTripsMs: [...ledger.roundTripsMs], missed: missedOf(ledger) };
    const storm = await runStorm({ fleet, gate, client, ledger, size, progress });
    await wait(SETTLE_MS);
    stalls.disable();
    return toResult({ size, calm, storm, ledger, model, loopDelayP99Ms: stalls.percentile(99) / 1_000_000 });
  } finally {
    client.destroy();
    await Promise.all(fleet.map((bridge) => bridge.close()));
    await gate.close();
    await iot.close();
  }
}

/** The very policy of bridges, and the rule that takes outcomes. */
function startBroker(things: readonly ThingName[], ledger: Ledger): Promise<LocalIot> {
  const place = { region: "us-east-1", account: "000000000000" };
  return startLocalIot({
    ...place,
    policy: bridgePolicyDocument(place),
    things,
    rules: [
      {
        name: OUTCOME_RULE,
        topicFilter: null,
        run: async ({ payload }) => {
          const outcome = decodeOutcome(payload);
          if (outcome.ok) ledger.answered.add(outcome.value.commandId);
        },
      },
    ],
  });
}

async function startAll(fleet: readonly VirtualBridge[], progress: BenchOptions["progress"]): Promise<void> {
  progress(`${fleet.length} bridges connect`);
  for (const [index, bridge] of fleet.entries()) {
    bridge.start();
    if (index % 10 === 9) await wait(10_000 / STARTS_PER_SECOND);
  }
  await until(() => fleet.every((bridge) => bridge.isOnline()), START_WITHIN_MS);
  const missing = fleet.filter((bridge) => !bridge.isOnline()).length;
  if (missing > 0)
    throw new Error(`${missing} of ${fleet.length} bridges never came online: this machine is too small`);
}

async function until(condition: () => boolean, withinMs: number): Promise<void> {
  const untilMs = performance.now() + withinMs;
  while (!condition() && performance.now() < untilMs) await wait(50);
}

type StormParts = {
  readonly fleet: readonly VirtualBridge[];
  readonly gate: Gate;
  readonly client: ReturnType<typeof createOrderClient>;
  readonly ledger: Ledger;
  readonly size: Size;
  readonly progress: BenchOptions["progress"];
};

type Storm = {
  readonly backSeconds: readonly number[];
  readonly missing: number;
  readonly tries: number;
  readonly triesBySecond: readonly number[];
  readonly left: readonly CommandId[];
};

async function runStorm({ fleet, gate, client, ledger, size, progress }: StormParts): Promise<Storm> {
  progress("all connections are lost");
  const slammedAtMs = performance.now();
  gate.slam(size.closedMs, size.admittedPerSecond);
  await until(() => fleet.every((bridge) => !bridge.isOnline()), 5_000);
  const left = await leaveMessages(client, fleet.slice(0, MESSAGES_LEFT));
  const ordering = keepOrdering(client, fleet, ledger, STORM_COMMANDS_PER_SECOND);
  const isBack = (bridge: VirtualBridge) => bridge.isOnline() && (bridge.onlineAtMs() ?? 0) > slammedAtMs;
  await until(() => fleet.every(isBack), BACK_WITHIN_MS);
  await ordering.stop();
  const back = fleet.filter(isBack);
  const { triesBySecond } = gate.counts();
  return {
    backSeconds: back.map((bridge) => ((bridge.onlineAtMs() ?? 0) - slammedAtMs) / 1_000),
    missing: fleet.length - back.length,
    tries: triesBySecond.reduce((sum, count) => sum + count, 0),
    triesBySecond,
    left,
  };
}

/** Confirmed, and no outcome came: in the middle of a run some are still on their way. */
const missedOf = ({ confirmed, answered }: Ledger): number => [...confirmed].filter((id) => !answered.has(id)).length;

/** AWS lets an account connect 500 clients a second until it is asked for more. */
const QUOTA_PER_SECOND = 500;
const MODELLED = [20_000, 100_000, 1_000_000];

type Model = { readonly own: StormResult; readonly others: readonly (StormResult & { readonly bridges: number })[] };

function modelOf({ bridges: count, closedMs, admittedPerSecond }: Size): Model {
  const plan = { closedMs, perSecond: admittedPerSecond };
  return {
    own: stormModel({ bridges: count, ...plan }, Math.random),
    others: MODELLED.map((homes) => ({
      bridges: homes,
      ...stormModel({ bridges: homes, closedMs: 60_000, perSecond: QUOTA_PER_SECOND }, Math.random),
    })),
  };
}

type Findings = {
  readonly size: Size;
  readonly calm: { readonly confirmed: number; readonly roundTripsMs: readonly number[]; readonly missed: number };
  readonly storm: Storm;
  readonly ledger: Ledger;
  readonly model: Model;
  /** How late this process came to its own turns. */
  readonly loopDelayP99Ms: number;
};

function toResult({ size, calm, storm, ledger, model, loopDelayP99Ms }: Findings): BenchResult {
  const lost = missedOf(ledger) + storm.left.filter((id) => !ledger.answered.has(id)).length;
  const again = [...ledger.arrived.values()].filter((count) => count > 1).length;
  const million = model.others.at(-1);
  return {
    tables: [commandTable({ calm, storm, ledger }), stormTable(size, storm, model), modelTable(model)],
    figures: {
      bridges: size.bridges,
      commandsConfirmed: ledger.confirmed.size,
      commandsLost: lost,
      arrivedMoreThanOnce: again,
      roundTripP50Ms: quantile(calm.roundTripsMs, 0.5),
      roundTripP99Ms: quantile(calm.roundTripsMs, 0.99),
      missingAfterStorm: storm.missing,
      lastBackSeconds: Math.max(...storm.backSeconds),
      modelLastBackSeconds: model.own.lastSeconds,
      triesPerBridge: storm.tries / size.bridges,
      modelTriesPerBridge: model.own.triesPerBridge,
      millionLastBackMinutes: (million?.lastSeconds ?? Number.NaN) / 60,
      loopDelayP99Ms,
    },
    notes: [
      "One process for bridges, broker and cloud, plain TCP on loopback, no TLS, no Lambda and no table behind the rule: times are this machine's, counts are not.",
      "A virtual bridge is the real link with its back-off, the real outbox and nothing behind them; the daemon's journal, which makes once out of at least once, is tried by test/faults.",
      `This process came late to its turns by ${rounded(loopDelayP99Ms, 0)} ms (p99). Node takes one new connection a turn: with more than some 50 ms the storm tells of this machine, and of no bridge.`,
      `${again} messages came more than once, as QoS 1 has it.`,
      `In the storm ${ledger.refused.size} commands were refused at once for a bridge that was away, and ${ledger.unconfirmed.size} were not confirmed in time: people are told so.`,
    ],
  };
}

function commandTable({ calm, storm, ledger }: Pick<Findings, "calm" | "storm" | "ledger">): BenchTable {
  const leftBehind = storm.left.filter((id) => ledger.answered.has(id)).length;
  return {
    title: "Commands",
    head: ["", "sent", "answered"],
    rows: [
      ["confirmed by their bridge, all in all", ledger.confirmed.size, ledger.confirmed.size - missedOf(ledger)],
      ["of them, before the storm", calm.confirmed, calm.confirmed - calm.missed],
      ["left for bridges that were away", storm.left.length, leftBehind],
      ["send to confirmation, p50 ms", rounded(quantile(calm.roundTripsMs, 0.5), 1), ""],
      ["send to confirmation, p99 ms", rounded(quantile(calm.roundTripsMs, 0.99), 1), ""],
    ],
  };
}

function stormTable(size: Size, storm: Storm, { own }: Model): BenchTable {
  const seen = (share: number) => rounded(quantile(storm.backSeconds, share), 1);
  const tries = (second: number) => storm.triesBySecond[second] ?? 0;
  return {
    title: `A storm of ${size.bridges}: nobody comes in for ${size.closedMs / 1_000} s, then ${size.admittedPerSecond} a second`,
    head: ["", "seen", "by the model"],
    rows: [
      ["half are back after, s", seen(0.5), rounded(own.p50Seconds, 1)],
      ["95 % are back after, s", seen(0.95), rounded(own.p95Seconds, 1)],
      ["the last is back after, s", seen(1), rounded(own.lastSeconds, 1)],
      ["tries of one bridge, mean", rounded(storm.tries / size.bridges, 1), rounded(own.triesPerBridge, 1)],
      ["tries in the 1st second, and the 11th", `${tries(0)}, ${tries(10)}`, ""],
    ],
  };
}

function modelTable({ others }: Model): BenchTable {
  return {
    title: `The same back-off by the model: AWS is away for 60 s, then lets in ${QUOTA_PER_SECOND} a second`,
    head: [
      "bridges",
      "half back, min",
      "95 % back, min",
      "last back, min",
      "tries of one",
      "most tries in a second, after the 1st",
    ],
    rows: others.map(
      ({ bridges: count, p50Seconds, p95Seconds, lastSeconds, triesPerBridge, busiestTriesPerSecond }) => [
        count.toLocaleString("en-US"),
        rounded(p50Seconds / 60, 1),
        rounded(p95Seconds / 60, 1),
        rounded(lastSeconds / 60, 1),
        rounded(triesPerBridge, 1),
        busiestTriesPerSecond,
      ],
    ),
  };
}
