// What kind of event the function was called with, by its shape alone, before any library looks at it.
// A wrong guess here would be a crash inside the Alexa SDK, which trusts the shape.
import {
  EVENT_RULE,
  LAST_WILL_RULE,
  OUTCOME_RULE,
  PRESENCE_RULE,
  type RuleEvent,
  type RuleName,
} from "@house-band/contract";
import type { RequestEnvelope } from "ask-sdk-model";
import { readAccessToken } from "./access-token.ts";

export type EventShape =
  | { readonly kind: "custom-skill"; readonly envelope: RequestEnvelope }
  | {
      readonly kind: "smart-home";
      readonly messageId: string;
      readonly correlationToken: string | null;
      /** Of the account that is linked; it is where the directive is. */
      readonly accessToken: string | null;
    }
  | { readonly kind: "rule"; readonly event: RuleEvent }
  /** The clock says that it is time to take away what is nobody's any more. */
  | { readonly kind: "clean" }
  /** A bridge asks for an identity; what it says is untrusted. */
  | { readonly kind: "enrolment"; readonly request: unknown }
  /** For the log: names of fields, never their content. */
  | { readonly kind: "unknown"; readonly fields: string };

/** Total: whatever arrives, a shape comes out. */
export function shapeOf(event: unknown): EventShape {
  const header = fieldsOf(fieldsOf(event)?.directive)?.header;
  if (header !== undefined) {
    const { messageId, correlationToken } = fieldsOf(header) ?? {};
    return {
      kind: "smart-home",
      messageId: text(messageId) ?? "",
      correlationToken: text(correlationToken),
      accessToken: bearerTokenOf(fieldsOf(event)?.directive),
    };
  }
  if (fieldsOf(event)?.task === "clean") return { kind: "clean" };
  return (
    toEnvelope(event) ?? toRuleEvent(event) ?? toEnrolment(event) ?? { kind: "unknown", fields: fieldNames(event) }
  );
}

/** Of an endpoint's directive, of a discovery, of a grant. @see Alexa "Smart Home Skill API Message Reference", BearerToken */
function bearerTokenOf(directive: unknown): string | null {
  const { endpoint, payload } = fieldsOf(directive) ?? {};
  const scopes = [fieldsOf(endpoint)?.scope, fieldsOf(payload)?.scope, fieldsOf(payload)?.grantee];
  const bearer = scopes.map(fieldsOf).find((scope) => scope?.type === "BearerToken");
  return readAccessToken(bearer?.token);
}

/** Whatever the SDK reads without asking: `request.type`, `context.System.application`. */
function toEnvelope(event: unknown): EventShape | null {
  const type = fieldsOf(fieldsOf(event)?.request)?.type;
  const application = fieldsOf(fieldsOf(fieldsOf(fieldsOf(event)?.context)?.System)?.application);
  if (typeof type !== "string" || !application) return null;
  return { kind: "custom-skill", envelope: event as RequestEnvelope }; // as far as the SDK relies on it, it is one
}

function toRuleEvent(event: unknown): EventShape | null {
  const { rule, thing, payload, receivedAtMs } = fieldsOf(event) ?? {};
  if (!isRuleName(rule) || typeof thing !== "string" || typeof receivedAtMs !== "number") return null;
  return { kind: "rule", event: { rule, thing, payload, receivedAtMs } };
}

/** @see AWS IoT "Pre-provisioning hooks" */
function toEnrolment(event: unknown): EventShape | null {
  const { claimCertificateId, certificateId, templateArn } = fieldsOf(event) ?? {};
  const isOne = [claimCertificateId, certificateId, templateArn].every((field) => typeof field === "string");
  return isOne ? { kind: "enrolment", request: event } : null;
}

const RULE_NAMES = [OUTCOME_RULE, EVENT_RULE, LAST_WILL_RULE, PRESENCE_RULE] as const satisfies readonly RuleName[];

const isRuleName = (rule: unknown): rule is RuleName => RULE_NAMES.some((name) => name === rule);

function fieldNames(event: unknown): string {
  const fields = fieldsOf(event);
  return fields ? Object.keys(fields).slice(0, 10).join(",").slice(0, 200) : typeof event;
}

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null; // an object has string keys
