// The whole daemon under messages that are lost, doubled and shuffled, and under bytes of any kind.
import { type Command, decodeCommand, encodeCommand, type SpeakerId } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createRandom } from "./adapters/fs/store-fixture.ts";
import { startWorld, type World } from "./fakes/bridge.ts";
import { command, FIRE_PIT, KITCHEN, PATIO, play } from "./fakes/home.ts";

let world: World | undefined;
afterEach(async () => {
  await world?.bridge.stop();
});

const ALL = [PATIO, FIRE_PIT, KITCHEN];

/** Commands numbered in the order they were meant, with the speakers each is for. */
const someVolumes = fc.array(fc.tuple(fc.subarray(ALL, { minLength: 1 }), fc.integer({ min: 0, max: 100 })), {
  minLength: 1,
  maxLength: 12,
});

/** A delivery order in which everything comes at least once, some of it again. */
const someOrder = (count: number) =>
  fc
    .tuple(
      fc.shuffledSubarray(range(count), { minLength: count, maxLength: count }),
      fc.array(fc.integer({ min: 0, max: count - 1 })),
    )
    .map(([once, again]) => [...once, ...again]);
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

async function deliver(commands: readonly Command[], order: readonly number[]) {
  const here = await startWorld();
  for (const index of order) {
    const next = commands[index];
    if (next) here.cloud.send(next);
    await here.clock.advance(1);
  }
  return here;
}

describe("commands in any order, any number of times", () => {
  it("leave every speaker at the volume of the highest number that named it", async () => {
    await fc.assert(
      fc.asyncProperty(
        someVolumes.chain((volumes) => fc.tuple(fc.constant(volumes), someOrder(volumes.length))),
        async ([volumes, order]) => {
          const commands = volumes.map(([speakers, volumePercent], index) =>
            command(index + 1, "set-volume", { speakers: [...speakers], volumePercent }),
          );
          const here = await deliver(commands, order);
          const expected = (id: SpeakerId) =>
            Math.min(80, volumes.findLast(([speakers]) => speakers.includes(id))?.[1] ?? 50);
          const { speakers } = here.bridge.snapshot();
          await here.bridge.stop();
          expect(ALL.map((id) => speakers[id]?.volumePercent)).toEqual(ALL.map(expected));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("reordered as 30, 40, 50 in every way end at 50", async () => {
    const commands = [30, 40, 50].map((volumePercent, index) =>
      command(index + 1, "set-volume", { speakers: [PATIO], volumePercent }),
    );
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const here = await deliver(commands, order);
      expect(here.bridge.snapshot().speakers[PATIO]?.volumePercent).toBe(50);
      await here.bridge.stop();
    }
  });

  it("each get exactly one final outcome, told again in the same words, and none is carried out twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(fc.subarray(ALL, { minLength: 1 }), { minLength: 1, maxLength: 8 })
          .chain((targets) => fc.tuple(fc.constant(targets), someOrder(targets.length))),
        async ([targets, order]) => {
          const commands = targets.map((ids, index) => play(index + 1, ...ids));
          const here = await deliver(commands, order);
          await here.clock.advance(10_000);
          const told = new Map<string, Set<string>>();
          for (const outcome of here.cloud.outcomes()) {
            const words = told.get(outcome.commandId) ?? new Set();
            told.set(outcome.commandId, words.add(JSON.stringify(outcome)));
          }
          await here.bridge.stop();
          expect(told.size).toBe(commands.length);
          expect([...told.values()].every((words) => words.size === 1)).toBe(true);
          expect(here.engine.of("open-zone").length).toBeLessThanOrEqual(commands.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("100,000 payloads of any kind", () => {
  const valid = encodeCommand(command(1, "set-volume", { speakers: [PATIO], volumePercent: 30 }));
  const random = createRandom(20_261_120);

  it("are each either a command or an error, never an exception", () => {
    for (let round = 0; round < 100_000; round++) {
      const decoded = decodeCommand(mutate(valid, random));
      if (!decoded.ok && typeof decoded.error.message !== "string") throw new Error("an error without a message");
    }
  });

  it("leave the daemon up: of some thousands it acknowledges every one, and plays afterwards", async () => {
    world = await startWorld();
    for (let round = 0; round < 4_000; round++) world.cloud.sendBytes(mutate(valid, random));
    await world.clock.advance(10);
    world.cloud.send(play(9_999, KITCHEN));
    await world.clock.advance(10);

    expect(world.cloud.state.acknowledged).toBe(4_001);
    expect(world.cloud.outcomes().at(-1)).toMatchObject({ state: "done", perSpeaker: { [KITCHEN]: "OK" } });
  });
});

/** Bits flipped, cut short, doubled, filled with noise, or with JSON in the wrong place. */
function mutate(bytes: Uint8Array, next: () => number): Uint8Array {
  const copy = new Uint8Array(bytes);
  const at = Math.floor(next() * copy.length);
  const kind = Math.floor(next() * 6);
  if (kind === 0) copy[at] = Math.floor(next() * 256);
  else if (kind === 1) return copy.slice(0, at);
  else if (kind === 2) return Uint8Array.from([...copy.slice(0, at), ...copy]);
  else if (kind === 3) for (let n = 0; n < 8; n++) copy[Math.floor(next() * copy.length)] = Math.floor(next() * 256);
  else if (kind === 4) return Uint8Array.from({ length: at }, () => Math.floor(next() * 256));
  else return new TextEncoder().encode(swapValue(new TextDecoder().decode(copy), next));
  return copy;
}

const NONSENSE = ["null", "[]", "{}", "-1", "1e400", '"\\u0000"', "true", '{"__proto__":{}}', "9007199254740993"];

function swapValue(text: string, next: () => number): string {
  const values = [...text.matchAll(/:("[^"]*"|\d+|\[[^\]]*\])/g)];
  const value = values[Math.floor(next() * values.length)];
  const nonsense = NONSENSE[Math.floor(next() * NONSENSE.length)] ?? "null";
  if (!value) return text;
  return `${text.slice(0, value.index + 1)}${nonsense}${text.slice(value.index + value[0].length)}`;
}
