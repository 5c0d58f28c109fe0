// Once, in order, in time: what happens to commands that come twice, late, reordered, broken, or in a flood.

import { Command, encodeCommand } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { command, commandId, KITCHEN, PATIO, play } from "./fakes/home.ts";
import { createFakeStore } from "./fakes/ports.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

const volume = (number: number, percent: number) =>
  command(number, "set-volume", { speakers: [PATIO], volumePercent: percent });
const states = () => world.cloud.outcomes().map(({ commandId: id, state }) => [id, state]);

describe("a command that comes again", () => {
  it("is answered from the journal with the same outcome, and not carried out again", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);

    const [first, second, third] = world.cloud.outcomes();
    expect(world.cloud.state.acknowledged).toBe(3);
    expect(first?.state).toBe("done");
    expect([second, third]).toEqual([first, first]);
    expect(world.engine.of("open-zone")).toHaveLength(1);
  });

  it("gets no second answer while the first is not known yet", async () => {
    world = await startWorld();
    world.engine.options.answers = false;
    world.cloud.send(play(1, PATIO));
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(100);
    expect(world.cloud.state.acknowledged).toBe(2);
    expect(world.cloud.outcomes()).toEqual([]);

    await world.clock.advance(6_000);
    expect(world.cloud.outcomes()).toHaveLength(1);
  });

  it("is acknowledged only when the first was journaled", async () => {
    world = await startWorld();
    let release = (): void => undefined;
    world.store.state.holdJournal = new Promise((resolve) => {
      release = resolve;
    });
    world.cloud.send(play(1, PATIO));
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(50);
    expect(world.cloud.state.acknowledged).toBe(0);
    expect(world.engine.of("open-zone")).toEqual([]);

    release();
    await world.clock.advance(0);
    expect(world.cloud.state.acknowledged).toBe(2);
    expect(world.engine.of("open-zone")).toHaveLength(1);
  });

  it("with other content is rejected as a conflict, and the first stands", async () => {
    world = await startWorld();
    world.cloud.send(volume(1, 30));
    world.cloud.send(volume(1, 70));
    await world.clock.advance(10);

    expect(world.cloud.outcomes()).toContainEqual(
      expect.objectContaining({ commandId: commandId(1), state: "rejected", code: "CONFLICT", perSpeaker: {} }),
    );
    expect(world.bridge.snapshot().speakers[PATIO]?.volumePercent).toBe(30);
  });
});

describe("a command that comes late", () => {
  it("is expired when it waited longer than its time to live since its receipt", async () => {
    world = await startWorld();
    let release = (): void => undefined;
    world.store.state.holdJournal = new Promise((resolve) => {
      release = resolve;
    });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10_001);
    release();
    await world.clock.advance(0);

    expect(world.cloud.outcomes()).toMatchObject([{ state: "expired", code: "EXPIRED", perSpeaker: {} }]);
    expect(world.engine.of("open-zone")).toEqual([]);
  });

  it("is expired when it is older than its time to live by two clocks that are set", async () => {
    const nowMs = Date.UTC(2026, 10, 20);
    world = await startWorld({ epochMs: nowMs });
    world.cloud.send({ ...play(1, PATIO), issuedAtMs: nowMs - 10_001 });
    world.cloud.send({ ...play(2, PATIO), issuedAtMs: nowMs - 9_000 });
    await world.clock.advance(10);

    expect(states()).toEqual([
      [commandId(1), "expired"],
      [commandId(2), "done"],
    ]);
  });

  it("is carried out on a bridge whose clock was never set: nobody knows how old it is", async () => {
    world = await startWorld({ epochMs: 0 });
    world.cloud.send({ ...play(1, PATIO), issuedAtMs: Date.UTC(2026, 10, 20) });
    await world.clock.advance(10);

    expect(states()).toEqual([[commandId(1), "done"]]);
  });

  it("after a newer one for the same speaker is superseded and not carried out", async () => {
    world = await startWorld();
    for (const [number, percent] of [
      [3, 50],
      [1, 30],
      [2, 40],
    ] as const) {
      world.cloud.send(volume(number, percent));
      await world.clock.advance(10);
    }

    expect(states()).toEqual([
      [commandId(3), "done"],
      [commandId(1), "superseded"],
      [commandId(2), "superseded"],
    ]);
    expect(world.bridge.snapshot().speakers[PATIO]?.volumePercent).toBe(50);
  });

  it("still reaches the speakers that no newer command has reached", async () => {
    world = await startWorld();
    world.cloud.send(volume(5, 50));
    await world.clock.advance(10);
    world.cloud.send(command(4, "set-volume", { speakers: [PATIO, KITCHEN], volumePercent: 20 }));
    await world.clock.advance(10);

    expect(world.cloud.outcomes()[1]).toMatchObject({
      state: "partial",
      code: "SUPERSEDED",
      perSpeaker: { [PATIO]: "SUPERSEDED", [KITCHEN]: "OK" },
      volumePercent: { [KITCHEN]: 20 },
    });
  });

  it("is superseded after a restart too", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    world.cloud.send(volume(5, 50));
    await world.clock.advance(10);
    await world.bridge.stop();

    world = await startWorld({ store });
    world.cloud.send(volume(4, 70));
    await world.clock.advance(10);

    expect(states()).toEqual([[commandId(4), "superseded"]]);
    expect(world.bridge.snapshot().speakers[PATIO]?.volumePercent).toBe(50);
  });
});

describe("a restart", () => {
  it("ends a command that was accepted and not finished in exactly one outcome, and does not carry it out", async () => {
    const store = createFakeStore();
    store.state.journal.push({ kind: "accepted", atMs: 0, command: play(1, PATIO) });
    world = await startWorld({ store });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10_000);

    const [told, again] = world.cloud.outcomes();
    expect(told).toMatchObject({ commandId: commandId(1), state: "failed", code: "INTERNAL" });
    expect(again).toEqual(told);
    expect(world.engine.of("open-zone")).toEqual([]);
  });

  it("tells the outcomes that the cloud had not acknowledged, and only those", async () => {
    const store = createFakeStore();
    world = await startWorld({ store });
    world.cloud.send(volume(1, 30));
    await world.clock.advance(10);
    world.cloud.state.swallow = true;
    world.cloud.send(volume(2, 40));
    await world.clock.advance(10);
    await world.bridge.stop();

    world = await startWorld({ store });
    expect(states()).toEqual([[commandId(2), "done"]]);
  });

  it("leaves out journal records it does not understand", async () => {
    const store = createFakeStore();
    store.state.journal.push({ kind: "from-the-future" }, 7, null, { kind: "accepted", command: {} });
    world = await startWorld({ store });
    world.cloud.send(volume(1, 30));
    await world.clock.advance(10);

    expect(states()).toEqual([[commandId(1), "done"]]);
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ level: "warn", message: "journal records of another version were left out" }),
    );
  });
});

describe("an outcome", () => {
  it("waits for the cloud and is sent when it is back", async () => {
    world = await startWorld();
    world.cloud.offline();
    world.cloud.send(volume(1, 30));
    await world.clock.advance(5_000);
    expect(world.cloud.outcomes()).toEqual([]);

    world.cloud.online();
    await world.clock.advance(0);
    expect(states()).toEqual([[commandId(1), "done"]]);
  });

  it("that was not acknowledged is sent again", async () => {
    world = await startWorld();
    world.cloud.state.swallow = true;
    world.cloud.send(volume(1, 30));
    await world.clock.advance(500);
    world.cloud.state.swallow = false;
    await world.clock.advance(1_000);

    expect(states()).toEqual([[commandId(1), "done"]]);
  });
});

describe("a disk that is full", () => {
  it("does not stop the music: commands are carried out from memory, and it is said once", async () => {
    world = await startWorld();
    world.store.state.failing = true;
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    world.cloud.send(play(1, PATIO));
    world.cloud.send(volume(2, 30));
    await world.clock.advance(10);

    expect(states()).toEqual([
      [commandId(1), "done"],
      [commandId(1), "done"],
      [commandId(2), "done"],
    ]);
    expect(world.engine.of("open-zone")).toHaveLength(1);
    expect(world.log.lines.filter(({ message }) => message.startsWith("the journal can't be written"))).toHaveLength(1);
  });
});

describe("a flood of more than 20 commands a second", () => {
  it("drops volume changes that a newer one has overtaken, keeps the last, and answers each", async () => {
    world = await startWorld();
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    for (let number = 2; number <= 101; number++) world.cloud.send(volume(number, number % 80));
    await world.clock.advance(10);

    expect(world.cloud.outcomes()).toHaveLength(101);
    expect(new Set(states().map(([id]) => id)).size).toBe(101);
    expect(states().at(-1)).toEqual([commandId(101), "done"]);
    expect(world.bridge.snapshot().speakers[PATIO]?.volumePercent).toBe(21);
    expect(world.engine.of("set-volume").length).toBeLessThan(5);
  });

  it("drops nothing but volume changes", async () => {
    world = await startWorld();
    for (let number = 1; number <= 60; number++) {
      world.cloud.send(number % 2 ? play(number, PATIO) : volume(number, 20));
    }
    await world.clock.advance(10);

    expect(world.engine.of("open-zone")).toHaveLength(30);
  });
});

describe("a payload that is no command", () => {
  const valid = () => JSON.parse(new TextDecoder().decode(encodeCommand(volume(1, 30)))) as Record<string, unknown>;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const nested = `${"[".repeat(1_000)}${"]".repeat(1_000)}`;

  const nameless: readonly (readonly [string, Uint8Array])[] = [
    ["not UTF-8", Uint8Array.of(0xff, 0xfe, 0x00)],
    ["a byte order mark", bytes(`\uFEFF${JSON.stringify(valid())}`)],
    ["not JSON", bytes("play jazz")],
    ["a number that JSON has none of", bytes('{"v":1,"volumePercent":NaN}')],
    ["a number", bytes("7")],
    ["an array", bytes("[1]")],
    ["null", bytes("null")],
    ["binary zeros", new Uint8Array(64)],
    ["128 KB", bytes(`"${"x".repeat(131_072)}"`)],
    ["nested a thousand deep", bytes(nested)],
    ["without an id", bytes(JSON.stringify({ ...valid(), id: undefined }))],
    ["with an id that is none", bytes(JSON.stringify({ ...valid(), id: "1; DROP TABLE" }))],
    ["of an unknown version without an id", bytes(JSON.stringify({ v: 2 }))],
  ];
  it.each(nameless)("and is %s: is logged, acknowledged and forgotten", async (_, payload) => {
    world = await startWorld();
    world.cloud.sendBytes(payload);
    world.cloud.send(volume(2, 40));
    await world.clock.advance(10);

    expect(world.cloud.state.acknowledged).toBe(2);
    expect(states()).toEqual([[commandId(2), "done"]]);
    expect(world.log.lines.filter(({ message }) => message.startsWith("not a command"))).toHaveLength(1);
  });

  const named: readonly (readonly [string, object, string])[] = [
    ["an unknown version", { v: 2 }, "UNSUPPORTED_VERSION"],
    ["an unknown kind", { kind: "self-destruct" }, "VALUE_RANGE"],
    ["a volume of 101", { volumePercent: 101 }, "VALUE_RANGE"],
    ["a time to live of 0", { ttlMs: 0 }, "VALUE_RANGE"],
    ["a time to live over an hour", { ttlMs: 3_600_001 }, "VALUE_RANGE"],
    ["a number beyond 2^53", { seq: 2 ** 53 + 2 }, "VALUE_RANGE"],
    ["a sequence of text", { seq: "1" }, "VALUE_RANGE"],
    ["no speakers", { speakers: [] }, "VALUE_RANGE"],
    ["a speaker id that is none", { speakers: ["__proto__"] }, "VALUE_RANGE"],
  ];
  it.each(named)("but says which, with %s: is rejected and not carried out", async (_, change, code) => {
    world = await startWorld();
    world.cloud.sendText(JSON.stringify({ ...valid(), ...change }));
    await world.clock.advance(10);

    expect(world.cloud.outcomes()).toMatchObject([{ commandId: commandId(1), state: "rejected", code }]);
    expect(world.bridge.snapshot().speakers[PATIO]?.volumePercent).toBe(50);
  });

  it("and whose number overflows is rejected", async () => {
    world = await startWorld();
    world.cloud.sendText(JSON.stringify(valid()).replace('"volumePercent":30', '"volumePercent":1e400'));
    await world.clock.advance(10);

    expect(world.cloud.outcomes()).toMatchObject([{ state: "rejected", code: "VALUE_RANGE" }]);
  });

  it("with keys of the language's own, or another thing's name, is read without them", async () => {
    world = await startWorld();
    const text = JSON.stringify(valid()).replace(
      "{",
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"thing":"hb-other",',
    );
    world.cloud.sendText(text);
    await world.clock.advance(10);

    expect(states()).toEqual([[commandId(1), "done"]]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Command.parse(volume(1, 30))).toEqual(volume(1, 30));
  });

  it("with a key twice takes the last, as JSON does", async () => {
    world = await startWorld();
    world.cloud.sendText(JSON.stringify(valid()).replace("{", '{"volumePercent":70,'));
    await world.clock.advance(10);

    expect(world.bridge.snapshot().speakers[PATIO]?.volumePercent).toBe(30);
  });

  it("and is empty is the clearing of a retained message: nothing is said", async () => {
    world = await startWorld();
    world.cloud.sendBytes(new Uint8Array());
    await world.clock.advance(10);

    expect(world.cloud.state.acknowledged).toBe(1);
    expect(world.cloud.outcomes()).toEqual([]);
  });
});
