// The clock that bluez-alsa paces its encoders by. It is not the one the engine's beat hangs on: that one is steered by
// the network's time, this one runs as its crystal does, and on a small computer the two part by milliseconds an hour.
// @see bluez-alsa `shared/rt.h` gettimestamp(); clock_gettime(2) CLOCK_MONOTONIC_RAW
import { ENGINE_RATE_HZ } from "../../protocol.ts";
import { loadLibrary } from "../pcm/native.ts";

const CLOCK_MONOTONIC_RAW = 4;
/** Where the nanoseconds stand in a C `struct timespec` of two `long`s, in words of 32 bits. */
const NANOSECONDS_AT = process.arch === "arm" ? 1 : 2;

/** A clock that tells frames since some moment of the past, fraction included. */
export function createRawClock(): () => number {
  const gettime = loadLibrary("libc.so.6").func("int clock_gettime(int clock, void *time)");
  const words = new Int32Array(4);
  return () => {
    gettime(CLOCK_MONOTONIC_RAW, words);
    return (words[0] ?? 0) * ENGINE_RATE_HZ + (words[NANOSECONDS_AT] ?? 0) * (ENGINE_RATE_HZ / 1e9);
  };
}
