// Skill events by the skill's own door: who they are about, when they happened, and what becomes of one that failed.
import { describe, expect, it } from "@jest/globals";
import { createSkillUnderTest, envelope, type Loose } from "../fakes/envelopes.ts";
import { ids, USER_ID } from "../fakes/world.ts";

const user = ids.userKeyOf(USER_ID);
const CREATED = "2026-11-20T07:59:00Z";

const eventOf = (type: string, change: (whole: Loose) => void = () => undefined) =>
  envelope(
    { type: `AlexaSkillEvent.${type}`, eventCreationTime: CREATED, body: { accessToken: "secret" } },
    (whole) => {
      delete whole.session;
      change(whole);
    },
  );

describe("a skill event", () => {
  it.each([
    ["SkillEnabled", "enabled"],
    ["SkillDisabled", "disabled"],
    ["SkillAccountLinked", "account-linked"],
    ["SkillPermissionAccepted", "permissions"],
    ["SkillPermissionChanged", "permissions"],
  ])(
    "%s is taken in with its user and its own time, without a word, and without its token in the log",
    async (type, kind) => {
      const { invoke, world } = createSkillUnderTest();
      expect((await invoke(eventOf(type))).response).toEqual({});
      expect(world.accounts.taken).toEqual([{ kind, user, atMs: Date.parse(CREATED) }]);
      expect(JSON.stringify(world.lines)).not.toContain("secret");
      expect(JSON.stringify(world.lines)).not.toContain(user);
    },
  );

  it.each<[string, (whole: Loose) => void]>([
    ["without a user", (whole) => delete whole.context.System.user],
    ["without any time", (whole) => Object.assign(whole.request, { eventCreationTime: "soon", timestamp: "later" })],
  ])("%s is taken, and nothing is done", async (_name, change) => {
    const { invoke, world } = createSkillUnderTest();
    expect((await invoke(eventOf("SkillDisabled", change))).response).toEqual({});
    expect(world.accounts.taken).toEqual([]);
    expect(world.lines.map(({ level }) => level)).toEqual(["warn"]);
  });

  it("has the request's time where it says none of its own", async () => {
    const { invoke, world } = createSkillUnderTest();
    await invoke(eventOf("SkillDisabled", (whole) => delete whole.request.eventCreationTime));
    expect(world.accounts.taken[0]?.atMs).toBe(Date.parse("2026-11-20T08:00:00Z"));
  });

  it("fails where the store is out of reach, so that Alexa tells it again", async () => {
    const { invoke, world } = createSkillUnderTest();
    world.accounts.isBroken = true;
    await expect(invoke(eventOf("SkillDisabled"))).rejects.toThrow("failed on purpose");
    world.accounts.isBroken = false;
    await invoke(eventOf("SkillDisabled"));
    expect(world.accounts.taken).toHaveLength(1);
  });

  it("of another skill's is refused", async () => {
    const { invoke, world } = createSkillUnderTest();
    const foreign = eventOf("SkillDisabled", (whole) => {
      whole.context.System.application = { applicationId: "amzn1.ask.skill.other" };
    });
    await expect(invoke(foreign)).rejects.toThrow(/verification failed/u);
    expect(world.accounts.taken).toEqual([]);
  });
});
