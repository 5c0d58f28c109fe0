// What was asked for on the command line.
import { parseArgs } from "node:util";
import { err, ok, type Result } from "@house-band/contract";
import { errorText } from "./library-errors.ts";
import { parseRegion } from "./region.ts";
import { SkillId } from "./state.ts";

export type DeployOptions = {
  readonly kind: "deploy";
  readonly isDryRun: boolean;
  /** Absent: the one of the last deployment, or the one near the skill's first locale. */
  readonly region?: string;
  readonly skillId?: string;
  /** Of the CDK app: names and what they are set to. */
  readonly settings: Readonly<Record<string, string>>;
};

export type Fate = "keep" | "delete" | "ask";

export type DestroyOptions = {
  readonly kind: "destroy";
  readonly isDryRun: boolean;
  readonly table: Fate;
  readonly skill: Fate;
};

export type Options = DeployOptions | DestroyOptions | { readonly kind: "help" };

export const USAGE = `npm run deploy -- [options]      brings House Band to your AWS account and your Alexa developer account
  --dry-run                      shows what would be done, and does nothing
  --region us-east-1|eu-west-1   instead of the region that is near the skill's first locale
  --skill-id amzn1.ask.skill.…   uses this skill, where several have the same name
  --set name=value               a setting of the CDK app; may be given several times, and is remembered
                                 (with accountLinking=amazon the secret comes from HOUSE_BAND_LINKING_SECRET)

npm run destroy -- [options]     takes it away again
  --dry-run                      shows what would be done, and does nothing
  --keep-table, --delete-table   instead of asking: the table holds your home
  --keep-skill, --delete-skill   instead of asking

AWS credentials come from where the AWS tools look (AWS_PROFILE), Alexa's from "ask configure" (ASK_DEFAULT_PROFILE).`;

/** @returns the options, or a sentence that says what is wrong */
export function parseOptions(args: readonly string[]): Result<Options, string> {
  const [command, ...rest] = args;
  if (command !== "deploy" && command !== "destroy") return ok({ kind: "help" });
  try {
    return command === "deploy" ? parseDeploy(rest) : parseDestroy(rest);
  } catch (error) {
    return err(errorText(error));
  }
}

function parseDeploy(args: readonly string[]): Result<Options, string> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      "dry-run": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
      region: { type: "string" },
      "skill-id": { type: "string" },
      set: { type: "string", multiple: true, default: [] },
    },
  });
  if (values.help) return ok({ kind: "help" });
  const settings = parseSets(values.set);
  if (!settings.ok) return settings;
  const region = values.region === undefined ? ok(undefined) : parseRegion(values.region);
  if (!region.ok) return region;
  const { "skill-id": skillId, "dry-run": isDryRun } = values;
  if (skillId !== undefined && !SkillId.safeParse(skillId).success) {
    return err(`--skill-id ${skillId} is no skill's id: expected amzn1.ask.skill.<uuid>`);
  }
  return ok({
    kind: "deploy",
    isDryRun,
    settings: settings.value,
    ...(region.value === undefined ? {} : { region: region.value }),
    ...(skillId === undefined ? {} : { skillId }),
  });
}

function parseSets(sets: readonly string[]): Result<Record<string, string>, string> {
  const settings: Record<string, string> = {};
  for (const text of sets) {
    const [, name, value] = /^([A-Za-z]+)=(.+)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) return err(`--set ${text} can't be read: expected name=value`);
    if (name === "skillId") return err("--set skillId can't be used: give --skill-id");
    settings[name] = value;
  }
  return ok(settings);
}

function parseDestroy(args: readonly string[]): Result<Options, string> {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      "dry-run": flag,
      help: { ...flag, short: "h" },
      "keep-table": flag,
      "delete-table": flag,
      "keep-skill": flag,
      "delete-skill": flag,
    },
  });
  if (values.help) return ok({ kind: "help" });
  for (const thing of ["table", "skill"] as const) {
    if (values[`keep-${thing}`] && values[`delete-${thing}`]) return err(`the ${thing} can't be both kept and deleted`);
  }
  const fateOf = (thing: "table" | "skill"): Fate =>
    values[`keep-${thing}`] ? "keep" : values[`delete-${thing}`] ? "delete" : "ask";
  return ok({ kind: "destroy", isDryRun: values["dry-run"], table: fateOf("table"), skill: fateOf("skill") });
}
