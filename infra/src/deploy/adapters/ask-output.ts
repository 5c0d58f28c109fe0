// What ask-cli says, read: an answer of SMAPI's, or that there is no such thing.
import { err, ok } from "@house-band/contract";
import type * as z from "zod";
import { explain } from "../explain.ts";
import { errorText } from "../library-errors.ts";
import type { Try } from "../ports.ts";

/** One call of SMAPI by ask-cli. @returns what it printed */
export type Smapi = (doing: string, ...args: readonly string[]) => Try<string>;

export const NOT_FOUND = /"?statusCode"?: ?404|status code 404|NotFound|"code": ?"?NOT_FOUND/i;

/** Of ask-cli's output: its remarks may come first. */
export function readJson<T>(schema: z.ZodType<T>, doing: string, said: string) {
  try {
    return ok(schema.parse(JSON.parse(said.slice(Math.max(0, said.search(/^\{/m))))));
  } catch (error) {
    return err(explain("alexa", doing, `an answer that was not expected: ${errorText(error)}`));
  }
}
