// One AWS IoT data plane client with the budget of a spoken turn, and its errors in our words.
import { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import type { PortFault } from "../ports.ts";
import { errorName, systemCode } from "./library-errors.ts";

/** Longer than the bridge's own time to confirm, so that the service answers before we stop listening. */
const REQUEST_TIMEOUT_MS = 2_500;

/**
 * The endpoint, region and credentials come from the environment, as the SDK reads them. One attempt, by which the SDK
 * repeats no command whose confirmation came late; a second one where the connection broke.
 */
export function createIotClient(): IoTDataPlaneClient {
  return new IoTDataPlaneClient({
    retryStrategy: ONCE_MORE_WHERE_CUT_OFF,
    requestHandler: { connectionTimeout: 800, requestTimeout: REQUEST_TIMEOUT_MS, throwOnRequestTimeout: true },
  });
}

const attempt = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });

/**
 * A connection that is kept open between two commands, minutes apart, may be closed at its other end, which shows when it
 * is used. If the command did get through, the bridge does not carry it out a second time.
 */
const ONCE_MORE_WHERE_CUT_OFF = {
  acquireInitialRetryToken: async () => attempt(0),
  async refreshRetryTokenForRetry(before: { getRetryCount(): number }, { error }: { readonly error?: unknown }) {
    if (before.getRetryCount() > 0 || !isCutOff(error)) throw error;
    return attempt(1);
  },
  recordSuccess: () => undefined,
};

const isCutOff = (cause: unknown): boolean => systemCode(cause) === "ECONNRESET" || systemCode(cause) === "EPIPE";

const REFUSALS = new Set([
  "ExpiredTokenException",
  "ForbiddenException",
  "InvalidRequestException",
  "RequestEntityTooLargeException",
  "ResourceNotFoundException",
  "ThrottlingException",
  "UnauthorizedException",
  "UnrecognizedClientException",
]);
const TIMEOUTS = new Set(["AbortError", "GatewayTimeoutException", "TimeoutError"]);

/** `refused`: it certainly did nothing. `timeout` and `unavailable`: nobody knows what it did. */
export function toIotFault(cause: unknown): PortFault {
  const name = errorName(cause);
  const message = `AWS IoT data plane: ${name}`;
  if (TIMEOUTS.has(name)) return { port: "bridge", code: "timeout", retryable: true, message, cause };
  const isRefused = REFUSALS.has(name) || isNeverConnected(cause);
  if (isRefused) return { port: "bridge", code: "refused", retryable: false, message, cause };
  return { port: "bridge", code: "unavailable", retryable: true, message, cause };
}

/** No connection, no message. */
function isNeverConnected(cause: unknown): boolean {
  const code = systemCode(cause);
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN";
}
