// What the command line says: views and outcomes to lines of text. Pure.
import { type Outcome, SpeakerId } from "@house-band/contract";
import type { GroupView, LibraryView, SpeakerView, StatusView, ZoneView } from "../control/views.ts";
import type { Favourite } from "../sources/favourites.ts";
import { renderDuration } from "../text/duration.ts";
import { tableLines } from "../text/table.ts";
import { REASONS } from "./reasons.ts";
import { renderBluetooth, renderBluetoothAdvice } from "./render-bluetooth.ts";
import { renderCertificate } from "./render-certificate.ts";
import { renderLatency } from "./render-latency.ts";
import { number, renderRadio } from "./render-radio.ts";
import { renderReceivers } from "./render-receivers.ts";
import { renderSenders } from "./render-senders.ts";

/** The bridge at a glance. */
export function renderStatus(status: StatusView): readonly string[] {
  const { zones, cloud, certificate, library, bluetooth, senders, receivers, directory } = status;
  return [
    `House Band ${status.version}, bridge ${status.thing}, up ${renderDuration(status.uptimeSeconds)}`,
    `cloud:  ${CLOUD_LINES[cloud]}`,
    ...(certificate === undefined ? [] : [`certificate: ${renderCertificate(certificate)}`]),
    `home:   ${renderHome(status)}`,
    `music:  ${renderLibrary(library)}`,
    ...(bluetooth === undefined ? [] : underLabel("bluetooth: ", renderBluetooth(bluetooth))),
    ...(senders === undefined ? [] : [`inputs: ${renderSenders(senders)}`]),
    ...(receivers === undefined ? [] : underLabel("receivers: ", renderReceivers(receivers))),
    ...(directory === undefined ? [] : [`radio:  ${renderRadio(directory)}`]),
    "",
    ...(zones.length === 0 ? ["Nothing plays."] : renderZones(zones)),
  ];
}

/** The next step, where there is no speaker yet: a radio that is in trouble has a line of its own. */
function renderHome({ home, bluetooth }: StatusView): string {
  if (home === null) return "none yet";
  if (home.speakers > 0) {
    return `${home.speakers} speaker${home.speakers === 1 ? "" : "s"} (${home.connected} connected), ${home.groups} group${home.groups === 1 ? "" : "s"}`;
  }
  if (!home.isLocal) return "no speaker yet";
  if (bluetooth === undefined) return 'no speaker yet: see "bluetooth" and "wired" in the settings';
  return bluetooth.trouble === null ? `no speaker yet: ${PAIR_ONE}` : "no speaker yet";
}

const PAIR_ONE = "put one into pairing mode, then: house-band pair";

const underLabel = (label: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => `${index === 0 ? label : " ".repeat(label.length)}${line}`);

function renderLibrary({ tracks, looking, skipped, fault }: LibraryView): string {
  const known = tracks === null ? null : `${number(tracks)} track${tracks === 1 ? "" : "s"}`;
  if (looking) {
    const progress = `looking through the folder: ${number(looking.done)} of ${number(looking.total)} files`;
    return known === null ? progress : `${known} so far, ${progress}`;
  }
  if (fault !== null) return `${known === null ? "" : `${known}; `}the last look failed: ${fault}`;
  if (known === null) return "not looked through yet";
  const left = skipped > 0 ? `, ${number(skipped)} file${skipped === 1 ? "" : "s"} can't be played` : "";
  return tracks === 0 ? `none yet: copy some into the music folder${left}` : `${known}${left}`;
}

const CLOUD_LINES = {
  none: "none: this bridge works locally, without voice (its settings have no cloud section)",
  offline: "out of reach: what is on this bridge works on, voice does not",
  online: "connected",
} as const satisfies Record<StatusView["cloud"], string>;

function renderZones(zones: readonly ZoneView[]): readonly string[] {
  const rows = zones.map(({ speakers, ...zone }) => [
    music(zone),
    [
      zone.away ? "not connected any more" : zone.state,
      ...(zone.shuffled ? ["shuffled"] : []),
      ...(zone.repeat ? [REPEATS[zone.repeat]] : []),
      ...(zone.stopsAtMs === undefined ? [] : [`stops at ${timeOf(zone.stopsAtMs)}`]),
    ].join(", "),
    speakers.map(({ name, link }) => (link === "connected" ? name : `${name} (${link})`)).join(", "),
  ]);
  return tableLines(["music", "state", "speakers"], rows);
}

const REPEATS = { one: "repeats this track", all: "repeats all" } as const;

const timeOf = (atMs: number): string =>
  new Date(atMs).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function music({ title, artist, station, input }: Pick<ZoneView, "title" | "artist" | "station" | "input">): string {
  const heard = artist === undefined ? title : `${title} (${artist})`;
  if (input !== undefined) return `${heard}, from ${input}`;
  return station === undefined || station === title ? heard : `${heard}, on ${station}`;
}

/** Every speaker, and what would make them play better. */
export function renderSpeakersWithAdvice(
  speakers: readonly SpeakerView[],
  { bluetooth }: StatusView,
  now: Date,
): readonly string[] {
  const advice = bluetooth === undefined ? [] : renderBluetoothAdvice(bluetooth);
  return [...renderSpeakers(speakers, now), ...(advice.length > 0 ? ["", ...advice] : [])];
}

/** Every speaker, a line each. */
export function renderSpeakers(speakers: readonly SpeakerView[], now: Date): readonly string[] {
  if (speakers.length === 0) return [`This bridge has no speaker yet: ${PAIR_ONE}`];
  const rows = speakers.map((speaker) => [
    speaker.name,
    speaker.link === "disconnected" && speaker.reason !== "OK" ? REASONS[speaker.reason] : speaker.link,
    speaker.zone === null ? "–" : "yes",
    speaker.channel,
    volume(speaker),
    speaker.batteryPercent === undefined ? null : `${speaker.batteryPercent} %`,
    speaker.codec ?? null,
    speaker.reportedDelayMs === undefined ? null : `${Math.round(speaker.reportedDelayMs)} ms`,
    speaker.latency === undefined ? null : renderLatency(speaker.latency, now),
  ]);
  const head = ["speaker", "link", "plays", "channel", "volume", "battery", "codec", "reported delay", "latency"];
  return tableLines(head, rows);
}

function volume({ muted, volumePercent, capPercent }: SpeakerView): string {
  const limit = capPercent === undefined ? "" : ` (limit ${capPercent} %)`;
  return `${muted ? "muted" : `${volumePercent} %`}${limit}`;
}

/** Every group, a line each. */
export function renderGroups(groups: readonly GroupView[]): readonly string[] {
  if (groups.length === 0)
    return ["There are no groups: they are made by voice, and a bridge without a cloud has none."];
  return tableLines(
    ["group", "speakers"],
    groups.map(({ name, speakers }) => [name, speakers.map((speaker) => speaker.name).join(", ") || null]),
  );
}

/** Every favourite, a line each. */
export function renderFavourites(favourites: readonly Favourite[]): readonly string[] {
  if (favourites.length === 0) {
    return ['There are no favourites yet. For example: house-band favourites add "Sunday Mix" miles davis'];
  }
  return tableLines(
    ["favourite", "plays"],
    favourites.map(({ name, plays }) => [name, plays.kind === "words" ? plays.words : plays.url]),
  );
}

/** What became of a command, and of each speaker where that differs. */
export function renderOutcome(outcome: Outcome, nameOf: (id: SpeakerId) => string, now: Date): readonly string[] {
  const parts = Object.entries(outcome.perSpeaker).map(([id, code]) => ({ name: nameOf(SpeakerId.parse(id)), code }));
  const good = parts.filter(({ code }) => code === "OK").map(({ name }) => name);
  const bad = parts.filter(({ code }) => code !== "OK").map(({ name, code }) => `  ${name}: ${REASONS[code]}`);
  const { found } = outcome;
  const music = found ? `${found.title}${found.artist === undefined ? "" : ` by ${found.artist}`}` : null;
  const what = [music, good.length > 0 ? `on ${good.join(", ")}` : null].filter((part) => part !== null).join(" ");
  const holds = [...renderVolumes(outcome, nameOf), ...renderLatencies(outcome, nameOf, now)];
  switch (outcome.state) {
    case "done":
      return [`Done${what ? `: ${what}` : ""}.`, ...holds];
    case "partial":
      return [`Partly${what ? `: ${what}` : ""}.`, ...bad, ...holds];
    default:
      return [`Not done: ${REASONS[outcome.code]}.`, ...bad];
  }
}

function renderVolumes({ volumePercent = {} }: Outcome, nameOf: (id: SpeakerId) => string): readonly string[] {
  return Object.entries(volumePercent).map(([id, percent]) => `  ${nameOf(SpeakerId.parse(id))}: ${percent} %`);
}

function renderLatencies({ latencies = {} }: Outcome, nameOf: (id: SpeakerId) => string, now: Date): readonly string[] {
  return Object.entries(latencies).map(
    ([id, latency]) => `  ${nameOf(SpeakerId.parse(id))}: ${renderLatency(latency, now)}`,
  );
}
