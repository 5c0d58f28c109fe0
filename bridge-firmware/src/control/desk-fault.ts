// What can go wrong at the pairing desk, and the sentence for each.
import { assertNever, err, MAX_SPEAKERS, type Result } from "@house-band/contract";
import type { EditFault } from "../cloud/kept-home.ts";
import type { PairingFault } from "../pairing-port.ts";

type OwnCode =
  | "MUSIC_PLAYS"
  | "NAME_TAKEN"
  | "BAD_NAME"
  | "HOME_FULL"
  /** Somebody else was quicker: it may be right to ask again. */
  | "HOME_CHANGED"
  /** More edits wait for the cloud than are kept. */
  | "EDITS_WAIT"
  | "ON_A_CABLE"
  | "DISK_FULL"
  /** The disk can't be written for another reason. */
  | "NOT_SAVED"
  | "NO_QUESTION";

export type DeskFault = {
  readonly code: PairingFault["code"] | OwnCode;
  /** For people. */
  readonly message: string;
};

export function toEditFault(error: EditFault): Result<never, DeskFault> {
  switch (error.code) {
    case "name-taken":
      return fault("NAME_TAKEN", `"${error.name}" is taken: choose another name`);
    case "too-many":
      return fault("HOME_FULL", SENTENCES.HOME_FULL);
    case "too-large":
      return fault("HOME_FULL", "the home's speakers and groups take up all the room that it has: forget one first");
    case "not-saved":
      return fault(
        error.fault.code === "full" ? "DISK_FULL" : "NOT_SAVED",
        `it can't be saved: ${error.fault.message}`,
      );
    case "queue-full":
      return fault("EDITS_WAIT", SENTENCES.EDITS_WAIT);
    case "address-taken":
      return fault("HOME_CHANGED", `it is in the home already, as "${error.name}"`);
    case "no-home":
    case "unknown-speaker":
    case "unknown-group":
    case "last-member":
    case "no-left-and-right":
      return fault("HOME_CHANGED", SENTENCES.HOME_CHANGED);
    default:
      return assertNever(error);
  }
}

export const fault = (code: DeskFault["code"], message: string): Result<never, DeskFault> => err({ code, message });

export const toDesk = <T>(result: Result<T, PairingFault>): Result<T, DeskFault> =>
  result.ok ? result : fault(result.error.code, SENTENCES[result.error.code]);

export const SENTENCES = {
  MUSIC_PLAYS: "music plays, and looking for speakers would take air time from it: stop it, or ask for it all the same",
  NO_QUESTION: "nothing is asked, or not that",
  HOME_FULL: `a home has ${MAX_SPEAKERS} speakers at most: forget one first`,
  HOME_CHANGED: "somebody changed the home meanwhile: look at it, and try again",
  EDITS_WAIT: "too many changes wait for the cloud already: see house-band status",
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
  SPEAKER_REFUSED: "it pairs, but takes no music from the bridge: switch it off and on, and pair it again",
  SPEAKER_UNPAIRED: "it has lost its key again: put it into pairing mode, and begin anew",
  ADAPTER_DOWN: "Bluetooth on the bridge is not there: see house-band audit",
  ADAPTER_FULL: "this adapter holds no more speakers: release one, or pair it with another adapter",
  AUDIO_SERVICE_DOWN: "the Bluetooth audio service is not running: sudo systemctl restart bluealsa",
} as const satisfies Record<PairingFault["code"] | Exclude<OwnCode, "NAME_TAKEN" | "DISK_FULL" | "NOT_SAVED">, string>;
