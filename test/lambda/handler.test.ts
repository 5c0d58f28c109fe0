import { describe, expect, it } from "@jest/globals";
import { createSkillUnderTest, envelope, type Loose, playJazz, speechOf } from "./fakes/envelopes.ts";
import { quiet, THING } from "./fakes/home.ts";

describe("an event", () => {
  it("of the custom skill is answered", async () => {
    const { invoke, world } = createSkillUnderTest();
    const answer = await invoke(envelope());
    expect(speechOf(answer)).toBe("Playing jazz on Backyard.");
    expect(answer.response.shouldEndSession).toBe(true);
    expect(world.sent).toHaveLength(1);
  });

  it("of another skill is refused", async () => {
    const { invoke, world } = createSkillUnderTest();
    const foreign = envelope(playJazz, (whole) => {
      whole.context.System.application = { applicationId: "amzn1.ask.skill.other" };
    });
    await expect(invoke(foreign)).rejects.toThrow(/verification failed/u);
    expect(world.sent).toEqual([]);
    expect(world.store.calls).toEqual([]);
    expect(world.lines.map(({ level }) => level)).toEqual(["error"]);
  });

  it("of an IoT rule goes to the ingest", async () => {
    const { invoke, world } = createSkillUnderTest();
    await invoke({ rule: "hb_last_will", thing: THING, payload: { v: 1, kind: "lost" }, receivedAtMs: 9_999 });
    expect(world.store.snapshotOf(quiet.home.id)?.bridge?.online).toBe(false);
  });

  it("of a bridge that asks for an identity gets a name that follows from its certificate, whatever was asked for", async () => {
    const { invoke, world } = createSkillUnderTest();
    const request = {
      claimCertificateId: "c".repeat(64),
      certificateId: "0123456789abcdef".repeat(4),
      certificatePem: "-----BEGIN CERTIFICATE-----",
      templateArn: "arn:aws:iot:eu-west-1:111122223333:provisioningtemplate/house-band-bridge",
      clientId: "any",
      parameters: { ThingName: "hb-victim0000000000" },
    };
    expect(await invoke(request)).toEqual({
      allowProvisioning: true,
      parameterOverrides: { ThingName: "hb-0123456789abcdef" },
    });
    expect(world.store.calls).toEqual([]);
    const refused = { allowProvisioning: false };
    expect(await invoke({ ...request, certificateId: "short" })).toEqual(refused);
    expect(await invoke({ ...request, templateArn: "arn:aws:iot:::provisioningtemplate/other" })).toEqual(refused);
  });

  it("of the smart home is refused in its own words", async () => {
    const { invoke } = createSkillUnderTest();
    const directive = { header: { namespace: "Alexa.Discovery", name: "Discover", messageId: "m" }, payload: {} };
    expect(await invoke({ directive })).toMatchObject({
      event: { header: { namespace: "Alexa", name: "ErrorResponse" }, payload: { type: "INVALID_DIRECTIVE" } },
    });
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a string", "hello"],
    ["an array", []],
    ["an empty object", {}],
    ["a request without a context", { request: { type: "LaunchRequest" } }],
    ["a context without a system", { request: { type: "LaunchRequest" }, context: {} }],
    ["a system without an application", { request: { type: "LaunchRequest" }, context: { System: {} } }],
    ["a request without a type", { request: {}, context: { System: { application: {} } } }],
    ["a rule event without its time", { rule: "hb_outcome", thing: THING, payload: {} }],
    ["a rule event of a rule that is none of ours", { rule: "hb_other", thing: THING, payload: {}, receivedAtMs: 1 }],
  ])("of no known shape is refused, and its content is not logged: %s", async (_name, event) => {
    const { invoke, world } = createSkillUnderTest();
    await expect(invoke(event)).rejects.toThrow(/no custom skill request/u);
    expect(world.lines).toHaveLength(1);
  });
});

describe("a request with something missing or wrong", () => {
  it.each<[string, (whole: Loose) => void]>([
    ["no session", (whole) => delete whole.session],
    ["no locale", (whole) => delete whole.request.locale],
    ["a locale nobody speaks", (whole) => Object.assign(whole.request, { locale: "tlh-KX" })],
    ["no device", (whole) => delete whole.context.System.device],
    ["no api endpoint", (whole) => delete whole.context.System.apiEndpoint],
    ["a timestamp far off", (whole) => Object.assign(whole.request, { timestamp: "1999-01-01T00:00:00Z" })],
    ["a timestamp that is none", (whole) => Object.assign(whole.request, { timestamp: "soon" })],
    ["no timestamp", (whole) => delete whole.request.timestamp],
    [
      "large and senseless attributes",
      (whole) => Object.assign(whole.session, { attributes: { x: "y".repeat(24_000) } }),
    ],
    [
      "a pending request that is none",
      (whole) => Object.assign(whole.session, { attributes: { pending: { request: 7 } } }),
    ],
    ["attributes that are null", (whole) => Object.assign(whole.session, { attributes: null })],
  ])("is answered all the same: %s", async (_name, change) => {
    const { invoke } = createSkillUnderTest();
    expect(speechOf(await invoke(envelope(playJazz, change)))).toBe("Playing jazz on Backyard.");
  });

  it.each<[string, (whole: Loose) => void]>([
    ["no slots", (whole) => delete whole.request.intent.slots],
    ["an intent nobody knows", (whole) => Object.assign(whole.request.intent, { name: "OtherIntent" })],
    ["no intent", (whole) => delete whole.request.intent],
  ])("gets a question back: %s", async (_name, change) => {
    const { invoke } = createSkillUnderTest({ snapshot: quiet });
    const { response } = await invoke(envelope(playJazz, change));
    expect(response.shouldEndSession).toBe(false);
  });

  it("without any user is told how to set up", async () => {
    const { invoke } = createSkillUnderTest();
    const anonymous = envelope(playJazz, (whole) => {
      delete whole.context.System.user;
      delete whole.session;
    });
    expect(speechOf(await invoke(anonymous))).toContain("House Band needs a bridge");
  });

  it.each([
    "AlexaSkillEvent.ProactiveSubscriptionChanged",
    "Alexa.Presentation.APL.UserEvent",
    "AudioPlayer.PlaybackStarted",
    "CanFulfillIntentRequest",
    "Messaging.MessageReceived",
    "Something.New",
  ])("of a type that is not used is taken without a word and without an effect: %s", async (type) => {
    const { invoke, world } = createSkillUnderTest();
    const { response } = await invoke(envelope({ type, arguments: "not an array", intent: playJazz.intent }));
    expect(response).toEqual({});
    expect(world.store.calls).toEqual([]);
  });

  it.each([
    { type: "SessionEndedRequest", reason: "ERROR", error: { type: "INVALID_RESPONSE", message: "m" } },
    { type: "SessionEndedRequest", reason: "USER_INITIATED" },
    {
      type: "System.ExceptionEncountered",
      error: { type: "INVALID_RESPONSE", message: "m" },
      cause: { requestId: "r" },
    },
    { type: "System.ExceptionEncountered" },
  ])("that allows no speech gets none: %j", async (request) => {
    const { invoke } = createSkillUnderTest();
    expect((await invoke(envelope(request))).response).toEqual({});
  });

  it("that meets a bug of ours gets a plain sentence, and the log the stack", async () => {
    const { invoke, world } = createSkillUnderTest();
    Object.assign(world.ports.store, {
      load: () => {
        throw new Error("a bug");
      },
    });
    const answer = await invoke(envelope());
    expect(speechOf(answer)).toBe("Something went wrong on my side. Please try again.");
    expect(answer.response.shouldEndSession).toBe(true);
    expect(world.lines.find(({ level }) => level === "error")?.fields.stack).toContain("a bug");
  });
});
