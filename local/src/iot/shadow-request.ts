// Bytes to a shadow request, with AWS's own words where it refuses. Decides nothing about the shadow itself.
import { err, ok, type Result } from "@house-band/contract";
import { holdsNullInArray, isDeeperThan, isObject, type JsonObject, own } from "./json.ts";
import type { EffectiveLimits } from "./limits.ts";

/** @see AWS IoT "Device Shadow error messages" */
export type ShadowError = {
  readonly code: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 500;
  readonly message: string;
  readonly clientToken?: string;
};

/** A section that is absent stays as it is; null drops it. */
export type SectionPatches = { readonly desired?: JsonObject | null; readonly reported?: JsonObject | null };

export type UpdateRequest = {
  readonly state: SectionPatches;
  readonly version: number | null;
  readonly clientToken?: string;
};

/** @see AWS IoT "Device Shadow service documents", request state document */
export function parseUpdate(payload: Uint8Array, limits: EffectiveLimits): Result<UpdateRequest, ShadowError> {
  const parsed = parseBody(payload, limits);
  if (!parsed.ok) return parsed;
  const { body, token } = parsed.value;
  const refuse = (message: string) => err({ code: 400, message, ...token } as const);
  const state = own(body, "state");
  if (state === undefined) return refuse("Missing required node: state");
  if (!isObject(state)) return refuse("State node must be an object");
  const unknown = Object.keys(state).find((key) => key !== "desired" && key !== "reported");
  if (unknown !== undefined) return refuse(`State contains an invalid node: '${unknown}'`);
  const sections: { desired?: JsonObject | null; reported?: JsonObject | null } = {};
  for (const name of ["desired", "reported"] as const) {
    const section = own(state, name);
    if (section === undefined) continue;
    const problem = sectionProblem(name, section, limits);
    if (problem !== null) return refuse(problem);
    if (section === null || isObject(section)) sections[name] = section;
  }
  const version = own(body, "version");
  if (version === undefined) return ok({ state: sections, version: null, ...token });
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 0) return refuse("Invalid version");
  return ok({ state: sections, version, ...token });
}

/** The body of a get or delete: empty, or an object that may hold a clientToken and, for a delete, a version. */
export function parsePlainRequest(
  payload: Uint8Array,
  limits: EffectiveLimits,
): Result<{ readonly version: number | null; readonly clientToken?: string }, ShadowError> {
  if (payload.byteLength === 0) return ok({ version: null });
  const parsed = parseBody(payload, limits);
  if (!parsed.ok) return parsed;
  const version = own(parsed.value.body, "version");
  return ok({ version: typeof version === "number" ? version : null, ...parsed.value.token });
}

function parseBody(
  payload: Uint8Array,
  limits: EffectiveLimits,
): Result<{ readonly body: JsonObject; readonly token: { readonly clientToken?: string } }, ShadowError> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
  } catch {
    return err({ code: 415, message: "Unsupported documented encoding; supported encoding is UTF-8" });
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return err({ code: 400, message: "Invalid JSON" });
  }
  if (!isObject(body)) return err({ code: 400, message: "Invalid JSON: an object is expected" });
  const clientToken = own(body, "clientToken");
  if (clientToken === undefined) return ok({ body, token: {} });
  if (typeof clientToken !== "string" || Buffer.byteLength(clientToken) > limits.clientTokenBytes) {
    return err({ code: 400, message: "Invalid clientToken" });
  }
  return ok({ body, token: { clientToken } });
}

function sectionProblem(name: "desired" | "reported", section: unknown, limits: EffectiveLimits): string | null {
  if (section === null) return null;
  if (!isObject(section)) return `${name === "desired" ? "Desired" : "Reported"} node must be an object`;
  if (isDeeperThan(section, limits.shadowDepth)) {
    return `JSON contains too many levels of nesting; maximum is ${limits.shadowDepth}`;
  }
  return holdsNullInArray(section) ? "Arrays must not contain null" : null;
}
