// Reads an IoT policy document and answers whether a connection may do a thing. Denies win, silence denies.
// A document that uses what is not understood here is refused whole: guessing at permissions helps nobody.
import * as z from "zod";

export type PolicyAction = "iot:Connect" | "iot:Publish" | "iot:Subscribe" | "iot:Receive" | "iot:RetainPublish";

/** What a policy's variables and conditions can ask about. */
export type PolicyConnection = {
  readonly clientId: string;
  /** The thing whose certificate connects; the variables resolve only if the client id is its name. */
  readonly thing: string | null;
  readonly connectAttributes: readonly ("PersistentConnect" | "LastWill")[];
  /** Of a TLS connection. */
  readonly certificateId?: string;
};

export type Policy = {
  may(action: PolicyAction, resource: string, connection: PolicyConnection): boolean;
};

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const OPERATORS = ["Bool", "StringEquals", "ForAllValues:StringEquals", "ForAnyValue:StringEquals"] as const;

const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMany,
  Resource: oneOrMany,
  Condition: z.partialRecord(z.enum(OPERATORS), z.record(z.string(), oneOrMany)).optional(),
});
type Statement = z.infer<typeof Statement>;

const Document = z.strictObject({
  Version: z.literal("2012-10-17"),
  Id: z.string().optional(),
  Statement: z.union([Statement, z.array(Statement)]).transform((value) => [value].flat()),
});

/**
 * @param documents one, or several that a certificate carries together
 * @throws Error where a document is not an IoT policy, or uses an operator or variable not understood here
 * @see AWS IoT "AWS IoT Core policies"
 */
export function parsePolicy(documents: unknown): Policy {
  const statements = [documents].flat().flatMap((document) => {
    const parsed = Document.safeParse(document);
    if (!parsed.success) throw new Error(`The IoT policy can't be used: ${z.prettifyError(parsed.error)}`);
    return parsed.data.Statement;
  });
  for (const statement of statements) refuseUnknownVariables(statement);
  return {
    may: (action, resource, connection) => {
      const matching = statements.filter((statement) => applies(statement, action, resource, connection));
      return matching.length > 0 && matching.every((statement) => statement.Effect === "Allow");
    },
  };
}

/** `arn:aws:iot:{region}:{account}:{kind}/{name}`. @see AWS IoT "Action resources" */
export function createArns(region: string, account: string) {
  const arn = (kind: string, name: string) => `arn:aws:iot:${region}:${account}:${kind}/${name}`;
  return {
    certificate: (certificateId: string) => arn("cert", certificateId),
    client: (clientId: string) => arn("client", clientId),
    topic: (topic: string) => arn("topic", topic),
    topicFilter: (filter: string) => arn("topicfilter", filter),
  } as const;
}

function applies(statement: Statement, action: string, resource: string, connection: PolicyConnection): boolean {
  return (
    statement.Action.some((pattern) => globMatches(pattern, action)) &&
    statement.Resource.some((pattern) => {
      const resolved = resolve(pattern, connection);
      return resolved !== null && resourceMatches(resolved, resource);
    }) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, key, wanted, connection)),
    )
  );
}

function holds(operator: string, key: string, wanted: readonly string[], connection: PolicyConnection): boolean {
  const values = contextValues(key, connection);
  const accepted = wanted.flatMap((pattern) => plain(resolve(pattern, connection)));
  // A set operator over no values holds. @see IAM "Multivalued context keys"
  if (operator === "ForAllValues:StringEquals") return values.every((value) => accepted.includes(value));
  return values.some((value) => accepted.includes(value));
}

/** @see AWS IoT "Thing policy variables", "Basic policy variables" */
function contextValues(key: string, { clientId, thing, connectAttributes }: PolicyConnection): readonly string[] {
  switch (key) {
    case "iot:ConnectAttributes":
      return connectAttributes;
    case "iot:Connection.Thing.IsAttached":
      return [thing !== null && thing === clientId ? "true" : "false"];
    case "iot:Connection.Thing.ThingName":
      return thing !== null && thing === clientId ? [thing] : [];
    case "iot:ClientId":
      return [clientId];
    default:
      return [];
  }
}

const KNOWN_KEYS = [
  "iot:ConnectAttributes",
  "iot:Connection.Thing.IsAttached",
  "iot:Connection.Thing.ThingName",
  "iot:ClientId",
];
const VARIABLE = /\$\{([^}]*)\}/g;

function refuseUnknownVariables(statement: Statement): void {
  const conditions = Object.values(statement.Condition ?? {});
  const named = [
    ...[...statement.Resource, ...conditions.flatMap((keys) => Object.values(keys).flat())].flatMap((text) =>
      [...text.matchAll(VARIABLE)].map((match) => match[1] ?? ""),
    ),
    ...conditions.flatMap((keys) => Object.keys(keys)),
  ];
  const unknown = named.find((name) => !KNOWN_KEYS.includes(name));
  if (unknown !== undefined) {
    throw new Error(`The IoT policy can't be used: ${unknown} is not understood, only ${KNOWN_KEYS.join(", ")} are`);
  }
}

/** Pieces of a pattern; what came from a variable is literal, so that a thing's name can't widen a permission. */
type Piece = { readonly text: string; readonly literal: boolean };

/** Null where a variable has no value: then the pattern stands for nothing. */
function resolve(pattern: string, connection: PolicyConnection): readonly Piece[] | null {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of pattern.matchAll(VARIABLE)) {
    const [value] = contextValues(match[1] ?? "", connection);
    if (value === undefined) return null;
    pieces.push({ text: pattern.slice(from, match.index), literal: false }, { text: value, literal: true });
    from = match.index + match[0].length;
  }
  return [...pieces, { text: pattern.slice(from), literal: false }];
}

const plain = (pieces: readonly Piece[] | null): readonly string[] =>
  pieces === null ? [] : [pieces.map(({ text }) => text).join("")];

function resourceMatches(pieces: readonly Piece[], resource: string): boolean {
  const source = pieces.map(({ text, literal }) => (literal ? escapeRegExp(text) : globSource(text))).join("");
  return new RegExp(`^${source}$`, "s").test(resource);
}

const globMatches = (pattern: string, value: string): boolean =>
  new RegExp(`^${globSource(pattern)}$`, "s").test(value);

/** `*` any characters, `?` one; MQTT's own wildcards are characters like any other here. */
const globSource = (glob: string): string => escapeRegExp(glob).replaceAll("\\*", ".*").replaceAll("\\?", ".");

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
