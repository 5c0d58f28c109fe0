// One DynamoDB client with the budget of a spoken turn, and its errors in our words. Knows no items.
import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { err, ok, type Result } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import { errorName } from "./library-errors.ts";

/** Two attempts of this must leave time to say what went wrong. */
const REQUEST_TIMEOUT_MS = 800;

/** The one table that everything is in, and the way to it. */
export type Table = { readonly client: DynamoDBClient; readonly tableName: string };

/**
 * The endpoint, region and credentials come from the environment, as the SDK reads them.
 * @param requestTimeoutMs of each of two attempts; longer where nobody waits for an answer by voice
 */
export function createDynamoClient(requestTimeoutMs = REQUEST_TIMEOUT_MS): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    },
  });
}

/** Runs one call; whatever it throws comes back as a fault. */
export async function attempt<T>(call: Promise<T>): Promise<Result<T, PortFault>> {
  try {
    return ok(await call);
  } catch (cause) {
    return err(toFault(cause));
  }
}

/** Runs one conditional write: a condition that does not hold is an answer, not a fault. */
export async function attemptIf<T>(call: Promise<T>): Promise<Result<T | "condition-failed", PortFault>> {
  const done = await attempt(call);
  return !done.ok && errorName(done.error.cause) === "ConditionalCheckFailedException" ? ok("condition-failed") : done;
}

/**
 * Why each item of a refused transaction was refused, in the order of its items; null where it was not that.
 * @see DynamoDB API reference, TransactWriteItems, "CancellationReasons"
 */
export function cancellationCodes(fault: PortFault): readonly string[] | null {
  const { cause } = fault;
  if (!(cause instanceof TransactionCanceledException)) return null;
  return (cause.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
}

const TIMEOUTS = new Set(["TimeoutError", "AbortError", "RequestTimeout"]);
const REFUSALS = new Set([
  "AccessDeniedException",
  "ExpiredTokenException",
  "InvalidSignatureException",
  "ResourceNotFoundException",
  "UnrecognizedClientException",
  "ValidationException",
]);

function toFault(cause: unknown): PortFault {
  const name = errorName(cause);
  const message = `DynamoDB: ${name}`;
  if (TIMEOUTS.has(name)) return { port: "store", code: "timeout", retryable: true, message, cause };
  if (REFUSALS.has(name)) return { port: "store", code: "refused", retryable: false, message, cause };
  return { port: "store", code: "unavailable", retryable: true, message, cause };
}
