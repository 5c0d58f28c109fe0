// What a device is to the bridge: a speaker, which takes music, or a sender, which plays to it. Many can do both: an Echo
// offers to be a speaker, a laptop, too. Pure.
import type { LiveSourceKind } from "@house-band/contract";
import { UUID } from "./names.ts";
import type { Properties } from "./object-schemas.ts";

type Device = Properties["device"];

/** As they call themselves, unless somebody has renamed them: "Echo-A1B", "Echo Dot-09F", "Kitchen Echo". */
const ECHO = /\becho\b/iu;
/** @see Bluetooth Assigned Numbers, "Company identifiers": Amazon.com Services */
const AMAZON = /^bluetooth:v0171/iu;
/** @see Bluetooth Assigned Numbers, section 2.8 "Class of Device": computers and phones */
const MAJOR_COMPUTER = 0x01;
const MAJOR_PHONE = 0x02;

/** By its name, or its maker where it is neither phone nor tablet. */
const isEcho = (device: Device): boolean =>
  !isHandheld(device) &&
  (AMAZON.test(device.Modalias ?? "") || ECHO.test(device.Name ?? "") || ECHO.test(device.Alias ?? ""));

function isHandheld({ Class }: Device): boolean {
  const major = Class === undefined ? null : (Class >> 8) & 0x1f;
  return major === MAJOR_COMPUTER || major === MAJOR_PHONE;
}

const typesOrPoints = ({ UUIDs = [] }: Device): boolean =>
  UUIDs.includes(UUID.humanInterface) || UUIDs.includes(UUID.humanInterfaceOverGatt);

/**
 * Null for whoever does not play to the bridge, and for whoever would also be its keyboard: no phone and no Echo is. Who offers both is taken for what he is: a phone, a computer and an Echo
 * play, anything else is a speaker.
 */
export function senderKind(device: Device): LiveSourceKind | null {
  if (!device.UUIDs?.includes(UUID.audioSource) || typesOrPoints(device)) return null;
  const kind = isEcho(device) ? "echo" : "phone";
  const offersBoth = device.UUIDs.includes(UUID.audioSink);
  return offersBoth && kind === "phone" && !isHandheld(device) ? null : kind;
}

/** Does it take music, and is it no sender? */
export const takesMusic = (device: Device): boolean =>
  device.UUIDs?.includes(UUID.audioSink) === true && senderKind(device) === null;
