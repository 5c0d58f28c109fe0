// The skill's manifest and icons, by the published schema and by what a review looks at.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import * as z from "zod";
import { parseModel } from "../../local/src/alexa/model.ts";
import { createResolver } from "../../local/src/alexa/resolver.ts";
import { propertiesOf, validatorOf } from "./smapi-schema.ts";

const read = (path: string): Buffer => readFileSync(new URL(`../../${path}`, import.meta.url));
const json = (path: string): unknown => JSON.parse(read(path).toString("utf8"));

const manifestFile = json("skill-package/skill.json");
const { manifest } = z
  .object({
    manifest: z.looseObject({
      publishingInformation: z.looseObject({
        locales: z.object({
          "en-US": z.looseObject({
            description: z.string(),
            summary: z.string(),
            examplePhrases: z.array(z.string()),
            smallIconUri: z.string(),
            largeIconUri: z.string(),
          }),
        }),
      }),
      privacyAndCompliance: z.looseObject({}),
      apis: z.object({ custom: z.object({ endpoint: z.object({ uri: z.string() }) }) }),
    }),
  })
  .parse(manifestFile);
const { "en-US": english } = manifest.publishingInformation.locales;

describe("the manifest", () => {
  it("is valid against the schema of the skill management API", () => {
    expect(validatorOf("v1.skill.Manifest.SkillManifestEnvelope")(manifestFile)).toEqual([]);
  });

  it("has no field the schema does not know", () => {
    const known = (definition: string, value: object): string[] =>
      Object.keys(value).filter((key) => !propertiesOf(`v1.skill.Manifest.${definition}`).includes(key));

    expect(known("SkillManifest", manifest)).toEqual([]);
    expect(known("SkillManifestPublishingInformation", manifest.publishingInformation)).toEqual([]);
    expect(known("SkillManifestLocalizedPublishingInformation", english)).toEqual([]);
    expect(known("SkillManifestPrivacyAndCompliance", manifest.privacyAndCompliance)).toEqual([]);
  });

  it("says what it does with people's data", () => {
    expect(manifest.privacyAndCompliance).toMatchObject({
      allowsPurchases: false,
      usesPersonalInfo: true,
      isChildDirected: false,
      isExportCompliant: true,
      containsAds: false,
    });
  });

  it("names the hardware that is needed", () => {
    expect(english.description).toContain("bridge");
    expect(english.summary.length).toBeLessThanOrEqual(160);
  });

  it("points to a Lambda function's alias", () => {
    expect(manifest.apis.custom.endpoint.uri).toMatch(
      /^arn:aws:lambda:[a-z]{2}-[a-z]+-\d:\d{12}:function:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+$/u,
    );
  });

  it("gives three example phrases, all of which are understood", () => {
    const resolver = createResolver(parseModel(json("skill-package/interactionModels/custom/en-US.json")));
    const intents = english.examplePhrases.map((phrase) => {
      expect(phrase).toMatch(/^Alexa, ask House Band to /u);
      return resolver.resolve(phrase.replace(/^Alexa, ask House Band to /u, "")).intent;
    });

    expect(intents).toEqual(["PlayIntent", "AdjustVolumeIntent", "MoveIntent"]);
  });
});

describe("the icons", () => {
  /** @see PNG specification section 11.2.2: width and height stand at bytes 16 and 20 */
  it.each([
    [108, "smallIconUri"],
    [512, "largeIconUri"],
  ] as const)("are PNG files of %i pixels that show something", (sizePx, field) => {
    const path = english[field].replace("file://", "skill-package/");

    const png = read(path);

    expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([sizePx, sizePx]);
    expect(png.byteLength).toBeGreaterThan(2_000);
  });
});

describe("the ask-cli project file", () => {
  it("deploys the skill's metadata only", () => {
    expect(json("ask-resources.json")).toEqual({
      askcliResourcesVersion: "2020-03-31",
      profiles: { default: { skillMetadata: { src: "./skill-package" } } },
    });
  });
});
