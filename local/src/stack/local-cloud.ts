// The cloud on this machine: DynamoDB, AWS IoT and the very Lambda, which finds both by the SDK's own variables.

import type { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import { type Home, PROVISIONING_TEMPLATE, type Result, ROTATION_TEMPLATE, type RuleEvent } from "@house-band/contract";
import { bridgePolicyDocument, rotationPolicyDocument } from "@house-band/infra/bridge-policy";
import { rotationRule } from "@house-band/infra/rotation-rule";
import { ruleDefinitions } from "@house-band/infra/rule-definitions";
import { tableDefinition } from "@house-band/infra/table-definition";
import { createBridgeCertificates } from "@house-band/lambda/adapters/bridge-certificates";
import { createBridgeLink } from "@house-band/lambda/adapters/bridge-link";
import { createDynamoClient, type Table } from "@house-band/lambda/adapters/dynamo";
import { createHome, linkUser } from "@house-band/lambda/adapters/home-seeding";
import { createHomeStore } from "@house-band/lambda/adapters/home-store";
import { createIds } from "@house-band/lambda/adapters/identity";
import { createIotClient } from "@house-band/lambda/adapters/iot";
import { createLog } from "@house-band/lambda/adapters/log";
import { createSystemClock } from "@house-band/lambda/adapters/system-clock";
import { LOG_LEVELS, type LogLevel } from "@house-band/lambda/config";
import { createAwsHandler, type Handle } from "@house-band/lambda/handler";
import type { Clock, HomeStore, Ids } from "@house-band/lambda/ports";
import { createRotationHandler, type RotationHandle } from "@house-band/lambda/rotation-handler";
import { type LocalLogs, startLocalLogs } from "../cloudwatch/local-logs.ts";
import { createTable, startLocalDynamoDb } from "../dynamodb.ts";
import { type Credentials, type MessageFaults, type RuleMessage, startLocalIot } from "../iot/local-iot.ts";
import { STACK_NAME } from "../trace/find-stack.ts";
import type { LoginStandIn } from "./login-stand-in.ts";
import { toRotated } from "./rotated-event.ts";

export type CloudOptions = {
  readonly home: Home;
  readonly user: Account;
  /** The bridge is nobody's: its home comes into the cloud when somebody claims it. */
  readonly isUnclaimed?: boolean;
  readonly logLevel: LogLevel;
  /** People are told apart by an account of this provider's; absent: by Alexa's user id alone. */
  readonly login?: Pick<LoginStandIn, "url" | "clientId">;
  /** Messages lost, doubled, late: for tests. */
  readonly faults?: MessageFaults;
  /** How the skill's patience runs out; absent: by the machine's clock. */
  readonly voiceClock?: Clock;
};

export type Account = { readonly skillId: string; readonly userId: string };

export type LocalCloud = {
  readonly mqttUrl: string;
  readonly credentials: Credentials;
  /** The Lambda, as Alexa invokes it. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  /** For whoever wants to know what became of a command. */
  readonly store: HomeStore;
  readonly ids: Ids;
  readonly endpoints: Endpoints;
  close(): Promise<void>;
};

/** Where the SDK finds what stands in for AWS. */
export type Endpoints = {
  readonly dynamoDb: string;
  readonly iot: string;
  /** AWS IoT's control plane. */
  readonly certificates: string;
  readonly logs: string;
};

const PLACE = { region: "us-east-1", account: "000000000000" } as const;
const TABLE_NAME = "house-band";
const LOG_GROUPS = { voice: "voice", ingest: "ingest" } as const;
/** As the deployed stack's. */
const STACK_OUTPUTS = { TableName: TABLE_NAME, VoiceLogName: LOG_GROUPS.voice, IngestLogName: LOG_GROUPS.ingest };
/** The table is in this very process: what is late is all of it, and another attempt would come later still. */
const TABLE_WITHIN_MS = 10_000;
const SEED_WITHIN_MS = 10_000;

/** Starts the cloud with one home in it, whose configuration waits for its bridge. */
export async function startLocalCloud(options: CloudOptions): Promise<LocalCloud> {
  const { home, user } = options;
  const database = await startLocalDynamoDb();
  const notYet = () => Promise.reject(new Error("the function is not deployed yet"));
  let ingest: Handle = notYet;
  let rotate: RotationHandle = notYet;
  const iot = await startLocalIot({
    ...PLACE,
    policy: [bridgePolicyDocument(PLACE), rotationPolicyDocument(PLACE)],
    things: [home.bridge],
    rules: [
      ...ruleDefinitions.map(({ name, topicFilter, thingLevel }) => ({
        name,
        topicFilter,
        run: async ({ topic, payload, timestampMs }: RuleMessage) => {
          const thing = topic.split("/")[thingLevel - 1] ?? "";
          const event: RuleEvent = { rule: name, thing, payload: toJson(payload), receivedAtMs: timestampMs };
          await ingest(event);
        },
      })),
      { name: rotationRule.name, topicFilter: null, run: async (message) => void (await rotate(toRotated(message))) },
    ],
    provisioning: {
      ...templateOf(PROVISIONING_TEMPLATE),
      hook: (request) => ingest(request),
      rotation: { ...templateOf(ROTATION_TEMPLATE), hook: (request) => rotate(request) },
    },
    ...(options.faults ? { faults: options.faults } : {}),
  });
  const logs = await startLocalLogs({
    groups: Object.values(LOG_GROUPS),
    stack: { name: STACK_NAME, outputs: STACK_OUTPUTS },
  });
  const endpoints = {
    dynamoDb: database.url,
    iot: iot.dataPlaneUrl,
    certificates: iot.controlPlaneUrl,
    logs: logs.url,
  };
  setEnvironment(options, endpoints);
  // as in an account: two functions of one bundle, each with a log of its own, and those of another bundle
  const awsHandler = (group: string, clock?: Clock): Handle =>
    createAwsHandler(process.env, {
      write: writeTo(logs, group, options.logLevel),
      tableTimeoutMs: TABLE_WITHIN_MS,
      ...(clock ? { clock } : {}),
    });
  const invoke = awsHandler(LOG_GROUPS.voice, options.voiceClock);
  ingest = awsHandler(LOG_GROUPS.ingest);
  const log = createLog(options.logLevel, (line) => process.stderr.write(`${line}\n`));
  rotate = createRotationHandler({ certificates: createBridgeCertificates(), clock: createSystemClock(), log });
  const dynamo = createDynamoClient(TABLE_WITHIN_MS);
  const iotClient = createIotClient();
  await createTable(dynamo, TABLE_NAME, tableDefinition);
  const ids = createIds(user.skillId);
  const store = createHomeStore({ client: dynamo, tableName: TABLE_NAME }, createSystemClock());
  const table = { client: dynamo, tableName: TABLE_NAME };
  if (!options.isUnclaimed) await seed(options, { table, store, iotClient });
  return {
    mqttUrl: iot.mqttUrl,
    credentials: iot.credentialsFor(home.bridge),
    invoke,
    store,
    ids,
    endpoints,
    async close() {
      dynamo.destroy();
      iotClient.destroy();
      await iot.close();
      await database.close();
      await logs.close();
    },
  };
}

type Seeding = {
  readonly table: Table;
  readonly store: HomeStore;
  readonly iotClient: IoTDataPlaneClient;
};

/** The home and who lives there, as a claim would have made them; its configuration waits for the bridge. */
async function seed({ home, user }: CloudOptions, { table, store, iotClient }: Seeding): Promise<void> {
  const signal = AbortSignal.timeout(SEED_WITHIN_MS);
  sure("the home", await createHome(table, home, signal));
  const link = { user: createIds(user.skillId).userKeyOf(user.userId), homeId: home.id, nowMs: Date.now() };
  sure("its owner", await linkUser(table, link, signal));
  sure("the bridge's configuration", await createBridgeLink(iotClient, "direct").publishConfig(home, signal));
  sure("the configuration's revision", await store.noteShadow(home.id, home.revision, signal));
}

/** What the deployed function gets from CDK, and what tells the SDK to stay on this machine. */
function setEnvironment({ user, logLevel, login }: CloudOptions, endpoints: Endpoints): void {
  Object.assign(process.env, {
    ...sdkEnvironment(endpoints),
    HOUSE_BAND_TABLE: TABLE_NAME,
    HOUSE_BAND_SKILL_ID: user.skillId,
    HOUSE_BAND_SEND: "direct",
    HOUSE_BAND_LOG_LEVEL: logLevel === "debug" ? "debug" : "info",
    HOUSE_BAND_LINKING: login ? "amazon" : "none",
    ...(login && { HOUSE_BAND_LINKING_CLIENT: login.clientId, HOUSE_BAND_AMAZON_URL: login.url }),
  });
}

/** Keeps every AWS SDK of a process on this machine. */
export const sdkEnvironment = ({ dynamoDb, iot, certificates, logs }: Endpoints): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL_DYNAMODB: dynamoDb,
  AWS_ENDPOINT_URL_IOT_DATA_PLANE: iot,
  AWS_ENDPOINT_URL_IOT: certificates,
  AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs,
  AWS_ENDPOINT_URL_CLOUDFORMATION: logs,
  AWS_REGION: PLACE.region,
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
});

/** All of it is kept, as CloudWatch would; shown is what somebody wants to see. */
function writeTo(logs: LocalLogs, group: string, shown: LogLevel): (line: string) => void {
  const least = LOG_LEVELS.indexOf(shown);
  return (line) => {
    logs.write(group, Date.now(), line);
    const level = LOG_LEVELS.findIndex((one) => line.startsWith(`{"level":"${one}"`));
    if (level >= least) process.stderr.write(`${line}\n`);
  };
}

const templateOf = (template: string) => ({
  template,
  templateArn: `arn:aws:iot:${PLACE.region}:${PLACE.account}:provisioningtemplate/${template}`,
});

/** As the rule's SQL sees it: a payload that is no JSON is no object. */
function toJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
}

function sure<T>(what: string, result: Result<T, { readonly message: string }>): void {
  if (!result.ok) throw new Error(`${what} could not be stored: ${result.error.message}`);
}
