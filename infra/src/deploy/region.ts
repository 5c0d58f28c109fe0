// Where the cloud goes: Alexa calls functions in few regions only, and from the one that is near the skill's users.
import { err, ok, type Result } from "@house-band/contract";

/** @see Alexa "Host a custom skill as an AWS Lambda function", "Choose the best region" */
const OF_EUROPE = "eu-west-1";
const OF_AMERICA = "us-east-1";
export const DEPLOY_REGIONS: readonly string[] = [OF_AMERICA, OF_EUROPE];

/** Locales that are spoken in Europe and India, which Alexa serves from Ireland. */
const FROM_EUROPE = new Set(["ar-SA", "de-DE", "en-GB", "en-IN", "es-ES", "fr-FR", "hi-IN", "it-IT", "nl-NL"]);

/** @param locales of the skill: the first one decides */
export function regionFor(locales: readonly string[]): string {
  return FROM_EUROPE.has(locales[0] ?? "") ? OF_EUROPE : OF_AMERICA;
}

/** @returns the region, or a sentence that says which there are */
export function parseRegion(text: string): Result<string, string> {
  if (DEPLOY_REGIONS.includes(text)) return ok(text);
  return err(`--region ${text} can't be used: expected ${DEPLOY_REGIONS.join(" or ")}, the regions this is made for`);
}
