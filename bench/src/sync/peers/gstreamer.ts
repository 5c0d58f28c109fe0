// GStreamer: one pipeline, a tee, a PulseAudio sink per speaker with its own offset.
import type { ChildProcess } from "node:child_process";
import type { Peer, RunningPeer, Stage } from "../peer.ts";
import { end } from "../world.ts";

export const gstreamer: Peer = { name: "GStreamer, tee", playsTo: "null sinks", compensation: "any", start };

/** gst-launch has no remote control: the pipeline's start is part of its play, and it has no mute. */
async function start({ world, speakers, programme }: Stage): Promise<RunningPeer> {
  const slowestMs = Math.max(...speakers.map(({ latencyMs }) => latencyMs));
  const branches = speakers.flatMap(({ name, latencyMs }) => [
    ...["t.", "!", "queue", "max-size-time=3000000000", "!"],
    ...["pulsesink", `device=${name}`, `ts-offset=${(slowestMs - latencyMs) * 1_000_000}`],
  ]);
  let engine: ChildProcess | null = null;
  return {
    play() {
      engine = world.start("gst-launch-1.0", [
        ...[
          "-q",
          "filesrc",
          `location=${programme.wavPath}`,
          "!",
          "wavparse",
          "!",
          "audioconvert",
          "!",
          "tee",
          "name=t",
        ],
        ...branches,
      ]);
    },
    mute: null,
    stop: () => void engine?.kill("SIGTERM"),
    pids: () => (engine?.pid === undefined ? [] : [engine.pid]),
    ownRecording: null,
    async close() {
      if (engine) await end(engine);
    },
  };
}
