// By which way an Echo is to be connected, in the words of a command line. Pure.
import { err, ok, type Result } from "@house-band/contract";
import { didYouMean } from "../text/did-you-mean.ts";

const WAYS = ["bluetooth", "line"] as const;
export type EchoWay = (typeof WAYS)[number];

/** `by` null: it is asked for. `on` null: it is heard nowhere by itself. */
export type Echo = { readonly kind: "echo"; readonly by: EchoWay | null; readonly on: string | null };

/** What `--by` and `--on` say. */
export function readEcho(
  words: readonly string[],
  by: string | undefined,
  on: readonly string[],
): Result<Echo, string> {
  const way = WAYS.find((one) => one === by?.toLowerCase()) ?? null;
  if (by !== undefined && way === null) return err(`--by ${by}: expected ${WAYS.join(" or ")}${didYouMean(by, WAYS)}`);
  const [place = null, ...more] = on;
  if (words.length > 0 || more.length > 0) {
    return err('one place at most: house-band echo --by bluetooth --on "Backyard"');
  }
  return ok({ kind: "echo", by: way, on: place });
}
