// Asking bluez-alsa for another configuration of SBC. The link is made anew for it by bluetoothd, within a second.
// Whoever reads the PCM's codec meanwhile stops bluez-alsa 4.3.1 until bluetoothd gives up (arkq/bluez-alsa 730): so nobody
// is told of the link before it is over.
// @see bluez-alsa doc/org.bluealsa.PCM1.7: SelectCodec, "Configuration" (the same in 4.0 and 4.3)
import { Variant } from "@jellybrick/dbus-next";
import type { Log } from "../../ports.ts";
import type { SelectSbc } from "./bitpools.ts";
import type { BluezBus } from "./bus.ts";
import type { BusError } from "./bus-connection.ts";
import { toLogFields } from "./errors.ts";
import { toPcmPath } from "./output-spec.ts";

/** Whoever waits for the link waits for this, too. */
const SELECTED_WITHIN_MS = 2_500;

/** @param bus to bluez-alsa's name */
export function createSelectSbc(bus: BluezBus, log: Log): SelectSbc {
  return async (devicePath, configuration) => {
    if (!bus.isUp()) return "unavailable";
    const body = ["SBC", { Configuration: new Variant("ay", Buffer.from(configuration)) }];
    const call = { path: toPcmPath(devicePath), interface: "org.bluealsa.PCM1", member: "SelectCodec" };
    const answer = await bus.call({ ...call, signature: "sa{sv}", body }, { withinMs: SELECTED_WITHIN_MS });
    if (!answer.ok) log.debug(toLogFields(answer.error), "bluez-alsa did not select a configuration");
    if (answer.ok) return "done";
    return isSilence(answer.error) ? "unavailable" : "refused";
  };
}

/** Nobody has said no: it was late, or ended over it. */
const isSilence = ({ name }: BusError): boolean => SILENCE.has(name.replace("org.freedesktop.DBus.Error.", ""));

const SILENCE: ReadonlySet<string> = new Set(["NoReply", "Timeout", "TimedOut", "Disconnected", "ServiceUnknown"]);
