// The skill's doors where accounts are linked: who is let in, what the others hear, and that the token is nowhere.
import { err, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Asking, DemoHomes, Identified, People, PortFault } from "../../../lambda/src/ports.ts";
import { createSkillUnderTest, envelope, intent, type Loose, playJazz, speechOf } from "../fakes/envelopes.ts";
import { playing } from "../fakes/home.ts";
import { ids, USER_ID } from "../fakes/world.ts";

const TOKEN = "Atza|a-secret-of-somebody";
const AWAY: PortFault = { port: "identity", code: "timeout", retryable: true, message: "no answer" };

function linkedSkill(answer: Identified | PortFault = { kind: "person", user: ids.userKeyOf(USER_ID) }) {
  const asked: Asking[] = [];
  const people: People = {
    async identify(asking) {
      asked.push(asking);
      if (asking.token === null) return ok({ kind: "unlinked" });
      return "port" in answer ? err(answer) : ok(answer);
    },
  };
  const skill = createSkillUnderTest({ people });
  return { ...skill, asked };
}

const withToken = (whole: Loose): void => {
  whole.context.System.user.accessToken = TOKEN;
};
const HELP = intent("AMAZON.HelpIntent");
const LAUNCH = { type: "LaunchRequest" };
const CLAIM = intent("ClaimHomeIntent", { Code: "12345678" });

describe("where accounts are linked, a request", () => {
  it("with a token is that person's", async () => {
    const { invoke, asked, world } = linkedSkill();
    const answer = await invoke(envelope(playJazz, withToken));
    expect(speechOf(answer)).toBe("Playing jazz on Backyard.");
    expect(answer.response.card).toBeUndefined();
    expect(asked).toEqual([
      { alexa: ids.userKeyOf(USER_ID), token: TOKEN, requestedAtMs: Date.parse("2026-11-20T08:00:00Z") },
    ]);
    expect(JSON.stringify([world.lines, answer])).not.toContain(TOKEN);
  });

  it("takes the session's token where the context has none", async () => {
    const { invoke, asked } = linkedSkill();
    await invoke(envelope(playJazz, (whole) => Object.assign(whole.session.user, { accessToken: TOKEN })));
    expect(asked[0]?.token).toBe(TOKEN);
  });

  it.each<[string, object, RegExp]>([
    ["an order", playJazz, /^I don't know yet who you are\. Link your account first, by the card/u],
    ["a code of a home", CLAIM, /^I don't know yet who you are\./u],
    ["help", HELP, /^House Band plays music on the Bluetooth speakers.* Link your account first, by the card/u],
    ["its opening", LAUNCH, /^House Band plays music on the Bluetooth speakers/u],
  ])("without a token hears what to do, has the card, and nothing is done: %s", async (_name, request, said) => {
    const { invoke, world } = linkedSkill();
    const answer = await invoke(envelope(request));
    expect(speechOf(answer)).toMatch(said);
    expect(answer.response).toMatchObject({ card: { type: "LinkAccount" }, shouldEndSession: true });
    expect([world.sent, world.store.calls]).toEqual([[], []]);
  });

  it.each([playJazz, HELP])("with a token that is not good is told to link again, with the card", async (request) => {
    const { invoke, world } = linkedSkill({ kind: "refused" });
    const answer = await invoke(envelope(request, withToken));
    expect(speechOf(answer)).toMatch(/^The link to your account is no longer good\. Link it again/u);
    expect(answer.response.card).toEqual({ type: "LinkAccount" });
    expect([world.sent, world.store.calls]).toEqual([[], []]);
  });

  it("is not carried out where nobody can say who asks, and says so", async () => {
    const { invoke, world } = linkedSkill(AWAY);
    const answer = await invoke(envelope(playJazz, withToken));
    expect(speechOf(answer)).toBe(
      "I can't check who you are just now. If nothing happens, please try again in a moment.",
    );
    expect(answer.response.card).toBeUndefined();
    expect([world.sent, world.store.calls]).toEqual([[], []]);
    expect(world.lines).toEqual([
      { level: "error", fields: expect.objectContaining({ port: "identity", code: "timeout" }) },
      { level: "info", fields: expect.objectContaining({ endsSession: true }) },
    ]);
    expect(JSON.stringify(world.lines)).not.toContain(TOKEN);
  });

  it.each<[string, unknown]>([
    ["empty", ""],
    ["too long", "x".repeat(5_000)],
    ["no text", { token: TOKEN }],
  ])("with a token that can be none has none: %s", async (_name, accessToken) => {
    const { invoke, asked } = linkedSkill();
    await invoke(envelope(playJazz, (whole) => Object.assign(whole.context.System.user, { accessToken })));
    expect(asked[0]?.token).toBeNull();
  });

  it("that ends the talk needs nobody", async () => {
    const { invoke, asked } = linkedSkill();
    expect(speechOf(await invoke(envelope(intent("AMAZON.CancelIntent"))))).toBe("Goodbye.");
    expect(asked).toEqual([]);
  });
});

describe("where there are demo homes, too, a request without a token", () => {
  function demoSkill(answer?: Identified, hasHome = false) {
    const skill = linkedSkill(answer);
    const { ports } = skill.world;
    const opened: string[] = [];
    const demo: DemoHomes = {
      does: () => true,
      async open(user) {
        opened.push(user);
        return ok({ homeId: playing.home.id, link: ports.link, saveEdit: ports.store.saveEdit });
      },
    };
    const findHomeId = async () => ok(hasHome ? playing.home.id : null);
    Object.assign(ports, { demo, store: { ...ports.store, findHomeId } });
    return { ...skill, opened };
  }

  it("is answered in the demo home of the Alexa user, and its opening tells of the account, with the card", async () => {
    const { invoke, opened } = demoSkill();
    expect(speechOf(await invoke(envelope(playJazz)))).toBe("In the demo home: Playing jazz on Backyard.");
    const welcome = await invoke(envelope(LAUNCH));
    expect(speechOf(welcome)).toMatch(/^This is a demo home, in which nothing sounds\. .* link your account first/u);
    expect(welcome.response.card).toEqual({ type: "LinkAccount" });
    expect(new Set(opened)).toEqual(new Set([ids.userKeyOf(USER_ID)]));
  });

  it("of somebody with a home of his own, from before accounts were linked, is not shown a demo instead of it", async () => {
    const { invoke, opened } = demoSkill({ kind: "unlinked" }, true);
    expect(speechOf(await invoke(envelope(playJazz)))).toMatch(/^I don't know yet who you are\./u);
    expect(opened).toEqual([]);
  });

  it("that claims a home is told to link an account", async () => {
    expect(speechOf(await demoSkill().invoke(envelope(CLAIM)))).toMatch(/^I don't know yet who you are\./u);
  });

  it("and one whose account is no longer linked is not shown a demo instead of his home", async () => {
    const { invoke, opened } = demoSkill({ kind: "refused" });
    expect(speechOf(await invoke(envelope(playJazz, withToken)))).toMatch(
      /^The link to your account is no longer good/u,
    );
    expect(opened).toEqual([]);
  });
});

it("where accounts are not linked, a token changes nothing", async () => {
  const { invoke, world } = createSkillUnderTest();
  expect(speechOf(await invoke(envelope(playJazz, withToken)))).toBe("Playing jazz on Backyard.");
  expect(JSON.stringify(world.lines)).not.toContain(TOKEN);
});

describe("a smart-home directive", () => {
  const header = { namespace: "Alexa.PowerController", name: "TurnOn", messageId: "m", correlationToken: "c" };
  const scope = { type: "BearerToken", token: TOKEN };
  const places: [string, object][] = [
    ["of an endpoint", { header, endpoint: { endpointId: "e", scope }, payload: {} }],
    ["of a discovery", { header: { ...header, namespace: "Alexa.Discovery", name: "Discover" }, payload: { scope } }],
    ["of a grant", { header: { ...header, name: "AcceptGrant" }, payload: { grantee: scope, grant: { code: "x" } } }],
  ];
  const typeOf = (answer: unknown) => (answer as Loose).event.payload.type; // as the protocol has it

  it.each(places)("%s is its token's, as at the other door", async (_name, directive) => {
    const { invoke, asked, world } = linkedSkill();
    expect(typeOf(await invoke({ directive }))).toBe("INVALID_DIRECTIVE");
    expect(asked).toMatchObject([{ alexa: null, token: TOKEN }]);
    expect(JSON.stringify(world.lines)).not.toContain(TOKEN);
  });

  it("of a stranger is told nothing but that, and of nobody knows whom, that too", async () => {
    const [, directive] = places[0] ?? [];
    expect(typeOf(await linkedSkill({ kind: "refused" }).invoke({ directive }))).toBe(
      "INVALID_AUTHORIZATION_CREDENTIAL",
    );
    expect(typeOf(await linkedSkill().invoke({ directive: { header, payload: {} } }))).toBe(
      "INVALID_AUTHORIZATION_CREDENTIAL",
    );
    expect(await linkedSkill(AWAY).invoke({ directive })).toMatchObject({
      event: { header: { correlationToken: "c" }, payload: { type: "INTERNAL_ERROR" } },
    });
  });
});
