// Bare numbers that travel, with their range. A name ends in its unit wherever one is used.
import * as z from "zod/mini";

/** 0 silent … 100 the loudest the speaker is allowed to be. */
export const VolumePercent = z.int().check(z.gte(0), z.lte(100));
export type VolumePercent = number;

export const VolumeDeltaPercent = z.int().check(z.gte(-100), z.lte(100));

/**
 * Milliseconds since 1970, by the sender's clock: for people to read and for order in logs. Expiry counts from receipt;
 * where both clocks are set, a command that is older than its time to live on arrival is expired too.
 */
export const EpochMs = z.int().check(z.gte(0));

/** A length of time between two events of one command. */
export const DurationMs = z.number().check(z.gte(0), z.lte(3_600_000));

/** How long something plays before it stops by itself: less is "stop", more is nobody's sleep. */
export const SleepMs = z.int().check(z.gte(10_000), z.lte(86_400_000));

/** How long a command may wait before it must not be carried out any more. */
export const TtlMs = z.int().check(z.gte(1), z.lte(3_600_000));

/** Grows by one with every command of a home: the highest wins per target. */
export const Seq = z.int().check(z.gte(1));

/** Grows by one with every accepted edit of a home. */
export const Revision = z.int().check(z.gte(0));

/** A count of a delay in milliseconds, fractions allowed: Bluetooth speakers lie between 30 and 700. */
export const LatencyMs = z.number().check(z.gte(0), z.lte(2_000));
