// AirPlay by shairport-sync: the program kept running, its sound in a named pipe for the engine, what it tells of the
// session in another one.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { ok } from "@house-band/contract";
import type { Log } from "../../ports.ts";
import { RECEIVER_PROGRAMS } from "../../receivers.ts";
import { type AirPlaySession, afterItem, NO_SESSION } from "./airplay-session.ts";
import { tellByDacp } from "./dacp.ts";
import { makeFifo, readFifo } from "./fifo.ts";
import { keepProgram } from "./kept-program.ts";
import { createItemParser } from "./parse-shairport.ts";
import { createReceiverInputs, RECEIVER_PCM, type Receiver, type Session } from "./receiver.ts";
import { toReceiverState } from "./receiver-state.ts";
import { toShairportConfig } from "./shairport-config.ts";

export type AirPlayOptions = {
  readonly directory: string;
  readonly name: string;
  readonly port: number;
  readonly log: Log;
};

/** Starts it; resolves when devices may find it soon. */
export async function openAirPlay({ directory, name, port, log }: AirPlayOptions): Promise<Receiver> {
  const [audioPipe, metadataPipe, configFile] = ["airplay.pcm", "airplay.meta", "airplay.conf"].map((file) =>
    join(directory, file),
  ) as [string, string, string];
  for (const pipe of [audioPipe, metadataPipe]) await makeFifo(pipe);
  await writeFile(configFile, toShairportConfig({ name, port, audioPipe, metadataPipe }), { mode: 0o600 });

  let session: AirPlaySession = NO_SESSION;
  let decoder = new StringDecoder("utf8");
  let parser = createItemParser();
  const inputs = createReceiverInputs({
    kind: "airplay",
    codec: "ALAC",
    input: { ...RECEIVER_PCM, pacedBy: "writer", path: audioPipe },
    async tell(order) {
      const told = await tellByDacp(session.remote, order);
      if (told.ok) log.debug({ order }, "an AirPlay device was told");
      return told.ok ? ok(undefined) : told;
    },
    async close() {
      await program.close();
      stopReading();
    },
  });
  const know = (next: AirPlaySession): void => {
    session = next;
    inputs.now(toSession(next));
  };
  const stopReading = readFifo(metadataPipe, (chunk) => {
    know(parser.push(decoder.write(chunk)).reduce(afterItem, session));
  });
  const onState = (): void => {
    // whatever an earlier life had begun to tell is never told to its end
    decoder = new StringDecoder("utf8");
    parser = createItemParser();
    know(NO_SESSION);
  };
  const { command } = RECEIVER_PROGRAMS.airplay;
  const program = keepProgram({ command, args: ["-u", "-c", configFile], toComplaint, onState, log });
  return { inputs, state: () => toReceiverState("airplay", name, program.state()) };
}

function toSession({ isOpen, isSending, device, tags }: AirPlaySession): Session | null {
  if (!isOpen) return null;
  const isTold = Object.values(tags).some((tag) => tag !== null);
  const trackId = isTold ? JSON.stringify(tags) : null;
  return { device, isSending, player: { isPlaying: isSending, trackId, ...tags } };
}

/** Names on the system's D-Bus are its own user's to have, not the bridge's, and nobody here asks for it by them. */
const NOT_ITS_NAME = /could not acquire an? .* on the system bus/u;

/** Its words, without the names and addresses of whoever plays. */
export function toComplaint(line: string): string | null {
  if (NOT_ITS_NAME.test(line)) return null;
  const words = line.replace(/"[^"]*"/gu, "…").replace(/\b\d{1,3}(\.\d{1,3}){3}\b|\b[0-9a-f:]*::[0-9a-f:]*/giu, "…");
  return /\b(warning|fatal error):/.test(words) ? words.trim() : null;
}
