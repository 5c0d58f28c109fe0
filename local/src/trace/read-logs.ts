// Reads a function's log in CloudWatch: the lines that hold a command's id, page by page.
// @see CloudWatch Logs API reference, "FilterLogEvents": a page may be empty and have a next one
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { CommandId } from "@house-band/contract";
import { attempt } from "@house-band/infra/deploy/attempt";
import type { Try } from "@house-band/infra/deploy/ports";
import type { LogEvent, LogName } from "./log-lines.ts";

/** Of one command some ten are written. */
const MAX_EVENTS = 2_000;
const MAX_PAGES = 1_000;
/** Throttled calls are tried again, later each time: the account's quota is five a second in the smallest regions. */
const MAX_ATTEMPTS = 8;

export type LogWish = {
  readonly log: LogName;
  readonly group: string;
  readonly commandId: CommandId;
  /** Epoch. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly signal: AbortSignal;
  /** Told after each page, with the pages so far. */
  readonly onPage: (pages: number) => void;
};

export type LogRead = { readonly events: readonly LogEvent[]; readonly isCutShort: boolean };

export type LogReader = { read(wish: LogWish): Try<LogRead>; close(): void };

/** Region and credentials are the SDK's to find. */
export function createLogReader(): LogReader {
  const client = new CloudWatchLogsClient({ maxAttempts: MAX_ATTEMPTS });
  return {
    read: (wish) => attempt(`reading the ${wish.log} function's log`, () => readAll(client, wish)),
    close: () => client.destroy(),
  };
}

async function readAll(client: CloudWatchLogsClient, wish: LogWish): Promise<LogRead> {
  const { log, group, commandId, fromMs, untilMs, signal } = wish;
  const events: LogEvent[] = [];
  let nextToken: string | undefined;
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        filterPattern: `"${commandId}"`,
        startTime: fromMs,
        endTime: untilMs,
        ...(nextToken && { nextToken }),
      }),
      { abortSignal: signal },
    );
    for (const { timestamp = 0, message = "" } of page.events ?? []) {
      events.push({ log, atMs: timestamp, text: message });
    }
    wish.onPage(pages);
    nextToken = page.nextToken;
    if (nextToken === undefined) return { events, isCutShort: false };
    if (events.length >= MAX_EVENTS) break;
  }
  return { events, isCutShort: true };
}
