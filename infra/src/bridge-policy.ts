// What a bridge's certificate may do: its own client id, its own topics, nothing else. The cloud attaches this
// document to every bridge, and the local cloud enforces the same one.
import { bridgeRights, POLICY_THING, rotationRights } from "@house-band/contract";

export const BRIDGE_POLICY_NAME = "house-band-bridge";
export const ROTATION_POLICY_NAME = "house-band-rotation";
/** All that a bridge's certificate carries. */
export const BRIDGE_POLICY_NAMES = [BRIDGE_POLICY_NAME, ROTATION_POLICY_NAME] as const;

/** Where the policy holds. Regions with an Alexa trigger all lie in the partition `aws`. */
export type PolicyPlace = { readonly region: string; readonly account: string };

export type PolicyStatement = {
  readonly Effect: "Allow";
  readonly Action: string;
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

export type PolicyDocument = { readonly Version: "2012-10-17"; readonly Statement: readonly PolicyStatement[] };

/**
 * The IoT policy of all bridges. The thing variable resolves to the thing of the certificate that connected, and
 * `IsAttached` keeps out a certificate without one, for which the variable would be whatever the client claims.
 * Retained messages are not used, so `iot:RetainPublish` is not granted.
 * @see AWS IoT "Thing policy variables", "Connect policy examples"
 */
export function bridgePolicyDocument(place: PolicyPlace): PolicyDocument {
  const arn = arnsIn(place);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "iot:Connect",
        Resource: [arn("client", POLICY_THING)],
        Condition: {
          Bool: { "iot:Connection.Thing.IsAttached": "true" },
          "ForAllValues:StringEquals": { "iot:ConnectAttributes": ["PersistentConnect", "LastWill"] },
        },
      },
      ...messages(bridgeRights(POLICY_THING), arn),
    ],
  };
}

/** The second policy of all bridges: a bridge may change its own certificate. */
export function rotationPolicyDocument(place: PolicyPlace): PolicyDocument {
  return { Version: "2012-10-17", Statement: messages(rotationRights(POLICY_THING), arnsIn(place)) };
}

type Rights = Readonly<Record<"publish" | "subscribe" | "receive", readonly string[]>>;
type Arn = ReturnType<typeof arnsIn>;

const arnsIn =
  ({ region, account }: PolicyPlace) =>
  (kind: "client" | "topic" | "topicfilter", name: string) =>
    `arn:aws:iot:${region}:${account}:${kind}/${name}`;

const messages = ({ publish, subscribe, receive }: Rights, arn: Arn): readonly PolicyStatement[] => [
  { Effect: "Allow", Action: "iot:Publish", Resource: publish.map((topic) => arn("topic", topic)) },
  { Effect: "Allow", Action: "iot:Subscribe", Resource: subscribe.map((filter) => arn("topicfilter", filter)) },
  { Effect: "Allow", Action: "iot:Receive", Resource: receive.map((topic) => arn("topic", topic)) },
];
