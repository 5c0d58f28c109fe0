// How full each adapter's air is with the speakers that are connected, and with whoever plays to the bridge by it; the one
// thing a person could do about it; and which adapter a speaker that is new should be paired with. Pure.
import { BluetoothAddress } from "@house-band/contract";
import { airtimeShare } from "./airtime.ts";
import {
  BEST_BITPOOL,
  LOWEST_BITPOOL,
  planRadio,
  type RadioAdapter,
  type RadioProposal,
  type RadioSpeaker,
  type Received,
} from "./radio-plan.ts";
import type { WifiOverlap } from "./wifi-overlap.ts";

/** An adapter of the bridge's and whom it serves, as the radio tells it. */
export type AdapterLoad = {
  readonly adapter: RadioAdapter["id"];
  readonly sharedWithWifi: RadioAdapter["sharedWithWifi"];
  /** All that are paired with it. */
  readonly speakers: readonly ServedDevice[];
  /** Echos and phones that are paired with it, and play to the bridge. */
  readonly senders: readonly ServedDevice[];
};

export type ServedDevice = {
  readonly address: RadioSpeaker["address"];
  readonly isConnected: boolean;
  /** The most that was agreed on, of SBC; null where its link has another codec, or there is none. */
  readonly bitpool: number | null;
};

/** What keeps every speaker from being connected; the first that a person has to see to. */
export type RadioTrouble =
  | "no-bluetooth-service"
  | "no-adapter"
  /** None of those that the settings name. */
  | "no-own-adapter"
  | "adapters-off"
  | "no-audio-service"
  | "old-audio-service";

/** The bridge's Bluetooth as it is now. */
export type RadioState = {
  readonly loads: readonly AdapterLoad[];
  readonly trouble: RadioTrouble | null;
  /** This machine's own Wi-Fi, where it is on Bluetooth's band. */
  readonly wifi: WifiOverlap | null;
};

export type AdapterAdvice = {
  readonly adapter: RadioAdapter["id"];
  /** Those that are connected. */
  readonly speakers: number;
  readonly senders: number;
  /** Of its time, when all of them play; an estimate: see {@link ASSUMED}. */
  readonly airtimeShare: number;
};

export type RadioAdvice = { readonly adapters: readonly AdapterAdvice[]; readonly proposal: RadioProposal | null };

/** What most speakers ask for, and no interface tells: an MTU of 672 bytes, and a link that is 3 Mbit/s fast. */
const ASSUMED = { mtuBytes: 672, linkMbps: 3, rateHz: 48_000 } as const;
/** Echos and phones send music at the rate that most of it has. */
const ASSUMED_OF_SENDERS = { ...ASSUMED, rateHz: 44_100 } as const;
/** Of codecs that are not SBC, and of links that are not there: as much as SBC at its best takes. */
const ASSUMED_BITPOOL = 53;
/** Whoever is not paired yet has told no address of its own that matters here. */
const NEWCOMER = BluetoothAddress.parse("00:00:00:00:00:00");

export function adviseOn(loads: readonly AdapterLoad[]): RadioAdvice {
  const connected = loads.map((load) => ({
    ...load,
    speakers: load.speakers.filter(({ isConnected }) => isConnected),
    senders: load.senders.filter(({ isConnected }) => isConnected),
  }));
  const adapters = connected.map(({ adapter, speakers, senders }) => ({
    adapter,
    speakers: speakers.length,
    senders: senders.length,
    airtimeShare: speakers.reduce(
      (sum, speaker) => sum + airtimeShare({ ...ASSUMED, bitpool: bitpoolOf(speaker) }),
      receivedFrom(senders).share,
    ),
  }));
  const served = connected.flatMap(toRadioSpeakers);
  const plan = planRadio(connected.map(toRadioAdapter), served);
  return { adapters, proposal: served.length === 0 ? null : (plan.proposals[0] ?? null) };
}

/**
 * The adapter with most room for one speaker more, whoever is paired with them now being on or not.
 * @param hearing those that could be paired with it; null comes back where there is none, or each serves as many as it can
 */
export function placeSpeaker(
  loads: readonly AdapterLoad[],
  hearing: readonly RadioAdapter["id"][],
): RadioAdapter["id"] | null {
  const open = loads.filter(({ adapter }) => hearing.includes(adapter));
  const newcomer = { ...ASSUMED, address: NEWCOMER, adapter: null, maxBitpool: ASSUMED_BITPOOL, minBitpool: 2 };
  const { placements } = planRadio(open.map(toRadioAdapter), [...open.flatMap(toRadioSpeakers), newcomer]);
  return placements.find(({ address }) => address === NEWCOMER)?.adapter ?? null;
}

/**
 * What the links of SBC should be made with, so that all that are paired with an adapter fit when they play, whoever is on
 * now: one that is switched on later takes nothing from those that play. Only those that get less than the best.
 */
export function loweredBitpools(loads: readonly AdapterLoad[]): ReadonlyMap<RadioSpeaker["address"], number> {
  const speakers = loads.flatMap(toRadioSpeakers).map((speaker) => ({
    ...speaker,
    maxBitpool: ASSUMED_BITPOOL,
    minBitpool: LOWEST_BITPOOL,
  }));
  const { placements } = planRadio(loads.map(toRadioAdapter), speakers);
  return new Map(
    placements.flatMap(({ address, bitpool }) => (bitpool < BEST_BITPOOL ? [[address, bitpool] as const] : [])),
  );
}

const bitpoolOf = ({ bitpool }: ServedDevice): number => bitpool ?? ASSUMED_BITPOOL;

/** Where none is connected one could be any time; a second one as well is rare, and would cost everybody quality. */
function toRadioAdapter({ adapter, sharedWithWifi, senders }: AdapterLoad): RadioAdapter {
  const connected = senders.filter(({ isConnected }) => isConnected);
  const received = receivedFrom(connected.length > 0 ? connected : senders.slice(0, 1));
  return { id: adapter, sharedWithWifi, received };
}

const receivedFrom = (senders: readonly ServedDevice[]): Received => ({
  links: senders.length,
  share: senders.reduce((sum, sender) => sum + airtimeShare({ ...ASSUMED_OF_SENDERS, bitpool: bitpoolOf(sender) }), 0),
});

const toRadioSpeakers = ({ adapter, speakers }: AdapterLoad): readonly RadioSpeaker[] =>
  speakers.map((speaker) => {
    // its link was made with it
    const bitpool = bitpoolOf(speaker);
    return { ...ASSUMED, address: speaker.address, adapter, maxBitpool: bitpool, minBitpool: bitpool };
  });
