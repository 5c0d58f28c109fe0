// Which of bluetoothd's objects are speakers of this bridge, and which links carry sound to them. Pure.
// A speaker is whoever is paired and takes music (A2DP sink) on one of the bridge's own adapters, and is no phone or Echo.
import type { BluetoothAddress } from "@house-band/contract";
import type { Transport } from "../../ports.ts";
import { toCodec } from "./codec.ts";
import { takesMusic } from "./device-roles.ts";
import { UUID } from "./names.ts";
import type { Mirror } from "./object-mirror.ts";
import type { Properties } from "./object-schemas.ts";
import { QUEUE_MS, toOutputSpec } from "./output-spec.ts";

/** By address or by name (hci0); null: every adapter there is. */
export type AdapterScope = readonly string[] | null;

export type SpeakerLink = {
  readonly transportPath: string;
  readonly transport: Transport;
  /** 0 to 127; null where the speaker has no absolute volume, or has not told yet. */
  readonly volume: number | null;
  /** As its codec writes it; null where it is not told. */
  readonly configuration: Uint8Array | null;
};

export type BluezSpeaker = {
  readonly address: BluetoothAddress;
  readonly name: string;
  /** What it calls itself; empty where it has told nothing. */
  readonly ownName: string;
  readonly adapterAddress: string;
  /** Null while its adapter is away, and its device with it. */
  readonly device: { readonly path: string; readonly adapterPath: string } | null;
  readonly batteryPercent: number | null;
  readonly link: SpeakerLink | null;
};

export type Speakers = ReadonlyMap<BluetoothAddress, BluezSpeaker>;

type Adapter = Properties["adapter"] & { readonly path: string };

/** The adapters that are this bridge's, in the order of its settings. */
export function adaptersIn(mirror: Mirror, scope: AdapterScope): readonly Adapter[] {
  const all = [...mirror].flatMap(([path, { adapter }]) => (adapter ? [{ ...adapter, path }] : []));
  const sorted = all.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (scope === null) return sorted;
  return scope.flatMap((name) => sorted.filter(({ Address, path }) => Address === name || path.endsWith(`/${name}`)));
}

/** Every speaker, each once: one that is paired with two adapters is where its link is, else with the first that is on. */
export function toSpeakers(mirror: Mirror, scope: AdapterScope): Speakers {
  const linked = new Map<BluetoothAddress, BluezSpeaker>();
  const adapters = adaptersIn(mirror, scope);
  const ordered = [...adapters.filter(({ Powered }) => Powered), ...adapters.filter(({ Powered }) => !Powered)];
  for (const adapter of ordered) {
    for (const speaker of speakersOf(mirror, adapter)) {
      const known = linked.get(speaker.address);
      if (!known || (known.link === null && speaker.link !== null)) linked.set(speaker.address, speaker);
    }
  }
  return linked;
}

/** Is it this very object that a speaker is known by? */
export const isSpeakerAt = (mirror: Mirror, path: string, scope: AdapterScope): boolean =>
  [...toSpeakers(mirror, scope).values()].some(({ device }) => device?.path === path);

/** Speakers stay known while their device is away: whoever pulls an adapter out has not forgotten them. */
export function keepAway(before: Speakers, now: Speakers): Speakers {
  const away = [...before.values()].filter(({ address }) => !now.has(address));
  if (away.length === 0) return now;
  const kept = away.map((speaker) => ({ ...speaker, device: null, batteryPercent: null, link: null }));
  return new Map([...now, ...kept.map((speaker) => [speaker.address, speaker] as const)]);
}

/** Those whose adapter is there without them. An adapter that goes takes its devices first: only time tells. */
export function missing(speakers: Speakers, mirror: Mirror): readonly BluetoothAddress[] {
  const present = new Set<string | undefined>(adaptersIn(mirror, null).map(({ Address }) => Address));
  return [...speakers.values()].flatMap(({ address, adapterAddress, device }) =>
    device === null && present.has(adapterAddress) ? [address] : [],
  );
}

function speakersOf(mirror: Mirror, adapter: Adapter): readonly BluezSpeaker[] {
  const { Address: adapterAddress, path: adapterPath } = adapter;
  if (adapterAddress === undefined) return [];
  return [...mirror].flatMap(([path, { device, battery }]) => {
    if (!device?.Address || !device.Paired || !takesMusic(device)) return [];
    if (!path.startsWith(`${adapterPath}/`)) return [];
    const link = linkOf(mirror, path, adapterAddress);
    return [
      {
        address: device.Address,
        name: nameOf(device),
        ownName: device.Name ?? "",
        adapterAddress,
        device: { path, adapterPath },
        batteryPercent: link ? (battery?.Percentage ?? null) : null,
        link,
      },
    ];
  });
}

/** The bridge's end of a link to a speaker is a source; where a phone plays to the bridge it is a sink. */
function linkOf(mirror: Mirror, devicePath: string, adapterAddress: string): SpeakerLink | null {
  const [first] = [...mirror]
    .flatMap(([path, { transport }]) =>
      transport?.Device === devicePath && transport.UUID?.toLowerCase() === UUID.audioSource
        ? [{ path, transport }]
        : [],
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  if (!first) return null;
  const { Volume, Configuration } = first.transport;
  return {
    transportPath: first.path,
    transport: { ...toTransport(devicePath, first.transport), adapter: adapterAddress },
    volume: Volume ?? null,
    configuration: Configuration ?? null,
  };
}

function toTransport(devicePath: string, properties: Properties["transport"]): Transport {
  const codec = toCodec(properties);
  return {
    codec: codec.name,
    ...(codec.bitpool !== null && { bitpool: codec.bitpool }),
    reportedDelayMs: toDelayMs(properties.Delay),
    output: toOutputSpec(devicePath),
  };
}

/** In 1/10 ms; 0 until the speaker has reported. @see BlueZ `org.bluez.MediaTransport1` Delay */
const toDelayMs = (tenths: number | undefined): number | null => (tenths ? tenths / 10 + QUEUE_MS : null);

/** As the speaker calls itself; nothing where BlueZ has only made a name of its address. */
export function nameOf({ Alias, Name, Address }: Properties["device"]): string {
  const name = Alias ?? Name ?? "";
  return name.toUpperCase().replaceAll("-", ":") === Address ? "" : name;
}
