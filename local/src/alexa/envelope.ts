// Request envelopes exactly as Alexa sends them: session, context, slots with every authority's answer.
import { createHash } from "node:crypto";
import { assertNever } from "@house-band/contract";
import type { Match } from "./lexicon.ts";
import type { HeardSlot, HeardValue } from "./resolver.ts";

export type Device = {
  readonly skillId: string;
  readonly userId: string;
  /** Of the account that is linked to the skill. */
  readonly accessToken?: string | null;
  readonly deviceId: string;
  readonly apiEndpoint: string;
  readonly locale: string;
};

export type Session = { readonly id: string; readonly attributes: unknown; readonly isNew: boolean };

export type Stamp = { readonly requestId: string; readonly timestampMs: number };

export type IntentSlots = Readonly<Record<string, unknown>>;
export type DialogState = "STARTED" | "IN_PROGRESS" | "COMPLETED";

export type RequestBody =
  | { readonly kind: "launch" }
  | {
      readonly kind: "intent";
      readonly name: string;
      readonly slots: IntentSlots;
      /** Only intents with a dialog model have one. */
      readonly dialogState: DialogState | null;
    }
  | { readonly kind: "session-ended"; readonly reason: "USER_INITIATED" | "EXCEEDED_MAX_REPROMPTS" };

/** @see Alexa "Request and response JSON reference" */
export function toEnvelope(device: Device, session: Session, stamp: Stamp, body: RequestBody) {
  const application = { applicationId: device.skillId };
  const { userId, accessToken } = device;
  const user = { userId, ...(accessToken ? { accessToken } : {}) };
  return {
    version: "1.0",
    session: { new: session.isNew, sessionId: session.id, application, attributes: session.attributes ?? {}, user },
    context: {
      System: {
        application,
        user,
        device: { deviceId: device.deviceId, supportedInterfaces: {} },
        apiEndpoint: device.apiEndpoint,
        apiAccessToken: `local-token.${stamp.requestId}`,
      },
    },
    request: {
      ...toRequest(body),
      requestId: stamp.requestId,
      locale: device.locale,
      timestamp: new Date(stamp.timestampMs).toISOString().replace(/\.\d+Z$/u, "Z"),
    },
  };
}

function toRequest(body: RequestBody) {
  switch (body.kind) {
    case "launch":
      return { type: "LaunchRequest", shouldLinkResultBeReturned: false };
    case "session-ended":
      return { type: "SessionEndedRequest", reason: body.reason };
    case "intent":
      return {
        type: "IntentRequest",
        intent: { name: body.name, confirmationStatus: "NONE", slots: body.slots },
        ...(body.dialogState ? { dialogState: body.dialogState } : {}),
      };
    default:
      return assertNever(body);
  }
}

/** A slot with its values and what entity resolution made of them; a slot nobody filled has its name only. */
export function toSlot(skillId: string, name: string, heard: HeardSlot | undefined) {
  const base = { name, confirmationStatus: "NONE" };
  const [first, ...more] = heard?.values ?? [];
  if (!heard || !first) return base;
  const simple = toSimple(skillId, heard.type, first);
  if (more.length === 0) {
    return { ...base, ...simple, source: "USER", slotValue: { type: "Simple", ...simple } };
  }
  const values = heard.values.map((value) => ({ type: "Simple", ...toSimple(skillId, heard.type, value) }));
  return {
    ...base,
    value: heard.values.map(({ value }) => value).join(" "),
    source: "USER",
    slotValue: { type: "List", values },
  };
}

function toSimple(skillId: string, type: string, heard: HeardValue) {
  const authorities = [
    ...toAuthority(`amzn1.er-authority.echo-sdk.${skillId}.${type}`, heard.staticMatches),
    ...toAuthority(`amzn1.er-authority.echo-sdk.dynamic.${skillId}.${type}`, heard.dynamicMatches),
  ];
  if (authorities.length === 0) return { value: heard.value };
  return { value: heard.value, resolutions: { resolutionsPerAuthority: authorities } };
}

/** At most five matches, best first; a value without an id of ours gets one made of its name, as Alexa makes them. */
function toAuthority(authority: string, matches: readonly Match[] | null) {
  if (matches === null) return [];
  const code = matches.length > 0 ? "ER_SUCCESS_MATCH" : "ER_SUCCESS_NO_MATCH";
  const values = matches.slice(0, 5).map(({ name, id }) => ({
    value: { name, id: id ?? createHash("md5").update(name).digest("hex") },
  }));
  return [{ authority, status: { code }, values }];
}
