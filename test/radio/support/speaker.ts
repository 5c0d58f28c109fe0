// A loudspeaker of the guest, and what a person near it does. The guest's side is guest/speakers.py.
import * as z from "zod/mini";
import type { Done } from "./exchange.ts";
import type { Guest } from "./guest.ts";

export type SpeakerWish = {
  readonly name: string;
  /** What it reports, and how long it takes from the last bit of a packet to its sound; null: it reports none, and takes none. */
  readonly delayMs?: number | null;
  /** Whether it has a volume that can be set over the link (absolute volume); true where absent. */
  readonly hasVolume?: boolean;
};

const State = z.object({
  isOn: z.boolean(),
  /** Addresses. */
  connectedTo: z.array(z.string()),
  isPaired: z.boolean(),
  isPlaying: z.boolean(),
  /** How many streams have begun so far. */
  streams: z.number(),
  /** 0 to 127; null without a link. */
  volume: z.nullable(z.number()),
});
export type SpeakerState = z.infer<typeof State> & { readonly isConnected: boolean };

export type GuestSpeaker = ReturnType<typeof createSpeaker>;

const Nothing = z.unknown();
/** A speaker that has waited in vain says what it sees. */
const ANSWERS_MS = 10_000;

export function createSpeaker(
  guest: Guest,
  wish: SpeakerWish & { readonly address: string; readonly controller: number },
) {
  const { name, delayMs = null, hasVolume = true, address, controller } = wish;
  const tell = (kind: string, more: object = {}) => guest.tell("speakers", { kind, name, ...more }, Nothing);
  const state = async (): Promise<SpeakerState> => {
    const { value } = await guest.tell("speakers", { kind: "state", name }, State);
    return { ...value, isConnected: value.connectedTo.length > 0 };
  };
  return {
    name,
    address,
    /** Its controller's number: hci of it. */
    controller,
    delayMs,
    hasVolume,
    reportsDelay: delayMs !== null,
    state,
    powerOff: () => tell("power", { on: false }),
    /** It waits for whoever knows it. */
    powerOn: () => tell("power", { on: true }),
    /** 0 to 127, as its buttons would set it. */
    pressVolume: (volume: number) => tell("press_volume", { volume }),
    /** It calls a bridge that it knows. */
    call: (adapterAddress: string) => tell("call", { address: adapterAddress }),
    /** It ends its link, as one does that somebody's phone takes. */
    hangUp: () => tell("hang_up"),
    /** Whether it turns away whoever it knows, and ends the link with him, as one does that is busy with somebody else. */
    refuse: (refuse: boolean) => tell("refuse", { refuse }),
    /** Whether it takes music at all. */
    offerSound: (offer: boolean) => tell("offer_sound", { offer }),
    /** A reset: its keys are gone. */
    forget: () => tell("forget"),
    /** From now on it pairs as old speakers do: by a fixed code. */
    askForPin: (pin: string) => tell("ask_for_pin", { pin }),
    /** Resolves when somebody is connected to it, with the moment; @throws Error after `withinMs`. */
    untilConnected: (withinMs: number): Promise<Done<unknown>> =>
      guest.tell("speakers", { kind: "await_link", name, within_s: withinMs / 1_000 }, Nothing, withinMs + ANSWERS_MS),
  };
}
