// Which zones are MPD's to play; what it does with them is tried with the real one (test/audio).
import { createMpdPlayer } from "@house-band/bridge-firmware/adapters/mpd/mpd-player";
import type { EngineRequest } from "@house-band/bridge-firmware/engine/protocol";
import { newZoneId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";

const never = (): never => {
  throw new Error("not to be used");
};
const silentLog = { error: never, warn: never, info: () => undefined, debug: () => undefined };

describe("a zone that plays what the engine makes itself", () => {
  it("goes to the engine as it is and takes none of MPD's players, however many there are", async () => {
    const sent: EngineRequest[] = [];
    const engine = {
      send: (request: EngineRequest) => void sent.push(request),
      onEvent: () => () => undefined,
      onRestart: () => () => undefined,
      close: () => Promise.resolve(),
    };
    const player = createMpdPlayer({
      engine,
      socketPath: "/nowhere/mpd.socket",
      pipeDirectory: "/nowhere",
      relay: { open: never, close: never },
      clock: { nowMs: never, epochMs: never, sleep: never },
      log: silentLog,
    });
    const requests = Array.from({ length: 40 }, (): EngineRequest => {
      const tracks = [{ path: "sound:metronome", title: "Metronome" }];
      const input = { kind: "files" as const, tracks, startIndex: 0, startMs: 0 };
      return { kind: "open-zone", zone: newZoneId(), input, paused: false, members: [] };
    });
    for (const request of requests) player.send(request);
    await player.close();

    expect(sent).toEqual(requests);
  });
});
