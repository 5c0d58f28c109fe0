// Who asks, from a token and an Alexa user: what is asked for, how long it may take, and what is remembered of it.
import { err, ok } from "@house-band/contract";
import { expect, it } from "@jest/globals";
import { createPeople } from "../../../lambda/src/adapters/people.ts";
import type { Checked } from "../../../lambda/src/people-ports.ts";
import type { PortFault, UserKey } from "../../../lambda/src/ports.ts";
import { createVirtualClock } from "../fakes/clock.ts";
import { alexaUser, person } from "./support.ts";

const ALEXA = alexaUser("one");
const AWAY: PortFault = { port: "identity", code: "unavailable", retryable: true, message: "away" };
type Answer = Checked | "refused" | PortFault | "never";

function open() {
  const clock = createVirtualClock();
  const checks: string[] = [];
  const links: UserKey[] = [];
  const world: { answer: Answer; link: PortFault | null } = {
    answer: { subject: "ann", expiresAtMs: clock.epochMs() + 3_600_000 },
    link: null,
  };
  const people = createPeople({
    clock,
    personKeyOf: person,
    tokens: {
      async check(token) {
        checks.push(token);
        const { answer } = world;
        if (answer === "never") return new Promise(() => undefined);
        return typeof answer === "object" && "port" in answer ? err(answer) : ok(answer);
      },
    },
    links: {
      async link(linking) {
        links.push(linking.person);
        return world.link ? err(world.link) : ok(linking.person);
      },
    },
  });
  const identify = (token: string | null, alexa: UserKey | null = ALEXA) =>
    clock.runUntil(people.identify({ alexa, token, requestedAtMs: clock.epochMs() }, new AbortController().signal));
  const pass = (ms: number) => clock.runUntil(clock.sleep(ms));
  return { world, checks, links, identify, pass };
}

const ANN = { ok: true, value: { kind: "person", user: person("ann") } };

it("without a token nobody is asked, and nobody is known", async () => {
  const { identify, checks, links } = open();
  expect(await identify(null)).toEqual({ ok: true, value: { kind: "unlinked" } });
  expect([checks, links]).toEqual([[], []]);
});

it("a token is asked about once for as long as it is good, and who is who once a minute", async () => {
  const { identify, checks, links, pass } = open();
  for (let times = 0; times < 3; times += 1) expect(await identify("token")).toEqual(ANN);
  expect([checks.length, links.length]).toEqual([1, 1]);
  await pass(61_000);
  await identify("token");
  expect([checks.length, links.length]).toEqual([1, 2]);
  await pass(3_600_000);
  expect(await identify("token")).toEqual({ ok: true, value: { kind: "refused" } });
  expect(checks.length).toBe(2);
});

it("another token is asked about by itself", async () => {
  const { world, identify, checks } = open();
  await identify("token");
  world.answer = "refused";
  expect(await identify("other")).toEqual({ ok: true, value: { kind: "refused" } });
  expect(await identify("token")).toEqual(ANN);
  expect(checks).toEqual(["token", "other"]);
});

it("a token that was refused, and a provider that was away, are asked about again", async () => {
  const { world, identify } = open();
  const good = world.answer;
  world.answer = AWAY;
  expect(await identify("token")).toEqual({ ok: false, error: AWAY });
  world.answer = "refused";
  expect(await identify("token")).toMatchObject({ value: { kind: "refused" } });
  world.answer = good;
  expect(await identify("token")).toEqual(ANN);
});

it("a provider that never answers is waited for a second and a half", async () => {
  const { world, identify } = open();
  world.answer = "never";
  expect(await identify("token")).toMatchObject({ ok: false, error: { port: "identity", code: "timeout" } });
});

it("a table that can't be reached is a fault, and the token is not asked about again", async () => {
  const { world, identify, checks } = open();
  world.link = { ...AWAY, port: "store" };
  expect(await identify("token")).toMatchObject({ ok: false, error: { port: "store" } });
  world.link = null;
  expect(await identify("token")).toEqual(ANN);
  expect(checks.length).toBe(1);
});

it("where Alexa names nobody the token alone says who it is, and nothing is kept", async () => {
  const { identify, links } = open();
  expect(await identify("token", null)).toEqual(ANN);
  expect(links).toEqual([]);
});

it("remembers a bounded number of tokens", async () => {
  const { identify, checks } = open();
  for (let count = 0; count < 1_001; count += 1) await identify(`token ${count}`);
  await identify("token 1000");
  expect(checks.length).toBe(1_001);
  await identify("token 0");
  expect(checks.length).toBe(1_002);
});
