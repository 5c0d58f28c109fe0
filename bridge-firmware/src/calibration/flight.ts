// Sound's way through the air: a microphone hears it as part of a speaker's latency, and can't tell the two apart.

/** In air of 20 °C; at 0 °C it is 331, which is 0.1 ms for a metre. */
const SOUND_M_PER_S = 343;

/** How long sound takes for that way. */
export const flightMs = (distanceM: number): number => (distanceM / SOUND_M_PER_S) * 1_000;
