// Stands for npx with CDK's and Alexa's command lines behind it: does to a world in a file what they would do to AWS and
// Amazon, as seen from outside, and fails where the file says so. What it prints is in the tools' own form.
import { readFileSync, statSync, writeFileSync } from "node:fs";

const path = process.env.FAKE_WORLD;
const [, , ...given] = process.argv;
const separator = given.indexOf("--");
const packages = given.slice(0, separator).filter((one) => one.startsWith("--package="));
const [program, ...args] = given.slice(separator + 1);
const world = JSON.parse(readFileSync(path, "utf8"));
const command = [program, args[0], ...(args[0] === "smapi" ? [args[1]] : [])].join(" ");
const linkingFile = () => optionOf("--account-linking-request").replace(/^file:/, "");
const POOL = {
  UserPoolId: "us-east-1_AbCdEfGhI",
  LinkingClientId: "1example23456789",
  SignInUrl: "https://house-band-111122223333.auth.us-east-1.amazoncognito.com",
};
const optionOf = (name) => args[args.indexOf(name) + 1];

const environment = Object.values(process.env).join("\n");
world.calls.push({ command, args, packages, region: process.env.AWS_REGION ?? null, environment });
const failure = world.failures.find((one) => one.command === command && one.times > 0);
if (failure) failure.times -= 1;
const output = failure && !failure.isAfter ? "" : await run();
writeFileSync(path, JSON.stringify(world));
if (failure) {
  // as a service does that repeats what it was sent
  const file = command.endsWith("update-account-linking-info") ? readFileSync(linkingFile(), "utf8") : "";
  process.stderr.write(`${failure.says}\n${file}`);
  process.exit(1);
}
process.stdout.write(output);

function run() {
  switch (command) {
    case "cdk --version":
      return "2.1148.1 (build fcf5e34)\n";
    case "cdk bootstrap":
      world.bootstrapped = args[1];
      return ` ✅  Environment ${args[1]} bootstrapped.\n`;
    case "cdk deploy":
      return deployStack();
    case "cdk destroy":
      return destroyStack();
    case "ask --version":
      return "2.30.7\n";
    case "ask smapi get-vendor-list":
      return json({ vendors: [{ id: "M1", name: "Somebody", roles: ["ROLE_ADMINISTRATOR"] }] });
    case "ask smapi list-skills-for-vendor":
      return listSkills();
    case "ask smapi create-skill-for-vendor":
      return createSkill();
    case "ask smapi get-skill-status":
      return find(optionOf("--skill-id")) ? json({ manifest: { lastUpdateRequest: { status: "SUCCEEDED" } } }) : gone();
    case "ask smapi set-skill-enablement":
      (find(optionOf("--skill-id")) ?? gone()).enabled = true;
      return "Command executed successfully!\n";
    case "ask smapi update-account-linking-info":
      return linkAccounts();
    case "ask smapi get-account-linking-info":
      return json({ accountLinkingResponse: linkingOf(find(optionOf("--skill-id")) ?? gone()) ?? gone() });
    case "ask smapi delete-account-linking-info":
      if (!(find(optionOf("--skill-id")) ?? gone()).linking) gone();
      delete find(optionOf("--skill-id")).linking;
      return "Command executed successfully!\n";
    case "ask smapi delete-skill":
      world.skills = world.skills.filter(({ skillId }) => skillId !== optionOf("--skill-id"));
      return "Command executed successfully!\n";
    case "ask deploy":
      return publish();
    default:
      return fail(`unknown command ${command}`);
  }
}

/** Its outputs go to a file, as CDK's --outputs-file has it. */
function deployStack() {
  if (!world.bootstrapped) return fail("This stack uses assets, so the environment has not been bootstrapped");
  const settings = args.flatMap((one, index) => (args[index - 1] === "-c" ? [one.split("=")] : []));
  const { region } = world.calls.at(-1);
  world.stack ??= { tableName: `HouseBand-Table-${world.stacksMade++}` };
  Object.assign(world.stack, { settings: Object.fromEntries(settings), region });
  const VoiceFunctionArn = `arn:aws:lambda:${region}:111122223333:function:HouseBand-Voice:live`;
  const pool = world.stack.settings.accountLinking === "cognito" ? POOL : {};
  const outputs = {
    VoiceFunctionArn,
    TableName: world.stack.tableName,
    BridgePolicyName: "house-band-bridge",
    ...pool,
  };
  writeFileSync(optionOf("--outputs-file"), JSON.stringify({ HouseBand: outputs }));
  return "HouseBand: deployed\n";
}

/** By a file, which ask-cli reads; what it is allowed to be is noted. @see SMAPI "Account linking schemas" */
function linkAccounts() {
  const path = linkingFile();
  world.files.push({ path, mode: (statSync(path).mode & 0o777).toString(8) });
  const { accountLinkingRequest } = JSON.parse(readFileSync(path, "utf8"));
  const { type, authorizationUrl, accessTokenUrl, clientId, clientSecret } = accountLinkingRequest;
  if (![authorizationUrl, accessTokenUrl].every((url) => url.startsWith("https://"))) fail("The URL is invalid");
  if (type !== "AUTH_CODE" || !clientId || !clientSecret) fail("The client is invalid");
  (find(optionOf("--skill-id")) ?? gone()).linking = accountLinkingRequest;
  return "Command executed successfully!\n";
}

function linkingOf({ linking }) {
  if (!linking) return null;
  const { clientSecret: _, skipOnEnablement: __, ...shown } = linking;
  return shown;
}

/** AWS deletes no policy that a certificate still carries. */
async function destroyStack() {
  const answer = await fetch(`${process.env.AWS_ENDPOINT_URL_IOT}/policy-targets/house-band-bridge`, {
    method: "POST",
  });
  if ((await answer.json()).targets.length > 0) return fail("DeleteConflictException: the policy is attached");
  world.stack = null;
  return "HouseBand: destroyed\n";
}

/** One skill a page, with a remark before the answer, as ask-cli writes them. */
function listSkills() {
  const from = args.includes("--next-token") ? Number(optionOf("--next-token")) : 0;
  const one = ({ skillId, name }) => ({
    skillId,
    stage: "development",
    nameByLocale: { "en-US": name },
    apis: ["custom"],
  });
  const isTruncated = from + 1 < world.skills.length;
  const page = { skills: world.skills.slice(from, from + 1).map(one), isTruncated };
  return json(isTruncated ? { ...page, nextToken: String(from + 1) } : page);
}

function createSkill() {
  const manifest = JSON.parse(optionOf("--manifest"));
  const skillId = `amzn1.ask.skill.00000000-0000-4000-8000-${String(world.skillsMade++).padStart(12, "0")}`;
  const [name] = Object.values(manifest.publishingInformation.locales).map((locale) => locale.name);
  if (JSON.stringify(manifest).includes("arn:aws:lambda")) fail("The trigger setting for the Lambda is invalid");
  world.skills.push({ skillId, name });
  return json({ skillId });
}

/** Alexa refuses a function that does not let the skill in, and icons that are not in the package. */
function publish() {
  const read = (file) => JSON.parse(readFileSync(file, "utf8"));
  const { profiles } = read("ask-resources.json");
  const profile = optionOf("--profile");
  const { skillId } = read(".ask/ask-states.json").profiles[profile];
  const skill = find(skillId) ?? gone();
  const { manifest } = read(`${profiles[profile].skillMetadata.src}/skill.json`);
  const { uri } = manifest.apis.custom.endpoint;
  if (world.stack?.settings.skillId !== skillId) fail("The trigger setting for the Lambda is invalid");
  for (const { smallIconUri } of Object.values(manifest.publishingInformation.locales)) {
    readFileSync(`${profiles[profile].skillMetadata.src}/${smallIconUri.replace("file://", "")}`);
  }
  skill.endpoint = uri;
  return "Skill package deployed successfully.\n";
}

function find(skillId) {
  return world.skills.find((skill) => skill.skillId === skillId);
}

function json(value) {
  return `[Warn]: a remark of the tool\n${JSON.stringify(value, null, 2)}\n`;
}

function gone() {
  return fail('[Error]: {\n  "message": "SKILL_NOT_FOUND",\n  "statusCode": 404\n}');
}

function fail(says) {
  writeFileSync(path, JSON.stringify(world));
  process.stderr.write(`${says}\n`);
  process.exit(1);
}
