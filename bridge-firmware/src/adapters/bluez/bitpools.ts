// New links of SBC that would take more of their adapter's air than the plan gives them are made anew with the bitpool
// that it does; they are nobody's before that, so that no music begins twice. A link that has begun is left as it is.
import type { BluetoothAddress } from "@house-band/contract";
import type { Clock, Log, Unsubscribe } from "../../ports.ts";
import type { BluezObjects } from "./objects.ts";
import type { BluezSpeaker, SpeakerLink, Speakers } from "./speakers.ts";

export type BitpoolParts = {
  readonly objects: Pick<BluezObjects, "until">;
  readonly clock: Pick<Clock, "sleep">;
  readonly log: Log;
  /** The most that a speaker should be sent; null: whatever was agreed. */
  readonly wantedBitpool: (address: BluetoothAddress) => number | null;
  /** Asks for another configuration of SBC; false where nobody made it. */
  readonly selectSbc: SelectSbc;
  /** Told of every bluez-alsa that has begun: what the one before refused says nothing about it. */
  readonly onNewAudioService: (listener: () => void) => Unsubscribe;
  /** The speakers as bluetoothd has them, with the links that are hidden. */
  readonly speakersNow: () => Speakers;
  /** A link may be shown: whoever waits for one should look again. */
  readonly onSettled: () => void;
};

/** `unavailable`: nobody answered; it may do at the next link. @param devicePath of BlueZ's device @param configuration four bytes. @see A2DP 1.4 section 4.3.2 */
export type SelectSbc = (devicePath: string, configuration: Uint8Array) => Promise<"done" | "refused" | "unavailable">;

export type Bitpools = {
  /** To be called with every change. */
  note(speakers: Speakers): void;
  isSettling(address: BluetoothAddress): boolean;
  close(): Promise<void>;
};

/**
 * From the transport, which is there once a configuration is agreed on, to the stream that is open. bluetoothd says that
 * to nobody, and who asks for another configuration in between loses the link (5.66 aborts a stream that it is opening).
 */
const OPEN_AFTER_MS = 500;
/** From bluez-alsa's yes to the new link. */
const LINKED_WITHIN_MS = 1_000;
const CONFIGURATION_BYTES = 4;

/** Nothing is under way at first. */
export function createBitpools(parts: BitpoolParts): Bitpools {
  const { objects, clock, log, wantedBitpool, selectSbc, speakersNow, onNewAudioService, onSettled } = parts;
  /** The link of each that was decided on. */
  const decided = new Map<BluetoothAddress, string>();
  const settling = new Map<BluetoothAddress, Promise<void>>();
  /**
   * Whose link could not be made anew, or was lost over it: they are left in peace for as long as they are paired and
   * this bluez-alsa runs.
   */
  const givenUp = new Set<BluetoothAddress>();
  const off = onNewAudioService(() => givenUp.clear());
  const closing = new AbortController();
  const linkOf = (address: BluetoothAddress): SpeakerLink | null => speakersNow().get(address)?.link ?? null;

  const giveUpOn = (address: BluetoothAddress, why: string): void => {
    givenUp.add(address);
    log.warn({ why }, "a speaker's bitpool could not be lowered: it is sent what was agreed");
  };
  const lower = async ({ address, device, link }: BluezSpeaker, wanted: Lowered): Promise<void> => {
    const { bitpool, configuration } = wanted;
    const isLeft = !(await clock.sleep(OPEN_AFTER_MS, closing.signal));
    if (isLeft || device === null || linkOf(address)?.transportPath !== link?.transportPath) return;
    const answer = await selectSbc(device.path, configuration);
    if (answer === "refused") return giveUpOn(address, "bluez-alsa refused");
    if (answer === "unavailable") return;
    const look = () => ((linkOf(address)?.transport.bitpool ?? Number.POSITIVE_INFINITY) <= bitpool ? true : null);
    if (await objects.until(look, { withinMs: LINKED_WITHIN_MS })) return;
    giveUpOn(address, linkOf(address) === null ? "the link was lost over it" : "nothing changed");
  };
  const consider = (speaker: BluezSpeaker): void => {
    const { address, link } = speaker;
    if (settling.has(address) || decided.get(address) === link?.transportPath) return;
    decided.delete(address);
    if (link === null) return;
    decided.set(address, link.transportPath);
    const asked = givenUp.has(address) ? null : toLowered(link, wantedBitpool(address));
    if (asked === null) return;
    const work = lower(speaker, asked).finally(() => {
      settling.delete(address);
      const now = linkOf(address);
      if (now !== null) decided.set(address, now.transportPath);
      onSettled();
    });
    settling.set(address, work);
  };
  return {
    note(speakers) {
      for (const address of givenUp) if (!speakers.has(address)) givenUp.delete(address);
      for (const speaker of speakers.values()) consider(speaker);
    },
    isSettling: (address) => settling.has(address),
    async close() {
      off();
      closing.abort();
      await Promise.all(settling.values());
    },
  };
}

type Lowered = { readonly bitpool: number; readonly configuration: Uint8Array };

/**
 * What to ask for: rate, channels, blocks and bands as they are, and no less than the speaker takes. Null where what was
 * agreed is low enough, or is not SBC's.
 */
function toLowered({ transport, configuration }: SpeakerLink, wanted: number | null): Lowered | null {
  const agreed = transport.bitpool;
  if (wanted === null || agreed === undefined || configuration?.length !== CONFIGURATION_BYTES) return null;
  const [rateAndMode = 0, blocksAndBands = 0, least = 0] = configuration;
  const bitpool = Math.max(least, wanted);
  return agreed <= bitpool
    ? null
    : { bitpool, configuration: Uint8Array.of(rateAndMode, blocksAndBands, least, bitpool) };
}
