// Simulated rooms in which a test tone begins, forty of each kind, and by how much too late it is found; null: that is not
// said. Prints it as JSON; a program of its own, since within Jest it takes many times as long.
import { flightMs } from "../../../bridge-firmware/src/calibration/flight.ts";
import { findToneArrival } from "../../../bridge-firmware/src/calibration/tone-arrival.ts";
import { capture } from "../../../local/src/home/microphone.ts";
import { hear } from "../../../local/src/home/room.ts";
import { createRandom } from "../../../local/src/music/random.ts";

const RATE_HZ = 48_000;
const ROOMS = 40;
const TONE = { hz: 1_000, notBeforeMs: 850 };
const MICROPHONE = { rateHz: RATE_HZ, latencyMs: 37, clockPpm: 60, gainDb: -6 };
/** The direct sound's in the recording, of full scale; its amplitude is a quarter at the microphone. */
const DIRECT_DB = 20 * Math.log10(0.25 / Math.SQRT2) + MICROPHONE.gainDb;
/** Energy of all echoes is twice that of the direct sound, and ten times. */
const KINDS = [
  { directToReverberantDb: -3, snrDb: 10 },
  { directToReverberantDb: -3, snrDb: 20 },
  { directToReverberantDb: -10, snrDb: 10 },
  { directToReverberantDb: -10, snrDb: 20 },
];

const lateMs = ({ directToReverberantDb, snrDb }: (typeof KINDS)[number], n: number): number | null => {
  const random = createRandom(1_000 + n);
  const fromFrame = Math.round((random.between(900, 960) * RATE_HZ) / 1_000);
  const distanceM = random.between(1, 4);
  const samples = Float32Array.from({ length: 2 * RATE_HZ }, (_, at) =>
    at < fromFrame ? 0 : 0.25 * distanceM * Math.sin((2 * Math.PI * TONE.hz * (at - fromFrame)) / RATE_HZ),
  );
  const room = { rateHz: RATE_HZ, rt60S: 0.4, directToReverberantDb };
  const heard = hear([{ samples, distanceM }], room, n + 1);
  const trueMs = (fromFrame * 1_000) / RATE_HZ + flightMs(distanceM) + MICROPHONE.latencyMs;
  const microphone = { ...MICROPHONE, noiseDb: DIRECT_DB - snrDb };
  const arrival = findToneArrival(capture(heard, RATE_HZ, microphone, n + 1), TONE);
  return arrival.kind === "heard" ? arrival.atMs - trueMs : null;
};

const rooms = KINDS.map((kind) => ({ ...kind, lateMs: Array.from({ length: ROOMS }, (_, n) => lateMs(kind, n)) }));
process.stdout.write(JSON.stringify(rooms));
