// Writes documents behind the daemon's back: the newest wins, one write at a time for each name.
import type { DocumentName, Log, Store } from "../ports.ts";

export type Saver = {
  save(name: DocumentName, document: unknown): void;
  /** Resolves when everything saved so far is on disk, or is known not to be. */
  flushed(): Promise<void>;
};

/** A disk that fails is logged once, and once more when it works again. */
export function createSaver(ports: { readonly store: Store; readonly log: Log }): Saver {
  const next = new Map<DocumentName, unknown>();
  const writing = new Map<DocumentName, Promise<void>>();
  const failing = new Set<DocumentName>();

  async function write(name: DocumentName): Promise<void> {
    while (next.has(name)) {
      const document = next.get(name);
      next.delete(name);
      const saved = await ports.store.save(name, document);
      // said once when it begins and once when it ends: a full disk fails every time
      if (!saved.ok && !failing.has(name)) {
        ports.log.error({ document: name, code: saved.error.code }, `can't be saved: ${saved.error.message}`);
        failing.add(name);
      } else if (saved.ok && failing.delete(name)) ports.log.info({ document: name }, "saved again");
    }
    writing.delete(name);
  }

  return {
    save(name, document) {
      next.set(name, document);
      if (!writing.has(name)) writing.set(name, write(name));
    },
    async flushed() {
      await Promise.all(writing.values());
    },
  };
}
