import { createEngine, type Engine } from "@house-band/bridge-firmware/engine/engine";
import type { Feed } from "@house-band/bridge-firmware/engine/input/feed";
import type { Output, WriteResult } from "@house-band/bridge-firmware/engine/outputs/output";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { beforeEach, describe, expect, it } from "@jest/globals";
import { member, news, zoneId } from "./fixtures.ts";

/** Frame n of this feed has the value n, so that what was written tells what it was. */
function countingFeed(): Feed {
  let next = 0;
  let marked = false;
  return {
    availableFrames: () => 1_000_000,
    read(out, frames) {
      for (let n = 0; n < frames; n++) {
        out[2 * n] = next + n;
        out[2 * n + 1] = next + n;
      }
      next += frames;
    },
    takeMark() {
      if (marked) return null;
      marked = true;
      return { kind: "track", atFrame: 0, index: 0, startMs: 0 };
    },
    close: () => undefined,
  };
}

type Device = { readonly output: Output; state: WriteResult; written: number[]; drops: number };

/** Takes down the first value of each block it accepts. */
function device(): Device {
  const made: Device = {
    state: "accepted",
    written: [],
    drops: 0,
    output: {
      goneReason: "unplugged",
      write(block) {
        if (made.state === "accepted") made.written.push(block[0] ?? Number.NaN);
        return made.state;
      },
      drop: () => {
        made.drops += 1;
      },
      close: () => undefined,
    },
  };
  return made;
}

let engine: Engine;
let events: EngineEvent[];
let devices: Record<string, Device>;
let block: number;

beforeEach(() => {
  events = [];
  devices = { a: device(), b: device() };
  block = 0;
  engine = createEngine({
    openFeed: countingFeed,
    recordings: { open: () => undefined, write: () => undefined, extend: () => undefined },
    emit: (event) => events.push(event),
    outputs: {
      open: (id) => (devices[id] ?? device()).output,
      setLink: () => undefined,
      setRecording: () => undefined,
      idle: () => undefined,
    },
  });
  for (const id of Object.keys(devices)) {
    engine.handle({ kind: "open-output", output: id, spec: { kind: "wav", path: id } });
  }
  const input = { kind: "files" as const, tracks: [{ path: "", title: "" }], startIndex: 0, startMs: 0 };
  engine.handle({
    kind: "open-zone",
    zone: zoneId(),
    input,
    paused: false,
    members: [member("a", 100), member("b", 100)],
  });
});

const tick = (count: number): void => {
  for (let n = 0; n < count; n++) engine.tick(++block * 480, 0);
};

/** The content's steps from one written block to the next: 480 where nothing is missing or doubled. */
const steps = (written: readonly number[]): number[] => written.slice(1).map((value, n) => value - (written[n] ?? 0));

const of = (id: string): Device => {
  const found = devices[id];
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
};

/** A loop that does not run for so many blocks, and then comes once. */
const standStill = (blocks: number): void => {
  block += blocks;
  tick(1);
};

describe("a loop that comes late", () => {
  const silences = (written: readonly number[]): number => written.slice(5).filter((value) => value === 0).length;

  it("leaves no hole while it has written far enough ahead", () => {
    tick(20);
    standStill(2);
    tick(20);

    expect(silences(of("a").written)).toBe(0);
    expect(new Set(steps(of("a").written.slice(5)))).toEqual(new Set([480]));
  });

  it("leaves one hole in all that plays where it has not, and goes on with what comes next", () => {
    tick(20);
    standStill(9);
    tick(20);

    expect(silences(of("a").written)).toBe(3);
    expect(of("a").written).toEqual(of("b").written);
    const played = of("a").written.filter((value) => value > 0);
    expect(new Set(steps(played))).toEqual(new Set([480]));
  });

  it("leaves none where it was told to write further ahead", () => {
    engine.handle({ kind: "set-write-ahead", writeAheadMs: 100 });
    tick(20);
    standStill(9);
    tick(20);

    expect(silences(of("a").written)).toBe(0);
    expect(of("a").written).toHaveLength(block + 10);
  });
});

describe("a device that takes nothing for a while", () => {
  it("gets what it missed in order, and the other one notices nothing", () => {
    tick(20);
    of("a").state = "stalled";
    tick(30);
    of("a").state = "accepted";
    tick(20);

    expect(of("a").drops).toBe(0);
    expect(of("a").written).toEqual(of("b").written);
    expect(new Set(steps(of("b").written.slice(5)))).toEqual(new Set([480]));
  });

  it("for more than a second is cut and joins anew, in time", () => {
    tick(20);
    of("a").state = "stalled";
    tick(150);
    of("a").state = "accepted";
    tick(20);

    expect(of("a").drops).toBeGreaterThanOrEqual(1);
    expect(of("a").written.at(-1)).toBe(of("b").written.at(-1));
    expect(news(events).map((event) => event.kind)).toEqual(["zone-started"]);
  });

  it("together with all others makes time stand still: nothing is lost, nobody is cut", () => {
    tick(20);
    of("a").state = "stalled";
    of("b").state = "stalled";
    tick(300);
    of("a").state = "accepted";
    of("b").state = "accepted";
    tick(20);

    expect(of("a").drops + of("b").drops).toBe(0);
    expect(of("a").written).toEqual(of("b").written);
    const played = of("a").written.filter((value) => value > 0);
    expect(new Set(steps(played))).toEqual(new Set([480]));
  });

  it("is told in the status", () => {
    tick(20);
    of("a").state = "stalled";
    tick(90);

    const status = events.findLast((event) => event.kind === "status");
    expect(status?.kind === "status" && status.outputs.a?.stalls).toBeGreaterThan(50);
    expect(status?.kind === "status" && status.outputs.b?.stalls).toBe(0);
    expect(status?.kind === "status" && status.outputs.b?.queuedMs).toBe(40);
  });
});

describe("a device that goes", () => {
  it("is told once with its reason; the other plays on", () => {
    tick(20);
    of("a").state = "gone";
    tick(20);

    expect(news(events).slice(1)).toEqual([{ kind: "output-failed", output: "a", reason: "unplugged" }]);
    expect(new Set(steps(of("b").written.slice(5)))).toEqual(new Set([480]));
  });

  it("and requests that cross the news are not held against the daemon", () => {
    tick(20);
    of("a").state = "gone";
    tick(1);
    engine.handle({ kind: "set-volume", output: "a", volumePercent: 30, muted: false });
    engine.handle({ kind: "leave", output: "a" });
    engine.handle({ kind: "close-output", output: "a" });

    expect(events.filter((event) => event.kind === "refused")).toEqual([]);
  });
});

describe("a loop that comes late", () => {
  it("by less than the cushion makes it up without a gap", () => {
    tick(20);
    block += 2;
    tick(20);

    expect(new Set(steps(of("a").written.slice(5)))).toEqual(new Set([480]));
    expect(of("a").written).toHaveLength(of("b").written.length);
    expect(of("a").written.at(-1)).toBe(of("b").written.at(-1));
  });

  it("by more lets the music wait rather than lose a part of it, for all alike", () => {
    tick(20);
    block += 50;
    tick(20);

    const played = of("a").written.filter((value) => value > 0);
    expect(new Set(steps(played))).toEqual(new Set([480]));
    expect(of("a").written).toEqual(of("b").written);
  });
});

describe("what makes no sense", () => {
  it.each([
    [
      { kind: "open-output", output: "a", spec: { kind: "wav", path: "a" } },
      "output a is open already; close it first",
    ],
    [{ kind: "close-output", output: "z" }, "output z is not open"],
    [{ kind: "leave", output: "z" }, "output z is not open"],
    [{ kind: "set-volume", output: "z", volumePercent: 1, muted: false }, "output z is not open"],
  ] as const)("%j is refused with its reason", (request, reason) => {
    engine.handle(request);
    expect(events).toEqual([{ kind: "refused", request: request.kind, reason }]);
  });

  it("a zone nobody knows is refused, one that has just ended is not", () => {
    const zone = zoneId();
    engine.handle({ kind: "pause-zone", zone });
    expect(events).toEqual([{ kind: "refused", request: "pause-zone", reason: `zone ${zone} is not open` }]);
  });
});
