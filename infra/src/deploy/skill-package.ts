// The skill as it is handed to Alexa: a copy of the package with this account's function in it. The package itself
// names no account, and its sources are nobody's business out there.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { err, ok, type Result } from "@house-band/contract";
import * as z from "zod";
import { errorText } from "./library-errors.ts";

/** The part of a skill's manifest that a deployment reads. @see SMAPI "Skill manifest schema" */
const SkillJson = z.looseObject({
  manifest: z.looseObject({
    manifestVersion: z.string(),
    publishingInformation: z.looseObject({
      locales: z.record(
        z.string(),
        z.looseObject({ name: z.string(), examplePhrases: z.optional(z.array(z.string())) }),
      ),
    }),
  }),
});
export type SkillJson = z.infer<typeof SkillJson>;

/** What the package says of itself, in its first locale. */
export type SkillFacts = {
  readonly json: SkillJson;
  readonly locales: readonly string[];
  readonly name: string;
  readonly examplePhrases: readonly string[];
};

/** @returns the facts, or a sentence that says what is wrong with skill.json */
export async function readSkill(packageDirectory: string): Promise<Result<SkillFacts, string>> {
  const path = join(packageDirectory, "skill.json");
  try {
    const json = SkillJson.parse(JSON.parse(await readFile(path, "utf8")));
    const locales = Object.entries(json.manifest.publishingInformation.locales);
    const [first] = locales;
    if (!first) return err(`${path} has no locale: expected one at least`);
    const { name, examplePhrases = [] } = first[1];
    return ok({ json, locales: locales.map(([locale]) => locale), name, examplePhrases });
  } catch (error) {
    return err(`${path} can't be read: ${errorText(error)}`);
  }
}

/**
 * A manifest for a skill that is only to exist: a function that does not let it in yet, and icons that are files of a
 * package, would be refused.
 */
export function emptyManifest({ json, locales }: SkillFacts): unknown {
  const { manifestVersion, publishingInformation } = json.manifest;
  const names = locales.map((locale) => [locale, { name: publishingInformation.locales[locale]?.name }] as const);
  return {
    manifest: {
      manifestVersion,
      publishingInformation: { locales: Object.fromEntries(names) },
      apis: { custom: {} },
    },
  };
}

const FUNCTION_ARN = /^arn:aws:lambda:/;

/** The same document with the function in every place that names one, however many doors the skill has. */
export function withFunction(value: unknown, arn: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withFunction(item, arn));
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" && FUNCTION_ARN.test(value) ? arn : value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withFunction(item, arn)]));
}

export type Staging = {
  /** Of the sources. */
  readonly packageDirectory: string;
  /** Made anew. */
  readonly projectDirectory: string;
  readonly skill: SkillFacts;
  readonly skillId: string;
  readonly voiceFunctionArn: string;
  /** Of ask-cli: its files are by profile. */
  readonly profile: string;
};

/** What Alexa takes; the folders hold the sources of models and icons, too. */
const TAKEN = new Set([".json", ".png"]);
const FOLDERS = ["interactionModels", "assets"];

/** Writes a project for ask-cli: its settings, what it knows of the skill, and the package. */
export async function stageSkill(staging: Staging): Promise<void> {
  const { packageDirectory, projectDirectory, skill, skillId, voiceFunctionArn, profile } = staging;
  const target = join(projectDirectory, "skill-package");
  await rm(projectDirectory, { recursive: true, force: true });
  await mkdir(join(projectDirectory, ".ask"), { recursive: true });
  for (const folder of FOLDERS) {
    await cp(join(packageDirectory, folder), join(target, folder), {
      recursive: true,
      filter: (path) => extname(path) === "" || TAKEN.has(extname(path)),
    });
  }
  await writeJson(join(target, "skill.json"), withFunction(skill.json, voiceFunctionArn));
  await writeJson(join(projectDirectory, "ask-resources.json"), {
    askcliResourcesVersion: "2020-03-31",
    profiles: { [profile]: { skillMetadata: { src: "./skill-package" } } },
  });
  await writeJson(join(projectDirectory, ".ask", "ask-states.json"), {
    askcliStatesVersion: "2020-03-31",
    profiles: { [profile]: { skillId } },
  });
}

const writeJson = (path: string, value: unknown): Promise<void> =>
  writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
