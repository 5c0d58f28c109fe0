import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualEngine } from "../../bridge-firmware/src/adapters/engine/virtual-engine.ts";
import type { EngineEvent } from "../../bridge-firmware/src/engine/protocol.ts";
import { createSimMicrophone } from "../../local/src/home/sim-microphone.ts";
import { createFakeMicrophone } from "../bridge-firmware/fakes/microphone.ts";
import { startClock } from "../stories/home.ts";
import { describeMicrophoneContract } from "./microphone.ts";

/** A speaker in the simulated room, which plays a probe when it is told to. */
const simulated = (isRecording: boolean) => async () => {
  const folder = await mkdtemp(join(tmpdir(), "house-band-microphone-"));
  const path = join(folder, "cone.wav");
  const engine = createVirtualEngine();
  const microphone = createSimMicrophone({ conePaths: [path], engine, isRecording, isRealTime: false });
  const emulated = { actualLatencyMs: 120, jitterMs: 0, seed: 1, recordPath: path };
  await engine.advance(10);
  engine.send({ kind: "open-output", output: "one", spec: { kind: "emulated", ...emulated } });
  const clock = startClock(engine.advance);
  let turn = 0;
  return {
    microphone,
    async makeSound() {
      turn += 1;
      const id = `probes-${turn}`;
      const over = new Promise<void>((resolve) => {
        const off = engine.onEvent((event: EngineEvent) => {
          if (event.kind !== "probes-ended" || event.id !== id) return;
          off();
          resolve();
        });
      });
      engine.send({ kind: "probe", id, probes: [{ output: "one", atMs: 0, volumePercent: 80 }] });
      await over;
      await clock.until(clock.nowMs() + 500);
    },
    async close() {
      await microphone.close();
      await clock.stop();
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** A second of a square wave, and half a second of nothing on either side. */
const inHand = async () => {
  const { state, ...microphone } = createFakeMicrophone();
  const rateHz = 48_000;
  return {
    microphone,
    async makeSound() {
      const samples = new Float32Array(2 * rateHz);
      for (let n = rateHz / 2; n < (3 * rateHz) / 2; n++) samples[n] = n % 100 < 50 ? 0.5 : -0.5;
      state.heard = { samples, rateHz };
    },
    close: microphone.close,
  };
};

describeMicrophoneContract("a test's hand", inHand);
describeMicrophoneContract("a simulated home that is recorded", simulated(true));
describeMicrophoneContract("a simulated home that is recorded only for it", simulated(false));
