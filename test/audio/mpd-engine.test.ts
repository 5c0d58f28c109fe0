import { setTimeout as sleep } from "node:timers/promises";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { createEngineProcess } from "@house-band/bridge-firmware/adapters/engine/engine-process";
import { createMpdPlayer } from "@house-band/bridge-firmware/adapters/mpd/mpd-player";
import { afterAll, beforeAll } from "@jest/globals";
import { describeAudioEngine } from "../port-contracts/audio-engine.ts";
import { createTestMpd, type TestMpd } from "./support/mpd.ts";
import { noRelay, silentLog } from "./support/player-ports.ts";

let mpd: TestMpd;
beforeAll(async () => {
  mpd = await createTestMpd();
  await mpd.start();
});
afterAll(() => mpd.remove());

describeAudioEngine("the engine's process with MPD as its player", () => {
  const { socketPath, pipeDirectory } = mpd;
  const own = createEngineProcess({ log: silentLog, restartAfterMs: 10 });
  const engine = createMpdPlayer({
    engine: own,
    socketPath,
    pipeDirectory,
    relay: noRelay,
    clock: createSystemClock(),
    log: silentLog,
  });
  return {
    engine,
    pass: (ms) => sleep(ms),
    async crash() {
      process.kill(own.pid() ?? Number.NaN, "SIGKILL");
      await sleep(50);
    },
  };
});
