// Alexa's skill management by ask-cli, which holds the sign-in to the developer account. Decision 0033 says why.
import { err, ok } from "@house-band/contract";
import * as z from "zod";
import { explain } from "../explain.ts";
import type { SkillService, Try } from "../ports.ts";
import { stageSkill } from "../skill-package.ts";
import { SkillId } from "../state.ts";
import { createAskLinking } from "./ask-linking.ts";
import { NOT_FOUND, readJson, type Smapi } from "./ask-output.ts";
import { runTool, type Tool } from "./run-tool.ts";

/** With the antlr4ts that it asks for by a range too wide: a fresh install takes 0.5.0-dev, and crashes at its start. */
export const ASK: Tool = { packages: ["ask-cli@2.30.7", "antlr4ts@0.5.0-alpha.4"], program: "ask" };

/** What npx fetches is 200 MB. */
const LOOK_WITHIN_MS = 15 * 60_000;
const CALL_WITHIN_MS = 5 * 60_000;
/** Alexa builds a model in a minute or two. */
const BUILD_WITHIN_MS = 20 * 60_000;

/** @see SMAPI "List skills", "Create a skill" */
const Skills = z.object({
  skills: z.array(z.object({ skillId: z.string(), stage: z.string(), nameByLocale: z.record(z.string(), z.string()) })),
  isTruncated: z.optional(z.boolean()),
  nextToken: z.optional(z.string()),
});
const Created = z.object({ skillId: SkillId });
const Vendors = z.object({ vendors: z.array(z.object({ id: z.string() })).min(1, "no developer account") });

export type AskOptions = {
  /** The skill's sources. */
  readonly packageDirectory: string;
  /** Where ask-cli's project is made, anew each time. */
  readonly projectDirectory: string;
  readonly profile: string;
  readonly onLine: (line: string) => void;
};

/** As ask-cli itself chooses. @see ask-cli, lib/utils/profile-helper */
export function askProfile(env: Readonly<Record<string, string | undefined>>): string {
  const isInEnvironment =
    env.AWS_ACCESS_KEY_ID &&
    env.AWS_SECRET_ACCESS_KEY &&
    (env.ASK_REFRESH_TOKEN || env.ASK_ACCESS_TOKEN) &&
    env.ASK_VENDOR_ID;
  return isInEnvironment ? "__ENVIRONMENT_ASK_PROFILE__" : env.ASK_DEFAULT_PROFILE || "default";
}

const ENVIRONMENT = { ASK_SHARE_USAGE: "false", ASK_SKIP_NEW_VERSION_REMINDER: "true" };

/** Needs nothing installed but npm. */
export function createAskSkills(options: AskOptions): SkillService {
  const { packageDirectory, projectDirectory, profile, onLine } = options;
  const ask = (args: readonly string[], withinMs: number, directory = packageDirectory, told = false) =>
    runTool(ASK, args, { directory, env: ENVIRONMENT, withinMs, ...(told ? { onLine } : {}) });
  const smapi: Smapi = async (doing, ...args) => {
    const { code, stdout, stderr } = await ask(["smapi", ...args, "--profile", profile], CALL_WITHIN_MS);
    return code === 0 ? ok(stdout) : err(explain("alexa", doing, `${stderr}\n${stdout}`));
  };
  return {
    async version() {
      const { code, stdout, stderr } = await ask(["--version"], LOOK_WITHIN_MS);
      return code === 0 ? ok(stdout.trim()) : err(explain("alexa", "fetching ask-cli by npx", stderr));
    },
    async signedIn() {
      const doing = "looking for the developer account";
      const said = await smapi(doing, "get-vendor-list");
      if (!said.ok) return said;
      const vendors = readJson(Vendors, doing, said.value);
      return vendors.ok ? ok(vendors.value.vendors.map(({ id }) => id)) : vendors;
    },
    async exists(skillId) {
      const said = await smapi("looking for the skill", "get-skill-status", "--skill-id", skillId);
      if (said.ok) return ok(true);
      return NOT_FOUND.test(said.error.what) ? ok(false) : said;
    },
    named: (name) => skillsNamed(smapi, name),
    async create(manifest) {
      const said = await smapi(
        "creating the skill",
        "create-skill-for-vendor",
        "--manifest",
        JSON.stringify(manifestOf(manifest)),
      );
      const created = said.ok ? readJson(Created, "creating the skill", said.value) : said;
      return created.ok ? ok(created.value.skillId) : created;
    },
    async publish(skillId, skill, voiceFunctionArn) {
      await stageSkill({ packageDirectory, projectDirectory, skill, skillId, voiceFunctionArn, profile });
      const args = ["deploy", "--target", "skill-metadata", "--ignore-hash", "--profile", profile];
      const { code, stdout, stderr } = await ask(args, BUILD_WITHIN_MS, projectDirectory, true);
      return code === 0 ? ok(undefined) : err(explain("alexa", "bringing the skill to Alexa", `${stdout}\n${stderr}`));
    },
    async enable(skillId) {
      const args = ["set-skill-enablement", "--skill-id", skillId, "--stage", "development"];
      const said = await smapi("enabling the skill", ...args);
      return said.ok ? ok(undefined) : said;
    },
    async remove(skillId) {
      const said = await smapi("deleting the skill", "delete-skill", "--skill-id", skillId);
      return said.ok || NOT_FOUND.test(said.error.what) ? ok(undefined) : said;
    },
    ...createAskLinking(smapi),
  };
}

async function skillsNamed(smapi: Smapi, name: string): Try<readonly string[]> {
  const doing = "looking for a skill of this name";
  const found: string[] = [];
  let page: readonly string[] = [];
  do {
    const said = await smapi(doing, "list-skills-for-vendor", ...page);
    const skills = said.ok ? readJson(Skills, doing, said.value) : said;
    if (!skills.ok) return skills;
    for (const { skillId, stage, nameByLocale } of skills.value.skills) {
      if (stage === "development" && Object.values(nameByLocale).includes(name)) found.push(skillId);
    }
    const { isTruncated, nextToken } = skills.value;
    page = isTruncated && nextToken ? ["--next-token", nextToken] : [];
  } while (page.length > 0);
  return ok(found);
}

/** ask-cli takes what is inside the manifest's envelope. */
function manifestOf(document: unknown): unknown {
  return z.object({ manifest: z.unknown() }).parse(document).manifest;
}
