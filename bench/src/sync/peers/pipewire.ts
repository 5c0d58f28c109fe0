// PipeWire: one filter-chain with a delay per speaker, the best that a desktop can do.

import type { ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Peer, RunningPeer, Speaker, Stage } from "../peer.ts";
import { end } from "../world.ts";

export const pipewireFilterChain: Peer = {
  name: "PipeWire filter-chain",
  playsTo: "null sinks",
  compensation: "any",
  start,
};

const SOURCE = "chain-source";
/** A chain of more than 32 ports a side is refused by its own links: from then on a speaker plays one side only. */
const STEREO_UP_TO = 16;

async function start({ world, speakers, programme, directory }: Stage): Promise<RunningPeer> {
  const sides = speakers.length > STEREO_UP_TO ? (["L"] as const) : (["L", "R"] as const);
  await world.createSinks([SOURCE]);
  const config = join(directory, "filter-chain.conf");
  await writeFile(config, chainConfig(speakers, sides));
  const engine = world.start("pipewire", ["-c", config]);
  const count = sides.length * speakers.length;
  await world.waitForPorts("output", [`chain-out:output_AUX${count - 1}`]);
  for (const [index, { name }] of speakers.entries()) {
    world.run("pw-link", [`chain-out:output_AUX${sides.length * index}`, `${name}:playback_FL`]);
    world.run("pw-link", [`chain-out:output_AUX${sides.length * (index + 1) - 1}`, `${name}:playback_FR`]);
  }
  let music: ChildProcess | null = null;
  return {
    play() {
      music = world.start("pw-play", ["--target", SOURCE, "--latency", "1024", programme.wavPath]);
    },
    mute(muted) {
      for (const { name } of speakers) world.start("pactl", ["set-sink-mute", name, muted ? "1" : "0"]);
    },
    stop: () => void music?.kill("SIGTERM"),
    pids: () => (engine.pid === undefined ? [] : [engine.pid]),
    ownRecording: null,
    async close() {
      if (music) await end(music);
      await end(engine);
      world.removeSinks([SOURCE]);
    },
  };
}

function chainConfig(speakers: readonly Speaker[], sides: readonly ("L" | "R")[]): string {
  const slowestMs = Math.max(...speakers.map(({ latencyMs }) => latencyMs));
  const delays = speakers.flatMap(({ latencyMs }, index) =>
    sides.map((side) => ({ name: `delay${side}${index}`, side, seconds: (slowestMs - latencyMs) / 1_000 })),
  );
  const nodes = delays.map(
    ({ name, seconds }) =>
      `{ type=builtin name=${name} label=delay config={ "max-delay"=2.0 } control={ "Delay (s)"=${seconds} } }`,
  );
  const links = delays.map(({ name, side }) => `{ output="copy${side}:Out" input="${name}:In" }`);
  const outputs = delays.map(({ name }) => `"${name}:Out"`);
  const position = delays.map((_, index) => `AUX${index}`).join(" ");
  return `context.properties = { log.level=1 }
context.spa-libs = { audio.convert.* = audioconvert/libspa-audioconvert support.* = support/libspa-support }
context.modules = [
  { name = libpipewire-module-rt args = { nice.level=-11 } flags=[ifexists nofail] }
  { name = libpipewire-module-protocol-native }
  { name = libpipewire-module-client-node }
  { name = libpipewire-module-adapter }
  { name = libpipewire-module-filter-chain args = { node.description=chain
    filter.graph = {
      nodes = [ { type=builtin name=copyL label=copy } { type=builtin name=copyR label=copy } ${nodes.join("\n")} ]
      links = [ ${links.join("\n")} ]
      inputs = [ "copyL:In" "copyR:In" ]
      outputs = [ ${outputs.join(" ")} ]
    }
    capture.props = { node.name=chain-in audio.position=[FL FR] stream.capture.sink=true target.object=${SOURCE} }
    playback.props = { node.name=chain-out audio.position=[${position}] node.autoconnect=false } } }
]
`;
}
