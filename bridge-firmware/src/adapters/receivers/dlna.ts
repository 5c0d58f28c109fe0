// A UPnP media renderer ("DLNA") by gmediarender: the program kept running, its sound in a named pipe for the engine, its
// transport's state and titles out of its own log.
import { createHash } from "node:crypto";
import { closeSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { err } from "@house-band/contract";
import { NO_PLAYER } from "../../live-inputs-port.ts";
import type { Log } from "../../ports.ts";
import { RECEIVER_PROGRAMS } from "../../receivers.ts";
import { orderTransport } from "./av-transport.ts";
import { emptyFifo, makeFifo, openFifo } from "./fifo.ts";
import { keepProgram } from "./kept-program.ts";
import { createRendererLog, toHopeless } from "./parse-gmediarender.ts";
import { createReceiverInputs, RECEIVER_PCM, type Receiver, type Session } from "./receiver.ts";
import { toReceiverState } from "./receiver-state.ts";
import { afterChange, leavesScrap, NOTHING_RENDERED, type RendererSession } from "./renderer-session.ts";

export type DlnaOptions = {
  readonly directory: string;
  readonly name: string;
  readonly port: number;
  /** The bridge's, so that control points know it again. */
  readonly thing: string;
  readonly log: Log;
};

/** Starts it; resolves when control points may find it soon. */
export async function openDlna({ directory, name, port, thing, log }: DlnaOptions): Promise<Receiver> {
  const audioPipe = join(directory, "dlna.pcm");
  await makeFifo(audioPipe);
  const pipe = openFifo(audioPipe);

  let session: RendererSession = NOTHING_RENDERED;
  let renderer = createRendererLog(isOwnAddress);
  const inputs = createReceiverInputs({
    kind: "dlna",
    codec: null,
    input: { ...RECEIVER_PCM, pacedBy: "writer", path: audioPipe },
    async tell(order) {
      // what comes next is the control point's to know
      if (session.control === null || order === "next" || order === "previous") return err(NO_PLAYER);
      return orderTransport(session.control, order === "play" ? "Play" : "Pause");
    },
    async close() {
      await program.close();
      closeSync(pipe);
    },
  });
  const know = (next: RendererSession): void => {
    if (leavesScrap(session, next)) emptyFifo(pipe);
    session = next;
    inputs.now(toSession(next));
  };
  const onState = (): void => {
    renderer = createRendererLog(isOwnAddress);
    know(NOTHING_RENDERED);
  };
  const program = keepProgram({
    command: RECEIVER_PROGRAMS.dlna.command,
    args: toArguments({ name, port, uuid: toUuid(thing) }),
    env: { GST_REGISTRY: join(directory, "gstreamer.registry") },
    descriptors: [pipe],
    onLine: (line) => know(renderer.line(line).reduce(afterChange, session)),
    // once it listens, a line that looks like this one is somebody's title
    toHopeless: (line) => (session.control === null ? toHopeless(line) : null),
    toComplaint,
    onState,
    log,
  });
  return { inputs, state: () => toReceiverState("dlna", name, program.state()) };
}

const isOwnAddress = (host: string): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === host));

/**
 * Its sink writes when a sample is due and, unlike a `filesink`, can be told to stop while the pipe is full: nobody
 * listens then, and the renderer still answers.
 */
const SINK = [
  "audioconvert",
  "audioresample quality=9",
  `audio/x-raw,format=S16LE,rate=${RECEIVER_PCM.rateHz},channels=${RECEIVER_PCM.channels}`,
  "fdsink fd=3 sync=true",
].join(" ! ");

/** @param port of the range that gmediarender takes, 49152 to 65535 */
export const toArguments = ({ name, port, uuid }: { name: string; port: number; uuid: string }): readonly string[] => [
  ...["--friendly-name", name],
  ...["--uuid", uuid],
  ...["--port", String(port)],
  ...["--mime-filter", "audio"],
  ...["--gstout-initial-volume-db", "0"],
  ...["--gstout-audiopipe", SINK],
  ...["--logfile", "stdout"],
];

/** The same for the same bridge, and no other. @see RFC 9562, 5.5 UUID version 5 */
export function toUuid(thing: string): string {
  const bytes = createHash("sha1").update(`house-band/renderer/${thing}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}

function toSession({ transport, uri, tags }: RendererSession): Session | null {
  // between two tracks it stands still: whoever gave it the first is still there, as far as it knows
  if (transport === "NO_MEDIA_PRESENT") return null;
  const isSending = transport === "PLAYING";
  const trackId = uri === "" ? null : JSON.stringify([uri, tags]);
  return { device: null, isSending, player: { isPlaying: isSending, trackId, ...tags } };
}

/** GStreamer's warnings carry addresses of whatever is played. */
const toComplaint = (line: string): string | null =>
  /GStreamer-(?:WARNING|CRITICAL|ERROR)|error while loading/u.test(line) ? line.replace(/\w+:\/\/\S+/gu, "…") : null;
