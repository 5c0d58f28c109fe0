// How late each kind of source is, and how long it takes from one to another: a marked sound is handed to the engine as a
// file, as a phone, as a receiver, a cable and MPD hand theirs over, and found again in what leaves a speaker's cone.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchOptions, BenchResult } from "./bench.ts";
import { layCable, missingForCable } from "./sources/cable.ts";
import { type Delays, delayFigures, delayTable, readDelays, type Taken } from "./sources/delays.ts";
import { type Rooms, sourcesIn } from "./sources/kinds.ts";
import { type Cone, type OneSpeaker, startOneSpeaker } from "./sources/one-speaker.ts";
import { missingForMpd } from "./sources/own-mpd.ts";
import { startRadio } from "./sources/radio.ts";
import {
  pairsIn,
  readSwitches,
  type Switched,
  type SwitchTimes,
  switchFigures,
  switchTable,
  takeSwitch,
  titleOf,
} from "./sources/switches.ts";
import type { Take } from "./sources/take.ts";

export const sources: Bench = {
  name: "sources",
  what: "how late a file, a phone, a receiver's pipe, a line input and radio are heard, and how soon one follows another",
  run,
};

const ROUNDS = { full: 10, quick: 5 };

type Missing = { readonly cable: string | null; readonly mpd: string | null };
type Measured = { readonly delays: readonly Delays[]; readonly switches: readonly SwitchTimes[] };

async function run(options: BenchOptions): Promise<BenchResult> {
  const missing = { cable: missingForCable(), mpd: missingForMpd() };
  const directory = await mkdtemp(join(tmpdir(), "house-band-sources-"));
  try {
    const cable = missing.cable === null ? await layCable(join(directory, "cable")) : null;
    try {
      const speaker = await withEnvironment(cable?.environment ?? {}, () => startOneSpeaker(directory));
      try {
        const taken = await takeAll(directory, speaker, { cable, hasMpd: missing.mpd === null }, options);
        return toResult(await readAll(await speaker.finish(), taken), missing);
      } finally {
        await speaker.close();
      }
    } finally {
      await cable?.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type AllTaken = { readonly taken: readonly Taken[]; readonly switched: readonly Switched[] };

async function takeAll(
  directory: string,
  speaker: OneSpeaker,
  { cable, hasMpd }: Pick<Rooms, "cable"> & { readonly hasMpd: boolean },
  { quick, progress }: BenchOptions,
): Promise<AllTaken> {
  const radio = hasMpd ? await startRadio(join(directory, "radio"), speaker.engine) : null;
  const rounds = Array.from({ length: quick ? ROUNDS.quick : ROUNDS.full }, (_, round) => round);
  try {
    const taken: Taken[] = [];
    for (const source of await sourcesIn(directory, { cable, radio })) {
      progress(source.title);
      const takes: Take[] = [];
      for (const round of rounds) takes.push(await source.take(speaker, round));
      taken.push({ source, takes });
    }
    const switched: Switched[] = [];
    for (const pair of await pairsIn(directory, speaker, { cable, radio })) {
      progress(titleOf(pair));
      const switches: Switched["switches"][number][] = [];
      for (const round of rounds) switches.push(await takeSwitch(speaker, pair, round));
      switched.push({ pair, switches });
    }
    return { taken, switched };
  } finally {
    await radio?.close();
  }
}

/** What is started meanwhile inherits it. */
async function withEnvironment<T>(environment: Readonly<Record<string, string>>, start: () => Promise<T>): Promise<T> {
  const before = process.env;
  process.env = { ...before, ...environment };
  try {
    return await start();
  } finally {
    process.env = before;
  }
}

async function readAll(cone: Cone, { taken, switched }: AllTaken): Promise<Measured> {
  try {
    const delays: Delays[] = [];
    for (const one of taken) delays.push(await readDelays(cone, one));
    const switches: SwitchTimes[] = [];
    for (const one of switched) switches.push(await readSwitches(cone, one));
    return { delays, switches };
  } finally {
    await cone.close();
  }
}

const toResult = ({ delays, switches }: Measured, missing: Missing): BenchResult => ({
  tables: [delayTable(delays), switchTable(switches)],
  figures: { ...delayFigures(delays), ...switchFigures(switches) },
  notes: [
    "Medians, within the first two seconds. The engine's process and an emulated speaker; what leaves its cone is found in its recording, to a millisecond.",
    "What a program or its sender holds back before it writes is not in it (an AirPlay device sends two seconds ahead), nor is a Bluetooth codec.",
    "A program that writes as fast as it is read is ahead by what its pipe holds once it plays: shortened to 8 KB, 46 ms; of 64 KB it would be 372 ms.",
    "A change is the old zone closed and the new one opened in one go, as the bridge's core asks for it; whoever sends begins in that moment, a cable has always been sending.",
    ...(missing.mpd === null ? RADIO_NOTES : [missing.mpd]),
    missing.cable ?? "The sound server's own buffers stand in for those of a sound card.",
  ],
});

const RADIO_NOTES = [
  "The station is this machine's own and sends WAV: no network is in it, and MPD has no compressed sound to decode.",
  "4.1 s is what Icecast sends at once, as it comes, of 128 kbit/s: radio begins sooner by it, and stays that far behind. Where nothing is sent ahead, MPD waits for a second of sound.",
];
