// The CDK app: bundles the functions, makes the stack, holds it to the AWS Solutions rules.
// `npm run synth -w infra` writes the template without an account; the CDK command line deploys it.
import { fileURLToPath } from "node:url";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { bundleLambda, ROTATION_SOURCE } from "./bundle.ts";
import { HouseBandStack } from "./house-band-stack.ts";
import { checkRegion, NO_SKILL, parseSettings } from "./settings.ts";

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region, CDK_OUTDIR: outdir } = process.env;
const app = new App({
  outdir: outdir ?? inThisPackage("cdk.out"),
  analyticsReporting: false,
});
checkRegion(region);
const settings = parseSettings((key) => app.node.tryGetContext(key));
const { directory: codeDirectory } = await bundleLambda(inThisPackage("dist/lambda"));
const { directory: rotationDirectory } = await bundleLambda(inThisPackage("dist/rotation"), ROTATION_SOURCE);
const stack = new HouseBandStack(app, "HouseBand", {
  description: "House Band: one household's voice, memory and way to its bridges",
  settings,
  codeDirectory,
  rotationDirectory,
  ...(account && region ? { env: { account, region } } : {}),
});
if (settings.skillId === NO_SKILL) {
  Validations.of(stack).addWarning("house-band:no-skill", "No skill may call the function yet: give -c skillId=<id>");
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();

function inThisPackage(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
