// DynamoDB on a laptop: dynalite, and in front of it what dynalite lacks: transactions, time to live, and the item
// that a failed condition met. It listens on loopback alone; the AWS SDK finds it by its endpoint variable.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createTurnstile } from "@house-band/bridge-firmware/turnstile";
import dynalite from "dynalite";
import { type CallDatabase, detachHandler, reply } from "./dynamodb/call.ts";
import { lockFolder } from "./dynamodb/folder-lock.ts";
import { answerHttp } from "./dynamodb/http.ts";
import { createUndoLog, restoreItems } from "./dynamodb/item-image.ts";
import { createOperations } from "./dynamodb/operations.ts";
import { openTimeToLive } from "./dynamodb/time-to-live.ts";
import { listenOnLoopback } from "./loopback.ts";

export { createTable } from "./dynamodb/create-table.ts";

export type LocalDynamoDbOptions = {
  /** Folder that keeps the data, for one process at a time; in memory where absent. */
  readonly directory?: string;
  /** How often expired items are taken away; the cloud takes up to days. */
  readonly sweepEveryMs?: number;
  readonly nowMs?: () => number;
};

export type LocalDynamoDb = {
  /** For `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly url: string;
  /** Takes expired items away now. @returns how many */
  sweepExpired(): Promise<number>;
  close(): Promise<void>;
};

const SWEEP_EVERY_MS = 900_000;

/** Starts the database. It takes any credentials, on loopback alone, and no call from a page in a browser. */
export async function startLocalDynamoDb(options: LocalDynamoDbOptions = {}): Promise<LocalDynamoDb> {
  const { directory = null, sweepEveryMs = SWEEP_EVERY_MS, nowMs = Date.now } = options;
  const unlock = directory === null ? async () => undefined : await claimFolder(directory);
  const server = dynalite({
    ...(directory === null ? {} : { path: join(directory, "store") }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  const call = detachHandler(server);
  const undo = createUndoLog(directory);
  await restoreItems(call, await undo.left());
  await undo.end();
  const timeToLive = await openTimeToLive(call, directory);
  // what makes a transaction, or a failed condition with the item it met, indivisible
  const takeTurn = createTurnstile();
  const operations = createOperations({ call, undo, timeToLive, nowMs });
  let isClosing = false;
  const callInTurn: CallDatabase = (operation, body) =>
    takeTurn(async () =>
      isClosing ? reply({ message: "the database is closing" }, 503) : operations(operation, body),
    );
  server.on("request", (request, response) => void answerHttp(callInTurn, request, response));
  const port = await listenOnLoopback(server);
  let sweeping: Promise<number> = Promise.resolve(0);
  const sweepExpired = () => {
    sweeping = sweeping.then(() => timeToLive.sweep(callInTurn, nowMs()));
    return sweeping;
  };
  const timer = setInterval(() => void sweepExpired(), sweepEveryMs).unref();
  return {
    url: `http://127.0.0.1:${port}`,
    sweepExpired,
    async close() {
      clearInterval(timer);
      await sweeping;
      // calls of clients that have left may still wait for their turn: the tables must not close under them
      isClosing = true;
      await takeTurn(async () => undefined);
      await new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
      await unlock();
    },
  };
}

async function claimFolder(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true });
  return lockFolder(directory);
}
