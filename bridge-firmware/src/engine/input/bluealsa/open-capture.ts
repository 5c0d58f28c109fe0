// Opening the PCM of somebody who plays to the bridge: bluez-alsa hands out the reading end of a pipe.
// @see bluez-alsa `org.bluealsa.PCM1` Open()
import { err, ok, type Result } from "@house-band/contract";
import { ANSWERS_WITHIN_MS, openDescriptors, PCM, property, reasonOf } from "../../outputs/bluealsa/open-bluealsa.ts";
import { type BusError, openSystemBus, type SystemBus } from "../../outputs/bluealsa/sd-bus.ts";
import { type Capture, type CaptureFault, createDescriptorCapture } from "../capture.ts";
import { parseCapture } from "./parse-capture.ts";

/** The reading end never blocks; bluez-alsa lets go of the PCM when the control socket, which comes with it, ends. */
export async function openBluealsaCapture(pcmPath: string): Promise<Result<Capture, CaptureFault>> {
  const bus = openSystemBus(performance.now() + ANSWERS_WITHIN_MS);
  if (!bus.ok) return err(toFault(bus.error));
  try {
    return await openPcm(bus.value, pcmPath);
  } finally {
    bus.value.close();
  }
}

async function openPcm(bus: SystemBus, pcmPath: string): Promise<Result<Capture, CaptureFault>> {
  const known = await bus.call(property(pcmPath, "GetAll", [PCM]), (reply) => reply.properties());
  if (!known.ok) return err(toFault(known.error));
  const shape = parseCapture(known.value);
  if (!shape.ok) return err({ isAway: false, reason: shape.error });
  // a phone that has an absolute volume sends full scale: its volume keys are bluez-alsa's to apply
  const set = await bus.call(property(pcmPath, "Set", [PCM, "SoftVolume", true]), () => undefined);
  if (!set.ok) return err(toFault(set.error));
  const opened = await openDescriptors(bus, pcmPath);
  if (!opened.ok) return err(toFault(opened.error));
  const [pipe, control] = opened.value;
  const stream = { shape: shape.value, pacedBy: "writer", mayReturn: false } as const;
  return ok(createDescriptorCapture(stream, [pipe, control]));
}

const toFault = (error: BusError): CaptureFault => ({ isAway: error.code === "no-object", reason: reasonOf(error) });
