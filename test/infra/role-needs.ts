// What a role of the template is allowed, and what AWS itself does in its name: that no code of ours calls shows in the
// template, by who uses the role, and is held against what AWS documents.
import type { Template } from "aws-cdk-lib/assertions";

type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };
type Statement = { readonly Effect: string; readonly Action: string | readonly string[] };
type Policy = { readonly PolicyDocument: { readonly Statement: readonly Statement[] }; readonly Roles: unknown };

const resourcesOf = (template: Template): readonly (readonly [string, Resource])[] =>
  Object.entries(template.toJSON().Resources as Record<string, Resource>); // what a template is

/** Every role, without the eight digits that CDK adds to what it is called in the code. */
export const rolesOf = (template: Template): readonly string[] =>
  resourcesOf(template)
    .filter(([, { Type }]) => Type === "AWS::IAM::Role")
    .map(([id]) => nameOf(id))
    .sort();

const nameOf = (id: string): string => id.replace(/[0-9A-F]{8}$/, "");

/** Whether this part of a resource names the role, by reference or by ARN. */
const isRole = (value: unknown, role: string): boolean => {
  const id = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(value) ?? "")?.[1];
  return id !== undefined && nameOf(id) === role;
};

/** Every action that the role's policies allow, wherever they are written. @throws where one is not in the template */
export function grantedTo(template: Template, role: string): readonly string[] {
  const documents = resourcesOf(template).flatMap(([id, { Type, Properties }]) => {
    if (Type === "AWS::IAM::ManagedPolicy") throw new Error(`${id} is a managed policy: write it into the role's own`);
    if (Type === "AWS::IAM::Policy" || Type === "AWS::IAM::RolePolicy") {
      const { PolicyDocument, Roles, RoleName } = Properties as Policy & { RoleName?: unknown }; // by CloudFormation's schema
      const roles = Array.isArray(Roles) ? Roles : [RoleName];
      return roles.some((one) => isRole(one, role)) ? [PolicyDocument] : [];
    }
    if (Type !== "AWS::IAM::Role" || nameOf(id) !== role) return [];
    if (Properties.ManagedPolicyArns) throw new Error(`${role} has a managed policy, whose actions are not compared`);
    return ((Properties.Policies ?? []) as readonly Policy[]).map((inline) => inline.PolicyDocument); // by the same schema
  });
  const statements = documents.flatMap(({ Statement }) => Statement);
  return sorted(statements.flatMap(({ Effect, Action }) => (Effect === "Allow" ? Action : [])));
}

export const sorted = (actions: readonly string[]): readonly string[] => [...new Set(actions)].sort();

/** Lambda writes a function's log in its role's name. @see AWS Lambda "Sending Lambda function logs to CloudWatch Logs" */
const LOG = ["logs:CreateLogStream", "logs:PutLogEvents"];

/** Where an event goes that failed for good. @see AWS Lambda "Retaining records of asynchronous invocations" */
const DESTINATIONS: Readonly<Record<string, readonly string[]>> = { "AWS::SQS::Queue": ["sqs:SendMessage"] };

/** By a rule's action. @see AWS IoT "Rule actions": `Lambda` goes by the function's own permission */
const RULE_ACTIONS: Readonly<Record<string, readonly string[]>> = { Sqs: ["sqs:SendMessage"] };

/**
 * By what a provisioning template makes. AWS publishes the list for all templates together, below; which of it each
 * resource takes is our reading, from what the actions do, and has not been tried on AWS.
 */
const PROVISIONED: Readonly<Record<string, readonly string[]>> = {
  "AWS::IoT::Thing": ["CreateThing", "DescribeThing", "UpdateThing", "AttachThingPrincipal", "ListThingPrincipals"],
  "AWS::IoT::Certificate": ["DescribeCertificate", "UpdateCertificate"],
  "AWS::IoT::Policy": ["GetPolicy", "AttachPolicy", "ListPrincipalPolicies"],
};
/** Of every template: by it all of the rest is done. */
const PROVISIONING = "RegisterThing";

/** @see AWS managed policy reference "AWSIoTThingsRegistration", version 3, of 5 October 2020; read in November 2026 */
export const THINGS_REGISTRATION = [
  ...["AddThingToThingGroup", "AttachPolicy", "AttachPrincipalPolicy", "AttachThingPrincipal"],
  ...["CreateCertificateFromCsr", "CreatePolicy", "CreateThing", "DescribeCertificate", "DescribeThing"],
  ...["DescribeThingGroup", "DescribeThingType", "DetachPolicy", "DetachThingPrincipal", "GetPolicy"],
  ...["ListAttachedPolicies", "ListPolicyPrincipals", "ListPrincipalPolicies", "ListPrincipalThings"],
  ...["ListTargetsForPolicy", "ListThingGroupsForThing", "ListThingPrincipals", "RegisterCertificate"],
  ...["RegisterThing", "RemoveThingFromThingGroup", "UpdateCertificate", "UpdateThing", "UpdateThingGroupsForThing"],
  ...["AddThingToBillingGroup", "DescribeBillingGroup", "RemoveThingFromBillingGroup"],
];

/** Why the rest of AWS's list is not allowed. */
export const NOT_PROVISIONED: Readonly<Record<string, readonly string[]>> = {
  "no template makes a group, a type or a billing group": [
    ...["AddThingToThingGroup", "DescribeThingGroup", "DescribeThingType", "ListThingGroupsForThing"],
    ...["RemoveThingFromThingGroup", "UpdateThingGroupsForThing"],
    ...["AddThingToBillingGroup", "DescribeBillingGroup", "RemoveThingFromBillingGroup"],
  ],
  "a certificate is there before the template is used, by its id": ["CreateCertificateFromCsr", "RegisterCertificate"],
  "the policy is the stack's, and named": ["CreatePolicy"],
  "a new certificate has nothing that could be taken from it": [
    ...["DetachPolicy", "DetachThingPrincipal", "ListPrincipalThings"],
  ],
  "the older and the newer names of what is allowed": [
    ...["AttachPrincipalPolicy", "ListAttachedPolicies", "ListPolicyPrincipals", "ListTargetsForPolicy"],
  ],
};

/** What provisioning by the templates that use this role takes. */
export function neededByTemplates(bodies: readonly string[]): readonly string[] {
  const types = bodies.flatMap((body) => {
    const { Resources } = JSON.parse(body) as { Resources: Record<string, { Type: string }> }; // AWS IoT's own format
    return Object.values(Resources).map(({ Type }) => Type);
  });
  const made = types.flatMap((type) => PROVISIONED[type] ?? [`nobody has said what ${type} takes`]);
  return bodies.length === 0 ? [] : [PROVISIONING, ...made].map((name) => `iot:${name}`);
}

/** What AWS does in this role's name, because something in the template says that it shall. */
export function neededByAws(template: Template, role: string): readonly string[] {
  const all = resourcesOf(template);
  const functions = all.filter(([, { Type, Properties }]) => Type === FUNCTION && isRole(Properties.Role, role));
  const ids = functions.map(([id]) => id);
  return sorted([
    ...(functions.length > 0 ? LOG : []),
    ...all.flatMap(([, { Type, Properties }]) => (Type === EVENTS ? neededByFailures(all, ids, Properties) : [])),
    ...all.flatMap(([, { Type, Properties }]) => (Type === RULE ? neededByRule(Properties, role) : [])),
    ...neededByTemplates(
      all.flatMap(([, { Type, Properties }]) =>
        Type === TEMPLATE && isRole(Properties.ProvisioningRoleArn, role) ? [String(Properties.TemplateBody)] : [],
      ),
    ),
  ]);
}

const FUNCTION = "AWS::Lambda::Function";
const EVENTS = "AWS::Lambda::EventInvokeConfig";
const RULE = "AWS::IoT::TopicRule";
const TEMPLATE = "AWS::IoT::ProvisioningTemplate";

const idIn = (value: unknown): string => /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(value) ?? "")?.[1] ?? "";

function neededByFailures(
  all: ReturnType<typeof resourcesOf>,
  functions: readonly string[],
  { FunctionName, DestinationConfig }: Resource["Properties"],
): readonly string[] {
  if (!functions.includes(idIn(FunctionName))) return [];
  const type = new Map(all).get(idIn(DestinationConfig))?.Type;
  return type === undefined ? [] : (DESTINATIONS[type] ?? [`nobody has said what a destination of ${type} takes`]);
}

function neededByRule({ TopicRulePayload }: Resource["Properties"], role: string): readonly string[] {
  type Payload = {
    readonly Actions: readonly Record<string, { RoleArn?: unknown }>[];
    readonly ErrorAction?: Record<string, { RoleArn?: unknown }>;
  };
  const { Actions, ErrorAction = {} } = TopicRulePayload as Payload; // by CloudFormation's schema of a rule
  return [...Actions, ErrorAction]
    .flatMap((action) => Object.entries(action))
    .filter(([, { RoleArn }]) => RoleArn !== undefined && isRole(RoleArn, role))
    .flatMap(([kind]) => RULE_ACTIONS[kind] ?? [`nobody has said what a rule's ${kind} takes`]);
}
