// Thousands of commands through the local stack, and what each asks of DynamoDB and AWS IoT. Alexa's part, the Lambda, the
// table, the broker and the bridge are the real ones; the engine answers at once, since no cloud is asked for sound.
import { setTimeout as wait } from "node:timers/promises";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetThingShadowCommand } from "@aws-sdk/client-iot-data-plane";
import { type Stack, startStack } from "@house-band/local/stack";
import { createDynamoClient } from "../../../lambda/src/adapters/dynamo.ts";
import { keys, toItem } from "../../../lambda/src/adapters/home-items.ts";
import { createIotClient } from "../../../lambda/src/adapters/iot.ts";
import { createFakeEngine } from "../../../test/bridge-firmware/fakes/ports.ts";
import type { BenchOptions } from "../bench.ts";
import { type CallCounter, type Calls, createCallCounter } from "../count-calls.ts";
import { prepareDemoHome } from "../demo-home.ts";
import { SENTENCES, type Sentence } from "../sentences.ts";
import { type ItemKind, itemKinds } from "./item-sizes.ts";

export type Trace = {
  /** Of each command, what the voice function called. */
  readonly commands: readonly Calls[];
  readonly unexpected: readonly string[];
  /** Commands with pauses between them: reports are coalesced where they follow one another closely. */
  readonly spaced: readonly Spaced[];
  readonly items: ReadonlyMap<string, ItemKind>;
  readonly shadowBytes: number;
};

export type Spaced = {
  readonly calls: Calls;
  /** What reached the ingest function, by its writes. */
  readonly ingested: number;
  readonly states: number;
  readonly shadowUpdates: number;
};

/** A state is reported at most once a second; after this nothing more comes of a command. */
const QUIET_MS = 2_500;
const TABLE_NAME = "house-band";

/** Says sentences until there were so many commands, then each kind of command once more with pauses. */
export async function takeTrace(commandCount: number, progress: BenchOptions["progress"]): Promise<Trace> {
  const home = await prepareDemoHome(progress);
  const counter = createCallCounter();
  const stack = await startStack({
    ...home,
    onStep: progress,
    engine: createFakeEngine(),
  });
  try {
    const spoken = await speak(stack, counter, commandCount, progress);
    progress("commands with pauses between them");
    const spaced = await speakSlowly(stack, counter);
    const { items, shadow } = await measureStored(stack);
    return { ...spoken, spaced, items, shadowBytes: shadow.bytes };
  } finally {
    await stack.close();
    counter.close();
  }
}

async function speak(
  stack: Stack,
  counter: CallCounter,
  commandCount: number,
  progress: BenchOptions["progress"],
): Promise<Pick<Trace, "commands" | "unexpected">> {
  const commands: Calls[] = [];
  const unexpected: string[] = [];
  for (let turns = 0; commands.length < commandCount; turns += 1) {
    const { sentence, calls, speech } = await say(stack, counter, turns);
    if (!sentence.expects.test(speech)) unexpected.push(`“${sentence.words}”: “${speech}”`);
    if (sentence.kind !== "command") continue;
    commands.push(calls);
    if (commands.length % 500 === 0) progress(`${commands.length} of ${commandCount} commands`);
  }
  return { commands, unexpected };
}

async function say(stack: Stack, counter: CallCounter, turn: number) {
  const sentence: Sentence | undefined = SENTENCES[turn % SENTENCES.length];
  if (!sentence) throw new RangeError("there is nothing to say");
  const { value, calls } = await counter.count(() => stack.say(`Alexa, ask House Band to ${sentence.words}`));
  return { sentence, calls, speech: value.speech };
}

async function speakSlowly(stack: Stack, counter: CallCounter): Promise<readonly Spaced[]> {
  const spaced: Spaced[] = [];
  await wait(QUIET_MS);
  for (let turn = 0; turn < SENTENCES.length; turn += 1) {
    const before = { writes: counter.others.get("UpdateItem") ?? 0, ...(await reportsOf(stack)) };
    const { sentence, calls } = await say(stack, counter, turn);
    await wait(QUIET_MS);
    const after = { writes: counter.others.get("UpdateItem") ?? 0, ...(await reportsOf(stack)) };
    if (sentence.kind !== "command") continue;
    spaced.push({
      calls,
      ingested: after.writes - before.writes,
      states: after.count - before.count,
      shadowUpdates: after.version - before.version,
    });
  }
  return spaced;
}

/** How often the bridge has told its state: by the event's own number, and by the shadow's version. */
async function reportsOf(stack: Stack): Promise<{ readonly count: number; readonly version: number }> {
  const { home } = await stack.home();
  const client = createDynamoClient();
  try {
    const key = toItem(keys.state(home.id, home.bridge));
    const { Item } = await client.send(new GetItemCommand({ TableName: TABLE_NAME, Key: key, ConsistentRead: true }));
    return { count: Number(Item?.count?.N ?? 0), version: (await readShadow(stack)).version };
  } finally {
    client.destroy();
  }
}

async function readShadow(stack: Stack): Promise<{ readonly version: number; readonly bytes: number }> {
  const { home } = await stack.home();
  const client = createIotClient();
  try {
    const { payload } = await client.send(new GetThingShadowCommand({ thingName: home.bridge, shadowName: "state" }));
    const text = new TextDecoder().decode(payload);
    const document = JSON.parse(text) as { version: number; state: unknown }; // as AWS documents it
    return { version: document.version, bytes: Buffer.byteLength(JSON.stringify(document.state)) };
  } finally {
    client.destroy();
  }
}

async function measureStored(stack: Stack) {
  const client = createDynamoClient();
  try {
    return { items: await itemKinds(client, TABLE_NAME), shadow: await readShadow(stack) };
  } finally {
    client.destroy();
  }
}
