// A file that can't be played, for a reason that its owner can be told. Anything else that is thrown is a bug.

/** Its message is for the owner of the file, and names no path. */
export class Unplayable extends Error {
  override readonly name = "Unplayable";
}

/** The reason to tell, for whatever reading or decoding a file has thrown. Never a path: the track's title says which. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Unplayable) return thrown.message;
  const code = codeOf(thrown);
  if (code === "ENOENT") return "the file is not there any more";
  if (code === "EACCES" || code === "EPERM") return "the file may not be read";
  if (code === "EISDIR") return "it is a folder, not a sound file";
  if (code !== undefined) return `the file could not be read (${code})`;
  return `the file is damaged (${fieldOf(thrown, "message") ?? String(thrown)})`;
}

/** The system's word for what went wrong, where it has one. */
export const codeOf = (thrown: unknown): string | undefined => fieldOf(thrown, "code");

/** Asks the value rather than its class: a library's error may come from another realm. */
function fieldOf(thrown: unknown, field: "code" | "message"): string | undefined {
  if (typeof thrown !== "object" || thrown === null || !(field in thrown)) return undefined;
  const value: unknown = Reflect.get(thrown, field);
  return typeof value === "string" ? value : undefined;
}
