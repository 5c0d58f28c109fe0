// The shipped interaction model, read as strictly as its consumers need it; everything else in it is left alone.
import * as z from "zod";

const TypeValue = z.object({
  id: z.string().optional(),
  name: z.object({ value: z.string(), synonyms: z.array(z.string()).default([]) }),
});
export type TypeValue = z.infer<typeof TypeValue>;

const Slot = z.object({
  name: z.string(),
  type: z.string(),
  samples: z.array(z.string()).default([]),
  multipleValues: z.object({ enabled: z.boolean() }).optional(),
});
export type ModelSlot = z.infer<typeof Slot>;

const Intent = z.object({
  name: z.string(),
  slots: z.array(Slot).default([]),
  samples: z.array(z.string()).default([]),
});
export type ModelIntent = z.infer<typeof Intent>;

const DialogIntent = z.object({
  name: z.string(),
  slots: z.array(
    z.object({
      name: z.string(),
      elicitationRequired: z.boolean(),
      prompts: z.object({ elicitation: z.string().optional() }),
    }),
  ),
});

const Model = z.object({
  interactionModel: z.object({
    languageModel: z.object({
      invocationName: z.string(),
      intents: z.array(Intent),
      types: z.array(z.object({ name: z.string(), values: z.array(TypeValue) })).default([]),
    }),
    dialog: z.object({ intents: z.array(DialogIntent) }).optional(),
    prompts: z
      .array(z.object({ id: z.string(), variations: z.array(z.object({ type: z.string(), value: z.string() })) }))
      .default([]),
  }),
});

export type InteractionModel = {
  readonly invocationName: string;
  readonly intents: readonly ModelIntent[];
  readonly types: ReadonlyMap<string, readonly TypeValue[]>;
  readonly dialogIntents: readonly z.infer<typeof DialogIntent>[];
  readonly prompts: ReadonlyMap<string, readonly string[]>;
};

/**
 * Reads an interaction model file's content.
 * @see SMAPI `v1.skill.interactionModel.InteractionModelData`
 * @throws ZodError naming the place where it is no such model.
 */
export function parseModel(json: unknown): InteractionModel {
  const { languageModel, dialog, prompts } = Model.parse(json).interactionModel;
  return {
    invocationName: languageModel.invocationName,
    intents: languageModel.intents,
    types: new Map(languageModel.types.map((type) => [type.name, type.values])),
    dialogIntents: dialog?.intents ?? [],
    prompts: new Map(prompts.map((prompt) => [prompt.id, prompt.variations.map(({ value }) => value)])),
  };
}
