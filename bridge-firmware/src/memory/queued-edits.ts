// Edits of the home that were made at this bridge and that the cloud has not decided about yet, as a document.
import { CommandId, type ConfigDesired, HomeEdit, HomeId } from "@house-band/contract";
import * as z from "zod/mini";
import type { Log } from "../ports.ts";
import { loadDocument } from "./recall.ts";
import type { KeepingStore } from "./unknown-keys.ts";

/** A bridge that is without its cloud for weeks: nobody edits a home more often than this meanwhile. */
export const MAX_QUEUED_EDITS = 64;

const QueuedEdit = z.object({ id: CommandId, edit: HomeEdit });
export type QueuedEdit = z.infer<typeof QueuedEdit>;

const EditsDocument = z.object({
  version: z.literal(1),
  homeId: HomeId,
  edits: z.array(QueuedEdit).check(z.maxLength(MAX_QUEUED_EDITS)),
});

/** The document for these edits of this home. */
export const toEditsDocument = (homeId: HomeId, edits: readonly QueuedEdit[]): z.infer<typeof EditsDocument> => ({
  version: 1,
  homeId,
  edits: [...edits],
});

/** Those of this home, oldest first; none where there is no such document. */
export async function recallEdits(
  ports: { readonly store: KeepingStore; readonly log: Log },
  home: ConfigDesired | null,
): Promise<readonly QueuedEdit[]> {
  const document = await loadDocument(ports, "edits", (raw) => EditsDocument.safeParse(raw));
  return document !== null && document.homeId === home?.homeId ? undecided(document.edits, home) : [];
}

/**
 * Those that the cloud has not decided about. They are told in order, each when the one before it is decided: what came
 * before the one that is answered was decided, too, even where a disk still has it.
 */
export const undecided = (edits: readonly QueuedEdit[], { lastEdit }: ConfigDesired): readonly QueuedEdit[] => {
  const decided = edits.findIndex(({ id }) => id === lastEdit?.id);
  return decided < 0 ? edits : edits.slice(decided + 1);
};
