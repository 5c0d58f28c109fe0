// Items as they were before a transaction touched them, and the way back to that, also after the process died.
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { ask, type CallDatabase } from "./call.ts";

const Attributes = z.record(z.string(), z.unknown());

/** `item` is null where there was none. */
const ItemImage = z.object({ tableName: z.string(), key: Attributes, item: z.nullable(Attributes) });
export type ItemImage = z.infer<typeof ItemImage>;

/** Puts the items back as they were. Doing it twice does no harm. */
export async function restoreItems(call: CallDatabase, images: readonly ItemImage[]): Promise<void> {
  for (const { tableName, key, item } of images) {
    const answer = item
      ? await ask(call, "PutItem", { TableName: tableName, Item: item })
      : await ask(call, "DeleteItem", { TableName: tableName, Key: key });
    if (answer.status !== 200) {
      throw new Error(`an item of ${tableName} could not be put back: ${JSON.stringify(answer.value)}`);
    }
  }
}

/** Remembers what to put back for as long as a transaction is half done. */
export type UndoLog = {
  begin(images: readonly ItemImage[]): Promise<void>;
  end(): Promise<void>;
  /** What a process left behind that ended within a transaction; nothing, as a rule. */
  left(): Promise<readonly ItemImage[]>;
};

/**
 * An undo log in one file of the database's folder. It outlives the process, not a loss of power: the store
 * beneath does not wait for the disk either.
 * @param directory the database's folder, or null where the database lives in memory and dies with the process
 */
export function createUndoLog(directory: string | null): UndoLog {
  if (directory === null) return { begin: async () => undefined, end: async () => undefined, left: async () => [] };
  const file = join(directory, "transaction.json");
  return {
    async begin(images) {
      await writeFile(`${file}.new`, JSON.stringify(images));
      await rename(`${file}.new`, file);
    },
    end: () => rm(file, { force: true }),
    async left() {
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "[]";
        throw error;
      });
      return z.array(ItemImage).parse(JSON.parse(text));
    },
  };
}
