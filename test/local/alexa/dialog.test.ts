// What the dialogs of an interaction model make of what was heard: tables over a small model.
import { describe, expect, it } from "@jest/globals";
import {
  type IntentRequest,
  type PendingDialog,
  pendingOf,
  toDelegated,
  toOrder,
} from "../../../local/src/alexa/dialog.ts";
import { reprompted, sessionAfter } from "../../../local/src/alexa/echo-session.ts";
import type { RequestBody } from "../../../local/src/alexa/envelope.ts";
import type { DynamicValues } from "../../../local/src/alexa/lexicon.ts";
import { parseModel } from "../../../local/src/alexa/model.ts";
import { createResolver } from "../../../local/src/alexa/resolver.ts";
import { SkillResponse } from "../../../local/src/alexa/response.ts";

const model = parseModel({
  interactionModel: {
    languageModel: {
      invocationName: "house band",
      intents: [
        {
          name: "PlayIntent",
          slots: [
            { name: "Music", type: "MUSIC" },
            { name: "Place", type: "PLACE", samples: ["{Place}"] },
          ],
          samples: ["play {Music}", "play {Music} in the {Place}"],
        },
        { name: "PauseIntent", slots: [{ name: "Place", type: "PLACE" }], samples: ["pause", "pause the {Place}"] },
        { name: "AMAZON.FallbackIntent" },
      ],
      types: [
        { name: "MUSIC", values: [{ name: { value: "jazz" } }, { name: { value: "rock" } }] },
        { name: "PLACE", values: [{ name: { value: "kitchen" } }, { name: { value: "garden" } }] },
      ],
    },
    dialog: {
      intents: [
        {
          name: "PlayIntent",
          slots: [
            { name: "Music", elicitationRequired: false, prompts: {} },
            { name: "Place", elicitationRequired: true, prompts: { elicitation: "where" } },
          ],
        },
      ],
    },
    prompts: [{ id: "where", variations: [{ type: "PlainText", value: "Where?" }] }],
  },
});
const resolver = createResolver(model);
const dynamic: DynamicValues = new Map();
const order = (text: string, pending: PendingDialog | null = null): IntentRequest =>
  toOrder({ model, skillId: "skill" }, { text, understood: resolver.resolve(text, dynamic), dynamic }, pending);
const valuesOf = ({ slots }: { readonly slots: Readonly<Record<string, unknown>> }) =>
  Object.fromEntries(
    Object.entries(slots).map(([name, slot]) => [name, (slot as { readonly value?: string }).value ?? null]), // as sent
  );
const filled = (name: string, value: string) => ({ [name]: { name, value } });
const WHERE: PendingDialog = { intent: "PlayIntent", slots: filled("Music", "jazz"), slot: "Place" };

describe("an order", () => {
  it.each<[string, PendingDialog | null, string, string | null, object]>([
    ["play jazz", null, "PlayIntent", "STARTED", { Music: "jazz", Place: null }],
    ["play jazz in the kitchen", null, "PlayIntent", "STARTED", { Music: "jazz", Place: "kitchen" }],
    ["pause the garden", null, "PauseIntent", null, { Place: "garden" }],
    ["garden", WHERE, "PlayIntent", "IN_PROGRESS", { Music: "jazz", Place: "garden" }],
    ["pause the garden", WHERE, "PauseIntent", null, { Place: "garden" }],
    ["play rock in the kitchen", WHERE, "PlayIntent", "STARTED", { Music: "rock", Place: "kitchen" }],
  ])("%s, asked %j, is %s", (text, pending, name, dialogState, slots) => {
    const made = order(text, pending);

    expect(made).toMatchObject({ kind: "intent", name, dialogState });
    expect(valuesOf(made)).toEqual(slots);
  });
});

describe("what the skill leaves to Alexa", () => {
  const given: IntentRequest = {
    kind: "intent",
    name: "PlayIntent",
    slots: { ...filled("Music", "jazz"), Place: { name: "Place" } },
    dialogState: "STARTED",
  };

  it("is a question about the slot that is missing", () => {
    expect(toDelegated(model, given, { kind: "delegate", intent: null })).toEqual({
      kind: "ask",
      pending: { intent: "PlayIntent", slots: given.slots, slot: "Place" },
      prompt: "Where?",
    });
  });

  it.each([
    ["the skill has filled it", given, { Place: { name: "Place", value: "garden" } }, "garden"],
    ["it was said", { ...given, slots: { ...given.slots, ...filled("Place", "kitchen") } }, {}, "kitchen"],
  ])("is complete where %s", (_, said, slots, place) => {
    const delegated = toDelegated(model, said, { kind: "delegate", intent: { name: "PlayIntent", slots } });

    expect(delegated).toMatchObject({ kind: "complete", order: { name: "PlayIntent", dialogState: "COMPLETED" } });
    expect(delegated.kind === "complete" && valuesOf(delegated.order)).toEqual({ Music: "jazz", Place: place });
  });

  it("is complete where the model asks for nothing", () => {
    const pause: IntentRequest = { kind: "intent", name: "PauseIntent", slots: {}, dialogState: null };

    expect(toDelegated(model, pause, { kind: "delegate", intent: null }).kind).toBe("complete");
  });
});

describe("what the skill asks for", () => {
  const sent: RequestBody = { kind: "intent", name: "PlayIntent", slots: filled("Music", "jazz"), dialogState: null };
  const other = { name: "PauseIntent", slots: {} };

  it.each<[string, Parameters<typeof pendingOf>[0], RequestBody, PendingDialog | null]>([
    ["no slot", null, sent, null],
    ["nothing: it delegates", { kind: "delegate", intent: null }, sent, null],
    ["a slot of the order", { kind: "elicit", slot: "Place", intent: null }, sent, WHERE],
    [
      "a slot of another order",
      { kind: "elicit", slot: "Place", intent: other },
      sent,
      { intent: "PauseIntent", slots: {}, slot: "Place" },
    ],
    [
      "a slot, with what it has filled itself",
      { kind: "elicit", slot: "Place", intent: { name: "PlayIntent", slots: filled("Music", "rock") } },
      sent,
      { intent: "PlayIntent", slots: filled("Music", "rock"), slot: "Place" },
    ],
    ["a slot of no order", { kind: "elicit", slot: "Place", intent: null }, { kind: "launch" }, null],
  ])("%s", (_, move, body, pending) => {
    expect(pendingOf(move, body)).toEqual(pending);
  });
});

describe("a session", () => {
  const answer = (response: object) => SkillResponse.parse({ sessionAttributes: { turn: 1 }, response });
  const launch: RequestBody = { kind: "launch" };
  const open = answer({
    shouldEndSession: false,
    reprompt: { outputSpeech: { type: "PlainText", text: "Still there?" } },
  });

  it.each<[string, SkillResponse, RequestBody, boolean]>([
    ["goes on where the skill says so", open, launch, true],
    ["is over where the skill says so", answer({ shouldEndSession: true }), launch, false],
    ["is over where the skill says nothing of it", answer({}), launch, false],
    [
      "is over once the skill was told so, whatever it says",
      open,
      { kind: "session-ended", reason: "USER_INITIATED" },
      false,
    ],
  ])("%s", (_, read, body, goesOn) => {
    expect(sessionAfter(read, body, "s") !== null).toBe(goesOn);
  });

  it("keeps attributes, reprompt and question", () => {
    const asks = answer({
      shouldEndSession: false,
      directives: [{ type: "Dialog.ElicitSlot", slotToElicit: "Place", updatedIntent: { name: "PlayIntent" } }],
    });

    expect(sessionAfter(asks, launch, "s")).toEqual({
      id: "s",
      attributes: { turn: 1 },
      reprompt: "",
      wasReprompted: false,
      dialog: { intent: "PlayIntent", slots: {}, slot: "Place" },
    });
  });

  it("answers one silence, if it has a reprompt", () => {
    const first = sessionAfter(open, launch, "s");
    const again = first && reprompted(first);

    expect(again).toMatchObject({ id: "s", reprompt: "Still there?" });
    expect(again && reprompted(again)).toBeNull();
    expect(first && reprompted({ ...first, reprompt: "" })).toBeNull();
  });
});
