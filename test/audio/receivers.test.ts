// The receivers of the home's network, each played to by a client of its own: shairport-sync by PulseAudio's AirPlay
// client, gmediarender by a control point and a media server, librespot's double by what an app would have it do. The
// whole daemon, its real engine, one simulated speaker whose sound is recorded.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type AirPlayDevice, startAirPlayDevice } from "./support/receivers/airplay-device.ts";
import { startAvahi } from "./support/receivers/avahi.ts";
import { eventually, untilListening } from "./support/receivers/child.ts";
import { startControlPoint } from "./support/receivers/control-point.ts";
import {
  AIRPLAY_PORT,
  DLNA_PORT,
  type House,
  SPEAKER_MS,
  senderOf,
  startHouse,
  startOf,
} from "./support/receivers/house.ts";
import { compareTones, onsetSeconds, readRecording, recordedSeconds, writeTones } from "./support/receivers/tones.ts";

const SO_WHAT = { title: "So What", artist: "Miles Davis", album: "Kind of Blue" };
const SOUND_WITHIN_MS = 2_000;

let folder: string;
let tones: string;
let avahi: Awaited<ReturnType<typeof startAvahi>>;
let house: House;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "house-band-receivers-"));
  tones = join(folder, "tones.wav");
  writeTones(tones, 180); // longer than anything here takes, on a busy machine, too
  avahi = await startAvahi(folder);
  house = await startHouse(folder, avahi.busAddress);
});
afterAll(async () => {
  await house?.close();
  await avahi?.close();
  rmSync(folder, { recursive: true, force: true });
});

type Kind = "airplay" | "dlna" | "spotify";

const stateOf = async (kind: Kind) =>
  (await house.status()).receivers?.find((receiver) => receiver.kind === kind)?.state;
const untilReady = (kind: Kind) =>
  eventually(async () => (await stateOf(kind)) === "ready", 30_000, `${kind} is ready`);
/** What plays is told; and that it has stopped. */
const untilTold = (kind: Kind, wanted: object, what: string) =>
  eventually(
    async () => {
      const sender = senderOf(await house.status(), kind);
      return sender !== undefined && Object.entries(wanted).every(([key, value]) => sender[key as "name"] === value);
    },
    15_000,
    `${kind} ${what}`,
  );

/**
 * Plays by `begin`, and looks at what came out of the cone.
 * @param begin tells when that was, by `performance.now()`, where it was later than at once
 * @returns in ms, from the beginning to the sound; and the tones against what was played
 */
async function heard(begin: () => Promise<number | undefined>) {
  const startMs = await startOf(house.recording);
  const nowMs = performance.now();
  const beganMs = (await begin()) ?? nowMs;
  const beganSeconds = (beganMs - startMs) / 1_000;
  const lookFrom = Math.max(0, beganSeconds - 0.1);
  let onsetAt: number | null = null;
  const sounds = (): boolean => {
    onsetAt = onsetSeconds(house.recording, lookFrom);
    return onsetAt !== null;
  };
  await eventually(sounds, 40_000, "sound comes out of the speaker");
  const fromSeconds = (onsetAt ?? Number.NaN) + 2.5;
  await eventually(() => recordedSeconds(house.recording) > fromSeconds + 1.5, 40_000, "enough of it is recorded");
  return {
    soundMs: 1_000 * ((onsetAt ?? Number.NaN) - beganSeconds),
    ...compareTones(readRecording(house.recording, fromSeconds, 1)),
  };
}

function expectTheSame(
  source: string,
  { soundMs, leftDb, rightDb, crosstalkDb }: Awaited<ReturnType<typeof heard>>,
): void {
  const levels = `left ${leftDb.toFixed(2)} dB, right ${rightDb.toFixed(2)} dB, crosstalk ${crosstalkDb.toFixed(0)} dB`;
  process.stdout.write(
    `${source}: from its beginning to the sound ${Math.round(soundMs)} ms, ${SPEAKER_MS} of them the speaker's; ${levels}\n`,
  );
  expect(Math.abs(leftDb)).toBeLessThan(0.5);
  expect(Math.abs(rightDb)).toBeLessThan(0.5);
  expect(crosstalkDb).toBeLessThan(-60);
  expect(soundMs).toBeGreaterThan(SPEAKER_MS);
  expect(soundMs).toBeLessThan(SOUND_WITHIN_MS);
}

/** As when it crashes. */
async function killProgram(command: string): Promise<void> {
  const pid = house.pidOf(command);
  process.kill(pid, "SIGKILL");
  await eventually(() => house.pidOf(command) !== pid, 15_000, `${command} runs again`);
  expect(house.log()).toContain("a program ended; it is started again");
}

/** With a device that leaves when that is over, or has failed. */
async function playByAirPlay(use: (device: AirPlayDevice) => Promise<void>): Promise<void> {
  const device = await startAirPlayDevice(folder, AIRPLAY_PORT);
  await use(device).finally(device.leave);
}

describe("a bridge that can be chosen by AirPlay", () => {
  it("plays what comes as it comes, within two seconds, tells the title, and that it has stopped; killed, it is back and says so", async () => {
    await untilReady("airplay");
    await untilListening(AIRPLAY_PORT);
    await playByAirPlay(async (device) => {
      expectTheSame("AirPlay", await heard(() => device.play(tones)));
      await device.tellTrack(SO_WHAT);
      await untilTold("airplay", { state: "plays", title: "So What", artist: "Miles Davis" }, "plays So What");
    });
    await untilTold("airplay", { state: "away" }, "has left");

    await killProgram("shairport-sync");
    await untilReady("airplay");
    await untilListening(AIRPLAY_PORT);
    await playByAirPlay(async (again) => {
      expectTheSame("AirPlay, after it was killed", await heard(() => again.play(tones)));
    });
    await untilTold("airplay", { state: "away" }, "has left again");
    expect(await house.houseBand("stop")).toContain("Done");
  });
});

describe("a bridge that is a UPnP media renderer", () => {
  it("plays what it is given, tells the title, pauses when it is told to by either side; killed, it is back and says so", async () => {
    await untilReady("dlna");
    const point = await startControlPoint(DLNA_PORT, { "/tones.wav": tones });
    try {
      expect(await point.find()).toContain("<friendlyName>House Band</friendlyName>");
      await point.give("/tones.wav", SO_WHAT);

      expectTheSame("DLNA", await heard(async () => void (await point.play())));
      await untilTold("dlna", { state: "plays", title: "So What", artist: "Miles Davis" }, "plays So What");
      expect(await house.houseBand("pause")).toContain("Done");
      await untilTold("dlna", { state: "silent" }, "was told to pause");
      await point.play();
      await untilTold("dlna", { state: "plays" }, "goes on");
      await point.stop();
      await untilTold("dlna", { state: "silent" }, "has stopped");

      await killProgram("gmediarender");
      await untilReady("dlna");
      await point.find();
      await point.give("/tones.wav", SO_WHAT);
      expectTheSame("DLNA, after it was killed", await heard(async () => void (await point.play())));
      await point.stop();
      expect(await house.houseBand("stop")).toContain("Done");
    } finally {
      await point.close();
    }
  });
});

describe("a bridge with librespot, here its double", () => {
  const song = {
    track: "4uLU6hMCjMI75M1A2tKUQC",
    name: "So What",
    artists: ["Miles Davis", "Bill Evans"],
    album: "Kind of Blue",
  };

  it("plays what an app chooses at the pace of sound, tells the title, and that it was paused and left", async () => {
    await untilReady("spotify");
    await eventually(
      async () =>
        house.spotify({ action: "connect", client: "Anna's Phone" }).then(
          () => true,
          () => false,
        ),
      10_000,
      "the double listens",
    );
    await untilTold("spotify", { name: "Anna's Phone", state: "silent" }, "is chosen");

    expectTheSame(
      "librespot's double",
      await heard(async () => void (await house.spotify({ action: "play", file: tones, ...song }))),
    );
    await untilTold("spotify", { state: "plays", title: "So What", artist: "Miles Davis" }, "plays So What");
    await house.spotify({ action: "pause", ...song });
    await untilTold("spotify", { state: "silent" }, "is paused");
    await house.spotify({ action: "leave" });
    await untilTold("spotify", { state: "away" }, "has left");
    expect(house.log()).not.toContain("secret-user");
  });
});
