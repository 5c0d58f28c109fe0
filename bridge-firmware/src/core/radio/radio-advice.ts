// How full each adapter's air is with the speakers that are connected, and the one thing a person could do about it. Pure.
import { airtimeShare } from "./airtime.ts";
import { planRadio, type RadioAdapter, type RadioProposal, type RadioSpeaker } from "./radio-plan.ts";

/** An adapter of the bridge's and whom it serves now, as the radio tells it. */
export type AdapterLoad = {
  readonly adapter: RadioAdapter["id"];
  /** `bitpool`: of SBC; null where the link has another codec. */
  readonly speakers: readonly { readonly address: RadioSpeaker["address"]; readonly bitpool: number | null }[];
};

export type AdapterAdvice = {
  readonly adapter: RadioAdapter["id"];
  readonly speakers: number;
  /** Of its time, when all of them play; an estimate: see {@link ASSUMED}. */
  readonly airtimeShare: number;
};

export type RadioAdvice = { readonly adapters: readonly AdapterAdvice[]; readonly proposal: RadioProposal | null };

/** What most speakers ask for, and no interface tells: an MTU of 672 bytes, and a link that is 3 Mbit/s fast. */
const ASSUMED = { mtuBytes: 672, linkMbps: 3, rateHz: 48_000 } as const;
/** Of codecs that are not SBC: as much as SBC at its best takes. */
const ASSUMED_BITPOOL = 53;

export function adviseOn(loads: readonly AdapterLoad[]): RadioAdvice {
  const known = loads.map(({ adapter, speakers }) => ({
    adapter,
    speakers: speakers.map(({ address, bitpool }) => ({ address, bitpool: bitpool ?? ASSUMED_BITPOOL })),
  }));
  const adapters = known.map(({ adapter, speakers }) => ({
    adapter,
    speakers: speakers.length,
    airtimeShare: speakers.reduce((sum, { bitpool }) => sum + airtimeShare({ ...ASSUMED, bitpool }), 0),
  }));
  const radios = loads.map(({ adapter }): RadioAdapter => ({ id: adapter, sharedWithWifi: false }));
  const served = known.flatMap(({ adapter, speakers }) =>
    // bluez-alsa has settled on it: nobody lowers it
    speakers.map(({ address, bitpool }): RadioSpeaker => {
      return { ...ASSUMED, address, adapter, maxBitpool: bitpool, minBitpool: bitpool };
    }),
  );
  return { adapters, proposal: served.length === 0 ? null : (planRadio(radios, served).proposals[0] ?? null) };
}
