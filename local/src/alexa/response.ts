// What a skill answers, read as Alexa's own device would: speech, session, dialog directives, dynamic entities.
import * as z from "zod";
import type { DynamicValues, Match } from "./lexicon.ts";
import { keyOf, toWords } from "./words.ts";

const OutputSpeech = z.union([
  z.object({ type: z.literal("SSML"), ssml: z.string() }),
  z.object({ type: z.literal("PlainText"), text: z.string() }),
]);

const UpdatedIntent = z.object({
  name: z.string(),
  slots: z.record(z.string(), z.looseObject({ name: z.string() })).default({}),
});

const ElicitSlot = z.object({
  type: z.literal("Dialog.ElicitSlot"),
  slotToElicit: z.string(),
  updatedIntent: UpdatedIntent.optional(),
});
const Delegate = z.object({ type: z.literal("Dialog.Delegate"), updatedIntent: UpdatedIntent.optional() });
const UpdateDynamicEntities = z.object({
  type: z.literal("Dialog.UpdateDynamicEntities"),
  updateBehavior: z.enum(["REPLACE", "CLEAR"]),
  types: z
    .array(
      z.object({
        name: z.string(),
        values: z.array(
          z.object({
            id: z.string().optional(),
            name: z.object({ value: z.string(), synonyms: z.array(z.string()).default([]) }),
          }),
        ),
      }),
    )
    .default([]),
});

export const SkillResponse = z.object({
  version: z.string().optional(),
  sessionAttributes: z.record(z.string(), z.unknown()).optional(),
  response: z
    .object({
      outputSpeech: OutputSpeech.optional(),
      reprompt: z.object({ outputSpeech: OutputSpeech.optional() }).optional(),
      directives: z.array(z.looseObject({ type: z.string() })).default([]),
      shouldEndSession: z.boolean().optional(),
    })
    .default({ directives: [] }),
});
export type SkillResponse = z.infer<typeof SkillResponse>;

export type DialogMove =
  | { readonly kind: "elicit"; readonly slot: string; readonly intent: z.infer<typeof UpdatedIntent> | null }
  | { readonly kind: "delegate"; readonly intent: z.infer<typeof UpdatedIntent> | null };

/** The dialog directive of a response, if it has one. */
export function dialogMoveOf(response: SkillResponse): DialogMove | null {
  for (const directive of response.response.directives) {
    const elicit = ElicitSlot.safeParse(directive);
    if (elicit.success) {
      return { kind: "elicit", slot: elicit.data.slotToElicit, intent: elicit.data.updatedIntent ?? null };
    }
    const delegate = Delegate.safeParse(directive);
    if (delegate.success) return { kind: "delegate", intent: delegate.data.updatedIntent ?? null };
  }
  return null;
}

/** The dynamic values that hold after a response: replaced, cleared, or as they were. */
export function dynamicValuesAfter(response: SkillResponse, before: DynamicValues): DynamicValues {
  return response.response.directives.reduce<DynamicValues>((now, directive) => {
    const update = UpdateDynamicEntities.safeParse(directive);
    if (!update.success) return now;
    if (update.data.updateBehavior === "CLEAR") return new Map();
    return new Map(update.data.types.map((type) => [type.name, indexed(type.values)]));
  }, before);
}

type EntityValue = z.infer<typeof UpdateDynamicEntities>["types"][number]["values"][number];

function indexed(values: readonly EntityValue[]): ReadonlyMap<string, readonly Match[]> {
  const byKey = new Map<string, Match[]>();
  for (const { id, name } of values) {
    for (const text of [name.value, ...name.synonyms]) {
      const key = keyOf(toWords(text));
      byKey.set(key, [...(byKey.get(key) ?? []), { name: name.value, id: id ?? null }]);
    }
  }
  return byKey;
}

/** Speech as text: tags away, entities back to characters. */
export function toPlainSpeech(speech: z.infer<typeof OutputSpeech> | undefined): string {
  if (!speech) return "";
  if (speech.type === "PlainText") return speech.text.trim();
  return speech.ssml
    .replace(/<[^>]*>/gu, " ")
    .replace(/&(lt|gt|quot|apos|amp);/gu, (_, name: keyof typeof ENTITIES) => ENTITIES[name])
    .replace(/\s+/gu, " ")
    .replace(/\s+([.,!?])/gu, "$1")
    .trim();
}

const ENTITIES = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" } as const;
