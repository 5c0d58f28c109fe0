import { err } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { named, play } from "../fakes/voice.ts";
import { createWorld, faultOf, heard } from "../fakes/world.ts";

const request = play("jazz", named("backyard"));
const never = (): Promise<never> => new Promise(() => undefined);

describe("a world that does not answer", () => {
  it("is told within six and a half seconds where the store hangs, and nothing is sent afterwards", async () => {
    const world = createWorld();
    const hanging = { ...world.ports, store: { ...world.store, load: never } };
    Object.assign(world.ports, hanging);
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toBe("I can't tell yet whether that worked. Please ask me again in a moment.");
    expect(world.clock.nowMs()).toBe(6_500);
    expect(world.sent).toEqual([]);
  });

  it("is told to a question, of which nothing can have been done", async () => {
    const world = createWorld();
    Object.assign(world.ports, { store: { ...world.store, load: never } });
    const reply = await world.say({ request: { kind: "list-speakers" } });
    expect(heard(reply.ssml)).toBe("That took too long, so I didn't do it. Please try again.");
  });

  it("does not send a command whose turn is over already", async () => {
    const world = createWorld();
    const { openCommand } = world.store;
    const late: typeof openCommand = async (opening, signal) => {
      await world.clock.sleep(8_000);
      return openCommand(opening, signal);
    };
    Object.assign(world.ports, { store: { ...world.store, openCommand: late } });
    expect(heard((await world.say({ request })).ssml)).toContain("I can't tell yet whether that worked");
    await world.clock.runUntil(world.clock.sleep(3_000));
    expect(world.sent).toEqual([]);
  });

  it("says that it was sent, not that it was not, where sending hangs", async () => {
    const world = createWorld({ link: { send: never } });
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toBe("I sent it, but the bridge hasn't confirmed it yet.");
    expect(world.clock.nowMs()).toBe(6_500);
  });

  it("keeps to a shorter time where the function has less left", async () => {
    const world = createWorld({ link: { send: never } });
    await world.say({ request }, 3_000);
    expect(world.clock.nowMs()).toBe(3_000);
  });

  it("does not claim that an edit was left undone which it may have saved", async () => {
    const world = createWorld();
    Object.assign(world.ports, { store: { ...world.store, saveEdit: never } });
    const reply = await world.say({ request: { kind: "delete-group", target: named("kitchen") } });
    expect(heard(reply.ssml)).toBe("I can't tell yet whether that worked. Please ask me again in a moment.");
  });

  it("says that an edit is saved although the bridge's copy hangs", async () => {
    const world = createWorld({ link: { publishConfig: never } });
    const reply = await world.say({ request: { kind: "delete-group", target: named("kitchen") } });
    expect(heard(reply.ssml)).toBe("The group Kitchen is deleted.");
    expect(world.clock.nowMs()).toBe(1_500);
  });
});

describe("the progressive response", () => {
  it("is spoken once, after 1.6 seconds without an answer", async () => {
    const world = createWorld({ bridge: () => null });
    await world.say({ request });
    expect(world.meanwhile).toEqual(["<speak>One moment.</speak>"]);
  });

  it("is left out where the answer is quick", async () => {
    const world = createWorld({ outcomeAfterMs: 1_000 });
    await world.say({ request });
    expect(world.meanwhile).toEqual([]);
  });

  it("is left out where the request allows none", async () => {
    const world = createWorld({ bridge: () => null });
    await world.say({ request, meanwhile: null });
    expect(world.meanwhile).toEqual([]);
  });

  it("is waited for before the answer is given, since Alexa takes none afterwards", async () => {
    const speakMeanwhile = async () => {
      await world.clock.sleep(500);
      return err(faultOf("alexa", "refused"));
    };
    const world = createWorld({ outcomeAfterMs: 1_650, alexa: { speakMeanwhile } });
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toBe("Playing jazz on Backyard.");
    expect(world.clock.nowMs()).toBeGreaterThanOrEqual(2_100);
  });

  it("is given 800 milliseconds, and its failure changes nothing", async () => {
    const world = createWorld({ outcomeAfterMs: 1_650, alexa: { speakMeanwhile: never } });
    const reply = await world.say({ request });
    expect(heard(reply.ssml)).toBe("Playing jazz on Backyard.");
    expect(world.clock.nowMs()).toBe(2_400);
  });
});
