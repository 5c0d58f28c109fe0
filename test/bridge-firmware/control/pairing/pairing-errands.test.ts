// Commands about who is a speaker of this home, from the cloud to a bridge with a simulated radio: what is told of each.
import { BluetoothAddress, type EditEvent, SpeakerId, topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createSimBluetooth } from "../../../../bridge-firmware/src/adapters/sim/sim-bluetooth.ts";
import { createSimPairing } from "../../../../bridge-firmware/src/adapters/sim/sim-pairing.ts";
import type { SimStranger } from "../../../../bridge-firmware/src/adapters/sim/sim-stranger.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { BRIDGE_DEFAULTS, runBridge } from "../../../../bridge-firmware/src/bridge.ts";
import { type Caller, VOICE } from "../../../../bridge-firmware/src/control/pairing/pairing-caller.ts";
import { createPairingDesk } from "../../../../bridge-firmware/src/control/pairing/pairing-desk.ts";
import type { PortFault } from "../../../../bridge-firmware/src/ports.ts";
import { simSpeaker } from "../../adapters/sim/sim-speaker-fixture.ts";
import { addressOf, command, homeConfig, PATIO, play, STRANGER, THING } from "../../fakes/home.ts";
import {
  createFakeCloud,
  createFakeEngine,
  createFakeLibrary,
  createFakeLog,
  createFakeStore,
} from "../../fakes/ports.ts";

const DECK = SpeakerId.parse("spk_01J000000000000000000000DK");
const near = (n: number, changes: Partial<SimStranger> = {}): SimStranger => ({
  ...simSpeaker(n),
  name: `Speaker ${n}`,
  icon: "audio-headphones",
  signalDbm: -60,
  isSpeaker: true,
  ...changes,
});
const JBL = simSpeaker(7).address;
const NOW_MS = Date.UTC(2026, 0, 1);
const BOX: Caller = { by: "door", id: "a-terminal" };
const UNSEEN = BluetoothAddress.parse("0E:00:00:00:00:0E");

let world: Awaited<ReturnType<typeof startWorld>>;
afterEach(async () => {
  await world.close();
});

/** The patio is the home's; strangers come and go. */
async function startWorld(strangers: SimStranger[], { hasRadio = true, wired = false } = {}) {
  const clock = createVirtualClock({ epochMs: NOW_MS });
  const log = createFakeLog();
  const store = createFakeStore();
  const { [PATIO]: patio } = homeConfig().speakers;
  store.documents.set("home", homeConfig({ speakers: patio ? { [PATIO]: patio } : {} }));
  const radio = createSimBluetooth({ speakers: [simSpeaker(1, { address: addressOf(PATIO) })], seed: 1, clock });
  const pairing = createSimPairing({ radio, strangers, clock });
  const cloud = createFakeCloud();
  const ports = { bluetooth: radio, engine: createFakeEngine(), cloud, library: createFakeLibrary() };
  const disk: { fault: PortFault["code"] | null; held: Promise<void> } = { fault: null, held: Promise.resolve() };
  const save: typeof store.save = async (name, document) => {
    if (name !== "edits") return store.save(name, document);
    await disk.held;
    return disk.fault === null
      ? store.save(name, document)
      : { ok: false, error: { port: "store", code: disk.fault, retryable: true, message: "no" } };
  };
  const bridge = await runBridge(
    { ...ports, store: { ...store, save }, clock, log },
    { ...BRIDGE_DEFAULTS, thing: THING },
  );
  const desk = createPairingDesk({ pairing, bridge, isWired: () => wired, clock, log });
  if (hasRadio) bridge.attachDesk(desk);
  cloud.online();
  await clock.advance(500);
  let seq = 0;
  const send = (kind: "discover" | "pair" | "forget", body: object, envelope: object = {}): number => {
    seq += 1;
    cloud.send({ ...command(seq, kind as "forget", body as { speakers: [] }), ...envelope });
    return seq;
  };
  const outcomeOf = (of: number) => cloud.outcomes().find((outcome) => outcome.seq === of);
  return {
    ...{ bridge, cloud, clock, desk, log, pairing, radio, send, outcomeOf },
    fillDisk(fault: PortFault["code"]) {
      disk.fault = fault;
    },
    /** The answer lets go of it. */
    holdDisk(): () => void {
      let release: () => void = () => undefined;
      disk.held = new Promise((resolve) => {
        release = resolve;
      });
      return () => release();
    },
    isPaired: () => radio.devices().some(({ address }) => address === JBL),
    discover: (whileMusicPlays = false) => send("discover", { whileMusicPlays }),
    pair: (address = JBL, name = "Deck") => send("pair", { address, name, speakerId: DECK }),
    forget: (...speakers: SpeakerId[]) => send("forget", { speakers }),
    edits: () =>
      (cloud.on(topics.event(THING)) as EditEvent[]).filter(({ kind }) => kind === "edit").map(({ edit }) => edit),
    async after(of: number, ms: number) {
      await clock.advance(ms);
      return outcomeOf(of);
    },
    async close() {
      desk.close();
      const stopped = bridge.stop();
      await clock.advance(10);
      await stopped;
      await pairing.close();
      await radio.close();
    },
  };
}

describe("looking for speakers", () => {
  it("tells those that can be paired, five at most, the nearest first", async () => {
    const crowd = [1, 2, 3, 4, 5, 6].map((n) => near(10 + n, { signalDbm: -40 - 5 * n }));
    world = await startWorld([near(7, { signalDbm: -80 }), near(8, { isSpeaker: false }), ...crowd]);
    const outcome = await world.after(world.discover(), 3_100);
    expect(outcome).toMatchObject({ state: "done", code: "OK", perSpeaker: {} });
    expect(outcome?.discovered?.map(({ name }) => name)).toEqual([
      "Speaker 11",
      "Speaker 12",
      "Speaker 13",
      "Speaker 14",
      "Speaker 15",
    ]);
  });

  it("waits a moment for somebody to be seen, and no longer than the cloud waits for it", async () => {
    const strangers: SimStranger[] = [];
    world = await startWorld(strangers);
    const looking = world.discover();
    expect(await world.after(looking, 2_900)).toBeUndefined();
    expect(await world.after(looking, 200)).toMatchObject({ state: "done", discovered: [] });

    strangers.push(near(7));
    expect(await world.after(world.discover(), 150)).toMatchObject({
      discovered: [{ address: JBL, name: "Speaker 7" }],
    });
  });

  it("goes on for two minutes, however often it is asked for, and then ends", async () => {
    world = await startWorld([near(7)]);
    world.discover();
    await world.clock.advance(60_000);
    world.discover();
    await world.clock.advance(59_000);
    expect(world.desk.isOpen(VOICE)).toBe(true);
    await world.clock.advance(2_000);
    expect(world.desk.isOpen(VOICE)).toBe(false);
    expect(await world.after(world.pair(), 100)).toMatchObject({ state: "failed", code: "NOT_SEEN" });
  });

  it("does not begin while music plays, unless that is wanted", async () => {
    world = await startWorld([near(7)]);
    world.cloud.send(play(50, PATIO));
    await world.clock.advance(100);
    expect(await world.after(world.discover(), 100)).toMatchObject({ state: "failed", code: "MUSIC_PLAYS" });
    expect(world.desk.isOpen(VOICE)).toBe(false);
    expect(await world.after(world.discover(true), 3_100)).toMatchObject({ state: "done" });
  });

  it("leaves out a speaker of the home's", async () => {
    world = await startWorld([near(7), near(1, { ...simSpeaker(1), address: addressOf(PATIO) })]);
    const outcome = await world.after(world.discover(), 3_100);
    expect(outcome?.discovered).toEqual([{ address: JBL, name: "Speaker 7" }]);
  });
});

describe("two who look at the same time", () => {
  const OPEN = { windowMs: 60_000, canAsk: false, whileMusicPlays: false };

  it.each(["speakers", "senders"] as const)("%s: voice leaves the window of whoever stands at the box", async (who) => {
    world = await startWorld([near(7)]);
    expect(await world.desk.open(BOX, { ...OPEN, who })).toMatchObject({ ok: true });
    await world.clock.advance(1_000);
    expect(await world.after(world.discover(), 100)).toMatchObject({ state: "failed", code: "BUSY" });
    expect(await world.after(world.pair(), 2_000)).toMatchObject({ state: "failed", code: "BUSY" });
    expect(world.isPaired()).toBe(false);

    expect(await world.desk.open(BOX, { ...OPEN, who })).toMatchObject({ ok: true });
    expect(await world.desk.cancel(BOX)).toMatchObject({ ok: true });
    expect(await world.after(world.discover(), 3_100)).toMatchObject({ state: "done" });
  });

  it("are told who has the window, what for, for how long, and the way out", async () => {
    world = await startWorld([near(7)]);
    world.discover();
    await world.clock.advance(20_000);
    const busy = {
      code: "PAIRING_BUSY",
      message: expect.stringMatching(/looks for speakers for somebody who asked Alexa, for another (99|100) s/),
    };
    expect(await world.desk.open(BOX, OPEN)).toEqual({ ok: false, error: busy });
    expect(await world.desk.pair(BOX, JBL, "Deck")).toEqual({ ok: false, error: busy });
    expect(world.desk.answer(BOX, JBL, { kind: "yes" })).toEqual({ ok: false, error: busy });
    expect(await world.desk.cancel(BOX)).toEqual({ ok: false, error: busy });
    expect(world.desk.isOpen(VOICE)).toBe(true);

    await world.desk.cancel(VOICE);
    await world.desk.open(BOX, { ...OPEN, who: "senders" });
    expect(await world.desk.open({ by: "door", id: "another-one" }, OPEN)).toMatchObject({
      error: { message: expect.stringContaining("waits for a phone or an Echo for somebody else at house-band") },
    });
    expect(await world.desk.open(BOX, OPEN)).toMatchObject({
      error: {
        code: "PAIRING_BUSY",
        message: expect.stringContaining("for you, for another 60 s at most: end that first"),
      },
    });
  });

  it("get it one after the other, however little is between them: only the first does", async () => {
    world = await startWorld([near(7)]);
    const [first, second] = await Promise.all([
      world.desk.open(BOX, OPEN),
      world.desk.open({ by: "door", id: "another-one" }, OPEN),
    ]);
    expect([first.ok, second.ok]).toEqual([true, false]);
  });

  it.each(["speakers", "senders"] as const)(
    "need not wait: the owner of %s leaves while it is being opened, and the next one gets it",
    async (who) => {
      world = await startWorld([near(7)]);
      const opening = world.desk.open(BOX, { ...OPEN, who });
      expect(await world.desk.cancel(BOX)).toMatchObject({ ok: true });

      expect(await opening).toMatchObject({ ok: false, error: { code: "PAIRING_CANCELLED" } });
      expect(await world.desk.open(VOICE, OPEN)).toMatchObject({ ok: true });
      expect(world.desk.isOpen(VOICE)).toBe(true);
    },
  );

  it("have it again once it is over, and where it could not be opened", async () => {
    world = await startWorld([near(7)]);
    expect(await world.desk.open(BOX, { ...OPEN, adapter: "hci7" })).toMatchObject({
      error: { code: "ADAPTER_UNKNOWN" },
    });
    expect(await world.after(world.discover(), 3_100)).toMatchObject({ state: "done" });
    await world.clock.advance(120_000);
    expect(await world.desk.open(BOX, OPEN)).toMatchObject({ ok: true });
  });
});

describe("pairing a speaker by a command", () => {
  it("makes it the home's under the cloud's id, tells the cloud, and looks no more", async () => {
    world = await startWorld([near(7)]);
    await world.after(world.discover(), 3_100);
    const outcome = await world.after(world.pair(), 2_000);
    expect(outcome).toMatchObject({ state: "done", code: "OK", perSpeaker: { [DECK]: "OK" } });
    expect(world.bridge.home()?.speakers[DECK]).toMatchObject({ name: "Deck", address: JBL });
    expect(world.bridge.snapshot().speakers[DECK]).toMatchObject({ link: "connected" });
    expect(world.edits()).toEqual([{ kind: "add-speaker", speakerId: DECK, name: "Deck", address: JBL }]);
    expect(world.desk.isOpen(VOICE)).toBe(false);
  });

  it.each<[string, () => SimStranger[], () => number, string]>([
    ["was not seen", () => [near(7)], () => world.pair(UNSEEN), "NOT_SEEN"],
    ["is no speaker", () => [near(7, { isSpeaker: false })], () => world.pair(), "NOT_A_SPEAKER"],
    [
      "has a PIN that nobody can type",
      () => [near(7, { question: { kind: "enter-pin" }, code: "1" })],
      () => world.pair(),
      "PAIRING_REFUSED",
    ],
    ["is to have a name that is taken", () => [near(7)], () => world.pair(JBL, "the patio"), "NAME_TAKEN"],
    ["is asleep by then", () => [near(7, { mood: "asleep" })], () => world.pair(), "SPEAKER_ASLEEP"],
  ])("fails where it %s, and the home stays as it was", async (_case, strangers, pair, code) => {
    world = await startWorld(strangers());
    await world.after(world.discover(), 3_100);
    expect(await world.after(pair(), 5_000)).toMatchObject({ state: "failed", code, perSpeaker: { [DECK]: code } });
    expect(Object.keys(world.bridge.home()?.speakers ?? {})).toEqual([PATIO]);
    expect(world.edits()).toEqual([]);
    expect(world.isPaired()).toBe(false);
  });

  /** The home can't take it any more when the speaker has been paired. */
  it.each<[string, () => unknown, string]>([
    [
      "has its name taken meanwhile",
      () => world.bridge.editHome({ kind: "rename", targetId: PATIO, name: "Deck" }),
      "NAME_TAKEN",
    ],
    ["can't be saved on a full disk", () => world.fillDisk("full"), "STORAGE_FULL"],
    ["can't be saved on a broken disk", () => world.fillDisk("unavailable"), "INTERNAL"],
  ])("that %s is undone, and the reason is told", async (_case, meanwhile, code) => {
    world = await startWorld([near(7)]);
    await world.after(world.discover(), 3_100);
    const pairing = world.pair();
    await world.clock.advance(200);
    await meanwhile();
    expect(await world.after(pairing, 2_000)).toMatchObject({ state: "failed", code });
    expect(world.isPaired()).toBe(false);
    expect(world.bridge.home()?.speakers[DECK]?.address).not.toBe(JBL);
  });

  it("whose undoing fails, too, is logged: somebody has to see to its key", async () => {
    world = await startWorld([near(7)]);
    await world.after(world.discover(), 3_100);
    const pairing = world.pair();
    await world.clock.advance(200);
    world.fillDisk("full");
    world.pairing.forget = async () => ({ ok: false, error: { code: "ADAPTER_DOWN", retryable: true } });
    expect(await world.after(pairing, 2_000)).toMatchObject({ state: "failed", code: "STORAGE_FULL" });
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ level: "warn", message: expect.stringContaining("is still paired") }),
    );
  });

  it("is not begun where too many edits wait for the cloud", async () => {
    world = await startWorld([near(7)]);
    const heard: string[] = [];
    world.pairing.onEvent(({ kind }) => heard.push(kind));
    for (let n = 0; n < 64; n += 1)
      await world.bridge.editHome({ kind: "rename", targetId: PATIO, name: `Patio ${n}` });
    await world.after(world.discover(), 3_100);
    expect(await world.after(world.pair(), 2_000)).toMatchObject({ state: "failed", code: "BUSY" });
    expect(heard).not.toContain("paired");
  });

  it("is undone where the cloud refuses the speaker afterwards", async () => {
    world = await startWorld([near(7)]);
    await world.after(world.discover(), 3_100);
    await world.after(world.pair(), 2_000);
    expect(world.isPaired()).toBe(true);
    const { editId } = world.cloud
      .on(topics.event(THING))
      .findLast((event) => (event as EditEvent).kind === "edit") as EditEvent;
    const desired = { ...homeConfig({ revision: 2 }), lastEdit: { id: editId, refused: "name-taken" } };
    world.cloud.shadow("config", "get/accepted", { state: { desired }, version: 1, timestamp: 1 });
    await world.clock.advance(100);
    expect(world.bridge.home()?.speakers).not.toHaveProperty(DECK);
    expect(world.isPaired()).toBe(false);
  });

  it("tells of a conflict, not of a disk, where somebody else takes the same speaker in at that moment", async () => {
    world = await startWorld([near(7)]);
    await world.after(world.discover(), 3_100);
    const pairing = world.pair();
    await world.clock.advance(200);
    const release = world.holdDisk();
    const other = world.bridge.editHome({ kind: "add-speaker", speakerId: STRANGER, name: "Shed", address: JBL });
    expect(await world.after(pairing, 2_000)).toBeUndefined();
    release();
    await other;
    expect(await world.after(pairing, 100)).toMatchObject({ state: "failed", code: "CONFLICT" });
    expect(world.isPaired()).toBe(true);
  });

  it("leaves a speaker of the home's paired where its new name can't be kept", async () => {
    world = await startWorld([near(7)]);
    await world.bridge.editHome({ kind: "add-speaker", speakerId: DECK, name: "Shed", address: JBL });
    await world.after(world.discover(), 3_100);
    const pairing = world.pair();
    await world.clock.advance(200);
    world.fillDisk("full");
    expect(await world.after(pairing, 2_000)).toMatchObject({ state: "failed", code: "STORAGE_FULL" });
    expect(world.isPaired()).toBe(true);
  });

  it("is one at a time", async () => {
    world = await startWorld([near(7), near(8)]);
    await world.after(world.discover(), 3_100);
    const first = world.pair();
    const second = world.pair(simSpeaker(8).address, "Shed");
    await world.clock.advance(2_000);
    expect([world.outcomeOf(first)?.code, world.outcomeOf(second)?.code]).toEqual(["OK", "BUSY"]);
  });

  it("is called off when the bridge ends, and said to be", async () => {
    world = await startWorld([near(7, { question: { kind: "same-passkey", passkey: "000042" } })]);
    await world.desk.open(VOICE, { windowMs: 60_000, canAsk: true, whileMusicPlays: false });
    await world.clock.advance(500);
    const pairing = world.pair();
    await world.clock.advance(1_000);
    expect(world.outcomeOf(pairing)).toBeUndefined();
    const stopped = world.bridge.stop();
    await world.clock.advance(10);
    await stopped;
    expect(world.outcomeOf(pairing) ?? { code: "SUPERSEDED" }).toMatchObject({ code: "SUPERSEDED" });
  });
});

describe("forgetting speakers by a command", () => {
  it("deletes the key, takes it out of the home and tells the cloud", async () => {
    world = await startWorld([]);
    const outcome = await world.after(world.forget(PATIO, STRANGER), 100);
    expect(outcome).toMatchObject({ state: "partial", perSpeaker: { [PATIO]: "OK", [STRANGER]: "TARGET_UNKNOWN" } });
    expect(world.radio.devices()).toEqual([]);
    expect(world.bridge.home()?.speakers).toEqual({});
    expect(world.edits()).toEqual([{ kind: "remove-speaker", speakerId: PATIO }]);
  });

  it("is as well done by two at the same time", async () => {
    world = await startWorld([]);
    const [first, second] = [world.forget(PATIO), world.forget(PATIO)];
    await world.clock.advance(100);
    expect([world.outcomeOf(first)?.state, world.outcomeOf(second)?.state]).toEqual(["done", "done"]);
    expect(world.edits()).toHaveLength(1);
  });

  it("leaves one on a cable where it is", async () => {
    world = await startWorld([], { wired: true });
    expect(await world.after(world.forget(PATIO), 100)).toMatchObject({ state: "failed", code: "ON_A_CABLE" });
    expect(world.bridge.home()?.speakers).toHaveProperty(PATIO);
  });
});

describe("an errand", () => {
  it.each<[string, () => number]>([
    ["discover", () => world.discover()],
    ["pair", () => world.pair()],
    ["forget", () => world.forget(PATIO)],
  ])("fails on a bridge without a radio: %s", async (_kind, give) => {
    world = await startWorld([], { hasRadio: false });
    expect(await world.after(give(), 100)).toMatchObject({ state: "failed", code: "ADAPTER_DOWN" });
  });

  it("that comes too late is not run", async () => {
    world = await startWorld([near(7)]);
    const late = world.send("forget", { speakers: [PATIO] }, { issuedAtMs: NOW_MS - 60_000, ttlMs: 10_000 });
    expect(await world.after(late, 100)).toMatchObject({ state: "expired", code: "EXPIRED" });
    expect(world.bridge.home()?.speakers).toHaveProperty(PATIO);
  });

  it("that comes twice is run once, and answered from the journal", async () => {
    world = await startWorld([near(7)]);
    await world.after(world.discover(), 3_100);
    const first = world.pair();
    await world.clock.advance(2_000);
    world.cloud.send({ ...command(first, "pair", { address: JBL, name: "Deck", speakerId: DECK }) });
    await world.clock.advance(2_000);
    expect(
      world.cloud
        .outcomes()
        .filter(({ seq }) => seq === first)
        .map(({ code }) => code),
    ).toEqual(["OK", "OK"]);
    expect(world.edits()).toHaveLength(1);
  });
});
