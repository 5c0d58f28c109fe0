// Changes of somebody else's source text that must not pass unnoticed where the text has changed.
import { readFile, writeFile } from "node:fs/promises";

export type Edit = {
  /** Below the sources' folder. */
  readonly file: string;
  /** Must be there exactly once. */
  readonly from: string;
  readonly to: string;
  readonly why: string;
};

/** @throws Error where an edit's place is not found */
export async function applyEdits(folder: string, edits: readonly Edit[]): Promise<void> {
  for (const { file, from, to, why } of edits) {
    const path = `${folder}/${file}`;
    const text = await readFile(path, "utf8");
    const [before, after, ...more] = text.split(from);
    if (before === undefined || after === undefined || more.length > 0) {
      throw new Error(
        `${file}: ${why}: the text that is to be changed is there ${more.length + (after ? 1 : 0)} times`,
      );
    }
    await writeFile(path, before + to + after);
  }
}
