// The Log port: one JSON object a line. Whatever a caller forgets, names, addresses and secrets don't leave by it.
import pino, { type DestinationStream } from "pino";
import type { Log, LogFields, LogLevel } from "../../ports.ts";

/** Fields that could only hold what must not be logged. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(["name", "address", "password", "token", "key", "payload", "words"]);
const BLUETOOTH_ADDRESS = /(?<![0-9A-F])(?:[0-9A-F]{2}[:_-]){5}[0-9A-F]{2}(?![0-9A-F])/gi;

/**
 * @param destination where the lines go; standard output where not given. Written synchronously, so that the last
 * line before an exit is there.
 */
export function createPinoLog(options: { readonly level: LogLevel; readonly destination?: DestinationStream }): Log {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination,
  );
  return {
    error: (fields, message) => logger.error(clean(fields), mask(message)),
    warn: (fields, message) => logger.warn(clean(fields), mask(message)),
    info: (fields, message) => logger.info(clean(fields), mask(message)),
    debug: (fields, message) => logger.debug(clean(fields), mask(message)),
  };
}

function clean(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([field]) => !SECRET_FIELDS.has(field))
      .map(([field, value]) => [field, typeof value === "string" ? mask(value) : value]),
  );
}

const mask = (text: string): string => text.replace(BLUETOOTH_ADDRESS, "(address)");
