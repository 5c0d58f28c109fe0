// The function's entry, for both doors: looks at the event's shape, then hands it to the skill or to the ingest.
// The only place that makes adapters. AWS clients are loaded when the first event needs them, not at start.
import { createAlexaEvents } from "./adapters/alexa-events.ts";
import { createIds } from "./adapters/identity.ts";
import { createLog } from "./adapters/log.ts";
import { createSystemClock } from "./adapters/system-clock.ts";
import { type LambdaConfig, loadConfig } from "./config.ts";
import { shapeOf } from "./event-shape.ts";
import { ingest } from "./ingest/ingest.ts";
import type { IngestStore, Log } from "./ports.ts";
import { createSkill, type LambdaContext } from "./skill.ts";
import { refuseSmartHome } from "./smart-home.ts";
import type { TurnPorts } from "./turn/act.ts";

export type HandlerPorts = {
  readonly turn: () => Promise<TurnPorts>;
  readonly ingest: () => Promise<IngestStore>;
  readonly log: Log;
};

/** A rule is invoked asynchronously: nobody waits, but a function that hangs is paid for. */
const INGEST_DEADLINE_MS = 5_000;

/**
 * AWS Lambda's entry. Settings come from the environment, at the first event.
 * @throws Error for an event of no known shape, of another skill, or that is to be delivered again
 */
export async function handler(event: unknown, context?: LambdaContext): Promise<unknown> {
  deployed ??= createDeployed();
  return deployed(event, context);
}

type Handle = (event: unknown, context?: LambdaContext) => Promise<unknown>;

let deployed: Handle | undefined;

function createDeployed(): Handle {
  const config = loadConfig(process.env);
  return createHandler(config, createAwsPorts(config));
}

/** The same handler on any ports. */
export function createHandler(config: LambdaConfig, ports: HandlerPorts): Handle {
  let skill: ReturnType<typeof createSkill> | undefined;
  return async (event, context) => {
    const shape = shapeOf(event);
    switch (shape.kind) {
      case "custom-skill":
        skill ??= createSkill(config.skillId, await ports.turn());
        return skill.invoke(shape.envelope, context);
      case "rule":
        return ingest(
          shape.event,
          { store: await ports.ingest(), log: ports.log },
          AbortSignal.timeout(INGEST_DEADLINE_MS),
        );
      case "smart-home":
        ports.log.warn({}, "a smart home directive was refused");
        return refuseSmartHome(shape);
      case "unknown":
        ports.log.error({ fields: shape.fields }, "an event of no known shape was refused");
        throw new Error(
          `The event is none of: custom skill request, smart home directive, rule event. It has the fields: ${shape.fields}.`,
        );
      default:
        return shape satisfies never;
    }
  };
}

function createAwsPorts(config: LambdaConfig): HandlerPorts {
  const log = createLog(config.logLevel, (line) => process.stderr.write(`${line}\n`));
  const clock = createSystemClock();
  const openTable = once(async () => {
    const { createDynamoClient } = await import("./adapters/dynamo.ts");
    return { client: createDynamoClient(), tableName: config.tableName };
  });
  return {
    log,
    turn: once(async () => {
      const [table, { createHomeStore }, { createBridgeLink }, { createIotClient }] = await Promise.all([
        openTable(),
        import("./adapters/home-store.ts"),
        import("./adapters/bridge-link.ts"),
        import("./adapters/iot.ts"),
      ]);
      const store = createHomeStore(table, clock);
      const link = createBridgeLink(createIotClient(), config.send);
      return { store, link, alexa: createAlexaEvents(), clock, ids: createIds(config.skillId), log };
    }),
    ingest: once(async () => {
      const [table, { createIngestStore }] = await Promise.all([openTable(), import("./adapters/ingest-store.ts")]);
      return createIngestStore(table, clock);
    }),
  };
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
