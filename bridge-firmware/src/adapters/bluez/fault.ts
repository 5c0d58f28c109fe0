// A fault of this port in the words of all ports.
import type { PortFault } from "../../ports.ts";
import type { BusError } from "./bus-connection.ts";

/** `cause` is D-Bus's own error: for logs. */
export const toFault = (code: PortFault["code"], message: string, cause?: BusError): PortFault => ({
  port: "bluetooth",
  code,
  retryable: code === "unavailable" || code === "timeout",
  message,
  ...(cause && { cause }),
});
