// One line per change of state, once when it begins and once when it is over: a retry is no news.
import { toNameKey } from "@house-band/contract";
import type { KnownLatency } from "./core/alignment.ts";
import { JUMP_MS } from "./core/latencies.ts";
import type { LiveSender, Model, Speaker } from "./core/model.ts";
import { linkReason } from "./core/speaker-machine.ts";
import type { Log } from "./ports.ts";

/** Logs what is different between two models that followed each other. */
export function logChanges(log: Log, next: Model, previous: Model): void {
  if (next.speakers !== previous.speakers) {
    for (const [id, speaker] of next.speakers) logSpeaker(log, speaker, previous.speakers.get(id));
  }
  if (next.places !== previous.places) warnOfNames(log, next);
  if (next.senders !== previous.senders) {
    for (const [address, sender] of next.senders) logSender(log, sender, previous.senders.get(address));
  }
  if (next.zones !== previous.zones) logZones(log, next, previous);
  if (next.engine.ready !== previous.engine.ready) log.info({ ready: next.engine.ready }, "audio engine");
}

function logSpeaker(log: Log, now: Speaker, before: Speaker | undefined): void {
  if (before && isOtherLatency(now.latency.known, before.latency.known)) logLatency(log, now);
  if (now.link === before?.link) return;
  const word = wordFor(now);
  if (before && word === wordFor(before)) return;
  const reason = linkReason(now.link);
  if (word === "connected") log.info({ speaker: now.id }, "speaker connected");
  else if (word === "released") log.info({ speaker: now.id }, "speaker released");
  else if (word === "away" && reason) log.warn({ speaker: now.id, reason }, "speaker is away");
}

/** A microphone that watches moves speakers by fractions of a millisecond all the time. */
function isOtherLatency(now: readonly KnownLatency[], before: readonly KnownLatency[]): boolean {
  const [newest, older] = [now.at(-1), before.at(-1)];
  if (now === before || newest === undefined) return false;
  if (older?.method !== newest.method) return true;
  return Math.abs(older.latencyMs - newest.latencyMs) > JUMP_MS || newest.method === "by-hand";
}

function logLatency(log: Log, { id, latency }: Speaker): void {
  const newest = latency.known.at(-1);
  if (newest) log.info({ speaker: id, latencyMs: newest.latencyMs, method: newest.method }, "latency");
}

/** A setting that names nobody of this home plays nowhere. */
export function warnOfNames(log: Log, { playsOn, places, homeId }: Model): void {
  for (const [input, name] of Object.entries(playsOn)) {
    const isUnknown = name !== undefined && homeId !== null && !places.has(toNameKey(name));
    if (isUnknown) log.warn({ input }, "playsOn names no speaker and no group of this home");
  }
}

function logSender(log: Log, { kind, link }: LiveSender, before: LiveSender | undefined): void {
  const state = (one: LiveSender["link"]): string => (one === null ? "away" : one.isSending ? "plays" : "silent");
  if (state(link) !== state(before?.link ?? null)) log.info({ sender: kind, state: state(link) }, "live source");
}

/** Between two tries nothing has changed for anybody. */
function wordFor({ link }: Speaker): "connected" | "released" | "away" | "new" {
  if (link.kind === "connected" || link.kind === "released") return link.kind;
  return link.reason === null ? "new" : "away";
}

function logZones(log: Log, next: Model, previous: Model): void {
  for (const [id, zone] of next.zones) {
    const before = previous.zones.get(id);
    const isNews = !before || before.playing !== zone.playing || before.members.size !== zone.members.size;
    if (isNews) log.info({ zone: id, playing: zone.playing, speakers: zone.members.size }, "zone");
  }
  for (const id of previous.zones.keys()) if (!next.zones.has(id)) log.info({ zone: id }, "zone is over");
}
