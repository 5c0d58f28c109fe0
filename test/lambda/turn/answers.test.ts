import { err } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Connection, HomeSnapshot } from "../../../lambda/src/ports.ts";
import type { VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { START_MS } from "../fakes/clock.ts";
import { GARAGE, home, idleState, playing, quiet } from "../fakes/home.ts";
import { named, unsaid } from "../fakes/voice.ts";
import { createWorld, faultOf, heard } from "../fakes/world.ts";

async function ask(snapshot: HomeSnapshot, request: VoiceRequest): Promise<string> {
  const world = createWorld({ snapshot });
  const reply = await world.say({ request });
  expect(world.sent).toEqual([]);
  return heard(reply.ssml);
}

const offline: HomeSnapshot = {
  ...playing,
  bridge: {
    online: false,
    offlineSinceMs: START_MS - 300_000,
    heardAtMs: START_MS - 900_000,
    state: playing.bridge?.state ?? ({} as never),
  },
};

describe("a question about the home", () => {
  it.each<[string, HomeSnapshot, VoiceRequest, string]>([
    ["lists the speakers", quiet, { kind: "list-speakers" }, "You have Patio, Fire Pit, Kitchen Counter and Garage."],
    ["lists the groups", quiet, { kind: "list-groups" }, "Your groups are Backyard and Kitchen."],
    [
      "says what plays and where",
      playing,
      { kind: "whats-playing", targets: unsaid },
      "Blue Evening by The Swifts is playing on Backyard.",
    ],
    ["says that nothing plays", quiet, { kind: "whats-playing", targets: unsaid }, "Nothing is playing."],
    [
      "looks at one place only",
      playing,
      { kind: "whats-playing", targets: named("kitchen") },
      "Nothing is playing on Kitchen.",
    ],
    [
      "names who is missing and why",
      quiet,
      { kind: "speaker-status", targets: unsaid },
      "3 of 4 speakers are connected. Garage is off or out of range.",
    ],
    [
      "says how one speaker is",
      quiet,
      { kind: "speaker-status", targets: named("patio") },
      "Patio is connected, at 40 percent volume, with 80 percent battery.",
    ],
    [
      "says how one missing speaker is",
      quiet,
      { kind: "speaker-status", targets: named("garage") },
      "Garage is off or out of range.",
    ],
    [
      "says how a few speakers are",
      quiet,
      { kind: "speaker-status", targets: named("patio", "garage") },
      "Patio is connected. Garage is off or out of range.",
    ],
    [
      "does not pass off an old report as the present",
      offline,
      { kind: "whats-playing", targets: unsaid },
      "Your bridge has been offline for 5 minutes. Check that it has power and is on your network.",
    ],
    [
      "admits that a bridge has never reported",
      { ...quiet, bridge: null },
      { kind: "speaker-status", targets: unsaid },
      "Your bridge hasn't reported anything yet. Check that it has power and is on your network.",
    ],
  ])("%s", async (_name, snapshot, request, speech) => {
    expect(await ask(snapshot, request)).toBe(speech);
  });

  it("names the only speaker of a home where it is missing, and counts nothing", async () => {
    const garageOnly = home.speakers.filter(({ id }) => id === GARAGE);
    const snapshot = { ...quiet, home: { ...home, speakers: garageOnly, groups: [] } };
    expect(await ask(snapshot, { kind: "speaker-status", targets: unsaid })).toBe("Garage is off or out of range.");
  });

  it("counts what it does not read out", async () => {
    const speakers = home.speakers.flatMap((speaker) =>
      ["", " Two", " Three", " Four"].map((suffix) => ({ ...speaker, name: speaker.name + suffix })),
    );
    const speech = await ask({ ...quiet, home: { ...home, speakers } }, { kind: "list-speakers" });
    expect(speech).toMatch(/ and 4 more\.$/);
  });
});

describe("a bridge that AWS IoT is asked about", () => {
  const status = { kind: "speaker-status", targets: unsaid } as const;
  const CHECK = "Check that it has power and is on your network.";
  const ALL_WELL = "3 of 4 speakers are connected. Garage is off or out of range.";

  it.each<[string, HomeSnapshot, Connection, string]>([
    [
      "is gone, though nobody said so",
      quiet,
      { isConnected: false, sinceMs: START_MS - 120_000 },
      `Your bridge has been offline for 2 minutes. ${CHECK}`,
    ],
    [
      "is gone for as long as is remembered, where AWS IoT has forgotten it",
      offline,
      { isConnected: false, sinceMs: null },
      `Your bridge has been offline for 5 minutes. ${CHECK}`,
    ],
    [
      "is gone for so long that nobody knows since when",
      quiet,
      { isConnected: false, sinceMs: null },
      `I haven't heard from your bridge for 3 days, so I don't know. ${CHECK}`,
    ],
    [
      "is back, but has told nothing yet",
      offline,
      { isConnected: true, sinceMs: START_MS - 100 },
      `Your bridge has been offline for 5 minutes. ${CHECK}`,
    ],
    ["is back, and was heard", offline, { isConnected: true, sinceMs: START_MS - 1_000_000 }, ALL_WELL],
  ])("%s", async (_name, { bridge, ...home }, connection, speech) => {
    const heardAtMs = bridge?.online ? START_MS - 3 * 86_400_000 : START_MS - 900_000;
    const snapshot = { ...home, bridge: bridge && { ...bridge, heardAtMs, state: idleState } };
    expect(heard((await createWorld({ snapshot, connection }).say({ request: status })).ssml)).toBe(speech);
  });

  it("is what is remembered of it, where AWS IoT can't be asked, or takes its time", async () => {
    const broken = { findConnection: async () => err(faultOf("bridge", "unavailable")) };
    expect(heard((await createWorld({ snapshot: quiet, link: broken }).say({ request: status })).ssml)).toBe(ALL_WELL);
    const hanging = createWorld({ snapshot: quiet, link: { findConnection: () => new Promise(() => undefined) } });
    expect(heard((await hanging.say({ request: status })).ssml)).toBe(ALL_WELL);
    expect(hanging.clock.nowMs()).toBeLessThan(1_000);
  });
});

describe("opening the skill", () => {
  it("says what plays, asks, listens, and tells Alexa the names of this home", async () => {
    const reply = await createWorld().say({ request: { kind: "launch" } });
    expect(heard(reply.ssml)).toBe("Blue Evening by The Swifts is playing on Backyard. What would you like to hear?");
    expect(reply.endsSession).toBe(false);
    expect(reply.names?.map(({ name }) => name)).toEqual([
      "Backyard",
      "Kitchen",
      "Patio",
      "Fire Pit",
      "Kitchen Counter",
      "Garage",
    ]);
  });

  it("says how many speakers there are where nothing plays", async () => {
    expect(await ask(quiet, { kind: "launch" })).toBe(
      "Welcome to House Band: 4 speakers are ready to play. What would you like to hear?",
    );
  });

  it("says that the bridge is out of reach", async () => {
    expect(await ask(offline, { kind: "launch" })).toBe(
      "Your bridge has been offline for 5 minutes, so check that it has power and is on your network. What would you like to do?",
    );
  });

  it.each<[string, VoiceRequest]>([
    ["help", { kind: "help" }],
    ["fallback", { kind: "fallback" }],
    ["yes", { kind: "yes" }],
  ])("%s ends in a question and listens", async (_name, request) => {
    const reply = await createWorld().say({ request });
    expect(heard(reply.ssml)).toMatch(/\?$/);
    expect(reply.endsSession).toBe(false);
  });

  it("tells a user without a home what is needed, and ends", async () => {
    for (const userId of [null, "amzn1.ask.account.STRANGER"]) {
      const reply = await createWorld().say({ request: { kind: "launch" }, userId });
      expect(heard(reply.ssml)).toContain("House Band needs a bridge in your home");
      expect(reply.endsSession).toBe(true);
    }
  });

  it("tells a home without speakers so, whatever is asked", async () => {
    const bare: HomeSnapshot = { ...quiet, home: { ...home, speakers: [], groups: [] } };
    for (const request of [{ kind: "list-speakers" }, { kind: "play", words: "jazz", targets: unsaid }] as const) {
      expect(await ask(bare, request)).toBe(
        "Your home has no speakers yet. Connect one to your bridge, then ask me again.",
      );
    }
  });
});
