// Speakers become the home's, and leave it, by whoever stands before the bridge: when looking is allowed, what is said
// about each step, and the edit of the home that comes of it.
import {
  type BluetoothAddress,
  type BridgeState,
  type ConfigDesired,
  err,
  type HomeEdit,
  MAX_SPEAKERS,
  newSpeakerId,
  ok,
  type Result,
  SpeakerId,
  toDisplayName,
  toNameKey,
} from "@house-band/contract";
import type { EditFault } from "../cloud/kept-home.ts";
import type {
  Pairing,
  PairingAnswer,
  PairingEvent,
  PairingFault,
  PairingQuestion,
  PairingWindow,
} from "../pairing-port.ts";
import type { Unsubscribe } from "../ports.ts";

type OwnCode = "MUSIC_PLAYS" | "NAME_TAKEN" | "BAD_NAME" | "HOME_FULL" | "ON_A_CABLE" | "NOT_SAVED" | "NO_QUESTION";

export type DeskFault = {
  readonly code: PairingFault["code"] | OwnCode;
  /** For people. */
  readonly message: string;
};

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
   * Resolves when it carries sound and has its name, or can't. Without a name it keeps its own.
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
  /** False where there is no home to edit. */
  const remember = async (edit: HomeEdit | null): Promise<Result<boolean, DeskFault>> => {
    const edited = edit === null ? ok(undefined) : await bridge.editHome(edit);
    // somebody else was quicker
    const isGone = !edited.ok && edit?.kind === "remove-speaker" && edited.error.code === "unknown-speaker";
    if (edited.ok || isGone) return ok(true);
    return edited.error.code === "no-home" ? ok(false) : toEditFault(edited.error);
  };

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
      const home = bridge.home();
      if (wished !== null && toDisplayName(wished) === "") return fault("BAD_NAME", SENTENCES.BAD_NAME);
      if (isFull(home, address)) return fault("HOME_FULL", SENTENCES.HOME_FULL);
      if (isTaken(home, name, address)) return fault("NAME_TAKEN", `"${name}" is taken: choose another name`);
      const paired = toDesk(await pairing.pair(address, AbortSignal.timeout(PAIR_WITHIN_MS)));
      if (!paired.ok) return paired;
      const renamed = wished === null ? ok(undefined) : toDesk(await pairing.rename(address, name));
      if (!renamed.ok) return renamed;
      const kept = await remember(toEdit(bridge.home(), { address, name, id }));
      return kept.ok ? ok({ name, isInHome: kept.value }) : kept;
    },
    cancel: () => pairing.cancel(),
    async forget(speaker) {
      const address = bridge.home()?.speakers[speaker]?.address;
      if (address === undefined) return fault("DEVICE_UNKNOWN", "no speaker of this home");
      if (isWired(address)) return fault("ON_A_CABLE", SENTENCES.ON_A_CABLE);
      const forgotten = toDesk(await pairing.forget(address));
      if (!forgotten.ok) return forgotten;
      const kept = await remember({ kind: "remove-speaker", speakerId: speaker });
      return kept.ok ? ok(undefined) : kept;
    },
    async forgetSender(address) {
      // a speaker is forgotten together with its place in the home
      const isSpeaker = Object.values(bridge.home()?.speakers ?? {}).some((speaker) => speaker.address === address);
      return isSpeaker
        ? fault("DEVICE_UNKNOWN", "it is a speaker of this home")
        : toDesk(await pairing.forget(address));
    },
    onEvent: (listener) => pairing.onEvent(listener),
    close: off,
  };
}

/** One that was lost and is paired again stays who it was; null where nothing is new about it. */
function toEdit(
  home: ConfigDesired | null,
  { address, name, id }: { readonly address: BluetoothAddress; readonly name: string; readonly id: SpeakerId },
): HomeEdit | null {
  const known = Object.entries(home?.speakers ?? {}).find(([, speaker]) => speaker.address === address);
  if (!known) return { kind: "add-speaker", speakerId: id, name, address };
  return known[1].name === name ? null : { kind: "rename", targetId: SpeakerId.parse(known[0]), name };
}

function toEditFault(error: Exclude<EditFault, { code: "no-home" }>): Result<never, DeskFault> {
  switch (error.code) {
    case "name-taken":
      return fault("NAME_TAKEN", `"${error.name}" is taken: choose another name`);
    case "too-many":
    case "too-large":
      return fault("HOME_FULL", SENTENCES.HOME_FULL);
    case "not-saved":
      return fault("NOT_SAVED", `it can't be written down: ${error.fault.message}`);
    case "queue-full":
      return fault("NOT_SAVED", "too many changes wait for the cloud already: see house-band status");
    default:
      return fault("NOT_SAVED", `the home can't take it (${error.code})`);
  }
}

const playsMusic = ({ zones }: BridgeState): boolean => Object.values(zones).some(({ state }) => state === "playing");

const isFull = (home: ConfigDesired | null, address: BluetoothAddress): boolean => {
  const others = Object.values(home?.speakers ?? {}).filter((one) => one.address !== address);
  return others.length >= MAX_SPEAKERS;
};

const isTaken = (home: ConfigDesired | null, name: string, address: BluetoothAddress): boolean =>
  [
    ...Object.values(home?.speakers ?? {}).filter((one) => one.address !== address),
    ...Object.values(home?.groups ?? {}),
  ]
    .map((one) => toNameKey(one.name))
    .includes(toNameKey(name));

const fault = (code: DeskFault["code"], message: string): Result<never, DeskFault> => err({ code, message });

const toDesk = <T>(result: Result<T, PairingFault>): Result<T, DeskFault> =>
  result.ok ? result : fault(result.error.code, SENTENCES[result.error.code]);

const SENTENCES = {
  MUSIC_PLAYS: "music plays, and looking for speakers would take air time from it: stop it, or ask for it all the same",
  NO_QUESTION: "nothing is asked, or not that",
  HOME_FULL: `a home has ${MAX_SPEAKERS} speakers at most: forget one first`,
  ON_A_CABLE: 'it is on a cable: take it out of "wired" in this bridge\'s settings',
  BAD_NAME: "expected a name that can be said",
  WINDOW_CLOSED: "nobody looks for speakers any more: begin again",
  WINDOW_TOO_LONG: "looking takes two minutes at most",
  ADAPTER_UNKNOWN: "no Bluetooth adapter of the bridge's is called so: house-band status names them",
  DEVICE_UNKNOWN: "no such device was seen: is it in pairing mode, and near?",
  NOT_A_SPEAKER: "it is no speaker: it takes no music over Bluetooth",
  PAIRING_BUSY: "another one is being paired",
  PAIRING_REFUSED: "it refused: put it into pairing mode again, and check what it asks for",
  PAIRING_CANCELLED: "it was called off",
  SPEAKER_OFFLINE: "it does not answer any more: is it still in pairing mode, and near?",
  SPEAKER_ASLEEP: "it is asleep: switch it on",
  SPEAKER_BUSY: "it is connected to another device: disconnect it there",
  SPEAKER_REFUSED: "it was paired, but takes no music from the bridge: forget it and pair it again",
  SPEAKER_UNPAIRED: "it has lost its key again: put it into pairing mode, and begin anew",
  ADAPTER_DOWN: "Bluetooth on the bridge is not there: see house-band audit",
  ADAPTER_FULL: "it is paired, but this adapter holds no more speakers: release one, or pair it with another adapter",
  AUDIO_SERVICE_DOWN: "the Bluetooth audio service is not running: sudo systemctl restart bluealsa",
} as const satisfies Record<PairingFault["code"] | Exclude<OwnCode, "NAME_TAKEN" | "NOT_SAVED">, string>;
