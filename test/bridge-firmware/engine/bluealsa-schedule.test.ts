// The schedule by which bluez-alsa sends frames, by a clock of the test's own.
import { createSchedule } from "@house-band/bridge-firmware/engine/outputs/bluealsa/schedule";
import { beforeEach, describe, expect, it } from "@jest/globals";

let nowFrame: number;
const clock = (): number => nowFrame;
const NOTHING_TO_LOOK_FOR = { laterFrames: 0, againFrames: null };

beforeEach(() => {
  nowFrame = 1_000;
});

describe("a schedule of bluez-alsa's", () => {
  it("is none before it begins: nothing is ahead of it, and nothing is looked for", () => {
    const schedule = createSchedule(clock, 128);

    expect([schedule.aheadFrames(), schedule.leftOverFrames(), schedule.missingFrames()]).toEqual([null, 0, 0]);
    expect(schedule.lookForStart(() => 0)).toEqual(NOTHING_TO_LOOK_FOR);
  });

  it("sends a frame a frame, from the moment on in which it began first", () => {
    const schedule = createSchedule(clock, 128);
    schedule.begin();
    schedule.give(480);
    expect(schedule.aheadFrames()).toBe(480);

    nowFrame = 1_100;
    schedule.begin();
    expect(schedule.aheadFrames()).toBe(380);

    nowFrame = 1_600;
    expect(schedule.aheadFrames()).toBe(-120);
  });

  it.each([
    [480, 96, 32],
    [512, 0, 0],
    [1, 1, 127],
  ])("of which %d frames were given leaves %d in the encoder, which lacks %d", (given, leftOver, missing) => {
    const schedule = createSchedule(clock, 128);
    schedule.begin();
    schedule.give(given);
    expect([schedule.leftOverFrames(), schedule.missingFrames()]).toEqual([0, missing]);

    schedule.end();

    expect([schedule.leftOverFrames(), schedule.missingFrames()]).toEqual([leftOver, missing]);
    expect(schedule.aheadFrames()).toBeNull();
    nowFrame = 5_000;
    schedule.begin();
    expect(schedule.aheadFrames()).toBe(leftOver);
  });

  it("has a start that is looked for, not before the next look is due", () => {
    const schedule = createSchedule(clock, 128);
    schedule.begin();
    schedule.give(480);

    expect(schedule.lookForStart(() => 480)).toEqual({ laterFrames: 0, againFrames: 48 });
    nowFrame += 10;
    expect(schedule.lookForStart(() => 0)).toEqual({ laterFrames: 0, againFrames: 38 });
  });

  it.each([
    ["where the pipe can't tell what waits in it", 128, null],
    ["of an encoder whose piece is not known", 1, 480],
  ])("has a start that is not looked for %s", (_, encoderFrames, waiting) => {
    const schedule = createSchedule(clock, encoderFrames);
    schedule.begin();
    schedule.give(480);

    expect(schedule.lookForStart(() => waiting)).toEqual(NOTHING_TO_LOOK_FOR);
    nowFrame += 1_000;
    expect(schedule.lookForStart(() => 0)).toEqual(NOTHING_TO_LOOK_FOR);
  });
});
