// Log groups in memory: lines with their times, the newest of each, and what FilterLogEvents finds in them. Pure but for
// what it keeps.
import { err, ok, type Result } from "@house-band/contract";

export type LogLine = { readonly eventId: string; readonly timestamp: number; readonly message: string };

export type LogQuery = {
  readonly group: string;
  /** A phrase in quotes, which is all that is understood of CloudWatch's patterns; null: every line. */
  readonly pattern: string | null;
  /** Epoch, both inclusive. */
  readonly startMs: number;
  readonly endMs: number;
  readonly limit: number;
  readonly token: string | null;
};

export type LogPage = { readonly events: readonly LogLine[]; readonly nextToken: string | null };
export type LogRefusal = { readonly error: string; readonly message: string };

export type LogGroups = {
  write(group: string, timestamp: number, message: string): void;
  query(query: LogQuery): Result<LogPage, LogRefusal>;
};

/** A session at the prompt writes some thousands. */
const KEPT_LINES = 20_000;

/** @param pageLines how many lines are looked through for one page: it may hold none of them and have a next one */
export function createLogGroups(groups: readonly string[], pageLines = KEPT_LINES): LogGroups {
  const kept = new Map<string, LogLine[]>(groups.map((group) => [group, []]));
  let written = 0;
  return {
    write(group, timestamp, message) {
      const lines = kept.get(group);
      if (lines === undefined) throw new Error(`there is no log group ${group}`);
      written += 1;
      lines.push({ eventId: String(written), timestamp, message });
      if (lines.length > KEPT_LINES) lines.shift();
    },
    query({ group, pattern, startMs, endMs, limit, token }) {
      const lines = kept.get(group);
      if (lines === undefined) {
        return err({ error: "ResourceNotFoundException", message: "The specified log group does not exist." });
      }
      const phrase = pattern === null ? "" : /^"([^"]*)"$/.exec(pattern)?.[1];
      const from = token === null ? 0 : Number(token);
      if (phrase === undefined || !Number.isInteger(from) || from < 0) {
        return err({
          error: "InvalidParameterException",
          message: "only a phrase in quotes and our own token are understood",
        });
      }
      const looked = lines.slice(from, from + Math.min(limit, pageLines));
      const isWanted = ({ timestamp, message }: LogLine): boolean =>
        timestamp >= startMs && timestamp <= endMs && message.includes(phrase);
      const next = from + looked.length;
      return ok({ events: looked.filter(isWanted), nextToken: next < lines.length ? String(next) : null });
    },
  };
}
