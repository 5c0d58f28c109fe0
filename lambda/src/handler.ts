// The function's entry, for all doors: looks at the event's shape, then hands it to the skill, the ingest or the enrolment.
// The only place that makes adapters. Each door loads what it needs with its first event: the ingest never loads Alexa's
// SDK, and starting loads no AWS client.
import { assertNever, type RuleEvent } from "@house-band/contract";
import type { Table } from "./adapters/dynamo.ts";
import { createLog } from "./adapters/log.ts";
import { createSystemClock } from "./adapters/system-clock.ts";
import { type LambdaConfig, type Linking, loadConfig } from "./config.ts";
import { shapeOf } from "./event-shape.ts";
import type { TokenCheck } from "./people-ports.ts";
import type { AccountStore, Cleaner, Clock, HomeStore, IngestStore, Log, People } from "./ports.ts";
import type { LambdaContext } from "./skill.ts";
import type { TurnPorts } from "./turn/act/act.ts";

export type HandlerPorts = {
  readonly turn: () => Promise<TurnPorts>;
  readonly ingest: () => Promise<IngestStore>;
  readonly accounts: () => Promise<AccountStore>;
  readonly cleaner: () => Promise<Cleaner>;
  readonly clock: Pick<Clock, "epochMs">;
  readonly log: Log;
};

/** A rule is invoked asynchronously: nobody waits, but a function that hangs is paid for. */
const INGEST_DEADLINE_MS = 5_000;
const CLEAN_DEADLINE_MS = 50_000;
/** Alexa waits for eight seconds. */
const DIRECTIVE_DEADLINE_MS = 6_000;

/**
 * AWS Lambda's entry. Settings come from the environment, at the first event.
 * @throws Error for an event of no known shape, of another skill, or that is to be delivered again
 */
export async function handler(event: unknown, context?: LambdaContext): Promise<unknown> {
  deployed ??= createAwsHandler(process.env);
  return deployed(event, context);
}

export type Handle = (event: unknown, context?: LambdaContext) => Promise<unknown>;

let deployed: Handle | undefined;

export type AwsOptions = {
  /** Takes each line of the log; absent: standard error, which CloudWatch keeps. */
  readonly write?: (line: string) => void;
  /** Absent: the machine's. */
  readonly clock?: Clock;
  /** How long each of two attempts at the table may take; absent: what suits DynamoDB in the same region. */
  readonly tableTimeoutMs?: number;
};

/**
 * The handler on DynamoDB and AWS IoT, with clients of its own.
 * @throws Error where the environment is incomplete
 */
export function createAwsHandler(env: Readonly<Record<string, string | undefined>>, options: AwsOptions = {}): Handle {
  const config = loadConfig(env);
  return createHandler(config, createAwsPorts(config, options));
}

/** The same handler on any ports. */
export function createHandler(config: LambdaConfig, ports: HandlerPorts): Handle {
  const openSkill = once(async () => {
    const [{ createSkill }, turnPorts] = await Promise.all([import("./skill.ts"), ports.turn()]);
    return createSkill(config.skillId, turnPorts, ports.accounts);
  });
  return async (event, context) => {
    const shape = shapeOf(event);
    switch (shape.kind) {
      case "custom-skill":
        return refusing(ports.log, (await openSkill()).invoke(shape.envelope, context));
      case "rule":
        return takeIn(shape.event, ports);
      case "clean":
        return takeAway(ports);
      case "enrolment": {
        const { decideEnrolment } = await import("./enrol/decide-enrolment.ts");
        const answer = decideEnrolment(shape.request);
        const thing = answer.allowProvisioning ? answer.parameterOverrides.ThingName : null;
        ports.log.info({ thing }, answer.allowProvisioning ? "a bridge was enrolled" : "an enrolment was refused");
        return answer;
      }
      case "smart-home": {
        const { answerSmartHome } = await import("./smart-home.ts");
        const people = config.linking.kind === "none" ? null : ((await ports.turn()).people ?? null);
        return answerSmartHome(shape, { people, log: ports.log }, AbortSignal.timeout(DIRECTIVE_DEADLINE_MS));
      }
      case "unknown":
        ports.log.error({ fields: shape.fields }, "an event of no known shape was refused");
        throw new Error(
          `The event is no custom skill request, smart home directive, rule event or enrolment. It has the fields: ${shape.fields}.`,
        );
      default:
        return assertNever(shape);
    }
  };
}

/** All that the SDK still throws is that the request was meant for another skill. */
async function refusing<T>(log: Log, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    log.error({ reason: cause instanceof Error ? cause.message : typeof cause }, "a request was refused");
    throw cause;
  }
}

async function takeIn(event: RuleEvent, ports: HandlerPorts): Promise<void> {
  const [{ ingest }, store] = await Promise.all([import("./ingest/ingest.ts"), ports.ingest()]);
  await ingest(event, { store, edits: ports.turn, log: ports.log }, AbortSignal.timeout(INGEST_DEADLINE_MS));
}

async function takeAway({ cleaner, clock, log }: HandlerPorts): Promise<void> {
  const [{ clean }, opened] = await Promise.all([import("./account/clean.ts"), cleaner()]);
  await clean({ cleaner: opened, clock, log }, AbortSignal.timeout(CLEAN_DEADLINE_MS));
}

const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);

function createAwsPorts(config: LambdaConfig, options: AwsOptions): HandlerPorts {
  const { write = toStandardError, clock = createSystemClock(), tableTimeoutMs } = options;
  const log = createLog(config.logLevel, write);
  const openTable = once(async () => {
    const { createDynamoClient } = await import("./adapters/dynamo.ts");
    return { client: createDynamoClient(tableTimeoutMs), tableName: config.tableName };
  });
  return {
    log,
    clock,
    accounts: once(async () => {
      const [table, { createAccountStore }] = await Promise.all([openTable(), import("./adapters/account-store.ts")]);
      return createAccountStore(table);
    }),
    cleaner: once(async () => {
      const [table, { createCleaner }, { createIotClient }] = await Promise.all([
        openTable(),
        import("./adapters/cleaner.ts"),
        import("./adapters/iot.ts"),
      ]);
      return createCleaner(table, createIotClient());
    }),
    turn: once(() => createTurnPorts(config, { openTable, clock, log })),
    ingest: once(async () => {
      const [table, { createIngestStore }] = await Promise.all([openTable(), import("./adapters/ingest-store.ts")]);
      return createIngestStore(table, clock);
    }),
  };
}

type Shared = { readonly openTable: () => Promise<Table>; readonly clock: Clock; readonly log: Log };

async function createTurnPorts(config: LambdaConfig, { openTable, clock, log }: Shared): Promise<TurnPorts> {
  const [
    table,
    { createHomeStore },
    { createClaimStore },
    { createBridgeLink },
    { withSendLog },
    { createIotClient },
    { createAlexaEvents },
    { createIds },
  ] = await Promise.all([
    openTable(),
    import("./adapters/home-store.ts"),
    import("./adapters/claim-store.ts"),
    import("./adapters/bridge-link.ts"),
    import("./adapters/send-log.ts"),
    import("./adapters/iot.ts"),
    import("./adapters/alexa-events.ts"),
    import("./adapters/identity.ts"),
  ]);
  const store = createHomeStore(table, clock);
  const link = withSendLog(createBridgeLink(createIotClient(), config.send), { clock, log });
  const claims = createClaimStore(table);
  const demo = config.demo === "on" ? await openDemoHomes(table, store, clock) : null;
  const people = await openPeople(config, table, clock);
  return {
    ...(demo && { demo }),
    ...(people && { people }),
    store,
    link,
    claims,
    alexa: createAlexaEvents(),
    clock,
    ids: createIds(config.skillId),
    log,
  };
}

/** Null: by Alexa's user id alone. */
async function openPeople({ linking, skillId }: LambdaConfig, table: Table, clock: Clock): Promise<People | null> {
  if (linking.kind === "none") return null;
  const [{ createPeople }, { createLinkStore }, { personKeyOf }, tokens] = await Promise.all([
    import("./adapters/people.ts"),
    import("./adapters/link-store.ts"),
    import("./adapters/identity.ts"),
    openTokens(linking, clock),
  ]);
  const { kind } = linking;
  const links = createLinkStore(table);
  return createPeople({ tokens, links, clock, personKeyOf: (subject) => personKeyOf(skillId, kind, subject) });
}

/** Of one provider: the other's code is not even loaded. */
async function openTokens(linking: Exclude<Linking, { kind: "none" }>, { epochMs }: Clock): Promise<TokenCheck> {
  if (linking.kind === "cognito") {
    const { createCognitoTokens } = await import("./adapters/cognito-tokens.ts");
    return createCognitoTokens(linking);
  }
  const { createAmazonTokens } = await import("./adapters/amazon-tokens.ts");
  return createAmazonTokens({ ...linking, epochMs });
}

async function openDemoHomes(table: Table, store: HomeStore, clock: Clock) {
  const [{ createDemoHomes }, { createIngestStore }] = await Promise.all([
    import("./adapters/demo-homes.ts"),
    import("./adapters/ingest-store.ts"),
  ]);
  return createDemoHomes({ table, store, ingest: createIngestStore(table, clock), clock });
}

/** One client per warm function; a failed start is tried again with the next event. */
function once<T>(create: () => Promise<T>): () => Promise<T> {
  let created: Promise<T> | undefined;
  return () => {
    created ??= create().catch((error: unknown) => {
      created = undefined;
      throw error;
    });
    return created;
  };
}
