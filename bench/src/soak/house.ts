// The home of a soak: eight speakers in two zones that play different music, and one speaker whose link breaks again and
// again. Half of them are recorded: two witnesses in each zone, one of which is the speaker that leaves.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineEvent, OutputId, ZoneMember } from "@house-band/bridge-firmware/engine/protocol";
import type { AudioEngine } from "@house-band/bridge-firmware/ports";
import { newZoneId, type ZoneId } from "@house-band/contract";
import { noiseWav } from "../programme.ts";

export type SoakSpeaker = {
  readonly output: OutputId;
  /** What really passes, and what the engine is told. */
  readonly latencyMs: number;
  /** Null: nobody listens there. */
  readonly recordPath: string | null;
};

export type SoakZone = { readonly id: ZoneId; readonly speakers: readonly SoakSpeaker[]; readonly track: string };

export type SoakHouse = { readonly zones: readonly SoakZone[]; readonly leaver: SoakSpeaker };

const ZONES = 2;
const SPEAKERS_PER_ZONE = 4;
const WITNESSES_PER_ZONE = 2;
/** No whole number of minutes: tracks change at another place of every minute. */
const TRACK_S = 67;
const GOLDEN = 0.618_034;

/** Writes the music and lays out the home; nothing plays yet. */
export async function layOut(directory: string): Promise<SoakHouse> {
  const zones: SoakZone[] = [];
  for (let zone = 0; zone < ZONES; zone++) {
    const track = join(directory, `music-${zone}.wav`);
    await writeFile(track, noiseWav(TRACK_S, 10 * zone + 1, `Noise ${zone}`, "Noise"));
    const speakers = Array.from({ length: SPEAKERS_PER_ZONE }, (_, index) => speakerAt(directory, zone, index));
    zones.push({ id: newZoneId(), speakers, track });
  }
  const leaver = zones[0]?.speakers[0];
  if (!leaver) throw new RangeError("a soak needs somebody who leaves");
  return { zones, leaver };
}

function speakerAt(directory: string, zone: number, index: number): SoakSpeaker {
  const output = `zone-${zone}-speaker-${index}`;
  const latencyMs = 60 + 290 * (((zone * SPEAKERS_PER_ZONE + index) * GOLDEN) % 1);
  const recordPath = index < WITNESSES_PER_ZONE ? join(directory, `${output}.wav`) : null;
  return { output, latencyMs, recordPath };
}

/** Both zones begin, with enough music for `minutes`. */
export function playOn(engine: AudioEngine, { zones }: SoakHouse, minutes: number): void {
  const count = Math.ceil(((minutes + 2) * 60) / TRACK_S);
  for (const { id, speakers, track } of zones) {
    for (const speaker of speakers) open(engine, speaker);
    const tracks = Array.from({ length: count }, (_, n) => ({ path: track, title: `Noise ${n}` }));
    const input = { kind: "files" as const, tracks, startIndex: 0, startMs: 0 };
    engine.send({ kind: "open-zone", zone: id, input, paused: false, members: speakers.map(toMember) });
  }
}

/** The leaver's link breaks. */
export function leave(engine: AudioEngine, { leaver }: SoakHouse): void {
  engine.send({ kind: "set-link", output: leaver.output, up: false });
}

/** It has a new link and joins its zone again. */
export function comeBack(engine: AudioEngine, { leaver, zones }: SoakHouse): void {
  const zone = zones.find(({ speakers }) => speakers.includes(leaver));
  if (!zone) return;
  engine.send({ kind: "close-output", output: leaver.output });
  engine.send({ kind: "set-link", output: leaver.output, up: true });
  open(engine, leaver);
  engine.send({ kind: "join", zone: zone.id, member: toMember(leaver) });
}

/** What must not happen in a soak: anything but the leaver's own failure. */
export function isTrouble(event: EngineEvent, { leaver }: SoakHouse): boolean {
  if (event.kind === "output-failed") return event.output !== leaver.output;
  return event.kind === "refused" || event.kind === "track-failed" || event.kind === "zone-ended";
}

function open(engine: AudioEngine, { output, latencyMs, recordPath }: SoakSpeaker): void {
  const spec = { kind: "emulated" as const, actualLatencyMs: latencyMs, jitterMs: 0, seed: 1 };
  engine.send({ kind: "open-output", output, spec: { ...spec, ...(recordPath !== null && { recordPath }) } });
}

const toMember = ({ output, latencyMs }: SoakSpeaker): ZoneMember => ({
  output,
  channel: "stereo",
  volumePercent: 100,
  muted: false,
  latencyMs,
});
