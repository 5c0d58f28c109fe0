// A radio whose speakers that report no delay have what is known of their model.
import { ok } from "@house-band/contract";
import type { Bluetooth, Transport } from "../../ports.ts";
import { knownDelayMs, type SpeakerModel } from "./speaker-models.ts";

/**
 * The same radio, with `modelDelayMs` on every link of a model that is known.
 * @param aheadMs what passes before a sample reaches the speaker, as far as the radio counts it into a reported delay
 */
export function withKnownModels(bluetooth: Bluetooth, models: readonly SpeakerModel[], aheadMs: number): Bluetooth {
  const known = (ownName: string | undefined, transport: Transport): Transport => {
    const delayMs = ownName === undefined ? null : knownDelayMs(models, ownName, transport.codec);
    return delayMs === null ? transport : { ...transport, modelDelayMs: delayMs + aheadMs };
  };
  const ownNameOf = (address: string): string | undefined =>
    bluetooth.devices().find((device) => device.address === address)?.ownName;
  return {
    ...bluetooth,
    devices: () =>
      bluetooth
        .devices()
        .map((device) => ({ ...device, transport: device.transport && known(device.ownName, device.transport) })),
    onEvent: (listener) =>
      bluetooth.onEvent((event) => {
        if (event.kind !== "transport-added") listener(event);
        else listener({ ...event, transport: known(ownNameOf(event.address), event.transport) });
      }),
    async connect(address, signal) {
      const connected = await bluetooth.connect(address, signal);
      return connected.ok ? ok(known(ownNameOf(address), connected.value)) : connected;
    },
  };
}
