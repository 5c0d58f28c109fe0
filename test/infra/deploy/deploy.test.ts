// `npm run deploy` from an empty account to a skill that answers, and from every place where it can stop.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Bench, openBench } from "./support.ts";

const NEW_SKILL = "amzn1.ask.skill.00000000-0000-4000-8000-000000000001";
const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:HouseBand-Voice:live";
/** Some ten processes one after the other, on a machine that may be busy. */
const WITHIN_MS = 60_000;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const deployed = async () => {
  const { skills, stack, bootstrapped } = await bench.world();
  return { skills, stack, bootstrapped };
};
const WHOLE = {
  skills: [{ skillId: NEW_SKILL, name: "House Band", endpoint: FUNCTION, enabled: true }],
  stack: { tableName: "HouseBand-Table-1", settings: { skillId: NEW_SKILL }, region: "us-east-1" },
  bootstrapped: "aws://111122223333/us-east-1",
};

describe("a first deployment", () => {
  it(
    "makes a skill, a stack that lets it in, and tells Alexa where the function is",
    async () => {
      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await deployed()).toEqual(WHOLE);
    },
    WITHIN_MS,
  );

  it(
    "says what to say to an Echo, and what to do about a bridge",
    async () => {
      await bench.deploy();
      expect(bench.said.join("\n")).toContain('"Alexa, ask House Band to play jazz in the backyard"');
      expect(bench.said.join("\n")).toContain("docs/install.md");
    },
    WITHIN_MS,
  );

  it(
    "runs the tools in the versions that were tried, in the region of the skill's locale",
    async () => {
      await bench.deploy();
      const { calls } = await bench.world();
      const packages = new Set(calls.map((call) => `${call.command.split(" ")[0]} by ${call.packages.join(" ")}`));
      expect([...packages].sort()).toEqual([
        "ask by --package=ask-cli@2.30.7 --package=antlr4ts@0.5.0-alpha.4",
        "cdk by --package=aws-cdk@2.1148.1",
      ]);
      expect(calls.find(({ command }) => command === "cdk deploy")?.region).toBe("us-east-1");
    },
    WITHIN_MS,
  );

  it(
    "keeps no secret of anybody's",
    async () => {
      await bench.deploy();
      const text = await bench.stateText();
      expect(text).toContain(NEW_SKILL);
      expect(text).not.toMatch(/AKIA|secret|token/i);
    },
    WITHIN_MS,
  );

  it(
    "goes to Ireland for a skill that is spoken in Germany",
    async () => {
      await bench.deploy({}, { ...bench.skill, locales: ["de-DE", "en-US"] });
      expect((await bench.world()).stack?.region).toBe("eu-west-1");
    },
    WITHIN_MS,
  );
});

describe("a second deployment", () => {
  it(
    "makes nothing twice",
    async () => {
      await bench.deploy();
      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await deployed()).toEqual(WHOLE);
    },
    WITHIN_MS,
  );

  it(
    "finds the skill by its name where nothing is remembered, on whichever page of the list it is",
    async () => {
      await bench.change((world) => {
        world.skills.push({ skillId: "amzn1.ask.skill.00000000-0000-4000-8000-0000000000aa", name: "Egg Timer" });
        world.skills.push({ skillId: "amzn1.ask.skill.00000000-0000-4000-8000-0000000000bb", name: "House Band" });
      });
      await bench.deploy();
      const { stack, skills } = await bench.world();
      expect(stack?.settings.skillId).toBe("amzn1.ask.skill.00000000-0000-4000-8000-0000000000bb");
      expect(skills).toHaveLength(2);
    },
    WITHIN_MS,
  );

  it(
    "asks which skill where two have the name, and takes the one that is given",
    async () => {
      const second = "amzn1.ask.skill.00000000-0000-4000-8000-0000000000bb";
      await bench.change((world) => {
        world.skills.push({ skillId: "amzn1.ask.skill.00000000-0000-4000-8000-0000000000aa", name: "House Band" });
        world.skills.push({ skillId: second, name: "House Band" });
      });
      expect(await bench.deploy()).toMatchObject({
        ok: false,
        error: { step: "skill", todo: "say which: npm run deploy -- --skill-id …" },
      });
      expect(await bench.deploy({ skillId: second })).toMatchObject({ ok: true });
      expect((await bench.world()).stack?.settings.skillId).toBe(second);
    },
    WITHIN_MS,
  );

  it(
    "makes a new skill where somebody has deleted the old one, and lets the new one in",
    async () => {
      await bench.deploy();
      await bench.change((world) => {
        world.skills = [];
      });
      expect(await bench.deploy()).toMatchObject({ ok: true });
      const { skills, stack } = await bench.world();
      expect(skills.map(({ skillId }) => skillId)).toEqual(["amzn1.ask.skill.00000000-0000-4000-8000-000000000002"]);
      expect(stack?.settings.skillId).toBe("amzn1.ask.skill.00000000-0000-4000-8000-000000000002");
    },
    WITHIN_MS,
  );

  it(
    "remembers the settings that were given before",
    async () => {
      await bench.deploy({ settings: { send: "publish", reservedConcurrency: "20" } });
      await bench.deploy({ settings: { reservedConcurrency: "30" } });
      expect((await bench.world()).stack?.settings).toEqual({
        send: "publish",
        reservedConcurrency: "30",
        skillId: NEW_SKILL,
      });
    },
    WITHIN_MS,
  );
});

describe("a deployment that stops", () => {
  const looks = [
    { command: "cdk --version", step: "tools" },
    { command: "ask --version", step: "tools" },
    { command: "ask smapi get-vendor-list", step: "Alexa developer account" },
    { command: "ask smapi list-skills-for-vendor", step: "skill" },
  ];
  const changes = [
    { command: "ask smapi create-skill-for-vendor", step: "skill" },
    { command: "cdk bootstrap", step: "CDK's own stack" },
    { command: "cdk deploy", step: "stack" },
    { command: "ask deploy", step: "skill package" },
    { command: "ask smapi set-skill-enablement", step: "your Echos" },
  ];
  const cases = [
    ...[...looks, ...changes].map((place) => ({ ...place, when: "before it did anything", isAfter: false })),
    ...changes.map((place) => ({ ...place, when: "after it had its effect", isAfter: true })),
  ];

  it.each(cases)(
    "at $command, $when, says where and what to do, and the next run ends whole",
    async ({ command, step, isAfter }) => {
      await bench.change((world) => {
        world.failures.push({ command, says: "read ECONNRESET", isAfter, times: 1 });
      });
      expect(await bench.deploy()).toEqual({
        ok: false,
        error: {
          step,
          what: expect.stringContaining("the network is not there"),
          todo: expect.stringContaining("run the same command again"),
        },
      });
      expect(JSON.parse(await bench.stateText())).toMatchObject({ stoppedAt: step });

      expect(await bench.deploy()).toMatchObject({ ok: true });
      expect(await deployed()).toEqual(WHOLE);
      expect(bench.said).toContain(`Going on after "${step}" stopped the last time.`);
      expect(JSON.parse(await bench.stateText())).not.toHaveProperty("stoppedAt");
    },
    WITHIN_MS,
  );

  it(
    "because AWS knows the credentials no more, says to sign in, and has touched nothing",
    async () => {
      bench.aws.world.failures.set("GetCallerIdentity", "ExpiredToken");
      expect(await bench.deploy()).toMatchObject({
        ok: false,
        error: { step: "AWS account", todo: expect.stringContaining("aws sso login") },
      });
      expect(await deployed()).toEqual({ skills: [], stack: null, bootstrapped: null });
    },
    WITHIN_MS,
  );

  it(
    "because the credentials are another account's, says whose, and has touched nothing there",
    async () => {
      await bench.deploy();
      bench.aws.world.account = "999988887777";
      const before = (await bench.world()).calls.length;
      expect(await bench.deploy()).toMatchObject({
        ok: false,
        error: { step: "AWS account", what: expect.stringMatching(/999988887777.*111122223333/) },
      });
      const commands = (await bench.world()).calls.slice(before).map(({ command }) => command);
      expect(commands).toEqual(["cdk --version", "ask --version"]);
    },
    WITHIN_MS,
  );

  it(
    "because another region is wanted than the stack is in, says so",
    async () => {
      await bench.deploy();
      expect(await bench.deploy({ region: "eu-west-1" })).toMatchObject({
        ok: false,
        error: { step: "region", what: "the stack is in us-east-1 already, and eu-west-1 is wanted" },
      });
    },
    WITHIN_MS,
  );

  it("because its memory can't be read, says what to do with it", async () => {
    await bench.writeState('{"version":1,"accounts":3}');
    expect(await bench.deploy()).toMatchObject({
      ok: false,
      error: { step: "memory", todo: expect.stringContaining("move it away") },
    });
  });
});

describe("a dry run", () => {
  it("shows the plan, and runs, asks and writes nothing", async () => {
    expect(await bench.deploy({ isDryRun: true, settings: { send: "publish" } })).toMatchObject({ ok: true });
    expect(bench.said).toContain("This would be done, in us-east-1:");
    expect(bench.said).toContain('4. Find the skill "House Band", or create it.');
    expect(bench.said).toContain("6. Deploy the stack HouseBand with skillId=the skill's id, send=publish.");
    expect((await bench.world()).calls).toEqual([]);
    await expect(bench.stateText()).rejects.toThrow("ENOENT");
  });
});
