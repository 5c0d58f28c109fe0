// What the interaction model's dialogs make of what was heard: an order with every slot, the answer to a question, or a
// question that Alexa asks herself. Pure.
import { answerSlot } from "./elicit.ts";
import { type DialogState, type IntentSlots, type RequestBody, toSlot } from "./envelope.ts";
import type { DynamicValues } from "./lexicon.ts";
import type { InteractionModel } from "./model.ts";
import type { HeardSlot, Understanding } from "./resolver.ts";
import type { DialogMove } from "./response.ts";

/** The slot that was asked for, and what was said before. */
export type PendingDialog = { readonly intent: string; readonly slots: IntentSlots; readonly slot: string };

/** What is sent to the skill. */
export type IntentRequest = Extract<RequestBody, { kind: "intent" }>;

export type Heard = {
  readonly text: string;
  /** Taken by itself, whatever was asked. */
  readonly understood: Understanding;
  readonly dynamic: DynamicValues;
};

/** An answer to what was asked, where it is one; else an order of its own. */
export function toOrder(
  { model, skillId }: { readonly model: InteractionModel; readonly skillId: string },
  { text, understood, dynamic }: Heard,
  pending: PendingDialog | null,
): IntentRequest {
  const answer = pending && answerSlot(model, pending, text, understood, dynamic);
  if (pending && answer) {
    const slots = { ...pending.slots, [pending.slot]: toSlot(skillId, pending.slot, answer) };
    return { kind: "intent", name: pending.intent, slots, dialogState: "IN_PROGRESS" };
  }
  const { intent: name, slots } = understood;
  return { kind: "intent", name, slots: slotsOf(model, skillId, name, slots), dialogState: stateOf(model, name) };
}

/** Every slot of the intent is in the envelope, filled or not. */
function slotsOf(model: InteractionModel, skillId: string, intent: string, heard: readonly HeardSlot[]): IntentSlots {
  const slots = model.intents.find(({ name }) => name === intent)?.slots ?? [];
  const heardAs = (name: string) => heard.find((slot) => slot.name === name);
  return Object.fromEntries(slots.map(({ name }) => [name, toSlot(skillId, name, heardAs(name))]));
}

const stateOf = (model: InteractionModel, intent: string): DialogState | null =>
  model.dialogIntents.some(({ name }) => name === intent) ? "STARTED" : null;

/** What the skill asks for by its answer to this; null where it asks for no slot. */
export function pendingOf(move: DialogMove | null, body: RequestBody): PendingDialog | null {
  if (move?.kind !== "elicit") return null;
  const asked = body.kind === "intent" ? body : null;
  const intent = move.intent?.name ?? asked?.name;
  if (intent === undefined) return null;
  const slots = { ...(asked?.name === intent ? asked.slots : {}), ...move.intent?.slots };
  return { intent, slots, slot: move.slot };
}

/** Where the skill leaves it to Alexa: the question that she asks, or the order as it is once nothing is missing. */
export type Delegated =
  | { readonly kind: "ask"; readonly pending: PendingDialog; readonly prompt: string }
  | { readonly kind: "complete"; readonly order: IntentRequest };

export function toDelegated(
  model: InteractionModel,
  order: IntentRequest,
  move: Extract<DialogMove, { kind: "delegate" }>,
): Delegated {
  const slots = { ...order.slots, ...move.intent?.slots };
  const missing = missingSlot(model, order.name, slots);
  return missing
    ? { kind: "ask", pending: { intent: order.name, slots, slot: missing.slot }, prompt: missing.prompt }
    : { kind: "complete", order: { ...order, slots, dialogState: "COMPLETED" } };
}

/** The first slot that the dialog model asks for and nobody filled, with its prompt. */
function missingSlot(model: InteractionModel, intent: string, slots: IntentSlots) {
  const dialog = model.dialogIntents.find(({ name }) => name === intent);
  const missing = dialog?.slots.find((slot) => slot.elicitationRequired && !isFilled(slots[slot.name]));
  const prompt = model.prompts.get(missing?.prompts.elicitation ?? "")?.[0];
  return missing && prompt !== undefined ? { slot: missing.name, prompt } : null;
}

const isFilled = (slot: unknown): boolean => typeof slot === "object" && slot !== null && "value" in slot;
