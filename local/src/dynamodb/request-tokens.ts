// Which transactions were carried out lately, so that the same one sent again has no second effect.
import { createHash } from "node:crypto";

/** @see Amazon DynamoDB API Reference "TransactWriteItems" ClientRequestToken */
const KEPT_MS = 600_000;

export type RequestTokens = {
  lookUp(token: string, parameters: unknown): "new" | "same" | "different";
  remember(token: string, parameters: unknown): void;
};

/** Knows no transaction yet. `nowMs` is any clock that does not go back. */
export function createRequestTokens(nowMs: () => number): RequestTokens {
  const done = new Map<string, { readonly digest: string; readonly untilMs: number }>();
  return {
    lookUp(token, parameters) {
      const known = done.get(token);
      if (!known || known.untilMs <= nowMs()) return "new";
      return known.digest === toDigest(parameters) ? "same" : "different";
    },
    remember(token, parameters) {
      for (const [old, { untilMs }] of done) {
        if (untilMs > nowMs()) break; // in order of time: the rest is younger
        done.delete(old);
      }
      done.delete(token);
      done.set(token, { digest: toDigest(parameters), untilMs: nowMs() + KEPT_MS });
    },
  };
}

const toDigest = (parameters: unknown): string =>
  createHash("sha256").update(JSON.stringify(parameters)).digest("base64");
