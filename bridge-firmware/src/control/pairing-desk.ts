// Speakers become the home's, and leave it, by whoever stands before the bridge: when looking is allowed, what is said
// about each step, and the edit of the home that comes of it.
import {
  type BluetoothAddress,
  type BridgeState,
  type ConfigDesired,
  type HomeEdit,
  newSpeakerId,
  ok,
  type Result,
  SpeakerId,
  toDisplayName,
} from "@house-band/contract";
import type { EditFault } from "../cloud/kept-home.ts";
import type { Pairing, PairingAnswer, PairingEvent, PairingQuestion, PairingWindow } from "../pairing-port.ts";
import type { Unsubscribe } from "../ports.ts";
import { type DeskFault, fault, SENTENCES, toDesk, toEditFault } from "./desk-fault.ts";

export type Asking = { readonly address: BluetoothAddress; readonly question: PairingQuestion };

export type Paired = {
  readonly name: string;
  /** False where the bridge was never given a home. */
  readonly isInHome: boolean;
};

export interface PairingDesk {
  /** Looks around; while music plays only where that was asked for in so many words. Being seen takes no air time. */
  open(wish: OpenWish): Promise<Result<void, DeskFault>>;
  /** Does it look around now? */
  isOpen(): boolean;
  found: Pairing["found"];
  /** The question that stands. */
  asking(): Asking | null;
  answer(address: BluetoothAddress, answer: PairingAnswer): Result<void, DeskFault>;
  /**
   * Resolves when it carries sound, has its name and is in the home, or can't: then it is not paired either, unless it
   * was before. Without a name it keeps its own.
   * @param id what the home knows it by, where the home does not know it yet
   */
  pair(address: BluetoothAddress, name: string | null, id?: SpeakerId): Promise<Result<Paired, DeskFault>>;
  cancel(): Promise<void>;
  /** Lets go of it for good: its key goes, and it leaves the home. */
  forget(speaker: SpeakerId): Promise<Result<void, DeskFault>>;
  /** The same for a phone or an Echo, which is in no home. */
  forgetSender(address: BluetoothAddress): Promise<Result<void, DeskFault>>;
  onEvent(listener: (event: PairingEvent) => void): Unsubscribe;
  close(): void;
}

export type OpenWish = PairingWindow & { readonly whileMusicPlays: boolean };

/** As much of the bridge as pairing is about. */
export type KeepsHome = {
  snapshot(): BridgeState;
  home(): ConfigDesired | null;
  editHome(edit: HomeEdit): Promise<Result<void, EditFault>>;
  checkEdit(edit: HomeEdit): Result<void, EditFault>;
  onEditRefused(listener: (edit: HomeEdit) => void): Unsubscribe;
};

/** A page, a pairing and a first connection; what a person has to type is in it. */
const PAIR_WITHIN_MS = 90_000;

/**
 * The port stays the caller's to close, after this.
 * @param isWired whether an address is that of an output on a cable
 */
export function createPairingDesk(
  pairing: Pairing,
  bridge: KeepsHome,
  isWired: (address: BluetoothAddress) => boolean,
): PairingDesk {
  let asking: Asking | null = null;
  let isOpen = false;
  const off = pairing.onEvent((event) => {
    if (event.kind === "window-closed") isOpen = false;
    if (event.kind === "question") asking = { address: event.address, question: event.question };
    if (event.kind === "question-over") asking = null;
  });
  const offRefusals = bridge.onEditRefused((edit) => {
    // nothing would list it, and nobody could name it to be rid of it
    if (edit.kind === "add-speaker" && !isInHome(bridge, edit.address)) void pairing.forget(edit.address);
  });
  return {
    async open({ whileMusicPlays, ...window }) {
      const looks = window.who !== "senders";
      if (looks && !whileMusicPlays && playsMusic(bridge.snapshot())) {
        return fault("MUSIC_PLAYS", SENTENCES.MUSIC_PLAYS);
      }
      const opened = toDesk(await pairing.open(window));
      isOpen = opened.ok && looks;
      return opened;
    },
    isOpen: () => isOpen,
    found: () => pairing.found(),
    asking: () => asking,
    answer(address, answer) {
      return pairing.answer(address, answer) ? ok(undefined) : fault("NO_QUESTION", SENTENCES.NO_QUESTION);
    },
    async pair(address, wished, id = newSpeakerId()) {
      const seen = pairing.found().find((device) => device.address === address);
      const name = toDisplayName(wished ?? seen?.name ?? "") || "Speaker";
      if (wished !== null && toDisplayName(wished) === "") return fault("BAD_NAME", SENTENCES.BAD_NAME);
      const wish = { address, name, id, isRenamed: wished !== null, wasPaired: seen?.isPaired === true };
      const edit = toEdit(bridge.home(), wish);
      const fits = edit === null ? ok(undefined) : bridge.checkEdit(edit);
      if (!fits.ok && bridge.home() !== null) return toEditFault(fits.error);
      return pairOrUndo(pairing, bridge, wish);
    },
    cancel: () => pairing.cancel(),
    async forget(speaker) {
      const address = bridge.home()?.speakers[speaker]?.address;
      if (address === undefined) return fault("DEVICE_UNKNOWN", "no speaker of this home");
      if (isWired(address)) return fault("ON_A_CABLE", SENTENCES.ON_A_CABLE);
      const forgotten = toDesk(await pairing.forget(address));
      if (!forgotten.ok) return forgotten;
      const kept = await remember(bridge, { kind: "remove-speaker", speakerId: speaker });
      return kept.ok ? ok(undefined) : kept;
    },
    async forgetSender(address) {
      // a speaker is forgotten together with its place in the home
      return isInHome(bridge, address)
        ? fault("DEVICE_UNKNOWN", "it is a speaker of this home")
        : toDesk(await pairing.forget(address));
    },
    onEvent: (listener) => pairing.onEvent(listener),
    close() {
      off();
      offRefusals();
    },
  };
}

type Wish = {
  readonly address: BluetoothAddress;
  readonly name: string;
  readonly id: SpeakerId;
  readonly isRenamed: boolean;
  readonly wasPaired: boolean;
};

/** What was paired on the way goes again where it comes to nothing: no list shows what is in no home. */
async function pairOrUndo(pairing: Pairing, bridge: KeepsHome, wish: Wish): Promise<Result<Paired, DeskFault>> {
  let isNew = false;
  const stop = pairing.onEvent((event) => {
    if (event.kind === "paired" && event.address === wish.address) isNew = !wish.wasPaired;
  });
  const done = await pairAs(pairing, bridge, wish);
  stop();
  if (!done.ok && isNew && !isInHome(bridge, wish.address)) await pairing.forget(wish.address);
  return done;
}

async function pairAs(pairing: Pairing, bridge: KeepsHome, wish: Wish): Promise<Result<Paired, DeskFault>> {
  const { address, name, isRenamed } = wish;
  const paired = toDesk(await pairing.pair(address, AbortSignal.timeout(PAIR_WITHIN_MS)));
  if (!paired.ok) return paired;
  const renamed = isRenamed ? toDesk(await pairing.rename(address, name)) : ok(undefined);
  if (!renamed.ok) return renamed;
  const kept = await remember(bridge, toEdit(bridge.home(), wish));
  return kept.ok ? ok({ name, isInHome: kept.value }) : kept;
}

/** False where there is no home to edit. */
async function remember(bridge: KeepsHome, edit: HomeEdit | null): Promise<Result<boolean, DeskFault>> {
  const edited = edit === null ? ok(undefined) : await bridge.editHome(edit);
  // somebody else was quicker
  const isGone = !edited.ok && edit?.kind === "remove-speaker" && edited.error.code === "unknown-speaker";
  if (edited.ok || isGone) return ok(true);
  return bridge.home() === null ? ok(false) : toEditFault(edited.error);
}

/** One that was lost and is paired again stays who it was; null where nothing is new about it. */
function toEdit(
  home: ConfigDesired | null,
  { address, name, id }: Pick<Wish, "address" | "name" | "id">,
): HomeEdit | null {
  const known = Object.entries(home?.speakers ?? {}).find(([, speaker]) => speaker.address === address);
  if (!known) return { kind: "add-speaker", speakerId: id, name, address };
  return known[1].name === name ? null : { kind: "rename", targetId: SpeakerId.parse(known[0]), name };
}

const isInHome = (bridge: KeepsHome, address: BluetoothAddress): boolean =>
  Object.values(bridge.home()?.speakers ?? {}).some((speaker) => speaker.address === address);

const playsMusic = ({ zones }: BridgeState): boolean => Object.values(zones).some(({ state }) => state === "playing");
