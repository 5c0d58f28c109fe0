// What is handed to Alexa: the package with this account's function in it, and nothing that is ours alone.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emptyManifest, readSkill, stageSkill, withFunction } from "@house-band/infra/deploy/skill-package";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { PACKAGE_DIRECTORY } from "./support.ts";

const ARN = "arn:aws:lambda:eu-west-1:111122223333:function:voice:live";
const SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000001";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-skill-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function shipped() {
  const skill = await readSkill(PACKAGE_DIRECTORY);
  if (!skill.ok) throw new Error(skill.error);
  return skill.value;
}

it("is staged with models and icons, without the sources they are made from", async () => {
  const projectDirectory = join(folder, "project");
  await stageSkill({
    packageDirectory: PACKAGE_DIRECTORY,
    projectDirectory,
    skill: await shipped(),
    skillId: SKILL_ID,
    voiceFunctionArn: ARN,
    profile: "mine",
  });
  const files = await readdir(projectDirectory, { recursive: true });
  expect(files.filter((file) => /\.\w+$/.test(file) && !/^\.ask$/.test(file)).sort()).toEqual([
    ".ask/ask-states.json",
    "ask-resources.json",
    "skill-package/assets/icon-108.png",
    "skill-package/assets/icon-512.png",
    "skill-package/interactionModels/custom/en-US.json",
    "skill-package/skill.json",
  ]);
  const read = async (file: string) => JSON.parse(await readFile(join(projectDirectory, file), "utf8"));
  expect((await read("skill-package/skill.json")).manifest.apis.custom.endpoint.uri).toBe(ARN);
  expect(await read(".ask/ask-states.json")).toMatchObject({ profiles: { mine: { skillId: SKILL_ID } } });
  expect(await read("ask-resources.json")).toMatchObject({
    profiles: { mine: { skillMetadata: { src: "./skill-package" } } },
  });
});

it("names the function at every door, and changes nothing else", () => {
  const old = "arn:aws:lambda:us-east-1:000000000000:function:x:live";
  const manifest = {
    apis: { custom: { endpoint: { uri: old } }, smartHome: { regions: { EU: { endpoint: { uri: old } } } } },
    events: { endpoint: { uri: old }, subscriptions: [{ eventName: "SKILL_DISABLED" }] },
    keywords: ["arn", "music"],
  };
  expect(withFunction(manifest, ARN)).toEqual({
    apis: { custom: { endpoint: { uri: ARN } }, smartHome: { regions: { EU: { endpoint: { uri: ARN } } } } },
    events: { endpoint: { uri: ARN }, subscriptions: [{ eventName: "SKILL_DISABLED" }] },
    keywords: ["arn", "music"],
  });
});

it("begins as a skill with its names and no function, since none lets it in yet", async () => {
  expect(emptyManifest(await shipped())).toEqual({
    manifest: {
      manifestVersion: "1.0",
      publishingInformation: { locales: { "en-US": { name: "House Band" } } },
      apis: { custom: {} },
    },
  });
});

it.each([
  ["no JSON", "{"],
  ["no locale", '{"manifest":{"manifestVersion":"1.0","publishingInformation":{"locales":{}}}}'],
  ["no name", '{"manifest":{"manifestVersion":"1.0","publishingInformation":{"locales":{"en-US":{}}}}}'],
])("is refused with the file's name where skill.json has %s", async (_, text) => {
  await writeFile(join(folder, "skill.json"), text);
  expect(await readSkill(folder)).toEqual({ ok: false, error: expect.stringContaining(join(folder, "skill.json")) });
});
