// Somebody at a terminal, or nobody.
import { createInterface } from "node:readline/promises";
import type { Terminal } from "../ports.ts";

/** Speaks on stdout; asks only where both sides are a terminal. */
export function createTerminal(): Terminal {
  return {
    say: (line) => void process.stdout.write(`${line}\n`),
    async ask(question) {
      if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
      const dialogue = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return (await dialogue.question(`${question} `)).trim();
      } finally {
        dialogue.close();
      }
    },
  };
}
