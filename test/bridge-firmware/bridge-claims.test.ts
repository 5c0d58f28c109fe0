// Claiming at the bridge: the code is shown and never sent, who asks is shown, and the cloud has the last word.
import { type ClaimDesired, hashClaimCode, topics } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { startWorld, type World } from "./fakes/bridge.ts";
import { homeConfig, THING } from "./fakes/home.ts";

const EVENT = topics.event(THING);
const CLAIM = topics.shadow(THING, "claim");

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.bridge.stop();
});

type Told = { readonly kind: string; readonly claimId: ClaimDesired["claimId"] } & Record<string, unknown>;

const told = (): readonly Told[] => (world.cloud.on(EVENT) as readonly Told[]).filter(({ kind }) => kind !== "state");

/** The cloud's word, as it comes: news of the document, the question for it, and the document. */
async function say(desired: unknown): Promise<void> {
  world.cloud.shadow("claim", "update/delta", { state: desired, version: 1 });
  await world.clock.advance(1_000);
  world.cloud.shadow("claim", "get/accepted", { state: { desired }, version: 1 });
  await world.clock.advance(0);
}

/** A promise of the bridge's while its clock stands still, and what has been told by then. */
async function tellingOf<T>(
  doing: Promise<T>,
  count: number,
): Promise<{ readonly doing: Promise<T>; readonly last: Told }> {
  for (let tries = 0; tries < 500 && told().length < count; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const last = told().at(-1);
  if (!last) throw new Error("the bridge has told nothing");
  return { doing, last };
}

async function offered(): Promise<Told> {
  const { doing, last } = await tellingOf(world.bridge.claims.offer("own"), 1);
  await say({ claimId: last.claimId, state: "offered", expiresAtMs: 1 });
  expect(await doing).toMatchObject({ ok: true, value: { news: { state: "offered" } } });
  return last;
}

describe("a code that the bridge makes", () => {
  it("has eight digits, is shown here, and leaves the bridge as a hash only", async () => {
    const offer = await offered();
    const claim = world.bridge.claims.now();
    expect(claim?.code).toMatch(/^[1-9]\d{7}$/);
    expect(offer).toMatchObject({ kind: "claim-offer", purpose: "own" });
    expect(offer.codeHash).toBe(await hashClaimCode(claim?.code ?? "", offer.claimId));
    expect(JSON.stringify(world.cloud.published.map(({ payload }) => new TextDecoder().decode(payload)))).not.toContain(
      claim?.code,
    );
    expect(JSON.stringify(world.log)).not.toContain(claim?.code);
  });

  it("is told again until the cloud answers, and given up where it never does", async () => {
    const { doing } = await tellingOf(world.bridge.claims.offer("own"), 1);
    for (let seconds = 0; seconds < 15; seconds += 1) await world.clock.advance(1_000);
    expect(await doing).toEqual({ ok: false, error: { code: "no-answer" } });
    expect(told().map(({ kind }) => kind)).toEqual([...Array(4).fill("claim-offer"), "claim-cancel"]);
    expect(new Set(told().map(({ claimId }) => claimId)).size).toBe(1);
  });

  it("that nobody was shown is forgotten here, and called off also where the cloud takes it after all", async () => {
    const { doing, last } = await tellingOf(world.bridge.claims.offer("own"), 1);
    for (let seconds = 0; seconds < 15; seconds += 1) await world.clock.advance(1_000);
    await doing;
    expect(world.bridge.claims.now()).toBeNull();
    await say({ claimId: last.claimId, state: "offered", expiresAtMs: 1 });
    expect(told().slice(-2)).toMatchObject([
      { kind: "claim-cancel", claimId: last.claimId },
      { kind: "claim-cancel", claimId: last.claimId },
    ]);
    await say({ claimId: last.claimId, state: "over" });
    expect(told().filter(({ kind }) => kind === "claim-cancel")).toHaveLength(2);
  });

  it("that is called off while the yes arrives is a claim, at once", async () => {
    const { claimId } = await offered();
    await say({ claimId, state: "asked", number: 47 });
    const { doing } = await tellingOf(world.bridge.claims.cancel(), 2);
    await say({ claimId, state: "claimed", people: 1 });
    expect(await doing).toMatchObject({ ok: true });
    expect(world.bridge.claims.now()).toMatchObject({ news: { state: "claimed" } });
  });

  it("leaves a line where the cloud link takes nothing, without the code or its hash", async () => {
    world.cloud.state.swallow = true;
    const doing = world.bridge.claims.offer("own");
    for (let tries = 0; tries < 500 && world.bridge.claims.now() === null; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    const code = world.bridge.claims.now()?.code ?? "none";
    for (let seconds = 0; seconds < 15; seconds += 1) await world.clock.advance(1_000);
    await doing;
    const lines = JSON.stringify(world.log);
    expect(lines).toContain("a word about claiming was not acknowledged");
    expect(lines).not.toContain(code);
    expect(lines).not.toMatch(/[0-9a-f]{64}/);
  });

  it("is none without a cloud", async () => {
    world.cloud.offline();
    expect(await world.bridge.claims.offer("own")).toEqual({ ok: false, error: { code: "offline" } });
  });

  it("is over after ten minutes, whatever the cloud has said", async () => {
    await offered();
    await world.clock.advance(600_000);
    expect(world.bridge.claims.now()).toMatchObject({ news: { state: "over" }, leftMs: 0 });
  });
});

describe("somebody who asks", () => {
  it("is let in by a yes, which carries the number and what the bridge has", async () => {
    const { claimId } = await offered();
    await say({ claimId, state: "asked", number: 47 });
    const { doing, last } = await tellingOf(world.bridge.claims.answer(claimId, true), 2);
    const [id, first] = Object.entries(homeConfig().speakers)[0] ?? [];
    expect(last).toMatchObject({ kind: "claim-answer", claimId, number: 47, isAllowed: true });
    expect(last.home).toMatchObject({ speakers: expect.arrayContaining([{ id, ...first }]) });
    await say({ claimId, state: "claimed", people: 1 });
    expect(await doing).toMatchObject({ ok: true, value: { state: "claimed", people: 1 } });
  });

  it("is nobody before the cloud says so, and after another claim has begun", async () => {
    const { claimId } = await offered();
    const nobody = { ok: false, error: { code: "nobody-asks" } };
    expect(await world.bridge.claims.answer(claimId, true)).toEqual(nobody);
    await say({ claimId, state: "asked", number: 47 });
    await tellingOf(world.bridge.claims.offer("own"), 2);
    expect(await world.bridge.claims.answer(claimId, true)).toEqual(nobody);
  });

  it("stays asked for where an older word comes late", async () => {
    const { claimId } = await offered();
    await say({ claimId, state: "asked", number: 47 });
    await say({ claimId, state: "offered", expiresAtMs: 1 });
    expect(world.bridge.claims.now()?.news).toMatchObject({ state: "asked" });
  });

  it("is seen also where the news came while the bridge was offline", async () => {
    const { claimId } = await offered();
    world.cloud.offline();
    const before = world.cloud.on(`${CLAIM}/get`).length;
    world.cloud.online();
    await world.clock.advance(1_000);
    expect(world.cloud.on(`${CLAIM}/get`).length).toBeGreaterThan(before);
    world.cloud.shadow("claim", "get/accepted", { state: { desired: { claimId, state: "asked", number: 47 } } });
    await world.clock.advance(0);
    expect(world.bridge.claims.now()?.news).toMatchObject({ state: "asked", number: 47 });
  });
});

describe("the claim shadow", () => {
  it.each([
    ["nothing", undefined],
    ["a list", []],
    ["another state", { claimId: "01J8ZQ3V5R0000000000000C01", state: "owned" }],
    ["a number that is none", { claimId: "01J8ZQ3V5R0000000000000C01", state: "asked", number: 7 }],
  ])("of nonsense changes nothing: %s", async (_what, desired) => {
    await offered();
    await say(desired);
    expect(world.bridge.claims.now()?.news).toMatchObject({ state: "offered" });
  });

  it("is asked for once a second at most, however many deltas come", async () => {
    await offered();
    const before = world.cloud.on(`${CLAIM}/get`).length;
    for (let times = 0; times < 300; times++) {
      world.cloud.shadow("claim", "update/delta", { state: {}, version: times });
      await world.clock.advance(10);
    }
    expect(world.cloud.on(`${CLAIM}/get`).length - before).toBeLessThanOrEqual(4);
  });
});

describe("a reset", () => {
  it("is told until the cloud says how many have left, and ends any code", async () => {
    await offered();
    const { doing, last } = await tellingOf(world.bridge.claims.reset(), 2);
    expect(last.kind).toBe("owner-reset");
    await say({ claimId: last.claimId, state: "reset", people: 2 });
    expect(await doing).toEqual({ ok: true, value: { people: 2 } });
    expect(world.bridge.claims.now()).toBeNull();
  });
});
