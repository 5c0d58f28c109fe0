// The Store port on a folder of files. Each document and the journal keep their own order; none waits for another.
import { err, type Result } from "@house-band/contract";
import type { DocumentName, Log, PortFault, Store } from "../../ports.ts";
import { createDocumentFile, type DocumentFile } from "./document-file.ts";
import { type Files, realFiles, storeFault } from "./durable-file.ts";
import { createJournalFile } from "./journal-file.ts";

export type FileStoreOptions = {
  /** Made when first needed; one bridge at a time may use it. */
  readonly directory: string;
  readonly log: Log;
  /** Another disk than the real one, for tests. */
  readonly files?: Files;
};

/** A store on `directory`. Nothing is read or written before the first call. */
export function createFileStore({ directory, log, files = realFiles }: FileStoreOptions): Store {
  const document = (name: DocumentName) => createDocumentFile({ files, directory, name, log });
  const documents = {
    boot: document("boot"),
    home: document("home"),
    edits: document("edits"),
    playback: document("playback"),
    speakers: document("speakers"),
    latencies: document("latencies"),
    favourites: document("favourites"),
  } as const satisfies Record<DocumentName, DocumentFile>;
  const journal = createJournalFile({ files, directory, log });
  const running = new Set<Promise<unknown>>();
  let closed = false;

  /** Close waits for what was asked before it, and nothing is begun after it. */
  async function whileOpen<T>(task: () => Promise<Result<T, PortFault>>): Promise<Result<T, PortFault>> {
    if (closed) return err({ ...storeFault("unavailable", "the store is closed"), retryable: false });
    const run = task();
    running.add(run);
    return run.finally(() => running.delete(run));
  }

  return {
    load: (name) => whileOpen(documents[name].load),
    save: (name, value) => whileOpen(() => documents[name].save(value)),
    readJournal: () => whileOpen(journal.read),
    appendJournal: (record) => whileOpen(() => journal.append(record)),
    rewriteJournal: (records) => whileOpen(() => journal.rewrite(records)),
    async close() {
      closed = true;
      await Promise.allSettled(running);
      await journal.close();
    },
  };
}
