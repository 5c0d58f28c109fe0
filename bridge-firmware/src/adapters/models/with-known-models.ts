// A radio whose speakers are treated as their models need it: by the delay that is known of them, and by their quirks. What
// has to be done differently while connecting is the radio's own.
import { type BluetoothAddress, err, ok } from "@house-band/contract";
import type { Wake } from "../../engine/protocol.ts";
import type { Bluetooth, BluetoothEvent, Log, PortFault, Transport } from "../../ports.ts";
import { knownDelayMs, type Quirks, quirksOf, type SpeakerModels, wakesInMs } from "../../speaker-models.ts";

export type ModelOptions = {
  readonly models: SpeakerModels;
  /** What passes before a sample reaches the speaker, as far as the radio counts it into a reported delay. */
  readonly aheadMs: number;
  /** How long before its first sound a speaker is woken, where nothing else is known of its model. */
  readonly leadInMs: number;
  /** How long it is kept awake: every speaker where a number is given, else those that sleep on silence. */
  readonly keepAwakeMinutes: number | undefined;
  readonly log: Log;
};

/** A speaker that falls asleep by itself is kept awake for as long as a meal lasts. */
export const KEEP_AWAKE_MINUTES = 60;

const NO_VOLUME: PortFault = {
  port: "bluetooth",
  code: "refused",
  retryable: false,
  message: "its model does not keep to an absolute volume: scale the samples instead",
};

/** The same radio, with what is known of the models in every link and every event. */
export function withKnownModels(bluetooth: Bluetooth, options: ModelOptions): Bluetooth {
  const nameOf = (address: BluetoothAddress): string =>
    bluetooth.devices().find((device) => device.address === address)?.ownName ?? "";
  const quirksAt = (address: BluetoothAddress): Quirks => quirksOf(options.models, nameOf(address));
  bluetooth.onEvent((event) => {
    if (event.kind === "transport-added") tellQuirks(options.log, quirksAt(event.address));
  });
  return {
    ...bluetooth,
    devices: () =>
      bluetooth.devices().map((device) => ({
        ...device,
        transport: device.transport && toKnown(options, device.ownName ?? "", device.transport),
      })),
    onEvent: (listener) =>
      bluetooth.onEvent((event) => {
        if (isBelieved(event, quirksAt(event.address))) listener(toKnownEvent(options, nameOf(event.address), event));
      }),
    async connect(address, signal) {
      const connected = await bluetooth.connect(address, signal);
      return connected.ok ? ok(toKnown(options, nameOf(address), connected.value)) : connected;
    },
    setVolume: async (address, volumePercent) =>
      quirksAt(address).has("no-absolute-volume") ? err(NO_VOLUME) : bluetooth.setVolume(address, volumePercent),
  };
}

/** Whoever has written a model's name into the settings sees that it is this speaker's. */
function tellQuirks(log: Log, quirks: Quirks): void {
  if (quirks.size > 0)
    log.info({ quirks: [...quirks].join(", ") }, "a speaker that needs something special is connected");
}

function toKnown(options: ModelOptions, ownName: string, transport: Transport): Transport {
  const { models, aheadMs } = options;
  const quirks = quirksOf(models, ownName);
  const delayMs = knownDelayMs(models, ownName, transport.codec);
  return {
    ...transport,
    ...(quirks.has("no-delay-report") && { reportedDelayMs: null }),
    ...(delayMs !== null && { modelDelayMs: delayMs + aheadMs }),
    output: withWake(transport.output, wakeOf(options, ownName, quirks)),
  };
}

function wakeOf({ models, leadInMs, keepAwakeMinutes }: ModelOptions, ownName: string, quirks: Quirks): Wake {
  const sleeps = quirks.has("sleeps-on-silence");
  return {
    leadInMs: quirks.has("slow-to-wake") ? wakesInMs(models, ownName) : leadInMs,
    keepAwakeMs: (keepAwakeMinutes ?? (sleeps ? KEEP_AWAKE_MINUTES : 0)) * 60_000,
  };
}

/** Only what may fall asleep: a file does not. */
const withWake = (output: Transport["output"], wake: Wake): Transport["output"] =>
  output.kind === "bluealsa" || output.kind === "emulated" ? { ...output, wake } : output;

function isBelieved(event: BluetoothEvent, quirks: Quirks): boolean {
  if (event.kind === "delay-changed") return !quirks.has("no-delay-report");
  return event.kind !== "volume-changed" || !quirks.has("no-absolute-volume");
}

const toKnownEvent = (options: ModelOptions, ownName: string, event: BluetoothEvent): BluetoothEvent =>
  event.kind === "transport-added" ? { ...event, transport: toKnown(options, ownName, event.transport) } : event;
