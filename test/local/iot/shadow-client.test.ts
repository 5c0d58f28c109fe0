// AWS's own shadow clients as judges: what satisfies them here will satisfy them there.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Judgement } from "./shadow-client.types.ts";
import { A, B, type Rig, startRig, until } from "./support.ts";

let rig: Rig;
let judgement: Judgement;

beforeAll(async () => {
  rig = await startRig();
  judgement = await askJudge(rig);
});
afterAll(async () => {
  await rig.close();
});

function askJudge({ iot }: Rig): Promise<Judgement> {
  const { hostname, port } = new URL(iot.mqttUrl);
  const options = { host: hostname, port: Number(port), thing: A, ...iot.credentialsFor(A) };
  const judge = fork(fileURLToPath(new URL("./shadow-client.judge.ts", import.meta.url)), [JSON.stringify(options)], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const complaints: string[] = [];
  judge.stderr?.on("data", (chunk) => complaints.push(String(chunk)));
  return new Promise((resolve, reject) => {
    judge.once("message", (message) => {
      judge.kill("SIGKILL");
      resolve(message as Judgement); // the judge is ours and sends nothing else
    });
    judge.once("exit", (code) => reject(new Error(`the judge ended with ${code}: ${complaints.join("")}`)));
  });
}

describe("AWS's shadow client, second edition", () => {
  it("updates, reads and deletes a named shadow, and is told of a conflict", () => {
    expect(judgement.named).toEqual({
      updated: { version: 1, state: { desired: { a: 1 }, reported: { a: 2 } } },
      conflict: 409,
      read: { version: 1, state: { desired: { a: 1 }, reported: { a: 2 }, delta: { a: 1 } } },
      deleted: { version: 1 },
      gone: 404,
    });
  });

  it("updates, reads and deletes the classic shadow", () => {
    expect(judgement.classic).toEqual({
      updated: { version: 1, state: { reported: { b: [1, 2] } } },
      read: { version: 1, state: { reported: { b: [1, 2] } } },
      deleted: { version: 1 },
      gone: 404,
    });
  });

  it("streams deltas and documents, named and classic", () => {
    expect(judgement.streams).toEqual(['classic delta {"b":2}', 'named delta {"a":1}', 'named documents {"a":1}']);
  });
});

describe("AWS's shadow client, first edition", () => {
  it("gets accepted, rejected and delta on its own subscriptions", () => {
    expect(judgement.firstEdition).toEqual([
      "get rejected 404 No shadow exists with name: 'state'",
      "accepted 1 t-1",
      'delta {"a":1}',
      "rejected 409 t-2",
    ]);
  });
});

describe("a connection with many shadow requests", () => {
  it("has the eleventh that is in flight rejected with 429", async () => {
    const { client, received } = await rig.connect(B);
    await client.subscribeAsync(`$aws/things/${B}/shadow/get/+`, { qos: 1 });
    client.stream.cork();
    for (let index = 0; index < 11; index++) {
      client.publish(`$aws/things/${B}/shadow/get`, `{"clientToken":"t-${index}"}`, { qos: 1 });
    }
    client.stream.uncork();
    await until(() => received.length === 11, "all are answered");
    const codes = received.map(({ text }) => JSON.parse(text).code);
    expect(codes.filter((code) => code === 404)).toHaveLength(10);
    expect(codes.filter((code) => code === 429)).toHaveLength(1);
  });
});
