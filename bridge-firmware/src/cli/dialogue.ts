// Questions to whoever sits before the terminal. Where nobody does, nothing is asked.
import { createInterface } from "node:readline/promises";
import type { Dialogue } from "./pairing-dialogue.ts";

/** On standard input and standard error: what is asked is not the command's answer. */
export function createDialogue(): Dialogue {
  const isThere = process.stdin.isTTY && process.stderr.isTTY;
  return {
    isThere,
    async ask(question, signal) {
      if (!isThere) return null;
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await lines.question(question, signal ? { signal } : {});
      } catch {
        return null; // it is asked no more
      } finally {
        lines.close();
      }
    },
  };
}
