import { describe, expect, it } from "@jest/globals";
import type { ResponseEnvelope } from "ask-sdk-model";
import type { LambdaConfig } from "../../lambda/src/config.ts";
import { DIALOGS } from "../../lambda/src/elicit.ts";
import { createHandler } from "../../lambda/src/handler.ts";
import { TARGET_SLOT_TYPE } from "../../lambda/src/skill.ts";
import model from "../../skill-package/interactionModels/custom/en-US.json" with { type: "json" };
import { GARAGE, playing, quiet, THING } from "./fakes/home.ts";
import { createWorld, heard, SKILL_ID, USER_ID, type WorldOptions } from "./fakes/world.ts";

const config: LambdaConfig = { tableName: "table", skillId: SKILL_ID, send: "direct", logLevel: "info" };

function createSkillUnderTest(options: WorldOptions = {}) {
  const world = createWorld(options);
  const handle = createHandler(config, {
    log: world.ports.log,
    turn: async () => world.ports,
    ingest: async () => world.store,
  });
  const invoke = async (event: unknown): Promise<ResponseEnvelope> =>
    (await world.clock.runUntil(handle(event, { getRemainingTimeInMillis: () => 7_000 }))) as ResponseEnvelope;
  return { world, invoke };
}

type Slots = Readonly<Record<string, string>>;

function intent(name: string, slots: Slots = {}) {
  const entries = Object.entries(slots).map(([slot, value]) => [
    slot,
    { name: slot, value, confirmationStatus: "NONE" },
  ]);
  return {
    type: "IntentRequest",
    dialogState: "STARTED",
    intent: { name, confirmationStatus: "NONE", slots: Object.fromEntries(entries) },
  };
}

const playJazz = intent("PlayIntent", { Music: "jazz", Targets: "backyard" });

function envelope(request: object = playJazz, change: (whole: Loose) => void = () => undefined): unknown {
  const application = { applicationId: SKILL_ID };
  const whole: Loose = {
    version: "1.0",
    session: { new: true, sessionId: "s", application, attributes: {}, user: { userId: USER_ID } },
    context: {
      System: {
        application,
        user: { userId: USER_ID },
        device: { deviceId: "amzn1.ask.device.TEST", supportedInterfaces: {} },
        apiEndpoint: "https://api.amazonalexa.com",
        apiAccessToken: "token",
      },
    },
    request: {
      requestId: "amzn1.echo-api.request.1",
      timestamp: "2026-11-20T08:00:00Z",
      locale: "en-US",
      ...structuredClone(request),
    },
  };
  change(whole);
  return whole;
}
// biome-ignore lint/suspicious/noExplicitAny: envelopes are broken here on purpose, in every way
type Loose = any;

const speechOf = ({ response }: ResponseEnvelope): string => {
  const speech = response.outputSpeech;
  return heard(speech?.type === "SSML" ? speech.ssml : null);
};

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
  });

  it("of an IoT rule goes to the ingest", async () => {
    const { invoke, world } = createSkillUnderTest();
    await invoke({ rule: "hb_last_will", thing: THING, payload: { v: 1, kind: "lost" }, receivedAtMs: 9_999 });
    expect(world.store.snapshotOf(quiet.home.id)?.bridge?.online).toBe(false);
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
    "AlexaSkillEvent.SkillEnabled",
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

describe("a response", () => {
  const turns: readonly object[] = [
    { type: "LaunchRequest" },
    playJazz,
    intent("PlayIntent", { Music: "jazz" }),
    intent("PlayIntent", { Music: "jazz", Targets: "sun deck" }),
    intent("AMAZON.HelpIntent"),
    intent("AMAZON.StopIntent"),
    intent("AMAZON.CancelIntent"),
    intent("AMAZON.FallbackIntent"),
    intent("AMAZON.NavigateHomeIntent"),
    intent("ListSpeakersIntent"),
    intent("CreateGroupIntent"),
    intent("SetVolumeIntent", { Percent: "200" }),
  ];

  it.each(turns)("says whether the session ends, and listens exactly when it asks: %j", async (request) => {
    const { invoke } = createSkillUnderTest({ snapshot: quiet });
    const answer = await invoke(envelope(request));
    const asks = speechOf(answer).endsWith("?");
    expect(answer.response.shouldEndSession).toBe(!asks);
    expect(answer.response.reprompt !== undefined).toBe(asks);
    expect(JSON.stringify(answer).length).toBeLessThan(20_000);
  });

  it("tells Alexa this home's names when it asks, none of them twice", async () => {
    const { invoke } = createSkillUnderTest();
    const { response } = await invoke(envelope({ type: "LaunchRequest" }));
    const directive: Loose = response.directives?.[0];
    expect(directive).toMatchObject({ type: "Dialog.UpdateDynamicEntities", updateBehavior: "REPLACE" });
    const [type] = directive.types;
    expect(type.name).toBe(TARGET_SLOT_TYPE);
    const spoken = type.values.flatMap((value: Loose) => [value.name.value, ...value.name.synonyms]);
    expect(spoken).toContain("Fire Pit");
    expect(spoken).toContain("firepit");
    expect(new Set(spoken.map((name: string) => name.toLowerCase())).size).toBe(spoken.length);
  });

  it("asks Alexa to listen for the slot that is missing, and completes the request with it", async () => {
    const { invoke, world } = createSkillUnderTest({ snapshot: quiet });
    const asked = await invoke(envelope(intent("PlayIntent", { Music: "jazz" })));
    expect(asked.response.directives).toContainEqual({ type: "Dialog.ElicitSlot", slotToElicit: "Targets" });
    const answered = await invoke(
      envelope(intent("PlayIntent", { Targets: "garage" }), (whole) => {
        whole.session.attributes = JSON.parse(JSON.stringify(asked.sessionAttributes));
        whole.request.requestId = "amzn1.echo-api.request.2";
      }),
    );
    expect(world.sent[0]).toMatchObject({ source: { words: "jazz" }, targets: [{ id: GARAGE }] });
    expect(answered.sessionAttributes).toEqual({});
  });

  it("does not have Alexa fill a slot of another request than the one that was asked about", async () => {
    const { invoke } = createSkillUnderTest({ snapshot: { ...playing, lastSpeakers: [] } });
    const bare = envelope(intent("PlayIntent", { Targets: "sun deck" }), (whole) => {
      whole.session.attributes = {
        pending: { request: { kind: "mute", targets: { kind: "unsaid" } }, hole: "targets" },
      };
    });
    const { response, sessionAttributes } = await invoke(bare);
    expect(response.directives?.map(({ type }) => type)).toEqual(["Dialog.UpdateDynamicEntities"]);
    expect(sessionAttributes).toMatchObject({ pending: { request: { kind: "mute" } } });
  });

  it("is the same for the same request id", async () => {
    const { invoke, world } = createSkillUnderTest();
    const first = await invoke(envelope());
    expect(await invoke(envelope())).toEqual(first);
    expect(world.sent).toHaveLength(1);
  });
});

describe("the interaction model", () => {
  const { dialog, languageModel } = model.interactionModel;

  it.each(Object.entries(DIALOGS))("has a question for every slot that is asked for: %s", (name, { slots }) => {
    const asked = dialog.intents.find((candidate) => candidate.name === name)?.slots ?? [];
    const eliciting = asked.filter((slot) => slot.elicitationRequired).map((slot) => slot.name);
    expect(eliciting).toEqual(expect.arrayContaining(Object.values(slots)));
  });

  it("knows the type that this home's names are sent for", () => {
    expect(languageModel.types.map(({ name }) => name)).toContain(TARGET_SLOT_TYPE);
  });
});
