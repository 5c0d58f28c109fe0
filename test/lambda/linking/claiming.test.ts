// Claiming by somebody who leaves before the bridge has said yes: nothing would ever tell that he has left.
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { createAccountStore } from "../../../lambda/src/adapters/account-store.ts";
import { createLinkStore } from "../../../lambda/src/adapters/link-store.ts";
import type { ClaimStore } from "../../../lambda/src/claim-ports.ts";
import type { UserKey } from "../../../lambda/src/ports.ts";
import { type Cloud, newThing, openCloud, signal } from "../claim/support.ts";
import { home } from "../fakes/home.ts";
import { alexaUser, person } from "./support.ts";

const [ALEXA, ANN] = [alexaUser("one"), person("ann")];

let cloud: Cloud;
beforeEach(async () => {
  cloud = await openCloud();
});
afterEach(() => cloud.close());

/** From the code to the bridge's yes, with something in between. */
async function claimBy(user: UserKey, meanwhile: () => Promise<unknown>): ReturnType<ClaimStore["allow"]> {
  const thing = newThing();
  const { claimId } = await cloud.offer(thing);
  const live = await cloud.claims.live(cloud.nowMs(), signal);
  const claim = live.ok ? live.value.find((one) => one.claimId === claimId) : null;
  if (!claim) throw new Error("no claim");
  await cloud.claims.ask(claim, { user, number: 42 }, cloud.nowMs(), signal);
  await meanwhile();
  const first = { ...home, bridge: thing };
  return cloud.claims.allow({ claimId, thing, number: 42, first }, cloud.nowMs(), signal);
}

const link = () => {
  const nowMs = cloud.nowMs();
  return createLinkStore(cloud.table).link(
    { alexa: ALEXA, person: ANN, atMs: nowMs - 1_000, nowMs, backUntilMs: nowMs + 3_600_000 },
    signal,
  );
};
const disable = () => {
  const atMs = cloud.nowMs();
  const until = { forgetAtMs: atMs + 3_600_000, backUntilMs: atMs + 3_600_000 };
  return createAccountStore(cloud.table).takeEvent({ kind: "disabled", user: ALEXA, atMs }, until, signal);
};

it("a linked person claims a home", async () => {
  await link();
  expect(await claimBy(ANN, async () => undefined)).toMatchObject({ ok: true, value: { people: 1 } });
});

it("a linked person who has disabled the skill since gets none", async () => {
  await link();
  expect(await claimBy(ANN, disable)).toEqual({ ok: true, value: "gone" });
});

it("an Alexa user who has disabled the skill since gets none", async () => {
  expect(await claimBy(ALEXA, disable)).toEqual({ ok: true, value: "gone" });
});
