// One call to AWS: what it gave, or what went wrong in words that lead on.
import { err, ok } from "@house-band/contract";
import { explain } from "./explain.ts";
import { errorName, errorText } from "./library-errors.ts";
import type { Try } from "./ports.ts";

/** `doing`: what it is for, as a sentence about its failure begins. */
export async function attempt<T>(doing: string, call: () => Promise<T>): Try<T> {
  try {
    return ok(await call());
  } catch (error) {
    return err(explain("aws", doing, `${errorName(error)}: ${errorText(error)}`));
  }
}
