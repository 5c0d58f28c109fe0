// How long it takes from one source to another on the same speaker: asked for as the bridge's core asks for it, the old
// zone closed and the new one opened in one go (core/plan.ts), and found in what left the cone.
import type { BenchTable } from "../bench.ts";
import { median, quantile } from "../bench.ts";
import { RATE_HZ } from "../programme.ts";
import { medianAndMost } from "./delays.ts";
import type { Rooms } from "./kinds.ts";
import { BEGUN, findChangeover, firstAbove } from "./marked-sound.ts";
import { type Cone, nowMs, type OneSpeaker, SILENT_AFTER_MS, SPEAKER_MS, sleep } from "./one-speaker.ts";
import {
  fileSender,
  lineSender,
  mpdFileSender,
  phoneSender,
  receiverSender,
  type Sender,
  stationSender,
  writeSteadyFiles,
} from "./senders.ts";

type Pair = { readonly from: Sender; readonly to: Sender };
/** By the monotonic clock. */
type Switch = { readonly askedMs: number; readonly untilMs: number };
export type Switched = { readonly pair: Pair; readonly switches: readonly Switch[] };
export type SwitchTimes = {
  readonly pair: Pair;
  readonly soundMs: readonly number[];
  readonly silentMs: readonly number[];
};

/** The first source is well heard, and the second has come out of the cone. */
const FIRST_FOR_MS = 600;
const SECOND_FOR_MS = 800;

/** All that can be measured here; what they need lies in `directory`. */
export async function pairsIn(
  directory: string,
  speaker: OneSpeaker,
  { cable, radio }: Rooms,
): Promise<readonly Pair[]> {
  const paths = await writeSteadyFiles(directory);
  const [file, phone, receiver] = [fileSender(paths), phoneSender(paths, speaker), receiverSender(directory)];
  const pairs = [
    { from: file, to: file },
    { from: file, to: phone },
    { from: phone, to: file },
    { from: file, to: receiver },
  ];
  if (cable !== null) pairs.push({ from: receiver, to: lineSender(cable) });
  if (radio === null) return pairs;
  const [mpdFile, ahead, bare] = [mpdFileSender(paths, radio), stationSender(radio, true), stationSender(radio, false)];
  return [...pairs, { from: ahead, to: mpdFile }, { from: mpdFile, to: ahead }, { from: mpdFile, to: bare }];
}

export const titleOf = ({ from, to }: Pair): string => `${from.title} → ${to.title}`;

/** One change; resolves once it is silent again. */
export async function takeSwitch(speaker: OneSpeaker, { from, to }: Pair, round: number): Promise<Switch> {
  const [first, second] = [await from.prepare("soft", round), await to.prepare("loud", round)];
  try {
    first.begin();
    const before = speaker.open(first.input, first.asked);
    await before.begun();
    await sleep(FIRST_FOR_MS);
    const askedMs = nowMs();
    second.begin();
    before.close();
    const after = speaker.open(second.input, second.asked);
    await after.begun();
    await sleep(SECOND_FOR_MS);
    const untilMs = nowMs();
    after.close();
    return { askedMs, untilMs };
  } finally {
    first.end();
    second.end();
    await sleep(SILENT_AFTER_MS);
  }
}

/** @throws Error where one of the two was not heard, or the second before it can have been */
export async function readSwitches(cone: Cone, { pair, switches }: Switched): Promise<SwitchTimes> {
  const soundMs: number[] = [];
  const silentMs: number[] = [];
  const toMs = (frames: number): number => (frames * 1_000) / RATE_HZ;
  for (const { askedMs, untilMs } of switches) {
    const heard = await cone.heard(askedMs, untilMs);
    const found = findChangeover(heard, RATE_HZ);
    if (found === null) throw new Error(`${titleOf(pair)}: the second did not come out of the speaker`);
    const afterMs = toMs(found.beginsAt);
    if (afterMs < SPEAKER_MS) throw new Error(`${titleOf(pair)}: ${afterMs} ms after, sooner than the speaker can`);
    if ((firstAbove(heard, BEGUN) ?? heard.length) > RATE_HZ / 100)
      throw new Error(`${titleOf(pair)}: the first was not heard when the second was asked for`);
    soundMs.push(afterMs - SPEAKER_MS);
    silentMs.push(toMs(found.silent));
  }
  return { pair, soundMs, silentMs };
}

/** One row a pair. */
export function switchTable(all: readonly SwitchTimes[]): BenchTable {
  const head = ["from", "to", "until it sounds, ms", "at most", "silence between, ms", "at most"];
  const rows = all.map(({ pair: { from, to }, soundMs, silentMs }) => [
    from.title,
    to.title,
    ...medianAndMost(soundMs),
    ...medianAndMost(silentMs),
  ]);
  const title = `From one source to another, beyond the speaker's latency of ${SPEAKER_MS} ms, ${all[0]?.soundMs.length ?? 0} times each`;
  return { title, head, rows };
}

/** Named after their pairs. */
export const switchFigures = (all: readonly SwitchTimes[]): Readonly<Record<string, number>> => ({
  ...Object.assign({}, ...all.map(toFigures)),
  slowestSwitchMs: Math.max(...all.flatMap(({ soundMs }) => soundMs)),
});

function toFigures({ pair: { from, to }, soundMs, silentMs }: SwitchTimes): Readonly<Record<string, number>> {
  const name = `${from.name}To${capital(to.name)}`;
  return {
    [`${name}MedianMs`]: median(soundMs),
    [`${name}MaxMs`]: quantile(soundMs, 1),
    [`${name}SilenceMedianMs`]: median(silentMs),
    [`${name}SilenceMaxMs`]: quantile(silentMs, 1),
  };
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
