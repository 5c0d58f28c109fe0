// Claiming a home, in the cloud: one winner in every race, nothing without a yes at the bridge, nothing twice.
import { hashClaimCode, newCommandId, type ThingName } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { scanAll } from "../../../lambda/src/adapters/cleaner.ts";
import { createHomeStore } from "../../../lambda/src/adapters/home-store.ts";
import { toFirstHome } from "../../../lambda/src/ingest/take-claim.ts";
import { home } from "../fakes/home.ts";
import { faultOf, ids } from "../fakes/world.ts";
import { AFTER_ITS_LIFE_MS, type Cloud, CODE, newThing, openCloud, signal } from "./support.ts";

const [ANNA, BEN, CARA] = ["amzn1.ask.account.ANNA", "amzn1.ask.account.BEN", "amzn1.ask.account.CARA"] as const;
const WRONG = "That code doesn't work, or no longer.";

let cloud: Cloud;
let thing: ThingName;
beforeEach(async () => {
  cloud = await openCloud();
  thing = newThing();
});
afterEach(() => cloud.close());

/** From a code to a home. */
async function claimFor(who: string, purpose: "own" | "join" = "own"): Promise<void> {
  await cloud.offer(thing, { purpose });
  await cloud.say(who);
  await cloud.answer(thing, true);
}

describe("a home that is nobody's", () => {
  it("is somebody's once the code was said and the bridge has said yes, and not before", async () => {
    const { claimId } = await cloud.offer(thing);
    expect(cloud.shadows.get(thing)).toMatchObject({ claimId, state: "offered" });

    const said = await cloud.say(ANNA);
    const asked = cloud.shadows.get(thing);
    expect(asked).toMatchObject({ claimId, state: "asked" });
    expect(said).toContain(`it asks whether you heard the number ${asked?.state === "asked" ? asked.number : "?"}.`);
    expect(await cloud.homeOf(ANNA)).toBeNull();

    await cloud.answer(thing, true);
    expect(cloud.shadows.get(thing)).toEqual({ claimId, state: "claimed", people: 1 });
    expect(await cloud.homeOf(ANNA)).toBe(`home_${claimId}`);
  });

  it("begins with the speakers and groups of the bridge, which is told so", async () => {
    await claimFor(ANNA);
    expect(cloud.configs).toMatchObject([{ revision: 1, bridge: thing, speakers: home.speakers, groups: home.groups }]);
    const homeId = await cloud.homeOf(ANNA);
    const loaded = await cloud.store.load(homeId as typeof home.id, "latest", signal);
    expect(loaded).toMatchObject({ ok: true, value: { home: cloud.configs[0], shadowRevision: 1 } });
  });

  it("stays nobody's where the bridge says no, and the code is used up", async () => {
    await cloud.offer(thing);
    await cloud.say(ANNA);
    await cloud.answer(thing, false);
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "over" });
    expect(await cloud.homeOf(ANNA)).toBeNull();
    expect(await cloud.say(ANNA)).toContain(WRONG);
  });
});

describe("of all who race for a home", () => {
  it("two people with one code: the first is asked for, the other hears what everybody hears", async () => {
    await cloud.offer(thing);
    const said = await Promise.all([cloud.say(ANNA), cloud.say(BEN)]);
    expect(said.filter((speech) => speech.startsWith("Now confirm on your bridge"))).toHaveLength(1);
    expect(said.filter((speech) => speech.startsWith(WRONG))).toHaveLength(1);
    await cloud.answer(thing, true);
    const homes = await Promise.all([cloud.homeOf(ANNA), cloud.homeOf(BEN)]);
    expect(homes.filter((one) => one !== null)).toHaveLength(1);
  });

  it("the same person who says it again is asked for by the same number", async () => {
    await cloud.offer(thing);
    const first = await cloud.say(ANNA);
    expect(await cloud.say(ANNA)).toBe(first);
  });

  it("two bridges with the same code: neither is claimed by it", async () => {
    const other = newThing();
    await cloud.offer(thing);
    await cloud.offer(other);
    expect(await cloud.say(ANNA)).toContain(WRONG);
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "offered" });
    expect(cloud.shadows.get(other)).toMatchObject({ state: "offered" });
  });

  it("a yes that comes many times at once makes one home, and each time the same answer", async () => {
    await cloud.offer(thing);
    await cloud.say(ANNA);
    const claimId = cloud.shadows.get(thing)?.claimId;
    const answers = await Promise.all([1, 2, 3, 4].map(() => cloud.answer(thing, true)));
    for (const { taken } of answers) expect(taken.ok).toBe(true);
    expect(new Set(cloud.configs.map(({ id }) => id))).toEqual(new Set([`home_${claimId}`]));
    expect(cloud.shadows.get(thing)).toEqual({ claimId, state: "claimed", people: 1 });
  });

  it("a yes to another number, or of another bridge, lets nobody in", async () => {
    await cloud.offer(thing);
    await cloud.say(ANNA);
    const asked = cloud.shadows.get(thing);
    const number = asked?.state === "asked" ? asked.number : 0;
    await cloud.answer(newThing(), true, { claimId: asked?.claimId, number });
    await cloud.answer(thing, true, { number: number === 99 ? 10 : number + 1 });
    expect(await cloud.homeOf(ANNA)).toBeNull();
  });
});

describe("a code", () => {
  it("works for ten minutes, to be said and to be allowed", async () => {
    await cloud.offer(thing);
    cloud.passTime(AFTER_ITS_LIFE_MS);
    expect(await cloud.say(ANNA)).toContain(WRONG);

    await cloud.offer(thing);
    await cloud.say(ANNA);
    cloud.passTime(AFTER_ITS_LIFE_MS);
    await cloud.answer(thing, true);
    expect(await cloud.homeOf(ANNA)).toBeNull();
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "over" });
  });

  it("that was used is not live again, however often the bridge's offer comes", async () => {
    const { event } = await cloud.offer(thing);
    await cloud.say(ANNA);
    await cloud.answer(thing, true);
    const before = cloud.shadows.get(thing);
    expect((await cloud.tell(thing, event)).taken).toEqual({ ok: true, value: "ignored" });
    expect(cloud.shadows.get(thing)).toEqual(before);
    expect(await cloud.say(BEN)).toContain(WRONG);
  });

  it("that was called off before its offer came is never live, and takes nobody's place", async () => {
    const claimId = newCommandId();
    await cloud.tell(thing, { v: 1, kind: "claim-cancel", claimId });
    expect(cloud.shadows.get(thing)).toEqual({ claimId, state: "over" });
    const codeHash = await hashClaimCode(CODE, claimId);
    await cloud.tell(thing, { v: 1, kind: "claim-offer", claimId, purpose: "own", codeHash });
    expect(cloud.shadows.get(thing)).toEqual({ claimId, state: "over" });
    expect(await cloud.claims.live(cloud.nowMs(), signal)).toEqual({ ok: true, value: [] });
  });

  it("is replaced by the bridge's next one, and ends when it is called off", async () => {
    await cloud.offer(thing, { code: "87654321" });
    const { claimId } = await cloud.offer(thing);
    expect(await cloud.say(BEN, "87654321")).toContain(WRONG);
    await cloud.tell(thing, { v: 1, kind: "claim-cancel", claimId });
    expect(await cloud.say(ANNA)).toContain(WRONG);
  });

  it("that is on its way for longer than it lives is none", async () => {
    const { event } = await cloud.offer(newThing());
    const told = { ...event, claimId: newCommandId() };
    const sentAtMs = cloud.nowMs();
    cloud.passTime(AFTER_ITS_LIFE_MS);
    await cloud.tell(thing, told, { receivedAtMs: sentAtMs });
    expect(cloud.shadows.get(thing)).toEqual({ claimId: told.claimId, state: "over" });
  });

  it("is refused where as many are live as may be", async () => {
    for (let others = 0; others < 3; others += 1) await cloud.offer(newThing());
    await cloud.offer(thing);
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "refused", reason: "too-many-codes" });
  });
});

describe("a home that is somebody's", () => {
  it("is not claimed again, not even by a code that was made before", async () => {
    await claimFor(ANNA);
    await cloud.offer(thing);
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "refused", reason: "owned" });
    expect(await cloud.say(BEN)).toContain(WRONG);
  });

  it("takes one more person by a code for that, while the first stays", async () => {
    await claimFor(ANNA);
    await claimFor(BEN, "join");
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "claimed", people: 2 });
    expect(await cloud.homeOf(BEN)).toBe(await cloud.homeOf(ANNA));
    expect(cloud.configs).toHaveLength(1);
  });

  it("has to be somebody's before one more comes", async () => {
    await cloud.offer(thing, { purpose: "join" });
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "refused", reason: "not-owned" });
  });

  it("is left knowingly: whoever asks for another one hears that, and that his is forgotten where he is the last", async () => {
    await cloud.offer(thing);
    expect(await cloud.say(ANNA)).not.toContain("leave");
    await cloud.answer(thing, true);
    await cloud.offer(thing, { purpose: "join" });
    expect(await cloud.say(ANNA)).not.toContain("leave"); // it is the same home

    const friends = newThing();
    await cloud.offer(friends, { code: "87654321" });
    expect(await cloud.say(ANNA, "87654321")).toMatch(
      /\d\d\. You are linked .* You then leave the home .* it is forgotten/,
    );
    await claimFor(BEN, "join");
    const said = await cloud.say(ANNA, "87654321");
    expect(said).toContain("You then leave the home that you are linked to now");
    expect(said).not.toContain("forgotten");
  });

  it("is left by whoever claims another one", async () => {
    await claimFor(ANNA);
    const first = await cloud.homeOf(ANNA);
    thing = newThing();
    await claimFor(ANNA);
    expect(await cloud.homeOf(ANNA)).not.toBe(first);
  });
});

describe("a bridge that is reset", () => {
  const reset = () => cloud.tell(thing, { v: 1, kind: "owner-reset", claimId: newCommandId() });

  it("unlinks everybody, and can be claimed anew, as a new home with the bridge's speakers", async () => {
    await claimFor(ANNA);
    await claimFor(BEN, "join");
    const before = await cloud.homeOf(ANNA);
    await reset();
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "reset", people: 2 });
    expect([await cloud.homeOf(ANNA), await cloud.homeOf(BEN)]).toEqual([null, null]);
    expect(await createHomeStore(cloud.table, silentClock).load(before as typeof home.id, "latest", signal)).toEqual({
      ok: true,
      value: null,
    });
    await claimFor(CARA);
    expect(await cloud.homeOf(CARA)).not.toBe(before);
    expect(cloud.configs.at(-1)).toMatchObject({ speakers: home.speakers });
  });

  it("is reset once, however often that comes: whoever has claimed it since stays", async () => {
    await claimFor(ANNA);
    const event = { v: 1, kind: "owner-reset", claimId: newCommandId() } as const;
    await cloud.tell(thing, event);
    await claimFor(BEN);
    await cloud.tell(thing, event);
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "reset", people: 1 });
    expect(await cloud.homeOf(BEN)).not.toBeNull();
  });

  it("lets nobody in who asked before", async () => {
    await claimFor(ANNA);
    await cloud.offer(thing, { purpose: "join" });
    await cloud.say(BEN);
    const asked = cloud.shadows.get(thing);
    await reset();
    await cloud.answer(thing, true, { claimId: asked?.claimId, number: asked?.state === "asked" ? asked.number : 0 });
    expect(await cloud.homeOf(BEN)).toBeNull();
  });

  it("that was nobody's says so", async () => {
    await reset();
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "reset", people: 0 });
  });
});

const silentClock = { epochMs: () => 0, nowMs: () => 0, sleep: async () => undefined };

describe("what can't be used", () => {
  it("a code that is no code, or of nobody, changes nothing and costs no guess", async () => {
    await cloud.offer(thing);
    expect(await cloud.say(ANNA, null)).toContain("Tell me the code with all of its eight digits");
    expect(cloud.shadows.get(thing)).toMatchObject({ state: "offered" });
  });

  it("a store that fails is said to have failed, and the ingest is tried again", async () => {
    const broken = { ...cloud.claims, offer: async () => ({ ok: false, error: faultOf("store", "timeout") }) as const };
    const event = (await cloud.offer(newThing())).event;
    expect((await cloud.tell(thing, event, { ports: { claims: broken } })).taken).toMatchObject({ ok: false });
  });

  it("speakers that don't fit together are left out of a home", () => {
    const [one, two] = home.speakers;
    if (!one || !two) throw new Error("the home has two speakers");
    const twice = { ...two, address: one.address };
    const strangers = { id: ids.groupIdOf(newCommandId()), name: "Strangers", members: [two.id] };
    const made = toFirstHome(thing, {
      claimId: newCommandId(),
      home: { speakers: [one, twice, one], groups: [strangers, { ...strangers, members: [one.id] }] },
    });
    expect(made.speakers).toEqual([one]);
    expect(made.groups).toEqual([{ ...strangers, members: [one.id] }]);
  });
});

it("the code itself is nowhere in the table", async () => {
  await cloud.offer(thing);
  await cloud.say(ANNA);
  const items = await scanAll(cloud.table, signal);
  expect(items.ok && items.value.length).toBeGreaterThan(2);
  expect(JSON.stringify(items)).not.toContain(CODE);
});
