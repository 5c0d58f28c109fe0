// Account linking, deployed and taken back, with the same tools and doubles as all the rest.
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { POOL_SECRET } from "./fakes/fake-aws.ts";
import { type Bench, openBench } from "./support.ts";

const WITHIN_MS = 90_000;
const CLIENT = `amzn1.application-oa2-client.${"0123456789abcdef".repeat(2)}`;
const SECRET = 'the "secret" of somebody';
const AMAZON = { accountLinking: "amazon", linkingClientId: CLIENT };
const BY_AMAZON = {
  type: "AUTH_CODE",
  authorizationUrl: "https://www.amazon.com/ap/oa",
  accessTokenUrl: "https://api.amazon.com/auth/o2/token",
  accessTokenScheme: "HTTP_BASIC",
  clientId: CLIENT,
  clientSecret: SECRET,
  scopes: ["profile:user_id"],
  skipOnEnablement: true,
};

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const linking = async () => (await bench.world()).skills[0]?.linking;
const commandsSince = async (before: number) => (await bench.world()).calls.slice(before).map(({ command }) => command);
const linkingCalls = async () =>
  (await bench.world()).calls
    .filter(({ command }) => command.includes("account-linking"))
    .map(({ command }) => command);

/** The secret is in nothing that anybody keeps or could look at. */
async function expectNoSecret(secret: string): Promise<void> {
  const { calls, files } = await bench.world();
  const seen = [JSON.stringify(calls), await bench.stateText(), bench.said.join("\n")].join("\n");
  for (const form of [secret, JSON.stringify(secret).slice(1, -1)]) expect(seen).not.toContain(form);
  expect(files.length).toBeGreaterThan(0);
  for (const { path, mode } of files) expect([mode, existsSync(path)]).toEqual(["600", false]);
}

describe("by Login with Amazon", () => {
  it(
    "the skill is told where to send people, the stack by which client, and the secret goes by a file of its own",
    async () => {
      bench.secret.value = SECRET;
      expect(await bench.deploy({ settings: AMAZON })).toMatchObject({ ok: true });
      expect(await linking()).toEqual(BY_AMAZON);
      expect((await bench.world()).stack?.settings).toMatchObject(AMAZON);
      expect(bench.said.join("\n")).toContain("9 account linking: by Login with Amazon");
      await expectNoSecret(SECRET);
    },
    WITHIN_MS,
  );

  it(
    "the secret is needed once; a new one is taken, and without one all stays as it is",
    async () => {
      bench.secret.value = SECRET;
      await bench.deploy({ settings: AMAZON });
      bench.secret.value = null;
      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await linking()).toEqual(BY_AMAZON);
      bench.secret.value = "another";
      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await linking()).toEqual({ ...BY_AMAZON, clientSecret: "another" });
    },
    WITHIN_MS,
  );

  it.each([
    ["a client id", { accountLinking: "amazon" }, SECRET, /security profile/],
    ["the secret", AMAZON, null, /read -rs HOUSE_BAND_LINKING_SECRET/],
    ["a way that there is", { accountLinking: "facebook" }, SECRET, /none, amazon or cognito/],
  ])("without %s nothing is done at all", async (_name, settings, secret, todo) => {
    bench.secret.value = secret;
    expect(await bench.deploy({ settings: settings as Record<string, string> })).toMatchObject({
      ok: false,
      error: { step: "settings", todo: expect.stringMatching(todo) },
    });
    expect((await bench.world()).calls).toEqual([]);
  });

  it(
    "asks for the secret where somebody has taken the linking away since",
    async () => {
      bench.secret.value = SECRET;
      await bench.deploy({ settings: AMAZON });
      bench.secret.value = null;
      await bench.change((world) => {
        for (const skill of world.skills) delete skill.linking;
      });
      const stopped = await bench.deploy();
      expect(stopped).toMatchObject({
        ok: false,
        error: { step: "account linking", todo: expect.stringMatching(/read -rs/) },
      });
      bench.secret.value = SECRET;
      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await linking()).toEqual(BY_AMAZON);
    },
    WITHIN_MS,
  );

  it.each([
    ["before it had its effect", false],
    ["after it had its effect", true],
  ])(
    "a failure %s, with the secret in Alexa's own words, says it nowhere, and the next run ends whole",
    async (_name, isAfter) => {
      bench.secret.value = SECRET;
      await bench.change((world) => {
        const command = "ask smapi update-account-linking-info";
        world.failures.push({ command, says: "read ECONNRESET", isAfter, times: 1 });
      });
      const stopped = await bench.deploy({ settings: AMAZON });
      expect(stopped).toMatchObject({ ok: false, error: { step: "account linking" } });
      expect(JSON.stringify(stopped)).toContain("clientSecret"); // the double has said all that it was sent
      expect(JSON.stringify(stopped)).not.toContain("of somebody");
      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await linking()).toEqual(BY_AMAZON);
      await expectNoSecret(SECRET);
    },
    WITHIN_MS,
  );

  it(
    "a skill that has smart-home devices can't be enabled without an account",
    async () => {
      bench.secret.value = SECRET;
      await bench.deploy({ settings: { ...AMAZON, smartHome: "yes" } });
      expect(await linking()).toMatchObject({ skipOnEnablement: false });
    },
    WITHIN_MS,
  );
});

describe("by a user pool", () => {
  const COGNITO = { accountLinking: "cognito" };
  const SIGN_IN = "https://house-band-111122223333.auth.us-east-1.amazoncognito.com";

  it(
    "the stack is told the developer account, and the skill the pool's addresses with the secret that AWS gives",
    async () => {
      expect(await bench.deploy({ settings: COGNITO })).toMatchObject({ ok: true });
      expect((await bench.world()).stack?.settings).toMatchObject({ ...COGNITO, alexaVendorId: "M1" });
      expect(await linking()).toEqual({
        type: "AUTH_CODE",
        authorizationUrl: `${SIGN_IN}/oauth2/authorize`,
        accessTokenUrl: `${SIGN_IN}/oauth2/token`,
        accessTokenScheme: "HTTP_BASIC",
        clientId: "1example23456789",
        clientSecret: POOL_SECRET,
        scopes: ["openid"],
        skipOnEnablement: true,
      });
      await expectNoSecret(POOL_SECRET);
      expect(await bench.deploy()).toMatchObject({ ok: true });
    },
    WITHIN_MS,
  );

  it(
    "that AWS does not let us read stops there, and the next run ends whole",
    async () => {
      bench.aws.world.failures.set("DescribeUserPoolClient", "AccessDeniedException");
      expect(await bench.deploy({ settings: COGNITO })).toMatchObject({
        ok: false,
        error: { step: "account linking", what: expect.stringContaining("may not do that") },
      });
      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await linking()).toMatchObject({ clientSecret: POOL_SECRET });
    },
    WITHIN_MS,
  );

  it(
    "stays with its users when it is no longer used, and when all is taken away, and is named",
    async () => {
      await bench.deploy({ settings: COGNITO });
      bench.secret.value = SECRET;
      await bench.deploy({ settings: AMAZON });
      expect(bench.said.at(-1)).toContain("us-east-1_AbCdEfGhI");
      await bench.destroy({ table: "keep", skill: "keep" });
      expect(bench.said.join("\n")).toContain("Kept: the user pool us-east-1_AbCdEfGhI");
    },
    WITHIN_MS,
  );
});

describe("none", () => {
  it(
    "after Login with Amazon takes it back, also where that is gone already, and asks for no secret",
    async () => {
      bench.secret.value = SECRET;
      await bench.deploy({ settings: AMAZON });
      bench.secret.value = null;
      await bench.change((world) => {
        const command = "ask smapi delete-account-linking-info";
        world.failures.push({ command, says: "read ECONNRESET", isAfter: true, times: 1 });
      });
      expect(await bench.deploy({ settings: { accountLinking: "none" } })).toMatchObject({ ok: false });
      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await linking()).toBeUndefined();
      expect((await bench.world()).stack?.settings).toMatchObject({ accountLinking: "none" });
      expect(JSON.parse(await bench.stateText())).not.toHaveProperty("linked");
    },
    WITHIN_MS,
  );

  it(
    "from the beginning asks Alexa nothing about it",
    async () => {
      await bench.deploy();
      expect(await linkingCalls()).toEqual([]);
    },
    WITHIN_MS,
  );
});

describe("a dry run", () => {
  it("shows what would be linked, needs no secret, and does nothing", async () => {
    expect(await bench.deploy({ isDryRun: true, settings: AMAZON })).toMatchObject({ ok: true });
    expect(bench.said.join("\n")).toMatch(/8\. Have the skill link accounts by Login with Amazon, client amzn1/);
    expect(await commandsSince(0)).toEqual([]);
  });
});
