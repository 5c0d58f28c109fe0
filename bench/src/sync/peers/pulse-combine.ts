// PulseAudio's combine-sink, as desktops offer it: it evens out what the sinks report, and can't be told more.
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findBelowLib } from "../below-lib.ts";
import type { Peer, RunningPeer, Stage } from "../peer.ts";
import { end, waitFor } from "../world.ts";

export const pulseCombine: Peer = {
  name: "PulseAudio combine-sink",
  playsTo: "null sinks",
  compensation: "none",
  start,
};

const COMBINED = "everywhere";

async function start({ world, speakers, programme, directory }: Stage): Promise<RunningPeer> {
  const runtime = join(directory, "run");
  await mkdir(runtime, { mode: 0o700 });
  const socket = join(runtime, "native");
  await writeFile(
    join(directory, "pulse.pa"),
    script(
      socket,
      speakers.map(({ name }) => name),
    ),
  );
  // PulseAudio reaches PipeWire's null sinks through JACK, which adds no buffer of its own
  const engine = world.start(
    "pulseaudio",
    [
      ...["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disallow-exit"],
      ...["-F", join(directory, "pulse.pa")],
    ],
    { PULSE_RUNTIME_PATH: runtime, LD_LIBRARY_PATH: jackLibrary() },
  );
  await waitFor("PulseAudio", () => existsSync(socket));
  await world.waitForPorts(
    "output",
    speakers.map(({ name }) => `to-${name}:front-right`),
  );
  for (const { name } of speakers) {
    world.run("pw-link", [`to-${name}:front-left`, `${name}:playback_FL`]);
    world.run("pw-link", [`to-${name}:front-right`, `${name}:playback_FR`]);
  }
  const server = { PULSE_SERVER: `unix:${socket}` };
  let music: ChildProcess | null = null;
  return {
    play() {
      music = world.start("paplay", ["-d", COMBINED, programme.wavPath], server);
    },
    mute: (muted) => void world.start("pactl", ["set-sink-mute", COMBINED, muted ? "1" : "0"], server),
    stop: () => void music?.kill("SIGTERM"),
    pids: () => (engine.pid === undefined ? [] : [engine.pid]),
    ownRecording: null,
    async close() {
      if (music) await end(music);
      await end(engine);
    },
  };
}

const script = (socket: string, names: readonly string[]): string =>
  [
    `load-module module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    ...names.map(
      (name) =>
        `load-module module-jack-sink client_name=to-${name} sink_name=${name} channels=2 channel_map=front-left,front-right connect=no`,
    ),
    `load-module module-combine-sink sink_name=${COMBINED} slaves=${names.join(",")} adjust_time=1`,
    "",
  ].join("\n");

/** PipeWire's own libjack. */
function jackLibrary(): string {
  const directory = findBelowLib("pipewire-0.3/jack");
  if (directory === null) throw new Error("there is no PipeWire JACK library; the package pipewire-jack brings it");
  return directory;
}
