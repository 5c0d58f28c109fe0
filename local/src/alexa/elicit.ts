// The answer to "Where should I play it?": a value for the slot that was asked for, unless it is an order of its own.
import type { IntentSlots } from "./envelope.ts";
import type { DynamicValues } from "./lexicon.ts";
import type { InteractionModel } from "./model.ts";
import { createResolver, type HeardSlot, type Resolver, type Understanding } from "./resolver.ts";

type Asked = { readonly intent: string; readonly slots: IntentSlots; readonly slot: string };

/** An order that fits a sample this well is an order, even where an answer was expected. */
const CLEAR_ORDER_COST = 0.3;
/** Words that answer any question by leaving it. */
const ALWAYS_ORDERS = /^AMAZON\.(?:Stop|Cancel|Help|NavigateHome|No)Intent$/u;

/**
 * Reads an utterance as the answer to an elicited slot.
 * @returns the slot's value; null where the utterance is rather an order of its own.
 */
export function answerSlot(
  model: InteractionModel,
  asked: Asked,
  utterance: string,
  asOrder: Understanding,
  dynamic: DynamicValues,
): HeardSlot | null {
  if (ALWAYS_ORDERS.test(asOrder.intent)) return null;
  const answer = resolverFor(model, asked)?.resolve(utterance, dynamic);
  const slot = answer?.intent === asked.intent ? answer.slots.find(({ name }) => name === asked.slot) : undefined;
  if (!answer || !slot) return null;
  const otherOrder = asOrder.intent !== asked.intent && asOrder.cost < Math.min(CLEAR_ORDER_COST, answer.cost);
  const fullOrder = asOrder.intent === asked.intent && asOrder.slots.some(({ name }) => name !== asked.slot);
  return otherOrder || (fullOrder && asOrder.cost < answer.cost) ? null : slot;
}

const resolvers = new WeakMap<InteractionModel, Map<string, Resolver>>();

/** A model of its own with the slot's samples as the only sentences, made once for each slot. */
function resolverFor(model: InteractionModel, asked: Asked): Resolver | null {
  const intent = model.intents.find(({ name }) => name === asked.intent);
  const slot = intent?.slots.find(({ name }) => name === asked.slot);
  if (!intent || !slot) return null;
  const ofModel = resolvers.get(model) ?? new Map<string, Resolver>();
  resolvers.set(model, ofModel);
  const key = `${asked.intent}.${asked.slot}`;
  const samples = slot.samples.length > 0 ? slot.samples : [`{${slot.name}}`];
  const known =
    ofModel.get(key) ??
    createResolver({ ...model, intents: [{ name: intent.name, slots: [slot], samples }] }, { bareOpenValues: true });
  ofModel.set(key, known);
  return known;
}
