// What is changed from and to: every kind of source, soft or loud without end, played as the bridge has it played.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFifo } from "@house-band/bridge-firmware/adapters/receivers/fifo";
import { DEFAULT_INPUT_QUEUE_MS, type ZoneInput } from "@house-band/bridge-firmware/engine/protocol";
import { taggedWav } from "@house-band/local/music/tagged-wav";
import { RATE_HZ } from "../programme.ts";
import { CABLE_RATE_HZ, type Cable } from "./cable.ts";
import { live } from "./kinds.ts";
import { type Steady, steadySound } from "./marked-sound.ts";
import type { Asked, OneSpeaker } from "./one-speaker.ts";
import type { Radio } from "./radio.ts";
import { AHEAD_MS } from "./station.ts";
import { writeSteadySound } from "./steady-writer.ts";
import { files } from "./take.ts";

/** Something that can be played. */
export type Sending = {
  readonly input: ZoneInput;
  /** Absent: the engine itself. */
  readonly asked?: Asked;
  /** Its sender begins, at the moment at which it is asked for. */
  begin(): void;
  end(): void;
};

export type Sender = {
  readonly name: string;
  readonly title: string;
  prepare(level: Steady, round: number): Promise<Sending>;
};

type Paths = Readonly<Record<Steady, string>>;

/** Longer than a change takes. */
const FILE_MS = 30_000;

/** Both sounds as files. */
export async function writeSteadyFiles(directory: string): Promise<Paths> {
  const paths = { soft: join(directory, "soft.wav"), loud: join(directory, "loud.wav") };
  for (const level of ["soft", "loud"] as const) {
    const side = steadySound(RATE_HZ, (FILE_MS * RATE_HZ) / 1_000, level);
    const tags = { title: level, artist: "The Bench", album: "Marks", genre: "Test", year: 2026 };
    await writeFile(paths[level], taggedWav({ left: side, right: side }, RATE_HZ, tags));
  }
  return paths;
}

const nothing = (): void => undefined;

export const fileSender = (paths: Paths): Sender => ({
  name: "file",
  title: "a file",
  prepare: async (level) => ({ input: files(paths[level]), begin: nothing, end: nothing }),
});

export const mpdFileSender = (paths: Paths, { player }: Radio): Sender => ({
  name: "mpdFile",
  title: "a file, by MPD",
  prepare: async (level) => ({ input: files(paths[level]), asked: player, begin: nothing, end: nothing }),
});

/** It sends some seconds at once, or nothing ahead. */
export function stationSender({ player, station }: Radio, isAhead: boolean): Sender {
  const aheadMs = isAhead ? AHEAD_MS : 0;
  return {
    name: isAhead ? "radio" : "bareRadio",
    title: `radio, ${isAhead ? `${(AHEAD_MS / 1_000).toFixed(1)} s sent at once` : "nothing sent ahead"}`,
    prepare: async (level) => ({
      input: files(station.url(level, aheadMs), true),
      asked: player,
      begin: nothing,
      end: nothing,
    }),
  };
}

export const phoneSender = (paths: Paths, { send }: OneSpeaker): Sender => ({
  name: "phone",
  title: "a phone",
  async prepare(level, round) {
    const input = `phone-${level}-${round}`;
    const spec = { kind: "emulated", path: paths[level], driftPpm: 0, queueMs: DEFAULT_INPUT_QUEUE_MS } as const;
    const tell = (sending: boolean) => send({ kind: "set-sending", input, sending });
    return { input: live(input, spec), begin: () => tell(true), end: () => tell(false) };
  },
});

/** Writes in pieces of 8 ms, as AirPlay's packets are. */
export const receiverSender = (directory: string): Sender => ({
  name: "receiver",
  title: "a receiver's pipe",
  async prepare(level, round) {
    const to = { path: join(directory, `receiver-${level}-${round}.pcm`), rateHz: 44_100, pieceFrames: 352 };
    await makeFifo(to.path);
    const shape = { format: "S16_LE", rateHz: to.rateHz, channels: 2, queueMs: DEFAULT_INPUT_QUEUE_MS } as const;
    const spec = { kind: "pipe", path: to.path, pacedBy: "writer", ...shape } as const;
    return { input: live("receiver", spec), ...writer(() => writeSteadySound(to, level)) };
  },
});

/** A cable is never without samples: it has them before it is asked for. */
export const lineSender = ({ path, device }: Cable): Sender => ({
  name: "line",
  title: "a line input",
  async prepare(level) {
    const { begin, end } = writer(() => writeSteadySound({ path, rateHz: CABLE_RATE_HZ, pieceFrames: 480 }, level));
    begin();
    const spec = { kind: "alsa", device, queueMs: DEFAULT_INPUT_QUEUE_MS } as const;
    return { input: live("line", spec), begin: nothing, end };
  },
});

function writer(start: () => () => void): Pick<Sending, "begin" | "end"> {
  let stop = nothing;
  return {
    begin() {
      stop = start();
    },
    end: () => stop(),
  };
}
