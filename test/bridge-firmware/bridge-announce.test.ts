// "Announce dinner is ready": spoken, heard over whatever plays, one after the other; and what is said where it is not.
import { err, ok } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { Announcer } from "../../bridge-firmware/src/announcer-port.ts";
import { startWorld, type World } from "./fakes/bridge.ts";
import { addressOf, command, FIRE_PIT, KITCHEN, PATIO, play, STRANGER } from "./fakes/home.ts";

let world: World;
afterEach(async () => {
  await world.bridge.stop();
});

/** Speaks everything into a file of its own. */
function createVoice() {
  const said: string[] = [];
  const dropped: string[] = [];
  const announcer: Announcer = {
    speak: async (words) => ok(`/spoken/${said.push(words)}.wav`),
    keepClip: async () => err({ code: "failed", message: "not here" }),
    clipPath: async (clip) => (clip === CLIP ? "/spoken/clip.wav" : null),
    drop: async (path) => void dropped.push(path),
  };
  return { said, dropped, announcer };
}

const CLIP = "clip_01J8ZQ5VB3T8R6M4N2K0H9F7D5" as never;
const DINNER = { kind: "words", words: "Dinner is ready" } as const;

const announce = (seq: number, speakers: readonly (typeof PATIO)[], says: object = DINNER) =>
  world.cloud.send(command(seq, "announce", { speakers: [...speakers], says: says as typeof DINNER }));
const outcomeOf = (seq: number) => world.cloud.outcomes().find((outcome) => outcome.seq === seq);
const announced = () => world.engine.of("announce");
const end = async (index: number, reason: "finished" | "unplayable" = "finished") => {
  const zone = announced()[index]?.zone;
  if (zone) world.engine.ring({ kind: "zone-ended", zone, reason });
  await world.clock.advance(0);
};

describe("an announcement", () => {
  it("is spoken and begun on all its speakers at once, muted or not, and the music's zones and volumes stay as they were", async () => {
    const voice = createVoice();
    world = await startWorld({ announcer: voice.announcer });
    world.cloud.send(play(1, PATIO));
    world.cloud.send(command(2, "set-volume", { speakers: [PATIO], volumePercent: 60 }));
    world.cloud.send(command(3, "mute", { speakers: [KITCHEN] }));
    await world.clock.advance(10);
    const before = world.bridge.snapshot();
    const requests = world.engine.requests.length;
    announce(4, [PATIO, FIRE_PIT, KITCHEN]);
    await world.clock.advance(10);

    expect(voice.said).toEqual(["Dinner is ready"]);
    const rest = { channel: "mono", muted: false };
    const of = (output: typeof PATIO, volumePercent: number) =>
      expect.objectContaining({ output, volumePercent, ...rest });
    expect(announced()).toEqual([
      expect.objectContaining({
        path: "/spoken/1.wav",
        members: [of(PATIO, 60), of(FIRE_PIT, expect.any(Number) as never), of(KITCHEN, expect.any(Number) as never)],
      }),
    ]);
    expect(outcomeOf(4)).toMatchObject({
      state: "done",
      perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "OK", [KITCHEN]: "OK" },
    });
    await end(0);
    expect(world.bridge.snapshot()).toEqual(before);
    expect(world.engine.requests.slice(requests).map(({ kind }) => kind)).toEqual(["announce"]);
  });

  it("is told as done only when its first words are out", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    world.engine.options.answers = false;
    announce(1, [PATIO]);
    await world.clock.advance(1_000);
    expect(announced()).toHaveLength(1);
    expect(outcomeOf(1)).toBeUndefined();
    const track = { path: "/spoken/1.wav", title: "" };
    world.engine.ring({ kind: "zone-started", zone: announced()[0]?.zone as never, track, index: 0 });
    await world.clock.advance(0);
    expect(outcomeOf(1)).toMatchObject({ state: "done" });
  });

  it("waits for a link that is being made, so that its first word is lost on nobody", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    world.cloud.send(command(1, "release", { speakers: [PATIO] }));
    await world.clock.advance(1_000);
    const attempts = world.bluetooth.attempts.length;
    announce(2, [PATIO, FIRE_PIT]);
    await world.clock.advance(1_000);
    expect(world.bluetooth.attempts.slice(attempts)).toEqual([addressOf(PATIO)]);
    expect(announced().map(({ members }) => members.map(({ output }) => output))).toEqual([[PATIO, FIRE_PIT]]);
    expect(outcomeOf(2)).toMatchObject({ state: "done" });
  });

  it("goes without speakers that are away, and names them", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    world.bluetooth.faults.set(addressOf(PATIO), { code: "SPEAKER_ASLEEP", retryable: true });
    world.bluetooth.vanish(addressOf(PATIO));
    await world.clock.advance(5_000);
    announce(1, [PATIO, FIRE_PIT, STRANGER]);
    await world.clock.advance(4_000);
    expect(announced().map(({ members }) => members.map(({ output }) => output))).toEqual([[FIRE_PIT]]);
    expect(outcomeOf(1)).toMatchObject({
      state: "partial",
      perSpeaker: { [PATIO]: "SPEAKER_ASLEEP", [FIRE_PIT]: "OK", [STRANGER]: "TARGET_UNKNOWN" },
    });
  });

  it("comes after the one before it is over, and the fifth at once is too many and is not even spoken", async () => {
    const voice = createVoice();
    world = await startWorld({ announcer: voice.announcer });
    for (const seq of [1, 2, 3, 4, 5]) announce(seq, [PATIO]);
    await world.clock.advance(50);
    expect(announced()).toHaveLength(1);
    expect(outcomeOf(5)).toMatchObject({ state: "failed", code: "BUSY" });
    expect(voice.said).toHaveLength(4);
    for (const index of [0, 1, 2]) await end(index);
    expect(announced().map(({ path }) => path)).toEqual([1, 2, 3, 4].map((n) => `/spoken/${n}.wav`));
    for (const seq of [1, 2, 3, 4]) expect(outcomeOf(seq)).toMatchObject({ state: "done" });
  });

  it("supersedes no order about the music, and no order supersedes it", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    world.cloud.send(command(8, "set-volume", { speakers: [PATIO], volumePercent: 20 }));
    announce(7, [PATIO]);
    announce(9, [PATIO]);
    world.cloud.send(command(8, "mute", { speakers: [PATIO] }));
    await world.clock.advance(10);
    expect(outcomeOf(7)).toMatchObject({ state: "done" });
    expect(world.cloud.outcomes().filter(({ code }) => code === "SUPERSEDED")).toEqual([]);
  });

  it("is a recording that was brought, where that is still there", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    announce(1, [PATIO], { kind: "clip", clip: CLIP });
    announce(2, [PATIO], { kind: "clip", clip: "clip_01J8ZQ5VB3T8R6M4N2K0H9F7D6" });
    await world.clock.advance(10);
    expect(announced().map(({ path }) => path)).toEqual(["/spoken/clip.wav"]);
    expect(outcomeOf(2)).toMatchObject({ state: "failed", code: "NO_SOURCE" });
  });

  it("leaves nothing behind: its file goes when it is over or was refused, and not before", async () => {
    const voice = createVoice();
    world = await startWorld({ announcer: voice.announcer });
    for (const seq of [1, 2, 3, 4]) announce(seq, [PATIO]);
    announce(5, [PATIO], { kind: "clip", clip: CLIP });
    announce(6, [STRANGER]);
    await world.clock.advance(50);
    expect(outcomeOf(5)).toMatchObject({ code: "BUSY" });
    expect(voice.dropped).toEqual(["/spoken/clip.wav"]);
    await end(0);
    expect(voice.dropped).toEqual(["/spoken/clip.wav", "/spoken/1.wav"]);
    await end(1, "unplayable");
    expect(voice.dropped).toEqual(["/spoken/clip.wav", "/spoken/1.wav", "/spoken/2.wav"]);
    announce(7, [STRANGER]);
    await world.clock.advance(10);
    expect(voice.dropped.at(-1)).toBe("/spoken/5.wav");
  });

  it("that waited too long for a program that hangs is expired and not spoken any more", async () => {
    const voice = createVoice();
    const announcer: Announcer = {
      ...voice.announcer,
      async speak(words) {
        voice.said.push(words);
        await world.clock.sleep(8_000, new AbortController().signal);
        return err({ code: "failed", message: "it hangs" });
      },
    };
    world = await startWorld({ announcer });
    for (let seq = 1; seq <= 30; seq++) announce(seq, [PATIO]);
    await world.clock.advance(30_000);
    expect(voice.said.length).toBeLessThanOrEqual(2);
    expect(outcomeOf(30)).toMatchObject({ state: "expired", code: "EXPIRED" });
  });

  it("that is being spoken when the bridge stops is given up, and nothing after it is spoken", async () => {
    const voice = createVoice();
    const announcer: Announcer = {
      ...voice.announcer,
      speak: (words, signal) =>
        new Promise((resolve) => {
          voice.said.push(words);
          signal.addEventListener("abort", () => resolve(err({ code: "failed", message: "given up" })));
        }),
    };
    world = await startWorld({ announcer });
    for (const seq of [1, 2, 3]) announce(seq, [PATIO]);
    await world.clock.advance(100);
    await world.bridge.stop();
    expect(voice.said).toHaveLength(1);
    for (const seq of [1, 2, 3]) expect(outcomeOf(seq)).toMatchObject({ state: "failed", code: "SUPERSEDED" });
  });

  it("that no program speaks is refused, and the log does not hold the words", async () => {
    world = await startWorld();
    announce(1, [PATIO]);
    await world.clock.advance(10);
    expect(outcomeOf(1)).toMatchObject({ state: "failed", code: "NO_VOICE" });
    expect(JSON.stringify(world.log.lines)).not.toContain("Dinner");
  });

  it("of which nothing is heard again lets the next one begin as soon as its time is over, not at the next event", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    world.engine.options.answers = false;
    announce(1, [PATIO]);
    await world.clock.advance(10_000);
    announce(2, [FIRE_PIT]);
    // 8 s until the first should have been heard, 65 s for all of it; the second has 10 s more
    await world.clock.advance(62_900);
    expect(announced()).toHaveLength(1);
    await world.clock.advance(200);
    expect(announced()).toHaveLength(2);
  });

  it("is given up where the engine says nothing of it, or can't play it, and holds up nobody for ever", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    world.engine.options.answers = false;
    announce(1, [PATIO]);
    await world.clock.advance(10_000);
    expect(outcomeOf(1)).toMatchObject({ state: "failed", code: "INTERNAL" });
    await world.clock.advance(65_000); // the longest recording
    announce(2, [PATIO]);
    await world.clock.advance(10);
    expect(announced()).toHaveLength(2);
    await end(1, "unplayable");
    expect(outcomeOf(2)).toMatchObject({ state: "failed", code: "UNSUPPORTED_FORMAT" });
  });
});

describe("an announcement that somebody ends", () => {
  const ended = () => world.engine.of("close-zone");
  const waitingToSpeak = () => {
    const voice = createVoice();
    const announcer: Announcer = {
      ...voice.announcer,
      speak: (words, signal) =>
        new Promise((resolve) => {
          voice.said.push(words);
          signal.addEventListener("abort", () => resolve(err({ code: "failed", message: "given up" })));
        }),
    };
    return { ...voice, announcer };
  };

  it("is over at once on all its speakers, and nothing of the music is touched", async () => {
    const voice = createVoice();
    world = await startWorld({ announcer: voice.announcer });
    world.cloud.send(play(1, PATIO));
    await world.clock.advance(10);
    const before = world.bridge.snapshot();
    announce(2, [PATIO, FIRE_PIT]);
    await world.clock.advance(10);
    expect(world.bridge.snapshot().announcedOn).toEqual([PATIO, FIRE_PIT]);
    const requests = world.engine.requests.length;
    world.cloud.send(command(3, "stop-announcement", { speakers: [FIRE_PIT, KITCHEN] }));
    await world.clock.advance(10);
    expect(outcomeOf(3)).toMatchObject({
      state: "done",
      perSpeaker: { [FIRE_PIT]: "OK", [KITCHEN]: "NO_ANNOUNCEMENT" },
    });
    expect(world.engine.requests.slice(requests)).toEqual([{ kind: "close-zone", zone: announced()[0]?.zone }]);
    expect(world.bridge.snapshot()).toEqual(before);
    expect(voice.dropped).toEqual(["/spoken/1.wav"]);
  });

  it("takes those with it that wait there, and the next on other speakers begins", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    announce(1, [PATIO]);
    announce(2, [PATIO]);
    announce(3, [KITCHEN]);
    await world.clock.advance(10);
    world.cloud.send(command(4, "stop-announcement", { speakers: [PATIO] }));
    await world.clock.advance(10);
    expect(outcomeOf(2)).toMatchObject({ state: "superseded" });
    expect(announced().map(({ path }) => path)).toEqual(["/spoken/1.wav", "/spoken/3.wav"]);
    expect(outcomeOf(3)).toMatchObject({ state: "done" });
  });

  it("is not spoken on, where its words were not ready yet", async () => {
    const voice = waitingToSpeak();
    world = await startWorld({ announcer: voice.announcer });
    announce(1, [PATIO]);
    announce(2, [PATIO]);
    await world.clock.advance(10);
    world.cloud.send(command(3, "stop-announcement", { speakers: [PATIO] }));
    await world.clock.advance(10);
    expect(outcomeOf(3)).toMatchObject({ state: "done" });
    for (const seq of [1, 2]) expect(outcomeOf(seq)).toMatchObject({ state: "failed", code: "SUPERSEDED" });
    expect(voice.said).toHaveLength(1);
    expect(announced()).toEqual([]);
  });

  it("is what a bare stop is about, whether it is heard or not ready yet; the next one is about the music", async () => {
    const voice = waitingToSpeak();
    for (const announcer of [createVoice().announcer, voice.announcer]) {
      world = await startWorld({ announcer });
      world.cloud.send(play(1, PATIO));
      announce(2, [KITCHEN]);
      await world.clock.advance(10);
      world.cloud.send(command(3, "stop", { speakers: [PATIO], announcementFirst: true }));
      await world.clock.advance(10);
      expect(outcomeOf(3)).toMatchObject({ state: "done", ended: "announcement" });
      expect(world.bridge.isSounding(PATIO)).toBe(true);
      world.cloud.send(command(4, "stop", { speakers: [PATIO], announcementFirst: true }));
      await world.clock.advance(10);
      expect(outcomeOf(4)).toMatchObject({ state: "done" });
      expect(outcomeOf(4)).not.toHaveProperty("ended");
      expect(world.bridge.isSounding(PATIO)).toBe(false);
      if (announcer !== voice.announcer) await world.bridge.stop();
    }
  });

  it("is ended by a bare stop that overtakes no music: what was ordered before it, and comes after it, is played", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    announce(1, [PATIO]);
    await world.clock.advance(10);
    world.cloud.send(command(3, "stop", { speakers: [PATIO], announcementFirst: true }));
    await world.clock.advance(10);
    world.cloud.send(play(2, PATIO));
    await world.clock.advance(10);
    expect(outcomeOf(2)).toMatchObject({ state: "done" });
    expect(world.bridge.isSounding(PATIO)).toBe(true);
  });

  it("is heard to its end where a stop is about the music", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    world.cloud.send(play(1, PATIO));
    announce(2, [PATIO]);
    await world.clock.advance(10);
    const closed = ended().length;
    world.cloud.send(command(3, "stop", { speakers: [PATIO] }));
    await world.clock.advance(10);
    expect(
      ended()
        .slice(closed)
        .map(({ zone }) => zone),
    ).not.toContain(announced()[0]?.zone);
    expect(world.bridge.snapshot().announcedOn).toEqual([PATIO]);
  });

  it("that nobody makes is told", async () => {
    world = await startWorld({ announcer: createVoice().announcer });
    world.cloud.send(command(1, "stop-announcement", { speakers: [PATIO] }));
    await world.clock.advance(10);
    expect(outcomeOf(1)).toMatchObject({ state: "failed", code: "NO_ANNOUNCEMENT" });
  });
});
