// Every topic that is ever published or subscribed. The IoT policy is built from this page, and from nothing else.
import type { ThingName } from "./ids.ts";
import { EVENT_RULE, OUTCOME_RULE, ROTATED_RULE } from "./rule-names.ts";
import { SHADOW_NAMES, type ShadowName } from "./shadows.ts";

/** Written with a thing's name, or with a policy variable or a rule's wildcard in its place. */
export const topics = {
  command: (thing: ThingName | PolicyThing) => `hb/v1/${thing}/cmd`,
  lastWill: (thing: ThingName | PolicyThing | "+") => `hb/v1/${thing}/up/lwt`,
  outcome: (thing: ThingName | PolicyThing) => `$aws/rules/${OUTCOME_RULE}/${thing}`,
  event: (thing: ThingName | PolicyThing) => `$aws/rules/${EVENT_RULE}/${thing}`,
  /** Said over a connection that was made with a new certificate. */
  rotated: (thing: ThingName | PolicyThing) => `$aws/rules/${ROTATED_RULE}/${thing}`,
  shadow: (thing: ThingName | PolicyThing, name: ShadowName | "*") => `$aws/things/${thing}/shadow/name/${name}`,
  /** Published by AWS IoT itself, under the client's id. @see AWS IoT "Lifecycle events" */
  presence: (event: "connected" | "disconnected" | "+", clientId: string) =>
    `$aws/events/presence/${event}/${clientId}`,
} as const;

/** The template that bridges are provisioned by. */
export const PROVISIONING_TEMPLATE = "house-band-bridge";

/** The template by which a bridge that is in gets another certificate, for itself. */
export const ROTATION_TEMPLATE = "house-band-rotation";

/** Where a device asks for an identity; the answers come on the same topic with /accepted or /rejected. */
export const provisioningTopics = {
  certificate: "$aws/certificates/create-from-csr/json",
  /** @see AWS IoT "Device provisioning MQTT API" */
  provision: (template: string) => `$aws/provisioning-templates/${template}/provision/json`,
} as const;

/** The thing of the certificate that connected. @see AWS IoT "Thing policy variables" */
export const POLICY_THING = "${iot:Connection.Thing.ThingName}";
export type PolicyThing = typeof POLICY_THING;

/** What a bridge subscribes to, one filter each: AWS takes eight in one packet. */
export function bridgeTopics(thing: ThingName) {
  const shadows = SHADOW_NAMES.map((name) => topics.shadow(thing, name));
  return {
    subscribe: [topics.command(thing), ...shadows.flatMap((shadow) => [`${shadow}/get/+`, `${shadow}/update/+`])],
  } as const;
}

/**
 * What a bridge may publish, subscribe to and receive: the input of its IoT policy, in which `*` stands for anything. All
 * shadows of its own thing at once: AWS takes 2,048 characters of policy. @see AWS IoT Core quotas, "Policy document size"
 */
export function bridgeRights(thing: ThingName | PolicyThing) {
  const anyShadow = topics.shadow(thing, "*");
  return {
    publish: [
      topics.lastWill(thing),
      topics.outcome(thing),
      topics.event(thing),
      `${anyShadow}/get`,
      `${anyShadow}/update`,
    ],
    subscribe: [topics.command(thing), anyShadow],
    receive: [topics.command(thing), ...["accepted", "rejected", "delta"].map((answer) => `${anyShadow}/${answer}`)],
  } as const;
}

/**
 * What a bridge may do beside that, to change its certificate: the input of a policy of its own, because both together
 * are longer than AWS takes. Answers are heard by whoever asked alone. @see AWS IoT "Device provisioning MQTT API"
 */
export function rotationRights(thing: ThingName | PolicyThing) {
  const asked = [provisioningTopics.certificate, provisioningTopics.provision(ROTATION_TEMPLATE)];
  const answers = asked.flatMap((topic) => [`${topic}/accepted`, `${topic}/rejected`]);
  return { publish: [...asked, topics.rotated(thing)], subscribe: answers, receive: answers } as const;
}
