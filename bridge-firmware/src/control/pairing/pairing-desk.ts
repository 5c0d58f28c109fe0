// Speakers become the home's, and leave it, by whoever stands before the bridge: when looking is allowed and whose it is,
// what is said about each step, and the edit of the home that comes of it.
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
import type { EditFault } from "../../cloud/kept-home.ts";
import { createListeners } from "../../listeners.ts";
import type { Pairing, PairingAnswer, PairingEvent, PairingQuestion, PairingWindow } from "../../pairing-port.ts";
import type { Clock, Log, Unsubscribe } from "../../ports.ts";
import { type DeskFault, fault, SENTENCES, toDesk, toEditFault } from "../desk-fault.ts";
import type { Caller } from "./pairing-caller.ts";
import { createOwnedWindow } from "./pairing-window.ts";

export type Asking = { readonly address: BluetoothAddress; readonly question: PairingQuestion };

export type Paired = {
  readonly name: string;
  /** False where the bridge was never given a home. */
  readonly isInHome: boolean;
};

/** What happens, and whose window it is in; null: in nobody's. */
export type DeskNews = { readonly event: PairingEvent; readonly owner: Caller | null };

export interface PairingDesk {
  /**
   * Looks around; while music plays only where that was asked for in so many words. Being seen takes no air time. One's
   * own window begins anew; while it is somebody else's, or for something else, it is PAIRING_BUSY.
   */
  open(caller: Caller, wish: OpenWish): Promise<Result<void, DeskFault>>;
  /** Is a window of this caller's open, for speakers? */
  isOpen(caller: Caller): boolean;
  /** Is anybody's window open, for whatever? */
  isBusy(): boolean;
  found: Pairing["found"];
  /** The question that stands. */
  asking(): Asking | null;
  answer(caller: Caller, address: BluetoothAddress, answer: PairingAnswer): Result<void, DeskFault>;
  /**
   * Resolves when it carries sound, has its name and is in the home, or can't: then it is not paired either, unless it
   * was before. Without a name it keeps its own.
   * @param id what the home knows it by, where the home does not know it yet
   */
  pair(
    caller: Caller,
    address: BluetoothAddress,
    name: string | null,
    id?: SpeakerId,
  ): Promise<Result<Paired, DeskFault>>;
  /** Closes this caller's window, with what is under way in it; somebody else's is PAIRING_BUSY. */
  cancel(caller: Caller): Promise<Result<void, DeskFault>>;
  /** Lets go of it for good: its key goes, and it leaves the home. */
  forget(speaker: SpeakerId): Promise<Result<void, DeskFault>>;
  /** The same for a phone or an Echo, which is in no home. */
  forgetSender(address: BluetoothAddress): Promise<Result<void, DeskFault>>;
  onNews(listener: (news: DeskNews) => void): Unsubscribe;
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

export type DeskParts = {
  readonly pairing: Pairing;
  readonly bridge: KeepsHome;
  /** Whether an address is that of an output on a cable. */
  readonly isWired: (address: BluetoothAddress) => boolean;
  readonly clock: Pick<Clock, "nowMs">;
  readonly log: Log;
};

/** The port stays its maker's to close, after this. */
export function createPairingDesk(parts: DeskParts): PairingDesk {
  const { pairing, bridge, isWired } = parts;
  const listeners = createListeners<DeskNews>();
  const window = createOwnedWindow(parts);
  let asking: Asking | null = null;
  const off = pairing.onEvent((event) => {
    const owner = window.owner();
    if (event.kind === "window-closed") window.closed();
    if (event.kind === "question") asking = { address: event.address, question: event.question };
    if (event.kind === "question-over") asking = null;
    listeners.tell({ event, owner });
  });
  const offRefusals = bridge.onEditRefused((edit) => {
    // nothing would list it, and nobody could name it to be rid of it
    if (edit.kind === "add-speaker" && !isInHome(bridge, edit.address)) void undoPairing(parts, edit.address);
  });
  return {
    async open(caller, { whileMusicPlays, ...wish }) {
      const busy = window.refusal(caller, wish.who ?? "speakers");
      if (busy) return busy;
      if (wish.who !== "senders" && !whileMusicPlays && playsMusic(bridge.snapshot())) {
        return fault("MUSIC_PLAYS", SENTENCES.MUSIC_PLAYS);
      }
      return window.open(caller, wish);
    },
    isOpen: (caller) => window.isOpenFor(caller, "speakers"),
    isBusy: () => window.isOpen(),
    found: () => pairing.found(),
    asking: () => asking,
    answer(caller, address, answer) {
      const busy = window.refusal(caller);
      if (busy) return busy;
      return pairing.answer(address, answer) ? ok(undefined) : fault("NO_QUESTION", SENTENCES.NO_QUESTION);
    },
    async pair(caller, address, wished, id = newSpeakerId()) {
      const busy = window.refusal(caller);
      if (busy) return busy;
      const seen = pairing.found().find((device) => device.address === address);
      const name = toDisplayName(wished ?? seen?.name ?? "") || "Speaker";
      if (wished !== null && toDisplayName(wished) === "") return fault("BAD_NAME", SENTENCES.BAD_NAME);
      const wish = { address, name, id, isRenamed: wished !== null, wasPaired: seen?.isPaired === true };
      const edit = toEdit(bridge.home(), wish);
      const fits = edit === null ? ok(undefined) : bridge.checkEdit(edit);
      if (!fits.ok && bridge.home() !== null) return toEditFault(fits.error);
      return pairOrUndo(parts, wish);
    },
    cancel: (caller) => window.cancel(caller),
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
    onNews: listeners.add,
    close() {
      off();
      offRefusals();
      listeners.clear();
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
async function pairOrUndo(parts: DeskParts, wish: Wish): Promise<Result<Paired, DeskFault>> {
  const { pairing, bridge } = parts;
  let isNew = false;
  const stop = pairing.onEvent((event) => {
    if (event.kind === "paired" && event.address === wish.address) isNew = !wish.wasPaired;
  });
  const done = await pairAs(pairing, bridge, wish);
  stop();
  if (!done.ok && isNew && !isInHome(bridge, wish.address)) await undoPairing(parts, wish.address);
  return done;
}

async function undoPairing({ pairing, log }: Pick<DeskParts, "pairing" | "log">, address: BluetoothAddress) {
  const undone = await pairing.forget(address);
  if (undone.ok) return;
  log.warn({ code: undone.error.code }, "a speaker that the home could not take is still paired: its key would not go");
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
