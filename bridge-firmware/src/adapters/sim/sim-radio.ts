// The air of a simulated home: links that are called, made, lost and made again, each by its speaker's mood.
// Every change is told once, through `onLink` and as an event; who asked for it is sim-bluetooth.ts's business.
import { type BluetoothAddress, err, ok, type Result } from "@house-band/contract";
import { createListeners, type Listeners } from "../../listeners.ts";
import type { BluetoothEvent, Clock, ConnectFault, Transport } from "../../ports.ts";
import {
  ANSWERS,
  CONNECT_MS,
  type SimMood,
  type SimSpeaker,
  STAYS_AWAY_MS,
  toTransport,
  VANISHES_AFTER_MS,
} from "./sim-speaker.ts";

export type SimBluetoothOptions = {
  readonly speakers: readonly SimSpeaker[];
  readonly clock: Clock;
  /** Two radios with the same seed, told the same things at the same times, behave the same. */
  readonly seed: number;
  /** Called before the event of the same change: the engine's emulated outputs must feel the break first. */
  readonly onLink?: (address: BluetoothAddress, up: boolean) => void;
};

/** What a speaker is doing now. Changed only in this folder. */
export type SimLink = {
  speaker: SimSpeaker;
  mood: SimMood;
  away: boolean;
  transport: Transport | null;
  links: number;
  ownVolume: number;
  batteryPercent: number | null;
  playing: boolean;
  vanishing: boolean;
  readonly pages: Set<() => void>;
};

export type Radio = {
  readonly options: SimBluetoothOptions;
  /** Of speakers that are paired. */
  readonly links: Map<BluetoothAddress, SimLink>;
  readonly listeners: Listeners<BluetoothEvent>;
  readonly closing: AbortController;
  /** Everything that goes on by itself; ends with the radio. */
  readonly background: Set<Promise<void>>;
  powered: boolean;
};

/** @see AVRCP 1.6 section 6.13.2: absolute volume has 128 steps */
export const AVRCP_FULL_VOLUME = 127;

/** A radio with these speakers paired and none connected. */
export function createRadio(options: SimBluetoothOptions): Radio {
  return {
    options,
    links: new Map(options.speakers.map((speaker) => [speaker.address, toLink(speaker)])),
    listeners: createListeners(),
    closing: new AbortController(),
    background: new Set(),
    powered: true,
  };
}

/** Calls a speaker until it answers as its mood has it, or the signal fires: then it was simply not reached. */
export async function connect(
  radio: Radio,
  address: BluetoothAddress,
  signal: AbortSignal,
): Promise<Result<Transport, ConnectFault>> {
  const link = radio.links.get(address);
  if (!link) return err({ code: "SPEAKER_OFFLINE", retryable: false });
  if (link.transport) return ok(link.transport);
  if (!radio.powered) return err({ code: "ADAPTER_DOWN", retryable: true });
  const finished = await page(radio, link, ANSWERS[moodNow(link)].takesMs, signal);
  // Another call may have been quicker, or the world have changed while this one waited.
  if (!finished) return err({ code: "SPEAKER_OFFLINE", retryable: true });
  if (!radio.powered) return err({ code: "ADAPTER_DOWN", retryable: true });
  const { fault: refusal } = ANSWERS[moodNow(link)];
  return refusal ? err(refusal) : ok(raiseLink(radio, link));
}

/** Calls a speaker for as long as it takes; false when it was called off. */
async function page(radio: Radio, link: SimLink, ms: number, signal: AbortSignal): Promise<boolean> {
  if (radio.closing.signal.aborted || signal.aborted) return false;
  if (ms === 0) return true;
  const controller = new AbortController();
  const cancel = () => controller.abort();
  link.pages.add(cancel);
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await radio.options.clock.sleep(ms, controller.signal);
  } finally {
    link.pages.delete(cancel);
    signal.removeEventListener("abort", cancel);
  }
}

/** A transport exists from here on; of two at the same time the first counts. */
function raiseLink(radio: Radio, link: SimLink): Transport {
  if (link.transport) return link.transport;
  link.links += 1;
  link.transport = toTransport(link.speaker, radio.options.seed, link.links);
  // Most speakers forget what they were told and start at their loudest.
  link.ownVolume = AVRCP_FULL_VOLUME;
  const { address } = link.speaker;
  radio.options.onLink?.(address, true);
  emit(radio, { kind: "transport-added", address, transport: link.transport });
  if (link.batteryPercent !== null) {
    emit(radio, { kind: "battery-changed", address, batteryPercent: link.batteryPercent });
  }
  startVanishing(radio, link);
  return link.transport;
}

/** The transport is gone from here on. */
export function dropLink(radio: Radio, link: SimLink): void {
  if (!link.transport) return;
  link.transport = null;
  radio.options.onLink?.(link.speaker.address, false);
  emit(radio, { kind: "transport-removed", address: link.speaker.address });
}

/** The speaker calls the bridge by itself; whatever kept it away is over. */
export function comeBack(radio: Radio, link: SimLink): void {
  link.away = false;
  if (ANSWERS[link.mood].fault) link.mood = "awake";
  inBackground(radio, async () => {
    const arrived = await radio.options.clock.sleep(CONNECT_MS, radio.closing.signal);
    if (arrived && radio.powered && ANSWERS[moodNow(link)].fault === null) raiseLink(radio, link);
  });
}

/** The mood `vanishes-mid-song`, once in a speaker's life: plays a while, is gone a while, comes back by itself. */
export function startVanishing(radio: Radio, link: SimLink): void {
  if (link.mood !== "vanishes-mid-song" || link.vanishing || !link.playing || !link.transport) return;
  link.vanishing = true;
  inBackground(radio, async () => {
    const { clock } = radio.options;
    const { signal } = radio.closing;
    if (!(await clock.sleep(VANISHES_AFTER_MS, signal))) return;
    link.vanishing = link.playing && link.transport !== null && link.mood === "vanishes-mid-song";
    // Stopped before its time came: it waits for the next song.
    if (!link.vanishing) return;
    link.away = true;
    dropLink(radio, link);
    if (!(await clock.sleep(STAYS_AWAY_MS, signal))) return;
    if (link.mood === "vanishes-mid-song") comeBack(radio, link);
  });
}

/** Whoever is calling this speaker gives up. */
export const cancelPages = (link: SimLink) => {
  for (const cancel of [...link.pages]) cancel();
};

/** Work that nobody waits for, except whoever closes the radio. */
function inBackground(radio: Radio, work: () => Promise<void>): void {
  const running = work().finally(() => radio.background.delete(running));
  radio.background.add(running);
}

/** Tells every listener, until the radio is closed. */
export function emit(radio: Radio, event: BluetoothEvent): void {
  if (!radio.closing.signal.aborted) radio.listeners.tell(event);
}

/** What keeps a speaker from answering now, if anything does. */
const moodNow = (link: SimLink): SimMood => (link.away ? "out-of-range" : link.mood);

/** A speaker as it is when it is paired: not connected. */
export const toLink = (speaker: SimSpeaker): SimLink => ({
  speaker,
  mood: speaker.mood,
  away: false,
  transport: null,
  links: 0,
  ownVolume: AVRCP_FULL_VOLUME,
  batteryPercent: speaker.batteryPercent,
  playing: false,
  vanishing: false,
  pages: new Set(),
});
