// A new speaker by voice: looked for, chosen, named, paired; forgotten; told where it is. Turn by turn, in one session.
import { BluetoothAddress, type Command, MAX_SPEAKERS, type Outcome } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { readPending, toAttributes } from "../../../lambda/src/session-memory.ts";
import type { Pending, Reply } from "../../../lambda/src/turn/turn.ts";
import type { PairStep, VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { FIRE_PIT, GARAGE, home, PATIO, playing, quiet } from "../fakes/home.ts";
import { everywhere, named, play, unsaid } from "../fakes/voice.ts";
import { type Bridge, createWorld, faultOf, heard, ids, type WorldOptions } from "../fakes/world.ts";

const JBL = { address: BluetoothAddress.parse("0A:00:00:00:00:01"), name: "JBL Charge 5" };
const MARSHALL = { address: BluetoothAddress.parse("0A:00:00:00:00:02"), name: "Marshall Willen" };
const NAMELESS = { address: BluetoothAddress.parse("0A:00:00:00:00:03"), name: "" };

const look = (name: string | null = null, whileMusicPlays = false): VoiceRequest => ({
  kind: "pair",
  step: { kind: "look", name, whileMusicPlays },
});
const yes: VoiceRequest = { kind: "yes" };
const no: VoiceRequest = { kind: "no" };
const news: VoiceRequest = { kind: "pairing-news" };
const number = (n: number): VoiceRequest => ({ kind: "choose", number: n });

/** A bridge that sees these devices, and pairs as it is told to. */
const seeing =
  (found: readonly (typeof JBL)[], pairs: Partial<Outcome> | null = {}): Bridge =>
  (command) => {
    if (command.kind === "discover") return { discovered: [...found], perSpeaker: {} };
    return command.kind === "pair" ? pairs && { perSpeaker: { [command.speakerId]: "OK" }, ...pairs } : {};
  };

/** Each turn takes up what the one before left in the session. */
function createTalk(options: WorldOptions = {}) {
  const world = createWorld({ snapshot: quiet, ...options });
  let pending: Pending | null = null;
  let reply: Reply | null = null;
  return {
    world,
    sent: () => world.sent.map(({ kind }) => kind),
    last: <K extends Command["kind"]>(kind: K) =>
      world.sent.findLast((command): command is Extract<Command, { kind: K }> => command.kind === kind),
    isOpen: () => reply?.endsSession === false,
    async say(request: VoiceRequest): Promise<string> {
      reply = await world.say({ request, pending });
      pending = readPending(JSON.parse(JSON.stringify(toAttributes(reply.pending))));
      return heard(reply.ssml);
    },
  };
}

describe("a new speaker", () => {
  it("is found, confirmed, named and paired, under an id that is the request's own", async () => {
    const talk = createTalk({ bridge: seeing([JBL]) });
    expect(await talk.say(look())).toBe("I found JBL Charge 5. Is it this one?");
    expect(talk.last("discover")).toMatchObject({ whileMusicPlays: false });
    expect(await talk.say(yes)).toBe("What should it be called?");
    expect(await talk.say(play("the deck"))).toBe("Paired Deck, and ready to play.");

    expect(talk.isOpen()).toBe(false);
    expect(talk.last("pair")).toMatchObject({
      address: JBL.address,
      name: "Deck",
      speakerId: ids.speakerIdOf(talk.last("pair")?.id ?? ids.commandIdOf("", 0)),
    });
  });

  it("is waited for while nothing is seen, and people are told what to do and what to say", async () => {
    const seen: (typeof JBL)[] = [];
    const talk = createTalk({ bridge: seeing(seen) });
    const said = await talk.say(look());
    expect(said).toMatch(/^I don't see a new speaker yet: hold its Bluetooth button until it blinks/);
    expect(talk.isOpen()).toBe(true);
    expect(await talk.say(news)).toBe(said);
    seen.push(JBL);
    expect(await talk.say(news)).toBe("I found JBL Charge 5. Is it this one?");
    expect(talk.sent()).toEqual(["discover", "discover", "discover"]);
  });

  it("is one of several: they are read out with numbers, and chosen by number or name", async () => {
    const talk = createTalk({ bridge: seeing([JBL, MARSHALL, NAMELESS]) });
    const question =
      "I found 3 speakers: number 1 is JBL Charge 5, number 2 is Marshall Willen and number 3 is a speaker without a name. Which number is it?";
    expect(await talk.say(look())).toBe(question);
    expect(await talk.say(number(7))).toBe(question);
    expect(await talk.say(number(2))).toBe("What should it be called?");
    expect(await talk.say(play("deck"))).toBe("Paired Deck, and ready to play.");
    expect(talk.last("pair")).toMatchObject({ address: MARSHALL.address });
  });

  it.each<[string, VoiceRequest, string]>([
    ["the last one", number(-1), NAMELESS.address],
    [
      "a bare number",
      { kind: "set-volume", level: { kind: "percent", percent: 2 }, targets: unsaid },
      MARSHALL.address,
    ],
    ["part of its name", play("the marshall"), MARSHALL.address],
  ])("can be chosen by %s", async (_case, answer, address) => {
    const talk = createTalk({ bridge: seeing([JBL, MARSHALL, NAMELESS]) });
    await talk.say(look("deck"));
    await talk.say(answer);
    expect(talk.last("pair")).toMatchObject({ address, name: "Deck" });
  });

  it("that it is not makes it look again", async () => {
    const talk = createTalk({ bridge: seeing([JBL]) });
    await talk.say(look());
    expect(await talk.say(no)).toBe("I found JBL Charge 5. Is it this one?");
    expect(talk.sent()).toEqual(["discover", "discover"]);
  });

  it("needs no question about its name where that was said at once", async () => {
    const talk = createTalk({ bridge: seeing([JBL]) });
    await talk.say(look("deck"));
    expect(await talk.say(yes)).toBe("Paired Deck, and ready to play.");
  });

  it.each<[string, VoiceRequest, string]>([
    [
      "is another's already",
      play("the patio"),
      "There is already something called Patio. What else should it be called?",
    ],
    ["is no name", play("🎉"), "What should it be called?"],
    ["is a swear word", play("shitbox shit"), "What should it be called?"],
    ["was not understood", { kind: "fallback" }, "What should it be called?"],
  ])("is asked for another name where the one %s", async (_case, answer, question) => {
    const talk = createTalk({ bridge: seeing([JBL]) });
    await talk.say(look());
    await talk.say(yes);
    expect(await talk.say(answer)).toBe(question);
    expect(talk.sent()).toEqual(["discover"]);
    expect(await talk.say(look("deck"))).toBe("Paired Deck, and ready to play.");
  });

  it.each<[string, VoiceRequest, string]>([
    ["call it porch box", { kind: "rename", target: named("porch"), newName: "box" }, "Porch Box"],
    ["call it porch box, with the it", { kind: "rename", target: named("it porch"), newName: "box" }, "Porch Box"],
    ["it should be called shed", { kind: "rename", target: named("it"), newName: "shed" }, "Shed"],
    ["rename the new speaker to shed", { kind: "rename", target: named("the new speaker"), newName: "shed" }, "Shed"],
    ["call it shed", { kind: "rename", target: unsaid, newName: "shed" }, "Shed"],
  ])("has all of the name that was said: %s", async (_said, answer, name) => {
    const talk = createTalk({ bridge: seeing([JBL]) });
    await talk.say(look());
    await talk.say(yes);
    expect(await talk.say(answer)).toBe(`Paired ${name}, and ready to play.`);
    expect(talk.last("pair")).toMatchObject({ name });
  });

  it("that the home knows already keeps its id and its name", async () => {
    const known = { address: home.speakers[0]?.address ?? JBL.address, name: "Whatever" };
    const talk = createTalk({ bridge: seeing([known]) });
    await talk.say(look());
    expect(await talk.say(yes)).toBe("Paired Patio, and ready to play.");
    expect(talk.last("pair")).toMatchObject({ name: "Patio", speakerId: PATIO });
  });

  it("is not looked for while music plays, unless that is wanted", async () => {
    const bridge: Bridge = (command) =>
      command.kind === "discover" && !command.whileMusicPlays
        ? { state: "failed", code: "MUSIC_PLAYS", perSpeaker: {} }
        : seeing([JBL])(command);
    const talk = createTalk({ bridge, snapshot: playing });
    expect(await talk.say(look())).toBe(
      "Music is playing, and looking for speakers would disturb it. Stop it first, or should I pair anyway?",
    );
    expect(await talk.say({ kind: "pairing-news" })).toMatch(/^Music is playing/); // which is no consent
    expect(talk.last("discover")).toMatchObject({ whileMusicPlays: false });
    expect(await talk.say(yes)).toBe("I found JBL Charge 5. Is it this one?");
    expect(talk.last("discover")).toMatchObject({ whileMusicPlays: true });
  });

  it("is not paired where the home is full, and no name is asked for", async () => {
    const speakers = Array.from({ length: MAX_SPEAKERS }, () => home.speakers[0] ?? never());
    const talk = createTalk({ snapshot: { ...quiet, home: { ...home, speakers } }, bridge: seeing([JBL]) });
    expect(await talk.say(look())).toBe("I found JBL Charge 5. Is it this one?");
    expect(await talk.say(yes)).toBe("Your home is full: 32 is the most it can have.");
    expect(talk.sent()).toEqual(["discover"]);
  });

  it("is paired again in a full home where it is one of the home's that has lost its key", async () => {
    const first = home.speakers[0] ?? never();
    const lost = { ...first, name: "Deck", address: JBL.address };
    const others = Array.from({ length: MAX_SPEAKERS - 1 }, () => first);
    const talk = createTalk({
      snapshot: { ...quiet, home: { ...home, speakers: [...others, lost] } },
      bridge: seeing([JBL]),
    });
    expect(await talk.say(look())).toBe("I found JBL Charge 5. Is it this one?");
    await talk.say(yes);
    expect(talk.last("pair")).toMatchObject({ address: JBL.address, name: "Deck", speakerId: first.id });
  });

  it.each<[string, Partial<Outcome>, string]>([
    ["refuses", { state: "failed", code: "PAIRING_REFUSED" }, "Deck refused to pair. Put it into pairing mode again"],
    ["is gone", { state: "failed", code: "NOT_SEEN" }, "I don't see Deck any more. Put it into pairing mode again"],
    ["is asleep", { state: "failed", code: "SPEAKER_ASLEEP" }, "Deck is asleep. Press a button on it"],
    ["is no speaker", { state: "failed", code: "NOT_A_SPEAKER" }, "That device takes no music over Bluetooth"],
    [
      "has its name taken from under it",
      { state: "failed", code: "NAME_TAKEN" },
      "There is already something called Deck.",
    ],
  ])("that %s is told with what to do next", async (_case, pairs, sentence) => {
    const talk = createTalk({ bridge: seeing([JBL], pairs) });
    await talk.say(look("deck"));
    expect(await talk.say(yes)).toContain(sentence);
  });

  it("that takes its time is asked for again until it is known", async () => {
    let outcome: Partial<Outcome> | null = null;
    const talk = createTalk({ bridge: (command) => (command.kind === "pair" ? null : seeing([JBL])(command)) });
    await talk.say(look("deck"));
    const waiting = "I haven't heard yet whether Deck is paired. Ask me in a moment: is it ready?";
    expect(await talk.say(yes)).toBe(waiting);
    expect(await talk.say({ kind: "speaker-status", targets: unsaid })).toBe(waiting);

    const pair = talk.last("pair");
    if (!pair) throw new Error("nothing was paired");
    outcome = { state: "done", code: "OK", perSpeaker: { [pair.speakerId]: "OK" } };
    const timings = { acceptedMs: 1, settledMs: 9_000 };
    const told = { v: 1, commandId: pair.id, seq: pair.seq, timings, ...outcome } as Outcome;
    await talk.world.store.recordOutcome(
      { homeId: home.id, commandId: pair.id },
      home.bridge,
      told,
      new AbortController().signal,
    );
    expect(await talk.say(yes)).toBe("Paired Deck, and ready to play.");
    expect(talk.isOpen()).toBe(false);
    expect(talk.sent().filter((kind) => kind === "pair")).toHaveLength(1);
  });

  it("is not said to be under way where it never was", async () => {
    const talk = createTalk({ delivery: faultOf("bridge", "refused"), bridge: seeing([JBL]) });
    expect(await talk.say(look())).toBe("I couldn't get through just now. Please try again in a moment.");
    expect(talk.isOpen()).toBe(false);
    const offline = createTalk({ delivery: "offline" });
    expect(await offline.say(look())).toContain("I can't reach your bridge.");
  });

  it("tells to press the button while the bridge looks", async () => {
    const { world, say } = createTalk({ bridge: seeing([JBL]), outcomeAfterMs: 3_000 });
    expect(await say(look())).toBe("I found JBL Charge 5. Is it this one?");
    expect(world.meanwhile.map(heard)).toEqual(["I'm looking. Hold the speaker's Bluetooth button until it blinks."]);
  });

  it("is answered the same where Alexa delivers a turn twice, and paired once", async () => {
    const talk = createTalk({ bridge: seeing([JBL]) });
    const turn = { request: look(), requestId: "twice", requestedAtMs: 5 };
    const first = await talk.world.say(turn);
    const second = await talk.world.say(turn);
    expect(second).toEqual(first);
    expect(talk.sent()).toEqual(["discover"]);
  });

  it.each<[string, PairStep]>([
    ["while it is looked for", { kind: "look", whileMusicPlays: false, name: null }],
    ["while it is chosen", { kind: "choose", found: [JBL], name: null }],
    ["while it is paired", { kind: "await", commandId: ids.commandIdOf("p", 1), name: "Deck" }],
  ])("is left alone where people say something else %s", async (_case, step) => {
    const talk = createTalk({ snapshot: playing });
    const pending: Pending = { request: { kind: "pair", step }, hole: "step" };
    const reply = await talk.world.say({ request: { kind: "next", targets: unsaid }, pending });
    expect(heard(reply.ssml)).toContain("Skipped to the next track");
    expect(talk.sent()).toEqual(["next"]);
  });
});

describe("what the session carries on the way to a new speaker", () => {
  const whole: PairStep = { kind: "choose", found: [JBL], name: "deck" };
  it.each<[string, unknown]>([
    ["six speakers", { ...whole, found: Array(6).fill(JBL) }],
    ["no speaker", { ...whole, found: [] }],
    ["an address that is none", { ...whole, found: [{ ...JBL, address: "../etc" }] }],
    ["a name of a thousand letters", { ...whole, name: "x".repeat(1_000) }],
    ["a step that there is not", { ...whole, kind: "steal" }],
    ["a command that is none", { kind: "await", commandId: "'; DROP", name: "Deck" }],
    ["nothing", null],
  ])("is not believed with %s", (_case, step) => {
    expect(readPending({ pending: { request: { kind: "pair", step }, hole: "step" } })).toBeNull();
    expect(readPending({ pending: { request: { kind: "pair", step: whole }, hole: "step" } })).not.toBeNull();
  });

  it("is never somebody's yes to forgetting a speaker", () => {
    const request = { kind: "forget", targets: { kind: "everywhere" }, isSure: true };
    expect(readPending({ pending: { request, hole: "sure" } })).toBeNull();
  });
});

describe("a speaker that is to be forgotten", () => {
  const forget = (targets = named("patio")): VoiceRequest => ({ kind: "forget", targets, isSure: false });

  it("is asked about first, and forgotten at a yes", async () => {
    const talk = createTalk();
    expect(await talk.say(forget())).toBe(
      "Patio would leave your home, and would have to be paired again to come back. Should I forget it?",
    );
    expect(talk.sent()).toEqual([]);
    expect(await talk.say(yes)).toBe("Forgot Patio.");
    expect(talk.last("forget")).toMatchObject({ speakers: [PATIO] });
  });

  it("stays at a no", async () => {
    const talk = createTalk();
    await talk.say(forget());
    expect(await talk.say(no)).toBe("All right, I'll leave everything as it is.");
    expect(talk.sent()).toEqual([]);
  });

  it("stays where people say something else", async () => {
    const talk = createTalk({ snapshot: playing });
    await talk.say(forget());
    await talk.say({ kind: "next", targets: unsaid });
    expect(talk.sent()).toEqual(["next"]);
  });

  it("is asked for where nobody said which, and none is forgotten before it was named and confirmed", async () => {
    const talk = createTalk();
    expect(await talk.say(forget(unsaid as ReturnType<typeof named>))).toContain("Which speakers do you mean");
    expect(await talk.say(play(null, named("garage")))).toContain("Garage would leave your home");
    expect(await talk.say(yes)).toBe("Forgot Garage.");
    expect(talk.last("forget")).toMatchObject({ speakers: [GARAGE] });
  });

  it("is named with all others of its group before the group's speakers go", async () => {
    const talk = createTalk();
    expect(await talk.say(forget(named("backyard")))).toMatch(
      /^Patio and Fire Pit would leave .* Should I forget them\?$/,
    );
  });

  it("that is on a cable is told to be", async () => {
    const bridge: Bridge = () => ({ state: "failed", code: "ON_A_CABLE", perSpeaker: { [PATIO]: "ON_A_CABLE" } });
    const talk = createTalk({ bridge });
    await talk.say(forget());
    expect(await talk.say(yes)).toBe("Patio is on a cable. Take it out of the bridge's settings to be rid of it.");
  });
});

describe("a speaker that is to be identified", () => {
  it.each<[string, VoiceRequest & { kind: "identify" }, string, readonly string[]]>([
    ["alone", { kind: "identify", targets: named("patio") }, "I let Patio chime.", [PATIO]],
    ["with its group", { kind: "identify", targets: named("backyard") }, "I let Backyard chime.", [PATIO, FIRE_PIT]],
    [
      "with all others",
      { kind: "identify", targets: everywhere },
      "I let all speakers chime.",
      home.speakers.map(({ id }) => id),
    ],
  ])("chimes %s", async (_case, request, speech, speakers) => {
    const talk = createTalk();
    expect(await talk.say(request)).toBe(speech);
    expect(talk.last("identify")).toMatchObject({ speakers });
  });

  it("is waited for as long as chimes take", async () => {
    const talk = createTalk({ outcomeAfterMs: 4_000 });
    expect(await talk.say({ kind: "identify", targets: named("backyard") })).toBe("I let Backyard chime.");
  });
});

function never(): never {
  throw new Error("the fixture has no speaker");
}
