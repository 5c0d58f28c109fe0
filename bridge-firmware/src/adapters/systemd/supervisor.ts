// The Supervisor port on systemd's notification socket, which is a datagram socket: Node has none of that kind, so
// systemd's own `systemd-notify` speaks for it (decision 0011). Signs of life go out for as long as the event loop turns.
import { execFile } from "node:child_process";
import type { Log, Supervisor } from "../../ports.ts";

export type SystemdOptions = {
  readonly log: Log;
  /** `NOTIFY_SOCKET` and `WATCHDOG_USEC` as systemd sets them; without the first nobody listens. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly command?: string;
};

/** Three signs of life within one deadline: a slow one is no death. */
const SIGNS_PER_DEADLINE = 3;
const NOTIFY_WITHIN_MS = 5_000;

/** @see sd_notify(3), systemd.service(5) `WatchdogSec` */
export function createSystemdSupervisor(options: SystemdOptions): Supervisor {
  const { environment } = options;
  if (environment.NOTIFY_SOCKET === undefined) return NOBODY;
  const tell = createTeller(options);
  let lastStatus = "";
  let watchdog: NodeJS.Timeout | undefined;
  return {
    ready() {
      tell(["READY=1"]);
      const deadlineMs = Number(environment.WATCHDOG_USEC ?? Number.NaN) / 1_000;
      if (deadlineMs > 0) watchdog = setInterval(() => tell(["WATCHDOG=1"]), deadlineMs / SIGNS_PER_DEADLINE);
    },
    status(text) {
      if (text === lastStatus) return;
      lastStatus = text;
      tell([`STATUS=${text.replace(/\s+/g, " ")}`]);
    },
    stopping: () => tell(["STOPPING=1"]),
    close: () => clearInterval(watchdog),
  };
}

/** A daemon that somebody started by hand. */
const NOBODY: Supervisor = {
  ready: () => undefined,
  status: () => undefined,
  stopping: () => undefined,
  close: () => undefined,
};

/** One after the other, in the order in which they were said; what waits goes out together. */
function createTeller({ log, environment, command = "systemd-notify" }: SystemdOptions) {
  let waiting: string[] = [];
  let isTelling = false;
  const run = (): void => {
    if (isTelling || waiting.length === 0) return;
    isTelling = true;
    const words = waiting.splice(0);
    execFile(command, words, { env: { ...environment }, timeout: NOTIFY_WITHIN_MS }, (error) => {
      isTelling = false;
      if (error) log.warn({ cause: error.message }, "the supervisor could not be told");
      run();
    });
  };
  return (words: readonly string[]): void => {
    waiting = [...waiting.filter((word) => !words.some((newer) => sameKind(word, newer))), ...words];
    run();
  };
}

const sameKind = (first: string, second: string): boolean => first.split("=")[0] === second.split("=")[0];
