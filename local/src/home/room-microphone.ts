// A microphone in a simulated room that is listened to piece by piece: each piece goes on where the one before has ended, by
// the microphone's own clock, with the room's reverberation of what was before. It keeps no time: its cones' recordings do.
import type { Heard } from "@house-band/bridge-firmware/microphone-port";
import { capture, type Microphone as MicrophoneModel } from "./microphone.ts";
import { type Cone, hear, type Room } from "./room.ts";

export type RoomMicrophone = {
  /** Everything up to this frame of the cones' timeline that was not heard yet. */
  hearUntil(frame: number): Promise<Heard>;
};

export type RoomMicrophoneOptions = {
  readonly room: Room;
  readonly microphone: MicrophoneModel;
  readonly seed: number;
  /** The cones' frame at which it begins to listen. */
  readonly fromFrame: number;
  /** What the cones gave off, so many frames from that one on; silence before frame 0. */
  readonly readCones: (fromFrame: number, frames: number) => Promise<readonly Cone[]>;
};

/** What is heard of the farthest cone comes so much later than it sounds. */
const FLIGHT_S = 0.1;

/** It has heard nothing yet. */
export function createRoomMicrophone(options: RoomMicrophoneOptions): RoomMicrophone {
  const { room, microphone, seed, fromFrame, readCones } = options;
  const { rateHz } = microphone;
  const perSecond = rateHz * (1 + microphone.clockPpm * 1e-6);
  const lateS = microphone.latencyMs / 1_000;
  const tailFrames = Math.ceil((room.rt60S + FLIGHT_S) * room.rateHz);
  let heardFrames = 0;
  return {
    async hearUntil(frame) {
      const untilFrames = Math.floor(((frame - fromFrame) / room.rateHz + lateS) * perSecond);
      const count = untilFrames - heardFrames;
      if (count <= 0) return { samples: new Float32Array(0), rateHz };
      // sample n of the microphone is what reached it at this moment of the cones' time, in frames since `fromFrame`
      const firstAt = (heardFrames / perSecond - lateS) * room.rateHz;
      const whole = Math.floor(firstAt) - tailFrames;
      const cones = await readCones(fromFrame + whole, frame - fromFrame - whole);
      // in samples of its own; its beginning is moved so that the wanted one is a whole one
      const before = ((firstAt - whole) / room.rateHz) * perSecond;
      const skipped = Math.ceil(before);
      const model = { ...microphone, latencyMs: ((skipped - before) / perSecond) * 1_000 };
      const { samples } = capture(hear(cones, room, seed), room.rateHz, model, seed + heardFrames);
      heardFrames = untilFrames;
      return { samples: samples.subarray(skipped, skipped + count), rateHz };
    },
  };
}
