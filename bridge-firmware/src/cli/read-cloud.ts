// `cloud trace COMMAND_ID`. Pure.
import { CommandId, err, ok, type Result } from "@house-band/contract";

export type CloudTrace = { readonly kind: "cloud-trace"; readonly commandId: CommandId };

/** @returns what is to be done, or how it would be right */
export function readCloud([verb, ...words]: readonly string[]): Result<CloudTrace, string> {
  if (verb !== "trace")
    return err(`house-band cloud ${verb ?? ""}: expected cloud trace COMMAND_ID`.replace(" :", ":"));
  const commandId = readCommandId(words);
  return commandId.ok ? ok({ kind: "cloud-trace", commandId: commandId.value }) : commandId;
}

/** However it was copied: in small letters, too. */
export function readCommandId(words: readonly string[]): Result<CommandId, string> {
  const [word = "", ...more] = words;
  const parsed = CommandId.safeParse(word.toUpperCase());
  if (parsed.success && more.length === 0) return ok(parsed.data);
  const what = word === "" ? "which command?" : `"${words.join(" ")}" is no command's id:`;
  return err(`${what} It has 26 letters and digits, as commandId in every log: 01J8ZQ5VB3T8R6M4N2K0H9F7D5`);
}
