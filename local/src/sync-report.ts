// After a run: measures the recordings of the time the last sentence played, zone by zone, and draws the picture.
import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BridgeState, Home } from "@house-band/contract";
import { syncPlot } from "./meter/plot.ts";
import { toZones, type ZoneSync } from "./meter/skew.ts";
import { surveyRecordings } from "./meter/survey.ts";
import { type StackSpeaker, withNameIn } from "./stack/stack-speakers.ts";
import type { Stack } from "./stack.ts";

export type PlayedZone = {
  readonly title: string;
  readonly artist: string | null;
  readonly isPlaying: boolean;
  /** Whoever played it to the bridge is not connected any more. Absent: no. */
  readonly isAway?: boolean;
  readonly members: readonly PlayedMember[];
};

export type PlayedMember = {
  readonly speaker: StackSpeaker;
  readonly channel: string;
  readonly volumePercent: number;
  readonly muted: boolean;
  readonly isLinked: boolean;
};

export type SyncReport = { readonly zones: readonly ZoneSync[]; readonly plotPath: string };

/** The bridge's zones with their speakers, in the home's order and by the names they have now. */
export function playedZones(
  { speakers }: Pick<Stack, "speakers">,
  state: BridgeState,
  home: Home,
): readonly PlayedZone[] {
  return Object.values(state.zones).map(({ title, artist, state: zoneState, away, members }) => ({
    title,
    artist: artist ?? null,
    isPlaying: zoneState === "playing",
    ...(away && { isAway: true }),
    members: speakers.flatMap((speaker) => {
      const channel = members[speaker.id];
      const report = state.speakers[speaker.id];
      if (!channel || !report) return [];
      const { volumePercent, muted, link } = report;
      return [{ speaker: withNameIn(home, speaker), channel, volumePercent, muted, isLinked: link === "connected" }];
    }),
  }));
}

/** A speaker that was never reached left no recording: its path would lead nowhere. */
export async function withRecordings(zones: readonly PlayedZone[]): Promise<readonly PlayedZone[]> {
  const paths = zones.flatMap(({ members }) => members.flatMap(({ speaker }) => speaker.wavPath ?? []));
  const files = await Promise.all(
    paths.map(async (path) => ((await stat(path).catch(() => null))?.isFile() ? path : null)),
  );
  const there = new Set(files);
  return zones.map((zone) => ({
    ...zone,
    members: zone.members.map((member) => {
      const { wavPath } = member.speaker;
      return there.has(wavPath) ? member : { ...member, speaker: { ...member.speaker, wavPath: null } };
    }),
  }));
}

/**
 * To be called when the recordings are closed.
 * @param stretch of the engine's timeline, on which all recordings lie
 * @throws where a recording can't be read
 */
export async function measureRun(run: {
  readonly title: string;
  readonly directory: string;
  readonly zones: readonly PlayedZone[];
  readonly stretch: { readonly fromMs: number; readonly untilMs: number };
}): Promise<SyncReport> {
  const members = run.zones.flatMap((zone) => zone.members);
  const recordings = members.flatMap(({ speaker: { name, wavPath } }) =>
    wavPath === null ? [] : [{ name, path: wavPath }],
  );
  const names = run.zones.map(({ members }) => members.map(({ speaker }) => speaker.name));
  const survey = await surveyRecordings(recordings, { ...run.stretch, zones: names });
  if (!survey.ok) throw new Error(`the recordings can't be measured: ${survey.error}`);
  const zones = toZones(survey.value, names);
  const titled = zones.map((zone, index) => {
    const { title = "", artist = null } = run.zones[index] ?? {};
    return { ...zone, title: artist === null ? title : `${title}, ${artist}` };
  });
  const plotPath = join(run.directory, "sync.svg");
  await writeFile(plotPath, syncPlot(run.title, survey.value, titled));
  return { zones, plotPath };
}
