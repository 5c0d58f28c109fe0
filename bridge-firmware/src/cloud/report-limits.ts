// How often the bridge tells of itself, how long it waits after a failure, and how large a report is.
import { stepDelayMs } from "../core/backoff.ts";

export const MIN_INTERVAL_MS = 1_000;

const RETRY_DELAYS_MS = [2_000, 5_000, 15_000, 60_000] as const;

/** @param failures before this one, without a success in between */
export const retryDelayMs = (failures: number): number => stepDelayMs(RETRY_DELAYS_MS, failures + 1);

/** Of the JSON, in bytes. */
export const sizeOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).byteLength;
