// A device that plays by AirPlay: PulseAudio's RAOP client sends the sound. It tells no titles; they are told as an
// iPhone does, by RTSP, beside it.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { eventually, type Program, startProgram } from "./child.ts";

export type Track = { readonly title: string; readonly artist: string; readonly album: string };

/** PulseAudio's own: its two threads disagree whether it is connected, once in some seventy times. @see raop-sink.c, thread_func */
const ABORTS = /Assertion 'pollfd' failed at \S+raop-sink\.c/u;
const STREAMS = "RAOP: RECORD";
/** From being connected to that assertion were 20 ms at most. */
const SURELY_STREAMS_MS = 500;
const CONNECTS_WITHIN_MS = 15_000;

export type AirPlayDevice = Awaited<ReturnType<typeof startAirPlayDevice>>;

/** Resolves when it could play. `port` is the receiver's, which must be there. */
export async function startAirPlayDevice(parent: string, port: number) {
  const folder = join(parent, "device");
  mkdirSync(folder, { recursive: true });
  const [socket, script] = [join(folder, "pulse.sock"), join(folder, "device.pa")];
  writeFileSync(script, `load-module module-native-protocol-unix socket=${socket} auth-anonymous=1\n${SINK(port)}\n`);
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder };
  const pactl = (...args: readonly string[]): string => {
    try {
      return execFileSync("pactl", ["-s", `unix:${socket}`, ...args], { encoding: "utf8", env, stdio: "pipe" });
    } catch {
      return "";
    }
  };
  const startServer = async (): Promise<Program> => {
    const flags = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no"];
    const program = startProgram("pulseaudio", [...flags, "--log-level=debug", "-F", script], env);
    const hasSink = () => pactl("list", "short", "sinks").includes("airplay");
    await eventually(hasSink, 10_000, "a sink").catch(async (error: Error) => {
      await program.end();
      throw new Error(`${error.message}; PulseAudio said: ${program.said().slice(-2_000)}`);
    });
    pactl("set-sink-volume", "airplay", "100%");
    return program;
  };
  let server = await startServer();
  let player: Program | null = null;
  return {
    /**
     * Chooses the bridge and plays the file; anew where PulseAudio has aborted.
     * @returns when that was, by `performance.now()`
     */
    async play(file: string): Promise<number> {
      for (;;) {
        const beganMs = performance.now();
        player = startProgram("paplay", ["-s", `unix:${socket}`, "-d", "airplay", file], env);
        const hasEnded = () => server.child.exitCode !== null || server.child.signalCode !== null;
        await eventually(() => hasEnded() || server.said().includes(STREAMS), CONNECTS_WITHIN_MS, "it is connected");
        await sleep(SURELY_STREAMS_MS);
        if (!hasEnded()) return beganMs;
        if (!ABORTS.test(server.said())) throw new Error(`PulseAudio has ended: ${server.said().slice(-2_000)}`);
        process.stdout.write("PulseAudio aborted at its assertion 'pollfd': it is started again\n");
        await player.end();
        server = await startServer();
      }
    },
    tellTrack: (track: Track): Promise<void> => setParameter(port, "application/x-dmap-tagged", toDmap(track)),
    /** Nothing is played any more, and the bridge is let go of. */
    async leave(): Promise<void> {
      await player?.end();
      await server.end();
    },
  };
}

const SINK = (port: number): string =>
  `load-module module-raop-sink server=127.0.0.1:${port} protocol=UDP encryption=none codec=ALAC sink_name=airplay`;

/** @see DMAP: a container `mlit` of tags of four letters, each with its length and its value */
function toDmap({ title, artist, album }: Track): Buffer {
  const tag = (code: string, value: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(code, "latin1");
    head.writeUInt32BE(value.length, 4);
    return Buffer.concat([head, value]);
  };
  const tags = { minm: title, asar: artist, asal: album };
  return tag("mlit", Buffer.concat(Object.entries(tags).map(([code, text]) => tag(code, Buffer.from(text)))));
}

const ANSWERS_WITHIN_MS = 10_000;

function setParameter(port: number, type: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const head = [
      "SET_PARAMETER rtsp://127.0.0.1/1 RTSP/1.0",
      "CSeq: 1",
      "RTP-Info: rtptime=1",
      `Content-Type: ${type}`,
      `Content-Length: ${body.length}`,
    ];
    socket.once("error", reject);
    socket.setTimeout(ANSWERS_WITHIN_MS, () => socket.destroy(new Error("shairport-sync does not answer")));
    socket.once("data", (answer: Buffer) => {
      socket.destroy();
      if (answer.toString("latin1").startsWith("RTSP/1.0 200")) resolve();
      else reject(new Error(`shairport-sync answered ${answer.toString("latin1").split("\r\n")[0]}`));
    });
    socket.write(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
  });
}
