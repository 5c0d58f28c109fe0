// The schemas of the skill management API, as published in ask-smapi-model, ready to validate with.
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import * as z from "zod";

const require = createRequire(import.meta.url);
const Spec = z.object({ definitions: z.record(z.string(), z.looseObject({})) });
const spec = Spec.parse(require("ask-smapi-model/spec.json"));

/** A function that lists what is wrong with a document, by one of the definitions of the specification. */
export function validatorOf(definition: string): (document: unknown) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile({ definitions: spec.definitions, $ref: `#/definitions/${definition}` });
  return (document) => {
    validate(document);
    return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

/** The properties a definition knows; the schema itself lets unknown ones pass. */
export function propertiesOf(definition: string): string[] {
  return Object.keys(z.record(z.string(), z.unknown()).parse(spec.definitions[definition]?.properties ?? {}));
}
