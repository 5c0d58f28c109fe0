// What is worth writing down of latencies: whatever people or a measurement have set at once, what a microphone finds while
// it watches now and then.
import { createVirtualClock } from "@house-band/bridge-firmware/adapters/sim/virtual-clock";
import type { KnownLatency } from "@house-band/bridge-firmware/core/alignment";
import { toLiveSelection } from "@house-band/bridge-firmware/core/live-inputs";
import { EMPTY_MODEL, type Model, type Zone } from "@house-band/bridge-firmware/core/model";
import { reduce } from "@house-band/bridge-firmware/core/reduce";
import { createKeeper } from "@house-band/bridge-firmware/memory/keeper";
import { LiveInputId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { homeConfig, KITCHEN, zoneId } from "../fakes/home.ts";

const home = reduce(EMPTY_MODEL, { kind: "config", config: homeConfig() }, 0);

/** The kitchen's latency is known to be this. */
function knowing(latencyMs: number, method: KnownLatency["method"] = "measured", atEpochMs = 0): Model {
  const kitchen = home.speakers.get(KITCHEN);
  if (!kitchen) throw new Error("there is no kitchen");
  const known = [{ codec: "SBC", adapter: null, latencyMs, method, confidence: 0.9, atEpochMs, reportedDelayMs: null }];
  const speakers = new Map(home.speakers).set(KITCHEN, { ...kitchen, latency: { ...kitchen.latency, known } });
  return { ...home, speakers };
}

function keep(kept: "latencies" | "playback" = "latencies") {
  const clock = createVirtualClock();
  const saved: unknown[] = [];
  const saver = {
    save: (name: string, document: unknown) => void (name === kept && saved.push(document)),
    flushed: async () => undefined,
  };
  const keeper = createKeeper(saver, clock, home);
  return { clock, keeper, count: () => saved.length, last: () => JSON.stringify(saved.at(-1)) };
}

describe("a latency that was found out", () => {
  it("is written down at once where it is new, moved by a millisecond, or set by ear", () => {
    const { keeper, count } = keep();
    keeper.note(knowing(200));
    keeper.note(knowing(201));
    keeper.note(knowing(201, "by-hand"));
    keeper.note(knowing(201.5, "by-hand"));
    expect(count()).toBe(4);
  });

  it("waits for ten minutes where a microphone that watches has moved it by less, and is written down then", async () => {
    const { clock, keeper, count, last } = keep();
    keeper.note(knowing(200));
    for (let step = 1; step <= 3; step++) {
      await clock.advance(3_000);
      keeper.note(knowing(200 + 0.2 * step, "measured", step));
    }
    expect(count()).toBe(1);
    await clock.advance(600_000);
    keeper.note(knowing(200.7, "measured", 4));
    expect(count()).toBe(2);
    expect(last()).toContain("200.7");
  });

  it("is written down at the end where it has waited", async () => {
    const { keeper, count, last } = keep();
    keeper.note(knowing(200));
    keeper.note(knowing(200.4));
    keeper.noteLast(knowing(200.4));
    expect(count()).toBe(2);
    expect(last()).toContain("200.4");
  });

  it("is written down as soon as small steps have come to a millisecond", async () => {
    const { clock, keeper, count } = keep();
    keeper.note(knowing(200));
    for (let step = 1; step <= 11; step++) {
      await clock.advance(3_000);
      keeper.note(knowing(200 + 0.2 * step));
    }
    expect(count()).toBe(3);
  });
});

describe("who was sent away, and what was interrupted", () => {
  it("is written down at once, and once", () => {
    const { keeper, count, last } = keep("playback");
    const overruled = new Map([[LiveInputId.parse("line"), null]]);
    keeper.note({ ...home, overruled });
    keeper.note({ ...home, overruled });
    expect(count()).toBe(1);
    expect(last()).toContain('"overruled":[{"id":"line","silentSinceMs":null}]');

    const zone = liveZone("airplay");
    keeper.note({ ...home, overruled, zones: new Map([[zone.id, zone]]) });
    keeper.note({ ...home, overruled, zones: new Map([[zone.id, { ...zone, interrupted: [liveZone("line")] }]]) });
    expect(count()).toBe(3);
    expect(last()).toContain('"interrupted"');
  });
});

function liveZone(kind: "line" | "airplay"): Zone {
  const id = zoneId(kind === "line" ? 1 : 2);
  const selection = toLiveSelection({ kind, name: kind, id: LiveInputId.parse(kind) });
  return {
    ...{ id, programme: id, playing: true, selection, members: new Map([[KITCHEN, "stereo"]]), skipBy: 0 },
    ...{ place: { index: 0, positionMs: 0, atMs: null }, trackStarts: 0, touched: 0, silentSinceMs: null },
  };
}
