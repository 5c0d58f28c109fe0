// The kinds of sources there are, each played as the bridge has it played, with the moments at which its sound was handed over.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFifo } from "@house-band/bridge-firmware/adapters/receivers/fifo";
import {
  DEFAULT_INPUT_QUEUE_MS,
  type LiveInputSpec,
  type ZoneInput,
} from "@house-band/bridge-firmware/engine/protocol";
import { taggedWav } from "@house-band/local/music/tagged-wav";
import { RATE_HZ } from "../programme.ts";
import { CABLE_RATE_HZ, type Cable } from "./cable.ts";
import { MARK_AFTER_MS, markedSound, TONE_MS } from "./marked-sound.ts";
import { nowMs, type OneSpeaker, sleep } from "./one-speaker.ts";
import { type HandedOver, type Writing, writeMarkedSound } from "./pipe-writer.ts";
import { fileByMpd, type Radio, stationSources } from "./radio.ts";
import { files, type Source, type Take } from "./take.ts";

/** A zone's input is open, and waits, before its sender begins. */
const OPEN_AFTER_MS = 400;

/** What needs programs of other people; null where they are missing. */
export type Rooms = { readonly cable: Cable | null; readonly radio: Radio | null };

/** All that can be measured here; what they need lies in `directory`. */
export async function sourcesIn(directory: string, { cable, radio }: Rooms): Promise<readonly Source[]> {
  const path = join(directory, "marked.wav");
  const ms = RATE_HZ / 1_000;
  const side = markedSound({ rateHz: RATE_HZ, leadFrames: 0, markFrame: MARK_AFTER_MS * ms, frames: TONE_MS * ms });
  const tags = { title: "Marked", artist: "The Bench", album: "Marks", genre: "Test", year: 2026 };
  await writeFile(path, taggedWav({ left: side, right: side }, RATE_HZ, tags));
  const receivers = [
    receiver(directory, {
      name: "writerPipe",
      title: "a receiver that writes at the pace of sound",
      pacedBy: "writer",
    }),
    receiver(directory, {
      name: "readerPipe",
      title: "a receiver that writes as fast as it is read",
      pacedBy: "reader",
    }),
  ];
  return [
    file(path),
    ...(radio === null ? [] : [fileByMpd(path, radio)]),
    phone(path),
    ...receivers,
    ...(cable === null ? [] : [lineInput(cable)]),
    ...(radio === null ? [] : stationSources(radio)),
  ];
}

const file = (path: string): Source => ({
  name: "file",
  title: "a file",
  from: "play, asked of the engine",
  queueMs: null,
  async take(speaker) {
    const beganMs = nowMs();
    await speaker.playWhile(files(path), () => sleep(TONE_MS));
    return { beganMs, markMs: null, untilMs: nowMs() };
  },
});

/** As the bridge has a live input played. */
export const live = (input: string, spec: LiveInputSpec): ZoneInput => ({
  kind: "live",
  input,
  spec,
  tracks: [{ path: input, title: "Marked" }],
  startIndex: 0,
  startMs: 0,
});

const phone = (path: string): Source => ({
  name: "phone",
  title: "a phone (in software)",
  from: "when it would sound at the phone",
  queueMs: DEFAULT_INPUT_QUEUE_MS,
  async take(speaker) {
    const spec = { kind: "emulated", path, driftPpm: 0, queueMs: DEFAULT_INPUT_QUEUE_MS } as const;
    const beganMs = await speaker.playWhile(live("phone", spec), async () => {
      await sleep(OPEN_AFTER_MS);
      const atMs = nowMs();
      speaker.send({ kind: "set-sending", input: "phone", sending: true });
      await sleep(TONE_MS + DEFAULT_INPUT_QUEUE_MS);
      speaker.send({ kind: "set-sending", input: "phone", sending: false });
      return atMs;
    });
    return { beganMs, markMs: beganMs + MARK_AFTER_MS, untilMs: nowMs() };
  },
});

/** In pieces of 8 ms where the writer keeps the pace (as AirPlay's packets are), else of 23. */
function receiver(directory: string, kind: Pick<Source, "name" | "title"> & Pick<Writing, "pacedBy">): Source {
  const shape = { format: "S16_LE", rateHz: 44_100, channels: 2, queueMs: DEFAULT_INPUT_QUEUE_MS } as const;
  return {
    ...kind,
    from: "its write into the pipe",
    queueMs: DEFAULT_INPUT_QUEUE_MS,
    async take(speaker, round) {
      const path = join(directory, `${kind.name}-${round}.pcm`);
      await makeFifo(path);
      const spec = { kind: "pipe", path, pacedBy: kind.pacedBy, ...shape } as const;
      const pieceFrames = kind.pacedBy === "writer" ? 352 : 1_024;
      const writing = { path, rateHz: shape.rateHz, pieceFrames, pacedBy: kind.pacedBy, leadMs: 0 };
      return takeWritten(speaker, live(kind.name, spec), writing);
    },
  };
}

const lineInput = ({ path, device }: Cable): Source => ({
  name: "line",
  title: "a line input, by ALSA and a sound server",
  from: "its write into the sound server",
  queueMs: DEFAULT_INPUT_QUEUE_MS,
  take(speaker) {
    const spec = { kind: "alsa", device, queueMs: DEFAULT_INPUT_QUEUE_MS } as const;
    const writing = { path, rateHz: CABLE_RATE_HZ, pieceFrames: 480, pacedBy: "writer", leadMs: 1_000 } as const;
    return takeWritten(speaker, live("line", spec), writing);
  },
});

async function takeWritten(speaker: OneSpeaker, input: ZoneInput, writing: Writing): Promise<Take> {
  const handedOver = await speaker.playWhile(input, async (): Promise<HandedOver> => {
    await sleep(OPEN_AFTER_MS);
    return writeMarkedSound(writing);
  });
  return { ...handedOver, untilMs: nowMs() };
}
