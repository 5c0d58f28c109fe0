// Wired outputs behind the port that speakers have: a cable is a link that is there while its device is plugged in.
// What can't be with a cable is refused: no battery, no buttons, and no volume of its own, the engine's gain serves.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import { childOf } from "../../child-signal.ts";
import { createListeners } from "../../listeners.ts";
import type { Bluetooth, BluetoothEvent, Clock, ConnectFault, PortFault, Transport } from "../../ports.ts";
import { wiredAddress } from "./wired-address.ts";

export type WiredOutput = {
  readonly name: string;
  /** As ALSA calls it, or `pipe:` and the path of a named pipe that another program reads. */
  readonly device: string;
  /** Kept in an ALSA device's queue beyond what the engine writes ahead. */
  readonly queueMs: number;
  /** From the device to the sound, where an amplifier or a television takes its time. */
  readonly latencyMs: number;
};

export type WiredOptions = {
  readonly outputs: readonly WiredOutput[];
  readonly clock: Clock;
  readonly isPluggedIn: (device: string) => boolean;
};

/** Long enough to cost nothing, short enough for whoever has just plugged it in. */
const LOOK_EVERY_MS = 2_000;

type Link = {
  readonly output: WiredOutput;
  readonly address: BluetoothAddress;
  transport: Transport | null;
  /** Counts calls to let go: a connect that was under way then is off. */
  letGo: number;
};

/** None is connected at first; those that are plugged in later call by themselves. */
export function createWiredOutputs({ outputs, clock, isPluggedIn }: WiredOptions): Bluetooth {
  const links = new Map(outputs.map((output) => [wiredAddress(output.device), toLink(output)]));
  const listeners = createListeners<BluetoothEvent>();
  const closing = childOf();
  /** Of a device that is away: its coming back is news. */
  const away = new Set<Link>();

  const raise = (link: Link): Transport => {
    const transport = toTransport(link.output);
    link.transport = transport;
    away.delete(link);
    listeners.tell({ kind: "transport-added", address: link.address, transport });
    return transport;
  };
  const drop = (link: Link): void => {
    if (link.transport === null) return;
    link.transport = null;
    listeners.tell({ kind: "transport-removed", address: link.address });
  };
  const look = (): void => {
    for (const link of links.values()) {
      const isThere = isPluggedIn(link.output.device);
      if (!isThere) {
        away.add(link);
        drop(link);
      } else if (away.has(link)) raise(link);
    }
  };
  const looking = lookOften(clock, closing.signal, look);

  return {
    devices: () =>
      [...links.values()].map(({ output, address, transport }) => ({
        address,
        name: output.name,
        batteryPercent: null,
        transport,
      })),
    onEvent: listeners.add,
    async connect(address, signal) {
      const link = links.get(address);
      if (!link) return err<ConnectFault>({ code: "SPEAKER_OFFLINE", retryable: false });
      if (link.transport) return ok(link.transport);
      const { letGo } = link;
      // whoever gives up in the same breath must not find a link afterwards
      await Promise.resolve();
      if (link.transport) return ok(link.transport);
      const isOff = signal.aborted || closing.signal.aborted || link.letGo !== letGo;
      if (isOff || !isPluggedIn(link.output.device)) {
        return err<ConnectFault>({ code: "SPEAKER_OFFLINE", retryable: true });
      }
      return ok(raise(link));
    },
    async disconnect(address) {
      const link = links.get(address);
      if (!link) return err(fault("refused", `${address} is no wired output`));
      link.letGo += 1;
      away.delete(link);
      drop(link);
      return ok(undefined);
    },
    setVolume: async (address) => setVolume(links.get(address)),
    async close() {
      closing.abort();
      await looking;
      listeners.clear();
    },
  };
}

async function lookOften(clock: Clock, signal: AbortSignal, look: () => void): Promise<void> {
  while (await clock.sleep(LOOK_EVERY_MS, signal)) look();
}

function setVolume(link: Link | undefined): Result<void, PortFault> {
  return link?.transport
    ? err(fault("refused", "a cable has no volume of its own: scale the samples instead"))
    : err(fault("unavailable", "this output is not connected: its volume is out of reach"));
}

const toLink = (output: WiredOutput): Link => ({
  output,
  address: wiredAddress(output.device),
  transport: null,
  letGo: 0,
});

const PIPE = "pipe:";

function toTransport({ device, queueMs, latencyMs }: WiredOutput): Transport {
  // whoever reads a pipe has a queue of his own: there is none here
  return device.startsWith(PIPE)
    ? { codec: "PCM", reportedDelayMs: latencyMs, output: { kind: "pipe", path: device.slice(PIPE.length) } }
    : { codec: "PCM", reportedDelayMs: queueMs + latencyMs, output: { kind: "alsa", device, queueMs } };
}

const fault = (code: PortFault["code"], message: string): PortFault => ({
  port: "bluetooth",
  code,
  retryable: code === "unavailable",
  message,
});
