// Which adapter serves which speaker, and with which bitpool, so that nobody's packets come late; and what a person could
// do where that is too much. A speaker is paired with one adapter: it stays there, and moving it is only ever proposed.
import type { BluetoothAddress } from "@house-band/contract";
import { airtimeShare, type SbcStream } from "./airtime.ts";
import { spreadOver } from "./spread.ts";

export type RadioAdapter = {
  /** As BlueZ calls it: hci0. */
  readonly id: string;
  /** It shares its antenna or its bus with Wi-Fi on 2.4 GHz, which takes a part of its time. */
  readonly sharedWithWifi: boolean;
  /** What it hears, from an Echo or a phone that plays to the bridge; absent: nothing. Nobody can lower or move that. */
  readonly received?: Received;
};

export type Received = {
  readonly links: number;
  /** Of its time, 0 to 1. */
  readonly share: number;
};

export type RadioSpeaker = {
  readonly address: BluetoothAddress;
  /** Where it is paired; null: nowhere yet. */
  readonly adapter: RadioAdapter["id"] | null;
  readonly mtuBytes: number;
  readonly linkMbps: SbcStream["linkMbps"];
  /** What it can take, and the least that it may be sent: the two are one where nobody can lower it. */
  readonly maxBitpool: number;
  readonly minBitpool: number;
};

export type RadioPlan = {
  /** One of each speaker that any adapter can serve. */
  readonly placements: readonly Placement[];
  /** The part of its time that each adapter needs, 0 to 1 and beyond. */
  readonly shares: ReadonlyMap<RadioAdapter["id"], number>;
  readonly proposals: readonly RadioProposal[];
};

export type Placement = {
  readonly address: BluetoothAddress;
  readonly adapter: RadioAdapter["id"];
  readonly bitpool: number;
};

export type RadioProposal =
  /** More than all adapters together can carry, even at the lowest bitpool. */
  | { readonly kind: "add-adapter"; readonly missing: number }
  /** Pair it with the other adapter: it would free its own. */
  | { readonly kind: "move"; readonly address: BluetoothAddress; readonly to: RadioAdapter["id"] }
  /** Wi-Fi on 5 GHz or a cable would give this adapter its time back. */
  | { readonly kind: "leave-wifi"; readonly adapter: RadioAdapter["id"] };

/**
 * From the A2DP recommendation for high quality, 53 at 44.1 and 51 at 48 kHz, down to middle quality. The rate is the
 * engine's own.
 * @see A2DP 1.4 table 4.7
 */
const BITPOOLS = [51, 45, 39, 35, 31] as const;
export const [BEST_BITPOOL] = BITPOOLS;
export const LOWEST_BITPOOL = 31;
const RATE_HZ = 48_000;

/** A piconet has seven active members. @see Bluetooth Core 5.4 Vol 2 Part B 4.2 */
const MAX_LINKS = 7;
/** The rest is for retransmissions, and for what else an adapter does. */
const USABLE_SHARE = 0.75;
const USABLE_BESIDE_WIFI = 0.5;

/** Whom each adapter serves. The order of speakers decides nothing but who of two alike comes first. */
export function planRadio(adapters: readonly RadioAdapter[], speakers: readonly RadioSpeaker[]): RadioPlan {
  const loads = adapters.map((adapter): Load => ({ adapter, speakers: [] }));
  const paired = speakers.filter(({ adapter }) => loads.some((load) => load.adapter.id === adapter));
  for (const speaker of paired) loadOf(loads, speaker.adapter)?.speakers.push(speaker);
  const unpaired = speakers.filter((speaker) => !paired.includes(speaker));
  const bins = loads.map((load) => ({
    capacity: usable(load),
    filled: shareAt(load, BEST_BITPOOL),
    places: MAX_LINKS - linksOf(load),
  }));
  const chosen = spreadOver(bins, unpaired.map(demand));
  unpaired.forEach((speaker, n) => {
    const at = chosen[n] ?? null;
    if (at !== null) loads[at]?.speakers.push(speaker);
  });
  const settled = loads.map((load) => ({ ...load, bitpool: bitpoolFor(load) }));
  return {
    placements: settled.flatMap(({ adapter, speakers: served, bitpool }) =>
      served.map((speaker) => ({ address: speaker.address, adapter: adapter.id, bitpool: sentTo(speaker, bitpool) })),
    ),
    shares: new Map(settled.map((load) => [load.adapter.id, shareAt(load, load.bitpool)])),
    proposals: propose(loads),
  };
}

type Load = { readonly adapter: RadioAdapter; readonly speakers: RadioSpeaker[] };

const loadOf = (loads: readonly Load[], id: RadioAdapter["id"] | null): Load | undefined =>
  loads.find(({ adapter }) => adapter.id === id);

const usable = ({ adapter }: Load): number => (adapter.sharedWithWifi ? USABLE_BESIDE_WIFI : USABLE_SHARE);

const share = (speaker: RadioSpeaker, bitpool: number): number =>
  airtimeShare({ ...speaker, rateHz: RATE_HZ, bitpool: sentTo(speaker, bitpool) });

const sentTo = ({ minBitpool, maxBitpool }: RadioSpeaker, bitpool: number): number =>
  Math.min(Math.max(bitpool, minBitpool), maxBitpool);

const demand = (speaker: RadioSpeaker): number => share(speaker, BEST_BITPOOL);

const shareAt = ({ adapter, speakers }: Load, bitpool: number): number =>
  speakers.reduce((sum, speaker) => sum + share(speaker, bitpool), adapter.received?.share ?? 0);

const linksOf = ({ adapter, speakers }: Load): number => speakers.length + (adapter.received?.links ?? 0);

/** The best that fits for all of an adapter's speakers alike: one worse speaker in a zone is what people hear. */
const bitpoolFor = (load: Load): number =>
  BITPOOLS.find((bitpool) => shareAt(load, bitpool) <= usable(load)) ?? LOWEST_BITPOOL;

const isOverfull = (load: Load): boolean => shareAt(load, LOWEST_BITPOOL) > usable(load) || linksOf(load) > MAX_LINKS;

function propose(loads: readonly Load[]): readonly RadioProposal[] {
  const overfull = loads.filter(isOverfull);
  const crowdedByWifi = loads.filter((load) => load.adapter.sharedWithWifi && bitpoolFor(load) < BEST_BITPOOL);
  const leaveWifi = crowdedByWifi.map(({ adapter }) => ({ kind: "leave-wifi", adapter: adapter.id }) as const);
  if (overfull.length > 0 && overfull.every((load) => !isOverfull(withoutWifi(load)))) return leaveWifi;
  const moves = overfull.flatMap((load) => moveFrom(load, loads));
  const excess = loads.reduce((sum, load) => sum + Math.max(0, shareAt(load, LOWEST_BITPOOL) - usable(load)), 0);
  const missing = Math.max(Math.ceil(excess / USABLE_SHARE), loads.length === 0 ? 1 : 0);
  if (overfull.length === 0) return missing > 0 ? [{ kind: "add-adapter", missing }, ...leaveWifi] : leaveWifi;
  return moves.length === overfull.length
    ? [...moves, ...leaveWifi]
    : [{ kind: "add-adapter", missing: Math.max(1, missing) }, ...leaveWifi];
}

const withoutWifi = ({ adapter, speakers }: Load): Load => ({
  adapter: { ...adapter, sharedWithWifi: false },
  speakers,
});

/** One move that makes an adapter fit again, and leaves the other one fitting. */
function moveFrom(load: Load, loads: readonly Load[]): readonly RadioProposal[] {
  for (const speaker of load.speakers) {
    for (const other of loads) {
      if (other === load) continue;
      const without = { ...load, speakers: load.speakers.filter((one) => one !== speaker) };
      const joined = { ...other, speakers: [...other.speakers, speaker] };
      if (!isOverfull(without) && !isOverfull(joined)) {
        return [{ kind: "move", address: speaker.address, to: other.adapter.id }];
      }
    }
  }
  return [];
}
