// Opening and closing a speaker's PCM at bluez-alsa, off the audio loop: opening starts the speaker's stream, which
// takes as long as the radio likes.
// @see bluez-alsa `org.bluealsa.PCM1` Open(): a pipe for frames, a socket for commands
import { closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "@house-band/contract";
import { createQueueMeter } from "../pcm/pipe-device.ts";
import { type PcmShape, parsePcm } from "./pcm-properties.ts";
import { type BusCall, type BusError, type BusErrorCode, openSystemBus, type SystemBus } from "./sd-bus.ts";

export type BluealsaRequest = { readonly pcmPath: string };

/** Descriptors are good in every thread of the process. */
export type BluealsaHandle = PcmShape & {
  readonly pcmPath: string;
  readonly pipe: number;
  readonly control: number;
};

/** A whole conversation takes no longer. */
export const ANSWERS_WITHIN_MS = 7_000;
/** Whoever has just let go of a PCM may not be seen to have by bluez-alsa yet. */
const BUSY_FOR_MS = 1_000;
const BUSY_RETRY_MS = 50;
/** What a pipe holds plays no longer. */
const LONGEST_QUEUE_MS = 400;
const QUEUE_LOOK_MS = 5;

/** @see bluez-alsa `doc/org.bluealsa.PCM1.7.rst` */
export const PCM = "org.bluealsa.PCM1";

const REASONS: Readonly<Record<BusErrorCode, (message: string) => string>> = {
  "no-library": (message) => `libsystemd can't be called (${message}); Debian's libsystemd0 brings it`,
  "no-bus": (message) => `the system's D-Bus can't be reached (${message}); see: systemctl status dbus`,
  "no-service": () => "bluez-alsa does not run; see: systemctl status bluealsa",
  "no-object": () => "bluez-alsa has no such PCM: the speaker is not connected",
  "not-allowed": () => "the bridge's user may not use bluez-alsa: it must be in the group `audio`",
  busy: () => "another program plays on it",
  silent: () => `bluez-alsa did not answer within ${ANSWERS_WITHIN_MS / 1_000} s`,
  other: (message) => `bluez-alsa says: ${message}`,
};

/** Opens a PCM for the engine's frames; the answer says in a sentence why it can't be. */
export async function openBluealsa({ pcmPath }: BluealsaRequest): Promise<Result<BluealsaHandle, string>> {
  const bus = openSystemBus(performance.now() + ANSWERS_WITHIN_MS);
  if (!bus.ok) return err(reasonOf(bus.error));
  try {
    return await openPcm(bus.value, pcmPath);
  } finally {
    bus.value.close();
  }
}

async function openPcm(bus: SystemBus, pcmPath: string): Promise<Result<BluealsaHandle, string>> {
  const known = await bus.call(property(pcmPath, "GetAll", [PCM]), (reply) => reply.properties());
  if (!known.ok) return err(reasonOf(known.error));
  const shape = parsePcm(known.value);
  if (!shape.ok) return shape;
  // the engine's gain is the speaker's level: bluez-alsa must not scale the samples once more
  const set = await bus.call(property(pcmPath, "Set", [PCM, "SoftVolume", false]), () => undefined);
  if (!set.ok) return err(reasonOf(set.error));
  const opened = await openDescriptors(bus, pcmPath);
  if (!opened.ok) return err(reasonOf(opened.error));
  const [pipe, control] = opened.value;
  return ok({ ...shape.value, pcmPath, pipe, control });
}

/** A PCM's pipe and its control socket; whoever has just let go of it is waited for. */
export async function openDescriptors(
  bus: SystemBus,
  pcmPath: string,
): Promise<Result<readonly [number, number], BusError>> {
  const call = { destination: "org.bluealsa", path: pcmPath, interface: PCM, member: "Open", arguments: [] };
  const untilMs = performance.now() + BUSY_FOR_MS;
  for (;;) {
    const opened = await bus.call(call, (reply) => [reply.descriptor(), reply.descriptor()] as const);
    if (opened.ok || !isBusy(opened.error) || performance.now() > untilMs) return opened;
    await sleep(BUSY_RETRY_MS);
  }
}

/** Lets go of a PCM once what it was given has been encoded: what was faded out must not end in a click. */
export async function closeBluealsa({ pipe, control }: BluealsaHandle): Promise<void> {
  const waitingBytes = createQueueMeter(pipe);
  for (let waitedMs = 0; waitedMs < LONGEST_QUEUE_MS && (waitingBytes() ?? 0) > 0; waitedMs += QUEUE_LOOK_MS) {
    await sleep(QUEUE_LOOK_MS);
  }
  closeSync(pipe);
  // bluez-alsa lets go of the PCM when this one ends; no "Drain" before it: in 4.0 that stops its main loop for 0.3 s
  closeSync(control);
}

/** A call about a PCM's properties. */
export const property = (path: string, member: "GetAll" | "Set", values: BusCall["arguments"]): BusCall => ({
  destination: "org.bluealsa",
  path,
  interface: "org.freedesktop.DBus.Properties",
  member,
  arguments: values,
});

/** 4.0 has no name of its own for it, but the message of strerror(3). */
const isBusy = ({ code, message }: BusError): boolean => code === "busy" || message === "Device or resource busy";

/** In a sentence, with the way out. */
export const reasonOf = (error: BusError): string => REASONS[isBusy(error) ? "busy" : error.code](error.message);
