import { createQueueWatch } from "@house-band/bridge-firmware/engine/outputs/pcm/queue-watch";
import { describe, expect, it } from "@jest/globals";

const OPTIONS = { windowBlocks: 10, settleBlocks: 5, boundFrames: 24, reference: "absolute" } as const;

/** Every correction a watch asks for while it is told these slips, one after another. */
const corrections = (watch: ReturnType<typeof createQueueWatch>, slips: readonly number[]): number[] =>
  slips.map((slip) => watch.note(slip)).filter((frames) => frames !== 0);

const steady = (slip: number, blocks: number): number[] => new Array<number>(blocks).fill(slip);

describe("a watched queue", () => {
  it("within its bound is left alone", () => {
    expect(corrections(createQueueWatch(OPTIONS), steady(24, 100))).toEqual([]);
  });

  it("beyond its bound is brought back by just what it has slipped, once two windows agree", () => {
    const watch = createQueueWatch(OPTIONS);

    expect(corrections(watch, steady(100, 5 + 10))).toEqual([]);
    expect(corrections(watch, steady(100, 10))).toEqual([100]);
    expect(corrections(watch, steady(0, 100))).toEqual([]);
  });

  it("that is far off is brought back at once", () => {
    expect(corrections(createQueueWatch(OPTIONS), steady(-5_000, 5 + 10))).toEqual([-5_000]);
  });

  it("whose account wanders from window to window is left alone until it is steady", () => {
    const wandering = [300, 200, 400, 100, 500].flatMap((slip) => steady(slip, 10));
    const watch = createQueueWatch({ ...OPTIONS, settleBlocks: 0 });

    expect(corrections(watch, wandering)).toEqual([]);
    expect(corrections(watch, steady(480, 10))).toEqual([480]);
  });

  it("is not misled by single readings, nor by what a device says before it runs", () => {
    const readings = [...steady(-9_000, 5), ...steady(0, 4), 50_000, ...steady(0, 5), 50_000, ...steady(0, 9)];

    expect(corrections(createQueueWatch(OPTIONS), readings)).toEqual([]);
  });

  it("of a device that only counts what waits is held where it was after the start", () => {
    const watch = createQueueWatch({ ...OPTIONS, reference: "learned" });

    expect(corrections(watch, steady(-700, 5 + 10 + 20))).toEqual([]);
    expect(corrections(watch, steady(-600, 20))).toEqual([100]);
  });

  it("that was begun anew is learned anew", () => {
    const watch = createQueueWatch({ ...OPTIONS, reference: "learned" });
    corrections(watch, steady(0, 30));
    watch.begin();

    expect(corrections(watch, steady(500, 40))).toEqual([]);
  });

  it("that no correction moves is left alone in the end: its device does not tell the truth", () => {
    expect(corrections(createQueueWatch(OPTIONS), steady(-6_000, 1_000))).toHaveLength(4);
  });
});
