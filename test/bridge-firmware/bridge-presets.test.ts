// "Save this as Sunday mix": names of people's own for what plays, kept as the bridge's favourites.
import { ok } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { isSameName } from "../../bridge-firmware/src/adapters/library/with-favourites.ts";
import { openFavourites } from "../../bridge-firmware/src/memory/favourites.ts";
import { startWorld, type World } from "./fakes/bridge.ts";
import { command, KITCHEN, PATIO, play } from "./fakes/home.ts";
import { createFakeLog, createFakeStore } from "./fakes/ports.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

async function start() {
  const store = createFakeStore();
  const rules = { isSame: isSameName, checkStream: () => ok(undefined) };
  const favourites = await openFavourites({ store, log: createFakeLog() }, rules);
  world = await startWorld({ store, favourites });
  return favourites;
}

const outcomeOf = (seq: number) => world.cloud.outcomes().find((outcome) => outcome.seq === seq);
async function give(seq: number, kind: "save-preset" | "forget-preset" | "list-presets", body: object) {
  world.cloud.send(command(seq, kind, body as never));
  await world.clock.advance(10);
  return outcomeOf(seq);
}

describe("a preset", () => {
  it("is what the music was asked for by, under the name that it was given", async () => {
    const favourites = await start();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    expect(await give(2, "save-preset", { speakers: [PATIO, KITCHEN], name: "Sunday Mix" })).toMatchObject({
      state: "done",
      perSpeaker: { [PATIO]: "OK" },
    });
    expect(favourites.list()).toEqual([{ name: "Sunday Mix", plays: { kind: "words", words: "jazz" } }]);
    expect(await give(3, "list-presets", {})).toMatchObject({ state: "done", presets: ["Sunday Mix"] });
  });

  it("of a preset is what that one is, also when that one is gone", async () => {
    const favourites = await start();
    await favourites.keep({ name: "Jazz", plays: { kind: "stream", url: "https://radio.example/jazz" } });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    await give(2, "save-preset", { speakers: [PATIO], name: "Evening" });
    await give(3, "forget-preset", { name: "jazz" });
    expect(favourites.list()).toEqual([
      { name: "Evening", plays: { kind: "stream", url: "https://radio.example/jazz" } },
    ]);
  });

  it("is not made of nothing, nor of what nobody asked for by words", async () => {
    await start();
    expect(await give(1, "save-preset", { speakers: [PATIO], name: "Mix" })).toMatchObject({ code: "NOTHING_PLAYING" });
    const source = { kind: "sound", sound: "metronome" } as const;
    world.cloud.send(command(2, "play", { targets: [{ id: PATIO, channel: "stereo" }], source }));
    expect(await give(3, "save-preset", { speakers: [PATIO], name: "Mix" })).toMatchObject({ code: "NOT_KEEPABLE" });
  });

  it("that nobody knows can't be forgotten, and the hundred and first is too many", async () => {
    const favourites = await start();
    expect(await give(1, "forget-preset", { name: "Nothing" })).toMatchObject({ state: "failed", code: "NO_PRESET" });
    for (let n = 0; n < 100; n++) await favourites.keep({ name: `Mix ${n}`, plays: { kind: "words", words: "x" } });
    world.cloud.send(play(2, PATIO));
    await world.clock.advance(10);
    expect(await give(3, "save-preset", { speakers: [PATIO], name: "More" })).toMatchObject({ code: "PRESETS_FULL" });
    expect((await give(4, "list-presets", {}))?.presets).toHaveLength(12);
  });

  it("is not kept by a bridge that keeps none", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    expect(await give(2, "save-preset", { speakers: [PATIO], name: "Mix" })).toMatchObject({ state: "failed" });
  });
});
