// Talking to the Echo: sessions, dialogs, dynamic entities, silence. The skill is a script of answers.
import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { type Alexa, createAlexa } from "../../../local/src/alexa/say.ts";
import { shippedModel } from "./understand.ts";

const Envelope = z.object({
  session: z.object({ new: z.boolean(), sessionId: z.string(), attributes: z.record(z.string(), z.unknown()) }),
  context: z.object({ System: z.object({ device: z.object({ deviceId: z.string() }), apiEndpoint: z.string() }) }),
  request: z.object({
    type: z.string(),
    requestId: z.string(),
    timestamp: z.string(),
    locale: z.string(),
    reason: z.string().optional(),
    dialogState: z.string().optional(),
    intent: z.object({ name: z.string(), slots: z.record(z.string(), z.looseObject({ name: z.string() })) }).optional(),
  }),
});
type Envelope = z.infer<typeof Envelope>;
type Response = Readonly<Record<string, unknown>>;

const done: Response = { outputSpeech: { type: "SSML", ssml: "<speak>Done.</speak>" }, shouldEndSession: true };
const ask: Response = {
  outputSpeech: { type: "SSML", ssml: "<speak>What now?</speak>" },
  reprompt: { outputSpeech: { type: "PlainText", text: "Still there?" } },
  shouldEndSession: false,
};

function echo(...answers: Response[]): { alexa: Alexa; seen: Envelope[] } {
  const seen: Envelope[] = [];
  let next = 0;
  let count = 0;
  const alexa = createAlexa({
    model: shippedModel,
    skillId: "amzn1.ask.skill.test",
    userId: "amzn1.ask.account.test",
    deviceId: "amzn1.ask.device.test",
    apiEndpoint: "http://127.0.0.1:9",
    now: () => Date.parse("2026-11-20T08:00:00.123Z"),
    ids: () => `id-${++count}`,
    invoke: (event) => {
      seen.push(Envelope.parse(event));
      const response = answers[Math.min(next++, answers.length - 1)] ?? done;
      return Promise.resolve({ version: "1.0", sessionAttributes: { turn: next }, response });
    },
  });
  return { alexa, seen };
}

const intentOf = (envelope: Envelope | undefined): string | undefined => envelope?.request.intent?.name;

describe("calling the skill", () => {
  it.each([
    ["alexa, ask house band to play jazz", "PlayIntent"],
    ["Alexa, tell House Band to mute the patio", "MuteIntent"],
    ["ask house band what's playing", "WhatsPlayingIntent"],
    ["alexa, house band, pause", "AMAZON.PauseIntent"],
    ["pause the patio", "PauseIntent"],
    ["play jazz with house band", "PlayIntent"],
  ])("%s is an order of a new session", async (utterance, intent) => {
    const { alexa, seen } = echo(done);

    const spoken = await alexa.say(utterance);

    expect([intentOf(seen[0]), seen[0]?.session.new, spoken.endsSession, spoken.speech]).toEqual([
      intent,
      true,
      true,
      "Done.",
    ]);
  });

  it.each(["open house band", "Alexa, launch House Band.", "alexa start house band", "ask house band"])(
    "%s opens it",
    async (utterance) => {
      const { alexa, seen } = echo(ask);

      await alexa.say(utterance);

      expect(seen[0]?.request.type).toBe("LaunchRequest");
    },
  );

  it("sends what Alexa sends around an order", async () => {
    const { alexa, seen } = echo(done);

    await alexa.say("play jazz");

    expect(seen[0]).toMatchObject({
      session: { new: true, sessionId: "amzn1.echo-api.session.id-2", attributes: {} },
      context: { System: { device: { deviceId: "amzn1.ask.device.test" }, apiEndpoint: "http://127.0.0.1:9" } },
      request: {
        type: "IntentRequest",
        requestId: "amzn1.echo-api.request.id-1",
        timestamp: "2026-11-20T08:00:00Z",
        locale: "en-US",
        dialogState: "STARTED",
      },
    });
  });

  it("sends every slot of the intent, filled or not, lists with each value's resolutions", async () => {
    const { alexa, seen } = echo(done);

    await alexa.say("play jazz on the patio and in müllers küche");

    const slots = seen[0]?.request.intent?.slots;
    expect(slots?.Music).toMatchObject({ name: "Music", value: "jazz", slotValue: { type: "Simple" } });
    expect(slots?.Targets).toMatchObject({
      slotValue: {
        type: "List",
        values: [
          {
            value: "patio",
            resolutions: {
              resolutionsPerAuthority: [
                {
                  authority: "amzn1.er-authority.echo-sdk.amzn1.ask.skill.test.SPEAKER_OR_GROUP",
                  status: { code: "ER_SUCCESS_MATCH" },
                },
              ],
            },
          },
          {
            value: "müllers küche",
            resolutions: { resolutionsPerAuthority: [{ status: { code: "ER_SUCCESS_NO_MATCH" }, values: [] }] },
          },
        ],
      },
    });
  });
});

describe("a session", () => {
  it("goes on with its attributes until the skill ends it", async () => {
    const { alexa, seen } = echo(ask, done, done);

    await alexa.say("open house band");
    await alexa.say("play jazz");
    await alexa.say("pause");

    expect(seen.map(({ session }) => [session.new, session.attributes])).toEqual([
      [true, {}],
      [false, { turn: 1 }],
      [true, {}],
    ]);
    expect(seen[1]?.session.sessionId).toBe(seen[0]?.session.sessionId);
    expect(seen[2]?.session.sessionId).not.toBe(seen[0]?.session.sessionId);
  });

  it("answers silence with the reprompt, and a second one with its end", async () => {
    const { alexa, seen } = echo(ask);

    await alexa.say("open house band");
    const first = await alexa.say("");
    const second = await alexa.say("");

    expect([first.speech, first.endsSession, second.endsSession]).toEqual(["Still there?", false, true]);
    expect(seen.at(-1)?.request).toMatchObject({ type: "SessionEndedRequest", reason: "EXCEEDED_MAX_REPROMPTS" });
  });

  it("is ended when the user walks away, once", async () => {
    const { alexa, seen } = echo(ask, {});

    await alexa.say("open house band");
    await alexa.endSession();
    await alexa.endSession();

    expect(seen.map(({ request }) => request.type)).toEqual(["LaunchRequest", "SessionEndedRequest"]);
    expect(seen[1]?.request.reason).toBe("USER_INITIATED");
  });
});

describe("dynamic entities", () => {
  const names: Response = {
    ...ask,
    directives: [
      {
        type: "Dialog.UpdateDynamicEntities",
        updateBehavior: "REPLACE",
        types: [
          {
            name: "SPEAKER_OR_GROUP",
            values: [{ id: "spk_1", name: { value: "Der Keller", synonyms: ["Keller"] } }],
          },
        ],
      },
    ],
  };

  it("are matched in what is said afterwards, beside the static list", async () => {
    const { alexa, seen } = echo(names, done);

    await alexa.say("open house band");
    await alexa.say("mute keller");

    expect(seen[1]?.request.intent?.slots.Targets).toMatchObject({
      value: "keller",
      resolutions: {
        resolutionsPerAuthority: [
          { status: { code: "ER_SUCCESS_NO_MATCH" } },
          {
            authority: "amzn1.er-authority.echo-sdk.dynamic.amzn1.ask.skill.test.SPEAKER_OR_GROUP",
            status: { code: "ER_SUCCESS_MATCH" },
            values: [{ value: { name: "Der Keller", id: "spk_1" } }],
          },
        ],
      },
    });
  });

  it("are gone once the skill clears them", async () => {
    const clear = { ...ask, directives: [{ type: "Dialog.UpdateDynamicEntities", updateBehavior: "CLEAR" }] };
    const { alexa, seen } = echo(names, clear, done);

    await alexa.say("open house band");
    await alexa.say("help");
    await alexa.say("mute keller");

    expect(JSON.stringify(seen[2]?.request.intent?.slots)).not.toContain("dynamic");
  });
});

describe("a question about a slot", () => {
  const elicit = (slot: string): Response => ({
    ...ask,
    directives: [{ type: "Dialog.ElicitSlot", slotToElicit: slot }],
  });

  it("takes a bare answer as the value, and keeps what was said before", async () => {
    const { alexa, seen } = echo(elicit("Targets"), done);

    await alexa.say("play jazz");
    await alexa.say("the patio and the deck please");

    expect(seen[1]?.request).toMatchObject({
      dialogState: "IN_PROGRESS",
      intent: {
        name: "PlayIntent",
        slots: {
          Music: { value: "jazz" },
          Targets: { slotValue: { type: "List", values: [{ value: "patio" }, { value: "deck" }] } },
        },
      },
    });
  });

  it("takes any words for a new name", async () => {
    const { alexa, seen } = echo(elicit("Name"), done);

    await alexa.say("create a group with patio and deck");
    await alexa.say("call it wobbly wombat");

    expect(seen[1]?.request.intent).toMatchObject({
      name: "CreateGroupIntent",
      slots: { Name: { value: "wobbly wombat" }, Targets: { slotValue: { type: "List" } } },
    });
  });

  it.each([
    ["cancel", "AMAZON.CancelIntent"],
    ["stop", "AMAZON.StopIntent"],
    ["mute the garage", "MuteIntent"],
    ["play rock in the kitchen", "PlayIntent"],
  ])("lets people say something else instead: %s", async (utterance, intent) => {
    const { alexa, seen } = echo(elicit("Targets"), done);

    await alexa.say("play jazz");
    await alexa.say(utterance);

    expect(intentOf(seen[1])).toBe(intent);
    expect(seen[1]?.request.dialogState).not.toBe("IN_PROGRESS");
  });

  it("is asked by Alexa herself where the skill delegates", async () => {
    const { alexa, seen } = echo({ shouldEndSession: false, directives: [{ type: "Dialog.Delegate" }] }, done);

    const asked = await alexa.say("play jazz");
    await alexa.say("patio");

    expect([asked.speech, asked.endsSession]).toEqual(["Where should I play it?", false]);
    expect(seen[1]?.request.intent?.slots).toMatchObject({ Music: { value: "jazz" }, Targets: { value: "patio" } });
  });
});

describe("what is spoken", () => {
  it("is plain text, with markup gone and characters as they were", async () => {
    const ssml = "<speak>Playing on AT&amp;T Deck &lt;loud&gt;. <break time='1s'/> It&apos;s on.</speak>";
    const { alexa } = echo({ outputSpeech: { type: "SSML", ssml }, shouldEndSession: true });

    expect((await alexa.say("play jazz")).speech).toBe("Playing on AT&T Deck <loud>. It's on.");
  });

  it("includes what came before the answer, if it belongs to the request", async () => {
    const requestIds: string[] = [];
    const accepted: boolean[] = [];
    const alexa: Alexa = createAlexa({
      model: shippedModel,
      skillId: "s",
      userId: "u",
      deviceId: "d",
      invoke: (event) => {
        const { requestId } = Envelope.parse(event).request;
        requestIds.push(requestId);
        const directive = { type: "VoicePlayer.Speak", speech: "<speak>One moment.</speak>" };
        accepted.push(alexa.speakProgressively({ header: { requestId }, directive }));
        accepted.push(alexa.speakProgressively({ header: { requestId: "another" }, directive }));
        return Promise.resolve({ response: done });
      },
    });

    const spoken = await alexa.say("play jazz");

    expect([spoken.progressive, accepted]).toEqual([["One moment."], [true, false]]);
    expect(alexa.speakProgressively({ header: { requestId: requestIds[0] }, directive: {} })).toBe(false);
  });
});
