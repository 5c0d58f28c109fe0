import type { Outcome } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { START_MS } from "../fakes/clock.ts";
import { FIRE_PIT, GARAGE, KITCHEN_COUNTER, PATIO, quiet } from "../fakes/home.ts";
import { named, play, unsaid } from "../fakes/voice.ts";
import { createWorld, faultOf, heard } from "../fakes/world.ts";

const jazzOnBackyard = play("jazz", named("backyard"));

async function speechAfter(outcome: Partial<Outcome>, request = jazzOnBackyard): Promise<string> {
  return heard((await createWorld({ bridge: () => outcome }).say({ request })).ssml);
}

describe("the speech after a command", () => {
  it("names only the speakers that play, and says who is missing and why", async () => {
    const partial = { state: "partial", code: "SPEAKER_OFFLINE" } as const;
    expect(await speechAfter({ ...partial, perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "SPEAKER_OFFLINE" } })).toBe(
      "Playing jazz on Patio. Fire Pit is off or out of range.",
    );
  });

  it("groups the missing by what is wrong with them", async () => {
    const perSpeaker = {
      [PATIO]: "OK",
      [FIRE_PIT]: "SPEAKER_BUSY",
      [GARAGE]: "SPEAKER_BUSY",
      [KITCHEN_COUNTER]: "SPEAKER_ASLEEP",
    } as const;
    expect(
      await speechAfter({ state: "partial", code: "SPEAKER_BUSY", perSpeaker }, play("jazz", named("backyard"))),
    ).toBe(
      "Playing jazz on Patio. Fire Pit and Garage are connected to another device, and Kitchen Counter is asleep.",
    );
  });

  it("is not fooled by a done outcome that names a missing speaker", async () => {
    expect(await speechAfter({ state: "done", perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "SPEAKER_ASLEEP" } })).toBe(
      "Playing jazz on Patio. Fire Pit is asleep.",
    );
  });

  it("does not count a speaker that had nothing to pause", async () => {
    const perSpeaker = { [PATIO]: "OK", [FIRE_PIT]: "NOTHING_PLAYING" } as const;
    expect(await speechAfter({ state: "partial", code: "OK", perSpeaker }, { kind: "pause", targets: unsaid })).toBe(
      "Paused.",
    );
  });

  it.each([
    ["stop", "Stopped Patio."],
    ["pause", "Paused Patio."],
  ] as const)("names only those that played where '%s' was said of more", async (kind, speech) => {
    const perSpeaker = { [PATIO]: "OK", [FIRE_PIT]: "NOTHING_PLAYING" } as const;
    expect(await speechAfter({ state: "done", perSpeaker }, { kind, targets: named("backyard") })).toBe(speech);
  });

  it("says what it found rather than what was asked for", async () => {
    const found = { by: "album", title: "Kind of Green", artist: "The Swifts", trackCount: 9 } as const;
    expect(await speechAfter({ found })).toBe("Playing the album Kind of Green by The Swifts on Backyard.");
  });

  it("does not blame the step for where the volume ends", async () => {
    const louder = { kind: "adjust-volume", deltaPercent: 90, targets: named("patio") } as const;
    expect(await speechAfter({ volumePercent: { [PATIO]: 100 }, perSpeaker: { [PATIO]: "OK" } }, louder)).toBe(
      "Turned up Patio to 100 percent.",
    );
  });

  it.each([
    [90, { [PATIO]: 90 }, "Patio is at 90 percent, the limit set for it; house-band limit, on the bridge, changes it."],
    [10, { [PATIO]: 90 }, "Patio is at 90 percent, the limit set for it; house-band limit, on the bridge, changes it."],
    [90, { [PATIO]: 70 }, "Turned up Patio to 70 percent. That is the most I change in one step."],
    [-10, { [PATIO]: 90 }, "Turned down Patio to 90 percent."],
  ])("blames a speaker's limit where a step of %d ends there: %j", async (deltaPercent, volumePercent, speech) => {
    const request = { kind: "adjust-volume", deltaPercent, targets: named("patio") } as const;
    expect(await speechAfter({ volumePercent, perSpeaker: { [PATIO]: "OK" } }, request)).toBe(speech);
  });

  it("names whose limit it is where several were turned up", async () => {
    const louder = { kind: "adjust-volume", deltaPercent: 30, targets: named("backyard") } as const;
    const perSpeaker = { [PATIO]: "OK", [FIRE_PIT]: "OK" } as const;
    expect(await speechAfter({ volumePercent: { [PATIO]: 90, [FIRE_PIT]: 60 }, perSpeaker }, louder)).toBe(
      "Turned up Backyard. Patio is at 90 percent, the limit set for it; house-band limit, on the bridge, changes it.",
    );
  });

  it("does not say that anybody was turned up who may have been at his limit before", async () => {
    const louder = { kind: "adjust-volume", deltaPercent: 10, targets: unsaid } as const;
    const perSpeaker = { [PATIO]: "OK", [KITCHEN_COUNTER]: "OK" } as const;
    expect(await speechAfter({ volumePercent: { [PATIO]: 90, [KITCHEN_COUNTER]: 90 }, perSpeaker }, louder)).toMatch(
      /Kitchen Counter are at 90 percent, the limit set for them; house-band limit, on the bridge, changes it\.$/u,
    );
  });

  it("gives the volume that holds, not the one that was asked for", async () => {
    const loud = { kind: "set-volume", level: { kind: "percent", percent: 100 }, targets: named("patio") } as const;
    expect(await speechAfter({ volumePercent: { [PATIO]: 60 }, perSpeaker: { [PATIO]: "OK" } }, loud)).toBe(
      "Volume 60 percent on Patio. Patio is at 60 percent, the limit set for it; house-band limit, on the bridge, changes it.",
    );
    const both = { ...loud, targets: named("backyard") };
    const perSpeaker = { [PATIO]: "OK", [FIRE_PIT]: "OK" } as const;
    expect(await speechAfter({ volumePercent: { [PATIO]: 60, [FIRE_PIT]: 100 }, perSpeaker }, both)).toBe(
      "Volume 100 percent on Backyard. Patio is at 60 percent, the limit set for it; house-band limit, on the bridge, changes it.",
    );
  });

  it.each([
    ["rejected", "TARGET_UNKNOWN", "Your bridge doesn't know Backyard yet. Try again in a moment."],
    ["expired", "EXPIRED", "That reached your bridge too late, so it wasn't done. Please ask again."],
    ["superseded", "SUPERSEDED", "A newer request took over."],
    ["failed", "NO_SOURCE", "I couldn't find jazz in your music. Try another artist, album or genre."],
    ["failed", "OK", "It didn't work, and the bridge doesn't say why. Please try again."],
  ] as const)("never calls a command done that was %s (%s)", async (state, code, speech) => {
    expect(await speechAfter({ state, code })).toBe(speech);
  });

  it("says that the bridge is offline where nobody took the command, at once", async () => {
    const world = createWorld({ delivery: "offline" });
    const reply = await world.say({ request: jazzOnBackyard });
    expect(heard(reply.ssml)).toBe("I can't reach your bridge. Check that it has power and is on your network.");
    expect(world.clock.nowMs()).toBeLessThan(100);
  });

  it("says for how long the bridge has been offline, where that is known", async () => {
    const bridge = quiet.bridge && { ...quiet.bridge, online: false, offlineSinceMs: START_MS - 7_200_000 };
    const world = createWorld({ delivery: "offline", snapshot: { ...quiet, bridge } });
    expect(heard((await world.say({ request: jazzOnBackyard })).ssml)).toBe(
      "Your bridge has been offline for 2 hours. Check that it has power and is on your network.",
    );
  });

  it("says that it was sent where no outcome comes within two and a half seconds, and sends no second time", async () => {
    const world = createWorld({ bridge: () => null });
    const reply = await world.say({ request: jazzOnBackyard });
    expect(heard(reply.ssml)).toBe("I sent it, but the bridge hasn't confirmed it yet.");
    expect(world.sent).toHaveLength(1);
    expect(world.clock.nowMs()).toBeGreaterThanOrEqual(2_500);
    expect(world.clock.nowMs()).toBeLessThan(2_800);
  });

  it("does not take 'accepted' for an outcome", async () => {
    expect(await speechAfter({ state: "accepted" })).toBe("I sent it, but the bridge hasn't confirmed it yet.");
  });

  it("looks once more where the confirmation was lost, and finds that it was done after all", async () => {
    const world = createWorld({ delivery: "unknown" });
    expect(heard((await world.say({ request: jazzOnBackyard })).ssml)).toBe("Playing jazz on Backyard.");
    const silent = createWorld({ delivery: "unknown", bridge: () => null });
    expect(heard((await silent.say({ request: jazzOnBackyard })).ssml)).toBe(
      "I sent it, but the bridge hasn't confirmed it yet.",
    );
    expect(silent.sent).toHaveLength(1);
  });

  it("waits for the outcome as ever where the confirmation was lost at once", async () => {
    const world = createWorld({ delivery: "unknown", outcomeAfterMs: 600 });
    expect(heard((await world.say({ request: jazzOnBackyard })).ssml)).toBe("Playing jazz on Backyard.");
  });

  it("claims nothing where the cloud refused to send", async () => {
    const world = createWorld({ delivery: faultOf("bridge", "refused") });
    expect(heard((await world.say({ request: jazzOnBackyard })).ssml)).toBe(
      "I couldn't get through just now. Please try again in a moment.",
    );
  });

  it.each(["load", "readCommand", "openCommand"])(
    "says that nothing was done where the store fails at %s, once nobody can do it any more",
    async (call) => {
      const world = createWorld();
      world.store.broken.add(call);
      const again = { requestId: "amzn1.echo-api.request.same", requestedAtMs: 1_790_000_000_000 };
      const reply = await world.say({ ...again, request: jazzOnBackyard });
      expect(heard(reply.ssml)).toContain("I couldn't get through just now");
      world.store.broken.delete(call);
      expect(await world.say({ ...again, request: jazzOnBackyard })).toEqual(reply);
      expect(world.sent).toEqual([]);
    },
  );

  it.each([["findHomeId"], ["load", "withdraw"], ["readCommand", "withdraw"], ["openCommand", "withdraw"]])(
    "claims neither that it was done nor that it was not where the store fails at %s %s",
    async (...calls) => {
      const world = createWorld();
      for (const call of calls) world.store.broken.add(call);
      const reply = await world.say({ request: jazzOnBackyard });
      expect(heard(reply.ssml)).toBe("I can't tell yet whether that worked. Please ask me again in a moment.");
      expect(world.sent).toEqual([]);
    },
  );

  it.each(["findHomeId", "load"])(
    "tells a question that the store fails at %s, since nothing was to be done",
    async (call) => {
      const world = createWorld();
      world.store.broken.add(call);
      const reply = await world.say({ request: { kind: "list-speakers" } });
      expect(heard(reply.ssml)).toBe("I couldn't get through just now. Please try again in a moment.");
      expect(world.store.calls).not.toContain("withdraw");
    },
  );
});
