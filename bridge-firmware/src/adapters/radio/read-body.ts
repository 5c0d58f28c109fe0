// Reading a response by hand: only so much, and only so long.
import type { IncomingMessage } from "node:http";
import { err, ok, type Result } from "@house-band/contract";
import type { StreamFault } from "../../ports.ts";

/** Enough to tell sound from text. */
const START_BYTES = 64;

/** The first bytes of a body, and at least so many that they show what it is; then it is paused. */
export function readStart(
  response: IncomingMessage,
  withinMs: number,
  signal: AbortSignal,
): Promise<Result<Buffer, StreamFault>> {
  return collect(response, { withinMs, signal, before: [], isEnough: (length) => length >= START_BYTES });
}

/** All of a body, which begins with `start`, as text. */
export async function readBody(
  response: IncomingMessage,
  start: Buffer,
  maxBytes: number,
  withinMs: number,
  signal: AbortSignal,
): Promise<Result<string, StreamFault>> {
  const read = await collect(response, { withinMs, signal, before: [start], isEnough: (length) => length > maxBytes });
  if (!read.ok) return read;
  if (read.value.length <= maxBytes) return ok(read.value.toString("utf8"));
  return err({ code: "too-large", retryable: false, message: `it sends more than ${maxBytes} bytes` });
}

type Collecting = {
  readonly withinMs: number;
  readonly signal: AbortSignal;
  readonly before: readonly Buffer[];
  readonly isEnough: (length: number) => boolean;
};

function collect(
  response: IncomingMessage,
  { withinMs, signal, before, isEnough }: Collecting,
): Promise<Result<Buffer, StreamFault>> {
  return new Promise((resolve) => {
    const pieces = [...before];
    let length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const done = (result: Result<Buffer, StreamFault>): void => {
      clearTimeout(timer);
      response.pause();
      response.off("data", onData);
      for (const event of ["end", "close"] as const) response.off(event, onEnd);
      signal.removeEventListener("abort", onEnd);
      resolve(result);
    };
    const onData = (piece: Buffer): void => {
      pieces.push(piece);
      length += piece.length;
      if (isEnough(length)) done(ok(Buffer.concat(pieces)));
    };
    const onEnd = (): void => done(length === 0 || signal.aborted ? err(NOTHING_CAME) : ok(Buffer.concat(pieces)));
    const timer = setTimeout(
      () => done(err({ code: "too-slow", retryable: true, message: `nothing has come for ${withinMs / 1_000} s` })),
      withinMs,
    );
    response.on("data", onData);
    for (const event of ["end", "close"] as const) response.once(event, onEnd);
    signal.addEventListener("abort", onEnd, { once: true });
    response.resume();
    if (response.readableEnded || response.destroyed) onEnd();
  });
}

const NOTHING_CAME: StreamFault = { code: "unreachable", retryable: true, message: "nothing is sent" };
