// `house-band pair`, as a conversation: the command, the bridge's door, a whole bridge and a simulated radio behind it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAX_SPEAKERS, newSpeakerId, ok } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSystemClock } from "../../../bridge-firmware/src/adapters/clock/system-clock.ts";
import { isSameName } from "../../../bridge-firmware/src/adapters/library/with-favourites.ts";
import { createNoCloud } from "../../../bridge-firmware/src/adapters/mqtt/no-cloud.ts";
import { createSimBluetooth } from "../../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { createSimPairing } from "../../../bridge-firmware/src/adapters/sim/sim-pairing.ts";
import { createSimSenders } from "../../../bridge-firmware/src/adapters/sim/sim-senders.ts";
import type { SimStranger } from "../../../bridge-firmware/src/adapters/sim/sim-stranger.ts";
import { BRIDGE_DEFAULTS, runBridge } from "../../../bridge-firmware/src/bridge.ts";
import { createClient } from "../../../bridge-firmware/src/cli/client.ts";
import { type PairWish, pairSpeaker } from "../../../bridge-firmware/src/cli/pair.ts";
import { pairSender } from "../../../bridge-firmware/src/cli/pair-sender.ts";
import { renderStatus } from "../../../bridge-firmware/src/cli/render.ts";
import { forget } from "../../../bridge-firmware/src/cli/run-command.ts";
import { createPairingDesk } from "../../../bridge-firmware/src/control/pairing/pairing-desk.ts";
import { toSendersView } from "../../../bridge-firmware/src/control/views.ts";
import { openFavourites } from "../../../bridge-firmware/src/memory/favourites.ts";
import { simSpeaker } from "../adapters/sim/sim-speaker-fixture.ts";
import { startDoor } from "../fakes/door.ts";
import { addressOf, homeConfig, PATIO, THING } from "../fakes/home.ts";
import { createFakeEngine, createFakeLibrary, createFakeLog, createFakeStore } from "../fakes/ports.ts";

const NEARBY = simSpeaker(7).address;
const WIRED = simSpeaker(30).address;
const PHONE = {
  ...{ address: simSpeaker(50).address, name: "Anna's Phone", kind: "phone" as const },
  ...{ playsFile: "/music/one.wav", driftPpm: 0, isPaired: false },
};
const stranger = (n: number, changes: Partial<SimStranger> = {}): SimStranger => ({
  ...simSpeaker(n),
  name: "JBL Charge 5",
  icon: "audio-headphones",
  signalDbm: -60,
  isSpeaker: true,
  ...changes,
});

let folder: string;
let world: Awaited<ReturnType<typeof startWorld>>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-pair-"));
});
afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

/** A home that the bridge keeps itself, with the patio in it, unless `revision` says that a cloud does. */
async function startWorld(strangers: readonly SimStranger[], { revision = 0, senders = [PHONE] } = {}) {
  const clock = createSystemClock();
  const log = createFakeLog();
  const store = createFakeStore();
  const [patio] = Object.entries(homeConfig().speakers).filter(([id]) => id === PATIO);
  store.documents.set("home", homeConfig({ revision, speakers: Object.fromEntries(patio ? [patio] : []) }));
  const radio = createSimBluetooth({ speakers: [simSpeaker(1, { address: addressOf(PATIO) })], seed: 1, clock });
  const engine = createFakeEngine();
  const inputs = createSimSenders(senders, engine);
  const pairing = createSimPairing({ radio, strangers, clock, senders: inputs });
  const ports = { bluetooth: radio, inputs, engine, cloud: createNoCloud(), library: createFakeLibrary() };
  const bridge = await runBridge({ ...ports, store, clock, log }, { ...BRIDGE_DEFAULTS, thing: THING });
  const isWired = (address: string) => address === WIRED;
  const desk = createPairingDesk({ pairing, bridge, isWired, clock, log });
  const favourites = await openFavourites({ store, log }, { isSame: isSameName, checkStream: ok });
  const surroundings = () => ({
    ...{ version: "1.2.3", thing: THING, cloud: "none" as const, uptimeSeconds: 7 },
    library: { tracks: 3, looking: null, skipped: 0, fault: null },
    ...toSendersView(inputs),
  });
  const socketPath = join(folder, "control.sock");
  const server = await startDoor({ bridge, favourites, desk, socketPath, surroundings, clock, log });
  return {
    bridge,
    radio,
    pairing,
    inputs,
    store,
    client: createClient(socketPath),
    async close() {
      await server.close();
      desk.close();
      await pairing.close();
      await bridge.stop();
      await radio.close();
      await inputs.close();
    },
  };
}

/** Pairs, with these answers to whatever is asked; null: nobody is there. */
async function pair(answers: readonly string[] | null, wish: Partial<PairWish> = {}) {
  const said: string[] = [];
  const asked: string[] = [];
  const left = [...(answers ?? [])];
  const print = (line: string) => void said.push(line);
  const terminal = { out: print, err: print, isWatched: false, json: false };
  const dialogue = {
    isThere: answers !== null,
    ask: async (question: string) => {
      asked.push(question.trim());
      return left.shift() ?? null;
    },
  };
  const whole = { name: null, address: null, whileMusicPlays: false, adapter: null, ...wish };
  const code = await pairSpeaker(whole, world.client, terminal, dialogue);
  return { code, last: said.at(-1), asked };
}
const namesInHome = () => Object.values(world.bridge.home()?.speakers ?? {}).map(({ name }) => name);
const addSpeaker = (name: string, address: typeof NEARBY) =>
  world.bridge.editHome({ kind: "add-speaker", speakerId: newSpeakerId(), name, address });
const playing = async () => {
  await world.client.command({
    kind: "play",
    targets: [{ id: PATIO, channel: "stereo" }],
    source: { kind: "request", words: "jazz" },
  });
};

describe("pairing a speaker by the command", () => {
  it("is a conversation: this one, what it is called; then it is connected and in the home", async () => {
    world = await startWorld([stranger(7), stranger(8, { name: "Phone", isSpeaker: false })]);

    expect(await pair(["", "Deck"])).toEqual({
      code: 0,
      last: "Done: Deck is one of this home's speakers.",
      asked: ["Found JBL Charge 5. Is it this one? [Y/n]", "What shall it be called? [JBL Charge 5]"],
    });
    expect(namesInHome()).toEqual(["Patio", "Deck"]);
    expect(world.radio.devices().find(({ address }) => address === NEARBY)).toMatchObject({ name: "Deck" });
    expect(world.store.documents.get("home")).toEqual(world.bridge.home());
    const speaker = world.bridge.speakerAt(NEARBY);
    expect(speaker && world.bridge.snapshot().speakers[speaker]).toMatchObject({ link: "connected" });
  }, 30_000);

  it("asks which one where there are several, and for its PIN where it has one", async () => {
    world = await startWorld([
      stranger(7),
      stranger(8, { name: "Marshall", signalDbm: -85, question: { kind: "enter-pin" }, code: "2468" }),
    ]);

    const { code, asked, last } = await pair(["2", "", "2468"]);
    expect(asked).toEqual([
      "1  JBL Charge 5  near\n  2  Marshall  far\nWhich one? [1-2]",
      "What shall it be called? [Marshall]",
      "Its PIN:",
    ]);
    expect({ code, last }).toEqual({ code: 0, last: "Done: Marshall is one of this home's speakers." });
  }, 30_000);

  it("does without anybody who answers where the address is given", async () => {
    world = await startWorld([stranger(7)]);

    expect(await pair(null, { address: NEARBY, name: "Deck" })).toMatchObject({ code: 0, asked: [] });
    expect(namesInHome()).toEqual(["Patio", "Deck"]);
  }, 30_000);

  it("puts it into a home that a cloud keeps, too, and remembers to tell the cloud", async () => {
    world = await startWorld([stranger(7)], { revision: 3 });

    expect(await pair(["", "Deck"])).toMatchObject({ code: 0, last: "Done: Deck is one of this home's speakers." });
    expect(namesInHome()).toEqual(["Patio", "Deck"]);
    expect(world.store.documents.get("edits")).toMatchObject({
      edits: [{ edit: { kind: "add-speaker", name: "Deck", address: NEARBY } }],
    });
  }, 30_000);

  it("renames one that the home has already, and leaves it who it was", async () => {
    world = await startWorld([stranger(7)]);
    await addSpeaker("Old Deck", NEARBY);
    const before = world.bridge.speakerAt(NEARBY);

    expect(await pair(["", "Deck"])).toMatchObject({ code: 0 });
    expect(namesInHome()).toEqual(["Patio", "Deck"]);
    expect(world.bridge.speakerAt(NEARBY)).toBe(before);
  }, 30_000);

  it.each([
    ["without an address or anybody to ask", null, {}, 2, "name it with --address"],
    ["by a name that another speaker has", ["", "the patio"], {}, 1, '"the patio" is taken'],
    ["with a wrong PIN", ["", "", "1111"], {}, 1, "it refused: put it into pairing mode again"],
    ["that nobody wants", ["no"], {}, 1, "Looking for 60 s"],
    ["with an adapter that is not there", [], { adapter: "hci7" }, 1, "house-band status names them"],
  ] as const)(
    "is refused %s, and the home stays as it was",
    async (_, answers, wish, code, words) => {
      world = await startWorld([stranger(7, { question: { kind: "enter-pin" }, code: "2468" })]);

      expect(await pair(answers, wish)).toMatchObject({ code, last: expect.stringContaining(words) });
      expect(namesInHome()).toEqual(["Patio"]);
    },
    30_000,
  );

  it("is not begun while music plays, unless that was asked for", async () => {
    world = await startWorld([stranger(7)]);
    await playing();

    expect(await pair(["", "Deck"])).toMatchObject({ code: 1, last: expect.stringContaining("music plays") });
    expect(await pair(["", "Deck"], { whileMusicPlays: true })).toMatchObject({ code: 0 });
  }, 30_000);
});

describe("two commands that would pair at the same time", () => {
  const OPEN = { windowMs: 60_000, canAsk: false, whileMusicPlays: false };
  const opened = async () => {
    const [pairing, following] = [world.client.pairing(), new AbortController()];
    await pairing.follow(() => undefined, following.signal);
    expect(await pairing.open(OPEN)).toMatchObject({ ok: true });
    return { pairing, following };
  };

  it("the second is told to wait, and the first goes on", async () => {
    world = await startWorld([stranger(7)]);
    const { pairing, following } = await opened();

    expect(await pair(["", "Deck"])).toEqual({
      code: 1,
      last: expect.stringContaining("the bridge looks for speakers for somebody else at house-band, for another"),
      asked: [],
    });
    expect(await world.client.pairing().cancel()).toMatchObject({ ok: false, error: { error: { code: "CONFLICT" } } });
    while (world.pairing.found().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await pairing.pair(NEARBY, "Shed")).toMatchObject({ ok: true, value: { name: "Shed" } });
    following.abort();
  }, 30_000);

  it("one that is ended by force leaves its window to the next", async () => {
    world = await startWorld([stranger(7)]);
    const { following } = await opened();
    following.abort();
    await new Promise((resolve) => setTimeout(resolve, 200)); // for the socket to close

    expect(await pair(["", "Deck"])).toMatchObject({ code: 0 });
  }, 30_000);

  it("is ended at once where its window is closed from the other side", async () => {
    world = await startWorld([]);
    const looking = pair([]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await world.pairing.cancel();

    expect(await looking).toMatchObject({ code: 1, last: "It was called off. Begin again: house-band pair" });
  }, 5_000);
});

describe("pairing a phone by the command", () => {
  const wait = async () => {
    const said: string[] = [];
    const print = (line: string) => void said.push(line);
    const terminal = { out: print, err: print, isWatched: false, json: false };
    const code = await pairSender({ adapter: null }, world.client, terminal, { isThere: false, ask: async () => null });
    return { code, last: said.at(-1) };
  };

  it("waits for whoever chooses the bridge on his own device, while music plays, too; it is in no home", async () => {
    world = await startWorld([]);
    await playing();
    const waiting = wait();
    while (!world.pairing.pairFromItsSide(PHONE.address)) await new Promise((resolve) => setTimeout(resolve, 20));

    expect(await waiting).toEqual({
      code: 0,
      last: "Done: Anna's Phone can play here: house-band play --source phone",
    });
    expect(namesInHome()).toEqual(["Patio"]);
    expect(world.pairing.isVisible()).toBe(false);
  }, 30_000);

  it("ends at once, with a sentence, where the window closes from the other side", async () => {
    world = await startWorld([]);
    const waiting = wait();
    while (!world.pairing.isVisible()) await new Promise((resolve) => setTimeout(resolve, 20));
    await world.pairing.cancel();

    expect(await waiting).toEqual({ code: 1, last: "It was called off. Begin again: house-band pair" });
  }, 5_000);

  it("goes on waiting when one comes home that was paired before", async () => {
    const known = {
      ...PHONE,
      address: simSpeaker(51).address,
      name: "Bob's Phone",
      isPaired: true,
    };
    world = await startWorld([], { senders: [PHONE, known] });
    const waiting = wait();
    while (!world.pairing.isVisible()) await new Promise((resolve) => setTimeout(resolve, 20));
    world.inputs.connect(known.address);
    await new Promise((resolve) => setTimeout(resolve, 1_200)); // it looks twice a second
    expect(world.pairing.isVisible()).toBe(true);
    expect(world.pairing.pairFromItsSide(PHONE.address)).toBe(true);

    expect(await waiting).toMatchObject({ code: 0, last: expect.stringContaining("Anna's Phone") });
  }, 30_000);

  it("plays it where it is asked for, says whether it plays, and forgets it by its name", async () => {
    world = await startWorld([]);
    world.inputs.adopt(PHONE.address);
    world.inputs.setSending(PHONE.address, true);
    const source = { kind: "phone" };
    const outcome = await world.client.command({ kind: "play", targets: [{ id: PATIO, channel: "stereo" }], source });
    expect(outcome).toMatchObject({ value: { state: "done", found: { by: "phone", title: "Anna's Phone" } } });
    const status = await world.client.status();
    expect(status.ok && renderStatus(status.value)).toContain("inputs: Anna's Phone: plays (SBC)");

    const said: string[] = [];
    const print = (line: string) => void said.push(line);
    expect(await forget(["annas phone"], world.client, { out: print, err: print, isWatched: false, json: false })).toBe(
      0,
    );
    expect(said).toEqual(["Forgotten: Anna's Phone. To have it back, pair it again."]);
    expect(world.inputs.senders()).toEqual([]);
  }, 30_000);
});

describe("a home that has as many speakers as a home may have", () => {
  it("takes no other: nothing is paired, and the way out is said", async () => {
    world = await startWorld([stranger(7)]);
    for (let n = 0; n < MAX_SPEAKERS - 1; n += 1) await addSpeaker(`No ${n}`, simSpeaker(40 + n).address);

    expect(await pair(["", "Deck"])).toMatchObject({ code: 1, last: expect.stringContaining("forget one first") });
    expect(world.radio.devices().map(({ address }) => address)).not.toContain(NEARBY);
  }, 30_000);
});

describe("forgetting a speaker by the command", () => {
  it("refuses one on a cable, which is the settings' to take out, and tells programs what is gone", async () => {
    world = await startWorld([]);
    await addSpeaker("Amplifier", WIRED);
    const said: string[] = [];
    const print = (line: string) => void said.push(line);
    const terminal = { out: print, err: print, isWatched: false, json: true };

    expect(await forget(["amplifier"], world.client, { ...terminal, json: false })).toBe(1);
    expect(said.at(-1)).toContain('take it out of "wired"');
    expect(namesInHome()).toContain("Amplifier");
    expect(await forget(["patio"], world.client, terminal)).toBe(0);
    expect(JSON.parse(said.at(-1) ?? "")).toEqual({ forgotten: ["Patio"] });
  }, 30_000);

  it("takes it out of the radio and the home", async () => {
    world = await startWorld([]);
    const said: string[] = [];
    const print = (line: string) => void said.push(line);
    const terminal = { out: print, err: print, isWatched: false, json: false };

    expect(await forget(["patio"], world.client, terminal)).toBe(0);
    expect(said).toEqual(["Forgotten: Patio. To have it back, pair it again."]);
    expect(namesInHome()).toEqual([]);
    expect(world.radio.devices()).toEqual([]);
  }, 30_000);
});
