// What is announced, as sound files in a folder of their own. It may be private: a file is deleted when its announcement is
// over or was refused; of recordings that nobody has announced yet the newest few are kept, and nothing of an earlier run is.
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ClipId, err, newClipId, ok, type Result } from "@house-band/contract";
import { type Announcer, type AnnouncerFault, MAX_CLIP_BYTES, type VoiceSettings } from "../../announcer-port.ts";
import { readWavFormat } from "../../engine/input/wav-file.ts";
import type { Log } from "../../ports.ts";
import { runVoice } from "./voice-program.ts";

/** Recordings that were brought and that no command has named yet. */
const KEPT = 12;
const MAX_CLIP_SECONDS = 60;

export type AnnouncerOptions = {
  /** This run's alone: what is in it is deleted. */
  readonly directory: string;
  readonly voice: VoiceSettings;
  readonly log: Log;
};

/** With an empty folder. A folder that can't be made is told of by whoever wants to announce something. */
export async function createAnnouncer({ directory, voice, log }: AnnouncerOptions): Promise<Announcer> {
  await rm(directory, { recursive: true, force: true }).catch((error: Error) =>
    log.warn({}, `old announcements can't be deleted: ${error.message}`),
  );
  const fileOf = (id: ClipId): string => join(directory, `${id}.wav`);
  /** Files that somebody was given, and how often: no newer one pushes them out. */
  const holders = new Map<string, number>();
  const hold = (file: string): void => void holders.set(file, (holders.get(file) ?? 0) + 1);
  const drop = async (file: string): Promise<void> => {
    const others = (holders.get(file) ?? 1) - 1;
    if (others > 0) holders.set(file, others);
    else {
      holders.delete(file);
      await rm(file, { force: true }).catch((error: Error) =>
        log.warn({}, `what was announced can't be deleted: ${error.message}`),
      );
    }
  };
  const makeRoom = async (): Promise<Result<void, AnnouncerFault>> => {
    try {
      await mkdir(directory, { recursive: true, mode: 0o750 });
      const names = (await readdir(directory)).sort(); // ids are made in the order of time
      const unheld = names.map((name) => join(directory, name)).filter((file) => !holders.has(file));
      await Promise.all(unheld.slice(0, 1 - KEPT).map((file) => rm(file, { force: true })));
      return ok(undefined);
    } catch (error) {
      return err({ code: "failed", message: `${directory} can't be written to: ${reasonOf(error)}` });
    }
  };
  return {
    async speak(words, signal) {
      const room = await makeRoom();
      if (!room.ok) return room;
      const file = fileOf(newClipId());
      hold(file);
      const spoken = await runVoice(voice, words, file, { signal });
      if (spoken.ok) return ok(file);
      await drop(file); // whatever the program had written of it
      if (!signal.aborted) log.warn({ code: spoken.error.code }, `not announced: ${spoken.error.message}`);
      return spoken;
    },
    async keepClip(wav) {
      const fault = await faultIn(wav);
      if (fault !== null) return err({ code: "bad-clip", message: fault });
      const room = await makeRoom();
      if (!room.ok) return room;
      const id = newClipId();
      try {
        await writeFile(fileOf(id), wav, { mode: 0o640 });
        return ok(id);
      } catch (error) {
        return err({ code: "failed", message: `the recording can't be kept: ${reasonOf(error)}` });
      }
    },
    async clipPath(id) {
      const file = fileOf(id);
      hold(file); // before anything else is brought
      const isThere = await stat(file).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
      await drop(file);
      return null;
    },
    drop,
  };
}

/** Null where it is a WAV file of at most a minute. */
async function faultIn(wav: Uint8Array): Promise<string | null> {
  if (wav.byteLength > MAX_CLIP_BYTES)
    return `a recording of ${wav.byteLength} bytes: at most ${MAX_CLIP_BYTES} are kept`;
  const bytes = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  if (!/^(?:RIFF|RF64)....WAVE/s.test(bytes.toString("latin1", 0, 12))) return "that is no WAV file";
  const source = {
    async read(into: Buffer, offset: number, length: number, position: number) {
      return { bytesRead: bytes.copy(into, offset, position, Math.min(bytes.length, position + length)) };
    },
  };
  try {
    const format = await readWavFormat(source, bytes.length);
    const seconds = (format.dataBytes * 8) / (format.channels * format.bitsPerSample * format.rateHz);
    if (seconds === 0) return "the recording is empty";
    return seconds > MAX_CLIP_SECONDS
      ? `a recording of ${Math.round(seconds)} s: at most ${MAX_CLIP_SECONDS} s are announced`
      : null;
  } catch (error) {
    return reasonOf(error);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
