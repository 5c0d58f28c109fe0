// A phone of the guest that plays to the bridge, and what its owner does. The guest's side is guest/phone.py.
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import type { Done } from "./exchange.ts";
import { addressOf, type House } from "./house.ts";
import { makePhoneSong } from "./music.ts";
import { WISHES_FILE } from "./virtual-controllers.ts";

const State = z.object({
  isConnected: z.boolean(),
  isPaired: z.boolean(),
  isSending: z.boolean(),
  /** How many streams it has begun so far. */
  streams: z.number(),
  /** Of what its player is at. */
  title: z.nullable(z.string()),
  /** What its player was told over the link, in that order. */
  told: z.array(z.string()),
});
const Seen = z.array(z.object({ name: z.string(), address: z.string() }));

export type GuestPhone = Awaited<ReturnType<typeof startPhone>>;

const READY_WITHIN_MS = 30_000;
const SONG = "phone.sbc";
const Nothing = z.unknown();

export type PhoneWish = {
  readonly name: string;
  /** phone where absent. */
  readonly kind?: "phone" | "echo";
  /** What its player goes through, over and over; without any it has none. */
  readonly titles?: readonly string[];
  readonly artist?: string;
  /** Which of the house's spare controllers is its own; the first where absent. */
  readonly spare?: number;
};

/** Resolves when it is switched on. It knows nobody. */
export async function startPhone({ guest, adapters, spares }: House, wish: PhoneWish) {
  const { name, kind = "phone", titles = [], artist = null, spare = 0 } = wish;
  const controller = spares[spare];
  if (controller === undefined) throw new Error("there is no controller for a phone: open the house with one to spare");
  await letBridgeKnow(guest, controller, adapters.length);
  // without a player, it does not talk about one
  if (titles.length === 0) await guest.run(["sh", "-c", `echo "${controller} 0 0" >>${WISHES_FILE}`]);
  await copyFile(await makePhoneSong(), join(guest.folder, SONG));
  const song = `/radio/exchange/${SONG}`;
  const settings = { name, hci: `hci${controller}`, song, is_echo: kind === "echo", titles, artist };
  await guest.start(kind, ["python3", "/radio/exchange/guest/phone.py", kind, JSON.stringify(settings)]);
  await guest.untilLog(kind, /the phone is ready/, READY_WITHIN_MS);
  const tell = (order: string, more: object = {}): Promise<Done<unknown>> =>
    guest.tell(kind, { kind: order, ...more }, Nothing);
  return {
    name,
    state: async () => (await guest.tell(kind, { kind: "state" }, State)).value,
    /** What its Bluetooth settings list; looking takes it five seconds. */
    look: async () => (await guest.tell(kind, { kind: "look" }, Seen)).value,
    /** Chooses a device that it has seen. Resolves when it is connected for music. @throws Error where the other does not agree */
    pair: (address: string) => tell("pair", { address }),
    /** For music. */
    connect: (address: string) => tell("connect", { address }),
    disconnect: (address: string) => tell("disconnect", { address }),
    /** Begins, or goes on. */
    play: () => tell("play"),
    pause: () => tell("pause"),
    /** Until here everything that it has sent is in its recording. */
    flush: () => tell("flush"),
  };
}

/**
 * What bluetoothd, as the bridge, would ask of a phone that connects to it, in the middle of being asked by it: the phone has
 * one end point, a source of SBC. @see BlueZ profiles/audio/a2dp.c, "Endpoints" of a device's cache: type, codec, delay
 */
async function letBridgeKnow(guest: House["guest"], controller: number, adapters: number): Promise<void> {
  const endPoints = "[General]\nName=phone\n\n[Endpoints]\n01=00:00:00:ffff0235\n";
  for (let adapter = 0; adapter < adapters; adapter++) {
    await guest.write(`/var/lib/bluetooth/${addressOf(adapter)}/cache/${addressOf(controller)}`, endPoints);
  }
}
