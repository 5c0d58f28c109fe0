import { describe, expect, it } from "@jest/globals";
import { DIALOGS } from "../../lambda/src/elicit.ts";
import { TARGET_SLOT_TYPE } from "../../lambda/src/skill.ts";
import model from "../../skill-package/interactionModels/custom/en-US.json" with { type: "json" };
import { createSkillUnderTest, envelope, intent, type Loose, playJazz, speechOf } from "./fakes/envelopes.ts";
import { GARAGE, playing, quiet } from "./fakes/home.ts";

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

  it("sends Alexa to the intent that takes a speaker's name, whatever was answered before", async () => {
    const device = { address: "0A:00:00:00:00:01", name: "JBL Charge 5" };
    const { invoke, world } = createSkillUnderTest({ snapshot: quiet });
    const yes = envelope(intent("AMAZON.YesIntent"), (whole) => {
      const step = { kind: "choose", found: [device], name: null };
      whole.session.attributes = { pending: { request: { kind: "pair", step }, hole: "step" } };
    });
    const asked = await invoke(yes);
    expect(asked.response.directives).toContainEqual({
      type: "Dialog.ElicitSlot",
      slotToElicit: "Name",
      updatedIntent: {
        name: "PairSpeakerIntent",
        confirmationStatus: "NONE",
        slots: { Name: { name: "Name", confirmationStatus: "NONE" } },
      },
    });
    await invoke(
      envelope(intent("PairSpeakerIntent", { Name: "shed" }), (whole) => {
        whole.session.attributes = JSON.parse(JSON.stringify(asked.sessionAttributes));
        whole.request.requestId = "amzn1.echo-api.request.2";
      }),
    );
    expect(world.sent).toMatchObject([{ kind: "pair", name: "Shed", address: device.address }]);
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
