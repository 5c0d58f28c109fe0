// Every role of the template against what is done in its name: what its function's code calls, as a witness on the local
// cloud notes it, and what AWS does by itself. The role must allow these and nothing else.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  EVENT_RULE,
  type HomeEdit,
  HomeId,
  LAST_WILL_RULE,
  OUTCOME_RULE,
  PRESENCE_RULE,
  PROVISIONING_TEMPLATE,
  ThingName,
} from "@house-band/contract";
import { createEnrolmentString } from "@house-band/infra/enrolment-string";
import { revokeBridge } from "@house-band/infra/revoke-bridge";
import { tableDefinition } from "@house-band/infra/table-definition";
import { createDynamoClient } from "@house-band/lambda/adapters/dynamo";
import { createHome, linkUser } from "@house-band/lambda/adapters/home-seeding";
import { createAwsHandler, type Handle } from "@house-band/lambda/handler";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAlexa } from "../../local/src/alexa/say.ts";
import { createTable, type LocalDynamoDb, startLocalDynamoDb } from "../../local/src/dynamodb.ts";
import { createAlexaApp } from "../../local/src/stack/alexa-app.ts";
import { startLoginStandIn } from "../../local/src/stack/login-stand-in.ts";
import model from "../../skill-package/interactionModels/custom/en-US.json" with { type: "json" };
import { home, playingState, THING } from "../lambda/fakes/home.ts";
import { ids, SKILL_ID, USER_ID } from "../lambda/fakes/world.ts";
import { A, BRIDGE_POLICY, type Rig, startRig } from "../local/iot/support.ts";
import {
  grantedTo,
  NOT_PROVISIONED,
  neededByAws,
  neededByTemplates,
  rolesOf,
  sorted,
  THINGS_REGISTRATION,
} from "./role-needs.ts";
import { asks, deployRotation, tells } from "./rotation-cloud.ts";
import { SYNTHESISED_BY_MS, synthesiseBoth } from "./synthesise.ts";
import { dynamoDbActions, iotActions, startWitness, type Witness } from "./witness.ts";

const TABLE = "house-band";
/** Of a home that everybody leaves. */
const DESERTED = ThingName.parse("hb-eeeeeeeeeeeeeeee");
const signal = new AbortController().signal;

type Deployed = "direct" | "publish";
let stacks: Awaited<ReturnType<typeof synthesiseBoth>>;
let database: LocalDynamoDb;
let rig: Rig;
const witnesses: Witness[] = [];

beforeAll(async () => {
  stacks = await synthesiseBoth();
  database = await startLocalDynamoDb();
  rig = await startRig({ policy: BRIDGE_POLICY, things: [THING, DESERTED] });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: database.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
  const client = createDynamoClient(30_000);
  await createTable(client, TABLE, tableDefinition);
  await createHome({ client, tableName: TABLE }, home, signal);
  await linkUser({ client, tableName: TABLE }, { user: ids.userKeyOf(USER_ID), homeId: home.id, nowMs: 0 }, signal);
  client.destroy();
  const { handle } = await deploy("direct");
  const state = { v: 1, kind: "state", bootedAtMs: 0, count: 1, state: playingState };
  await handle({ rule: EVENT_RULE, thing: THING, payload: state, receivedAtMs: Date.now() });
}, SYNTHESISED_BY_MS);
afterAll(async () => {
  for (const witness of witnesses) await witness.close();
  await rig.close();
  await database.close();
});

/** A function of its own, as it is deployed, whose every call is seen. */
async function deploy(send: Deployed, own: Readonly<Record<string, string>> = {}) {
  const table = await startWitness(database.url, dynamoDbActions);
  const iot = await startWitness(rig.iot.dataPlaneUrl, iotActions);
  witnesses.push(table, iot);
  Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: table.url, AWS_ENDPOINT_URL_IOT_DATA_PLANE: iot.url });
  const handle = createAwsHandler({
    HOUSE_BAND_TABLE: TABLE,
    HOUSE_BAND_SKILL_ID: SKILL_ID,
    HOUSE_BAND_SEND: send,
    HOUSE_BAND_DEMO: "on",
    HOUSE_BAND_LOG_LEVEL: "error",
    ...own,
  });
  return { handle, called: () => [...table.actions, ...iot.actions].sort() };
}

/** Everything that makes a difference to what is called. The clients are made by the first of it. */
async function talk(invoke: Handle): Promise<void> {
  const alexa = createAlexa({ model, invoke, skillId: SKILL_ID, userId: USER_ID, deviceId: "device" });
  for (const sentence of [
    "pause the patio",
    "how are the speakers",
    "create a group called Party with the patio and the garage",
    "delete the group party",
    "which speakers do I have",
    "claim my home with code one two three four five six seven eight",
  ]) {
    await alexa.say(`alexa, ask house band to ${sentence}`);
    await alexa.say("yes");
  }
  const stranger = createAlexa({ model, invoke, skillId: SKILL_ID, userId: "a stranger", deviceId: "theirs" });
  expect((await stranger.say("alexa, ask house band to play jazz on the deck")).speech).toMatch(/^In the demo home: /);
}

const NO_HOME = { speakers: [], groups: [] };

let reports = 0;

async function report(handle: Handle): Promise<void> {
  reports += 1; // what has come before is not taken in again
  const name = (what: string) => `${what} of report ${reports}`;
  const tell = (rule: string, payload: unknown) => handle({ rule, thing: THING, payload, receivedAtMs: Date.now() });
  const editId = (what: string) => ids.commandIdOf(name(what), 5);
  const edit = (what: string, made: HomeEdit) =>
    tell(EVENT_RULE, { v: 1, kind: "edit", editId: editId(what), homeId: home.id, edit: made });
  const speakerId = ids.speakerIdOf(editId("add"));
  await tell(EVENT_RULE, { v: 1, kind: "state", bootedAtMs: 1, count: 1, state: playingState });
  await tell(OUTCOME_RULE, {
    ...{ v: 1, commandId: editId("command"), seq: 1, state: "done", code: "OK", perSpeaker: {} },
    timings: { acceptedMs: 1, settledMs: 2 },
  });
  await tell(LAST_WILL_RULE, { v: 1, kind: "lost" });
  await tell(PRESENCE_RULE, { clientId: THING, eventType: "connected", timestamp: Date.now(), versionNumber: 1 });
  const deck = { speakerId, name: "Deck", address: "00:00:00:00:00:09" };
  await edit("add", { kind: "add-speaker", ...deck } as HomeEdit);
  await edit("remove", { kind: "remove-speaker", speakerId });
  const claimId = editId("claim");
  await tell(EVENT_RULE, { v: 1, kind: "claim-offer", claimId, purpose: "join", codeHash: "0".repeat(64) });
  await tell(EVENT_RULE, { v: 1, kind: "claim-answer", claimId, number: 10, isAllowed: true, home: NO_HOME });
  await tell(EVENT_RULE, { v: 1, kind: "claim-cancel", claimId });
}

const CERTIFICATE = "0123456789abcdef".repeat(4);

/** A bridge asks for an identity; what AWS IoT asks the hook. @see AWS IoT "Pre-provisioning hooks" */
async function enrol(handle: Handle): Promise<void> {
  const templateArn = `arn:aws:iot:eu-west-1:111122223333:provisioningtemplate/${PROVISIONING_TEMPLATE}`;
  const claim = { claimCertificateId: CERTIFICATE, certificateId: CERTIFICATE, templateArn, parameters: {} };
  expect(await handle(claim)).toMatchObject({ allowProvisioning: true });
  expect(await handle({ ...claim, certificateId: "none" })).toEqual({ allowProvisioning: false });
}

/** A home that everybody has left; what makes it is not what the function calls. */
async function desert(): Promise<void> {
  const deserted = { ...home, id: HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ"), bridge: DESERTED };
  const client = createDynamoClient(30_000);
  const table = { client, tableName: TABLE };
  const user = ids.userKeyOf("whoever leaves");
  await createHome(table, deserted, signal);
  await linkUser(table, { user, homeId: deserted.id, nowMs: 0 }, signal);
  await linkUser(table, { user, homeId: home.id, nowMs: 0 }, signal);
  client.destroy();
}

type Role = {
  /** Whose it is: what is done in the test of its name. */
  readonly who: string;
  /** Has its function do everything that makes a difference to what it calls; absent where no code of ours has it. */
  readonly exercise?: (send: Deployed) => Promise<readonly string[]>;
};

async function exercised(send: Deployed, run: (handle: Handle) => Promise<unknown>): Promise<readonly string[]> {
  const { handle, called } = await deploy(send);
  await run(handle);
  return called();
}

type Rotation = Awaited<ReturnType<typeof deployRotation>>;

async function rotating(run: (deployed: Rotation) => Promise<unknown>): Promise<readonly string[]> {
  const deployed = await deployRotation();
  await run(deployed);
  await deployed.close();
  return deployed.called();
}

/** Every role that there is. A new one needs an entry here, and whatever of it AWS does in `role-needs.ts`. */
const ROLES: Readonly<Record<string, Role>> = {
  VoiceRole: {
    who: "the function that answers Alexa",
    exercise: async (send) => {
      const bridge = await rig.connect(THING);
      const called = await exercised(send, talk);
      await bridge.client.endAsync();
      return called;
    },
  },
  IngestRole: { who: "the function that takes in what bridges report", exercise: (send) => exercised(send, report) },
  EnrolRole: { who: "the hook that lets bridges be enrolled", exercise: (send) => exercised(send, enrol) },
  KeepRole: {
    who: "the function that cleans",
    exercise: async (send) => {
      await desert();
      return exercised(send, (handle) => handle({ task: "clean" }));
    },
  },
  RotationRole: {
    who: "the hook that lets a bridge have a new certificate",
    exercise: () => rotating(async ({ handle, make }) => handle(asks(make(A), A))),
  },
  RetireRole: {
    who: "the function that takes old certificates away",
    exercise: () =>
      rotating(async ({ handle, make }) => {
        make(A);
        await handle(tells(make(A), A));
      }),
  },
  RetireErrorsRole: { who: "AWS IoT when the rule of a changed certificate can't hand over its message" },
  ProvisioningRole: { who: "AWS IoT when it enrols a bridge" },
  RuleErrorsRole: { who: "AWS IoT when a rule can't hand over a message" },
};

describe.each(["direct", "publish"] as const)("where commands go by %s", (send) => {
  it("every role that there is is compared, and none that there is not", () => {
    expect(rolesOf(stacks[send].template)).toEqual(Object.keys(ROLES).sort());
  });

  it.each(Object.entries(ROLES).map(([role, { who }]) => [who, role] as const))(
    "the role of %s allows what is done in its name, and nothing else",
    async (_who, role) => {
      const { template } = stacks[send];
      const called = (await ROLES[role]?.exercise?.(send)) ?? [];
      const allowed = grantedTo(template, role);
      expect(sorted([...called, ...neededByAws(template, role)])).toEqual(allowed);
      expect(allowed).not.toEqual([]);
    },
    60_000,
  );
});

it("the role of the function that answers Alexa allows what it calls where accounts are linked, too", async () => {
  const login = await startLoginStandIn();
  const { handle, called } = await deploy("direct", {
    HOUSE_BAND_LINKING: "amazon",
    HOUSE_BAND_LINKING_CLIENT: login.clientId,
    HOUSE_BAND_AMAZON_URL: login.url,
  });
  const account = { skillId: SKILL_ID, userId: "somebody who links" };
  const app = createAlexaApp(account, login, handle);
  const alexa = createAlexa({ model, invoke: handle, ...account, user: app.user, deviceId: "theirs" });
  app.link();
  await alexa.say("alexa, ask house band which speakers do I have");
  await app.disableAndEnable();
  app.link();
  await alexa.say("alexa, ask house band which speakers do I have");
  await login.close();
  const allowed = grantedTo(stacks.direct.template, "VoiceRole");
  expect(called().filter((action) => !allowed.includes(action))).toEqual([]);
  expect(called()).toContain("dynamodb:UpdateItem");
}, 60_000);

describe("AWS's own list of what provisioning may take", () => {
  it("is allowed or left out for a reason, action by action", () => {
    const leftOut = Object.values(NOT_PROVISIONED).flat();
    const allowed = grantedTo(stacks.direct.template, "ProvisioningRole").map((action) => action.replace("iot:", ""));
    expect(sorted([...allowed, ...leftOut])).toEqual(sorted(THINGS_REGISTRATION));
    expect(allowed.filter((action) => leftOut.includes(action))).toEqual([]);
  });

  it("is asked anew where a template makes something else", () => {
    const body = JSON.stringify({ Resources: { group: { Type: "AWS::IoT::ThingGroup" } } });
    expect(neededByTemplates([body])).toContain("iot:nobody has said what AWS::IoT::ThingGroup takes");
  });
});

describe("whoever runs it with the account's credentials", () => {
  /** Each operation of AWS IoT's control plane is allowed by the action of its name. */
  function witnessed(answers: Readonly<Record<string, object>>) {
    const actions: string[] = [];
    const send = async (command: object) => {
      const operation = command.constructor.name.replace(/Command$/, "");
      actions.push(`iot:${operation}`);
      return answers[operation] ?? {};
    };
    return { client: { send: send as never }, actions }; // the SDK's overloads can't be written down for a fake
  }

  it.each([
    ["npm run enrol -w infra", {}, createEnrolmentString],
    [
      "npm run revoke -w infra",
      { ListThingPrincipals: { principals: [`arn:aws:iot:eu-west-1:111122223333:cert/${CERTIFICATE}`] } },
      (client: Parameters<typeof revokeBridge>[0]) => revokeBridge(client, THING, async () => undefined),
    ],
  ])("needs what the page says, and nothing else: %s", async (command, answers, run) => {
    const { client, actions } = witnessed(answers);
    await run(client).catch(() => null); // an answer without a certificate is refused, after everything was asked
    const page = await readFile(fileURLToPath(new URL("../../docs/install.md", import.meta.url)), "utf8");
    const line = page.split("\n").find((one) => one.startsWith(`| \`${command}`)) ?? "";
    const told = [...line.matchAll(/`(iot:\w+)`/g)].map((found) => found[1] ?? "");
    expect(sorted(told)).toEqual(sorted(actions));
    expect(told).not.toEqual([]);
  });
});

describe("the roles together", () => {
  it("allow every call that there is in the code", async () => {
    const adapters = fileURLToPath(new URL("../../lambda/src/adapters", import.meta.url));
    const sources = await Promise.all((await readdir(adapters)).map((file) => readFile(join(adapters, file), "utf8")));
    const calls = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)].map((call) => call[1] ?? ""));
    const names = Object.keys(ROLES)
      .filter((role) => ROLES[role]?.exercise)
      .flatMap((role) => [stacks.direct, stacks.publish].flatMap(({ template }) => grantedTo(template, role)))
      .map((action) => action.replace(/^\w+:/, ""));
    // A transaction is allowed by what it consists of.
    expect(calls.filter((call) => call !== "TransactWriteItems" && !names.includes(call))).toEqual([]);
    expect(new Set(calls).size).toBeGreaterThan(5);
  });
});
