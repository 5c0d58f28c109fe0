// Stands between a function and the local cloud, and notes by which IAM action each of its calls would be allowed.
import { createServer, request as forward, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Witness = { readonly url: string; readonly actions: Set<string>; close(): Promise<void> };

/** Passes everything on to `target`; `toActions` reads the actions off a call. */
export async function startWitness(
  target: string,
  toActions: (call: { method: string; path: string; target: string; body: Buffer }) => readonly string[],
): Promise<Witness> {
  const actions = new Set<string>();
  const server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const { method = "", url: path = "", headers } = incoming;
    for (const action of toActions({ method, path, target: String(headers["x-amz-target"] ?? ""), body })) {
      actions.add(action);
    }
    const passed = forward(new URL(path, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.once("error", () => outgoing.destroy());
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on TCP has no other kind of address
  return { url: `http://127.0.0.1:${port}`, actions, close: () => stop(server) };
}

/** A transaction is allowed by what it consists of. @see Amazon DynamoDB "IAM permissions for transactions" */
export function dynamoDbActions({ target, body }: { target: string; body: Buffer }): readonly string[] {
  const operation = target.split(".")[1] ?? "";
  if (operation !== "TransactWriteItems") return [`dynamodb:${operation}`];
  const { TransactItems } = JSON.parse(body.toString("utf8")) as { TransactItems: Record<string, unknown>[] }; // the SDK's
  const parts = { Put: "PutItem", Update: "UpdateItem", Delete: "DeleteItem", ConditionCheck: "ConditionCheckItem" };
  return TransactItems.flatMap((item) => Object.keys(item)).map(
    (part) => `dynamodb:${parts[part as keyof typeof parts]}`,
  );
}

/** @see Service Authorization Reference "AWS IoT", and the paths of the data plane's API reference */
export function iotActions({ method, path }: { method: string; path: string }): readonly string[] {
  const known: readonly (readonly [string, RegExp, string])[] = [
    ["POST", /^\/topics\//, "Publish"],
    ["POST", /^\/connections\/[^/]+\/messages/, "SendDirectMessage"],
    ["GET", /^\/connections\/[^/]+$/, "GetConnection"],
    ["GET", /^\/things\/[^/]+\/shadow/, "GetThingShadow"],
    ["POST", /^\/things\/[^/]+\/shadow/, "UpdateThingShadow"],
    ["DELETE", /^\/things\/[^/]+\/shadow/, "DeleteThingShadow"],
  ];
  const action = known.find(([verb, pattern]) => verb === method && pattern.test(path));
  return [`iot:${action?.[2] ?? `${method} ${path}`}`];
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function stop(server: Server): Promise<void> {
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await stopped;
}
