// Where instruments play into: a stereo track and the mono feed of its reverb.

export const RATE_HZ = 44_100;

export type Bus = {
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** What is heard of the room. */
  readonly send: Float32Array;
};

/** Where an instrument stands. */
export type Place = {
  /** −1 left … 1 right */
  readonly pan: number;
  readonly level: number;
  /** Share that also goes to the room, 0 … 1. */
  readonly room: number;
};

/** Silence of this length. */
export function createBus(seconds: number): Bus {
  const frames = Math.round(seconds * RATE_HZ);
  return { left: new Float32Array(frames), right: new Float32Array(frames), send: new Float32Array(frames) };
}

/** The three gains of a place: equal power across the picture. */
function gainsOf(place: Place): { readonly left: number; readonly right: number; readonly send: number } {
  const angle = ((place.pan + 1) * Math.PI) / 4;
  return {
    left: place.level * Math.cos(angle),
    right: place.level * Math.sin(angle),
    send: place.level * place.room,
  };
}

/** Adds a mono sound that starts at `startS`; what lies past the end of the bus is cut. */
export function mixInto(bus: Bus, sound: Float32Array, startS: number, place: Place): void {
  const { left, right, send } = gainsOf(place);
  const start = Math.round(startS * RATE_HZ);
  const last = Math.min(sound.length, bus.left.length - start);
  for (let i = Math.max(0, -start); i < last; i++) {
    const sample = sound[i] ?? 0;
    const at = start + i;
    bus.left[at] = (bus.left[at] ?? 0) + sample * left;
    bus.right[at] = (bus.right[at] ?? 0) + sample * right;
    bus.send[at] = (bus.send[at] ?? 0) + sample * send;
  }
}
