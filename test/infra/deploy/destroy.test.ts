// `npm run destroy`: nothing is left but what somebody chose to keep, and it can stop anywhere and be run again.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Bench, openBench } from "./support.ts";

const SKILL = "amzn1.ask.skill.00000000-0000-4000-8000-000000000001";
const TABLE = "HouseBand-Table-1";
const BRIDGE = { thing: "hb-0123456789abcdef", certificate: "arn:aws:iot:us-east-1:111122223333:cert/aa11" };
const STRANGER = { thing: "washing-machine", certificate: "arn:aws:iot:us-east-1:111122223333:cert/bb22" };
/** Some ten processes one after the other, on a machine that may be busy. */
const WITHIN_MS = 60_000;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await bench.deploy();
  bench.aws.world.tables.set(TABLE, { isProtected: true, isBusy: false });
  bench.aws.addBridge(BRIDGE);
  bench.said.length = 0;
}, WITHIN_MS);
afterEach(() => bench.close());

const left = async () => {
  const { skills, stack } = await bench.world();
  const { things, shadows, certificates, tables } = bench.aws.world;
  return {
    skills: skills.map(({ skillId }) => skillId),
    stack,
    aws: [...things, ...shadows, ...certificates.keys(), ...tables.keys()],
  };
};
const NOTHING = { skills: [], stack: null, aws: [] };

it(
  "leaves nothing where everything is to go: no stack, table, skill, bridge, certificate or shadow, and no memory",
  async () => {
    expect(await bench.destroy({ table: "delete", skill: "delete" })).toMatchObject({ ok: true });
    expect(await left()).toEqual(NOTHING);
    await expect(bench.stateText()).rejects.toThrow("ENOENT");
  },
  WITHIN_MS,
);

it(
  "keeps the table and the skill where nobody is there to answer, and says how they would go",
  async () => {
    expect(await bench.destroy()).toMatchObject({ ok: true });
    expect(await left()).toEqual({ skills: [SKILL], stack: null, aws: [TABLE] });
    expect(bench.said).toContain(`Kept: the table ${TABLE}. npm run destroy -- --delete-table deletes it.`);
    expect(bench.said).toContain(`Kept: the skill ${SKILL}. npm run destroy -- --delete-skill deletes it.`);
  },
  WITHIN_MS,
);

it(
  "asks about each, and takes only the very word for a yes",
  async () => {
    bench.answers.push("yes", "delete");
    await bench.destroy();
    expect(await left()).toEqual({ skills: [], stack: null, aws: [TABLE] });
  },
  WITHIN_MS,
);

it(
  "deletes a table that was kept, when it is run again",
  async () => {
    await bench.destroy({ table: "keep", skill: "delete" });
    await bench.destroy({ table: "delete" });
    expect(await left()).toEqual(NOTHING);
  },
  WITHIN_MS,
);

it(
  "leaves things alone that are no bridges",
  async () => {
    const { world } = bench.aws;
    world.things.add(STRANGER.thing);
    world.certificates.set(STRANGER.certificate, {
      isActive: true,
      things: new Set([STRANGER.thing]),
      hasPolicy: false,
    });
    await bench.destroy({ table: "delete", skill: "delete" });
    expect((await left()).aws).toEqual([STRANGER.thing, STRANGER.certificate]);
    expect(world.certificates.get(STRANGER.certificate)?.isActive).toBe(true);
  },
  WITHIN_MS,
);

describe("where it stops", () => {
  it.each([
    { command: "cdk destroy", step: "stack", isAfter: false },
    { command: "cdk destroy", step: "stack", isAfter: true },
    { command: "ask smapi delete-skill", step: "skill", isAfter: false },
    { command: "ask smapi delete-skill", step: "skill", isAfter: true },
  ])(
    "at $command (after its effect: $isAfter), says so, and the next run leaves nothing",
    async ({ command, step, isAfter }) => {
      await bench.change((world) => {
        world.failures.push({ command, says: "read ECONNRESET", isAfter, times: 1 });
      });
      const all = { table: "delete", skill: "delete" } as const;
      expect(await bench.destroy(all)).toMatchObject({ ok: false, error: { step } });
      expect(await bench.destroy(all)).toMatchObject({ ok: true });
      expect(await left()).toEqual(NOTHING);
    },
    WITHIN_MS,
  );

  it.each([
    { operation: "ListTargetsForPolicy", step: "bridges" },
    { operation: "UpdateTable", step: "table" },
    { operation: "DeleteTable", step: "table" },
  ])(
    "at $operation, because it may not do that, says so, and the next run leaves nothing",
    async ({ operation, step }) => {
      bench.aws.world.failures.set(operation, "AccessDeniedException");
      const all = { table: "delete", skill: "delete" } as const;
      expect(await bench.destroy(all)).toMatchObject({
        ok: false,
        error: { step, what: expect.stringContaining("may not do that") },
      });
      expect(await bench.destroy(all)).toMatchObject({ ok: true });
      expect(await left()).toEqual(NOTHING);
    },
    WITHIN_MS,
  );

  it(
    "because the credentials are another account's, has touched nothing",
    async () => {
      bench.aws.world.account = "999988887777";
      expect(await bench.destroy({ table: "delete", skill: "delete" })).toMatchObject({
        ok: false,
        error: { step: "AWS account" },
      });
      expect((await left()).aws).toContain(BRIDGE.certificate);
    },
    WITHIN_MS,
  );
});

it(
  "shows its plan in a dry run, asks nothing and takes nothing away",
  async () => {
    const before = await left();
    await bench.destroy({ isDryRun: true });
    expect(bench.said).toContain(`4. Keep ${TABLE} (asked about; --delete-table).`);
    expect(await left()).toEqual(before);
  },
  WITHIN_MS,
);
