// How full each adapter's air is with the speakers it has now, and the one thing a person could do about it. Pure.
import { airtimeShare } from "./airtime.ts";
import { planRadio, type RadioAdapter, type RadioProposal, type RadioSpeaker } from "./radio-plan.ts";

/** An adapter of the bridge's and whom it serves, as the radio tells it. */
export type AdapterLoad = {
  readonly adapter: RadioAdapter["id"];
  readonly speakers: readonly {
    readonly address: RadioSpeaker["address"];
    /** Of its link now; null where there is none, or none that is SBC's. */
    readonly bitpool: number | null;
  }[];
};

export type AdapterAdvice = {
  readonly adapter: RadioAdapter["id"];
  /** Connected ones. */
  readonly playing: number;
  /** Of its time, when all of them play; an estimate: see {@link ASSUMED}. */
  readonly airtimeShare: number;
};

export type RadioAdvice = { readonly adapters: readonly AdapterAdvice[]; readonly proposal: RadioProposal | null };

/** What most speakers ask for, and no interface tells: an MTU of 672 bytes, and a link that is 3 Mbit/s fast. */
const ASSUMED = { mtuBytes: 672, linkMbps: 3, rateHz: 48_000 } as const;
/** Of codecs that are not SBC: as much as SBC at its best takes. */
const ASSUMED_BITPOOL = 53;

export function adviseOn(loads: readonly AdapterLoad[]): RadioAdvice {
  const adapters = loads.map(({ adapter, speakers }) => {
    const linked = speakers.flatMap(({ bitpool }) => (bitpool === null ? [] : [bitpool]));
    const share = linked.reduce((sum, bitpool) => sum + airtimeShare({ ...ASSUMED, bitpool }), 0);
    return { adapter, playing: linked.length, airtimeShare: share };
  });
  const radios = loads.map(({ adapter }): RadioAdapter => ({ id: adapter, sharedWithWifi: false }));
  const all = loads.flatMap(({ adapter, speakers }) =>
    speakers.map(({ address }): RadioSpeaker => ({ ...ASSUMED, address, adapter, maxBitpool: ASSUMED_BITPOOL })),
  );
  return { adapters, proposal: all.length === 0 ? null : (planRadio(radios, all).proposals[0] ?? null) };
}
