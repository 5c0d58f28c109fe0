// A road as lines for people, and as one JSON document. Pure.
import { gapsOf, timelineLines } from "@house-band/bridge-firmware/text/timeline";
import type { Road } from "./road.ts";

/** Head, timeline, speakers for which it went otherwise, what is missing. */
export function renderRoad(road: Road): readonly string[] {
  const { commandId, thing, askedAtMs, zeroAtMs, stations, speakers, missing } = road;
  const others = Object.entries(speakers).filter(([, code]) => code !== "OK");
  return [
    thing === null ? commandId : `${commandId}, bridge ${thing}`,
    `asked ${new Date(askedAtMs).toISOString()} by Alexa's clock, to the second`,
    ...(zeroAtMs === askedAtMs
      ? []
      : [`heard ${new Date(zeroAtMs).toISOString()} by the function's: times count from here`]),
    ...(stations.length === 0 ? [] : [""]),
    ...(stations.length === 0 ? [] : timelineLines(stations.map(toWhole), Math.round(zeroAtMs))),
    ...(others.length === 0 ? [] : ["", ...others.map(([name, code]) => `  ${name}: ${code}`)]),
    ...(missing.length === 0 ? [] : ["", ...missing.map(({ what, why }) => `  missing: ${what}: ${why}`)]),
  ];
}

/** Clocks of the cloud say no more than that. */
const toWhole = <T extends { readonly atMs: number; readonly slackMs: number }>(station: T): T => ({
  ...station,
  atMs: Math.round(station.atMs),
  slackMs: Math.ceil(station.slackMs),
});

/** For programs; times are milliseconds, `atMs` since 1970. */
export function toJsonRoad({ stations, zeroAtMs, ...road }: Road): string {
  const gaps = gapsOf(stations);
  const timeline = stations.map((station, index) => ({
    ...station,
    sinceMs: station.atMs - zeroAtMs,
    gapMs: gaps[index] ?? null,
  }));
  return JSON.stringify({ ...road, zeroAtMs, timeline }, null, 2);
}
