// One JSON line per event, for CloudWatch and for people. Decides nothing but the level.
import { LOG_LEVELS, type LogLevel } from "../config.ts";
import type { Log, LogFields } from "../ports.ts";

/** @param write takes one line without its line break */
export function createLog(level: LogLevel, write: (line: string) => void): Log {
  const least = LOG_LEVELS.indexOf(level);
  const at =
    (name: LogLevel) =>
    (fields: LogFields, message: string): void => {
      if (LOG_LEVELS.indexOf(name) >= least) write(JSON.stringify({ level: name, message, ...fields }));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}
