// The inputs that nobody pairs: simulated ones of every kind, the line input by what an engine hears, and what all receivers
// have in common, by what their programs say.
import { err, ok } from "@house-band/contract";
import { createLineInput } from "../../bridge-firmware/src/adapters/line/line-input.ts";
import { createReceiverInputs, type Session } from "../../bridge-firmware/src/adapters/receivers/receiver.ts";
import { createSimInputs, type SimInput } from "../../bridge-firmware/src/adapters/sim/sim-inputs.ts";
import type { PlayerOrder } from "../../bridge-firmware/src/core/model.ts";
import { LiveInputSpec } from "../../bridge-firmware/src/engine/protocol.ts";
import { NO_PLAYER, UNNAMED } from "../../bridge-firmware/src/live-inputs-port.ts";
import type { ReceiverKind } from "../../bridge-firmware/src/receivers.ts";
import { createFakeEngine, createFakeLog } from "../bridge-firmware/fakes/ports.ts";
import { describeUnpairedInputsContract, type UnpairedWorld } from "./live-inputs-unpaired.ts";

const TRACKS = [
  { title: "One", artist: "Anna" },
  { title: "Two", artist: "Anna" },
];
/** As of the real programs: Spotify takes orders from its own servers alone, a control point knows what comes next. */
const OF_KIND = {
  line: { codec: null, title: null, takes: [] },
  airplay: { codec: "ALAC", title: "One", takes: ["play", "pause", "next", "previous"] },
  spotify: { codec: "Ogg Vorbis", title: "One", takes: [] },
  dlna: { codec: null, title: "One", takes: ["play", "pause"] },
} as const satisfies Record<SimInput["kind"], Pick<UnpairedWorld, "codec" | "title" | "takes">>;

const simulated = (kind: SimInput["kind"]): UnpairedWorld => {
  const name = kind === "line" ? "Turntable" : "Anna's iPad";
  const isSilent = OF_KIND[kind].title === null;
  const input = { kind, name, playsFile: "/music/one.wav", driftPpm: 0, ...(!isSilent && { tracks: TRACKS }) };
  const inputs = createSimInputs([input], createFakeEngine());
  return {
    inputs,
    kind,
    names: { away: kind === "line" ? name : UNNAMED[kind], connected: name },
    ...OF_KIND[kind],
    connect: () => inputs.connect(kind),
    disconnect: () => inputs.disconnect(kind),
    setSending: (sending) => inputs.setSending(kind, sending),
  };
};

const byLine = (): UnpairedWorld => {
  const engine = createFakeEngine();
  const input = { kind: "alsa", device: "plughw:CARD=Device,DEV=0", queueMs: 100 } as const;
  const settings = { startsAboveDb: -50, endsAfterMs: 500 };
  const inputs = createLineInput({ name: "Turntable", input, engine, log: createFakeLog(), ...settings });
  const hear = (rmsDb: number, windows: number): void => {
    for (let n = 0; n < windows; n++) {
      engine.ring({ kind: "input-level", input: "line", rmsDb, peakDb: rmsDb + 3, clipped: 0, hum50: 0, hum60: 0 });
    }
  };
  return {
    inputs,
    kind: "line",
    names: { away: "Turntable", connected: "Turntable" },
    ...OF_KIND.line,
    connect: () => hear(-90, 1),
    disconnect: () => engine.ring({ kind: "input-lost", input: "line", reason: "it is not plugged in" }),
    setSending: (sending) => hear(sending ? -20 : -90, 4),
  };
};

const byReceiver = (kind: ReceiverKind): UnpairedWorld => {
  const { codec, takes } = OF_KIND[kind];
  const input = LiveInputSpec.parse({
    ...{ kind: "pipe", path: `/data/receivers/${kind}.pcm`, format: "S16_LE", rateHz: 44_100, channels: 2 },
    ...{ pacedBy: "writer", queueMs: 100 },
  });
  const isTaken = (order: PlayerOrder): boolean => takes.some((one) => one === order);
  const inputs = createReceiverInputs({
    ...{ kind, codec, input },
    tell: async (order) => (isTaken(order) ? ok(undefined) : err(NO_PLAYER)),
    close: async () => undefined,
  });
  const now = { isSending: false, track: 0 };
  const tellNow = (changes: Partial<typeof now>): void => {
    Object.assign(now, changes);
    const track = TRACKS[now.track];
    const player = { isPlaying: now.isSending, trackId: `${now.track}`, artist: null, album: null };
    const session: Session = {
      ...{ device: "Anna's iPad", isSending: now.isSending },
      player: { ...player, title: track?.title ?? null },
    };
    inputs.now(session);
  };
  return {
    inputs,
    kind,
    names: { away: UNNAMED[kind], connected: "Anna's iPad" },
    ...OF_KIND[kind],
    connect: () => tellNow({ isSending: false, track: 0 }),
    disconnect: () => inputs.now(null),
    setSending: (isSending) => tellNow({ isSending }),
    obey(order) {
      if (order === "play" || order === "pause") tellNow({ isSending: order === "play" });
      else tellNow({ track: order === "next" ? 1 : 0 });
    },
  };
};

for (const kind of ["line", "airplay", "spotify", "dlna"] as const) {
  describeUnpairedInputsContract(`the simulator, ${kind}`, () => simulated(kind));
}
describeUnpairedInputsContract("the line input", byLine);
for (const kind of ["airplay", "spotify", "dlna"] as const) {
  describeUnpairedInputsContract(`the receivers' common part, ${kind}`, () => byReceiver(kind));
}
