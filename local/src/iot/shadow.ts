// What a shadow document becomes when it is updated, read or deleted. Pure: time comes in, messages go out as data.
// @see AWS IoT "Device Shadow service documents"
import { err, ok, type Result } from "@house-band/contract";
import { isObject, type Json, type JsonObject, own, sameJson } from "./json.ts";
import type { EffectiveLimits } from "./limits.ts";
import type { SectionPatches, ShadowError, UpdateRequest } from "./shadow-request.ts";

/** The values of a section, and `{ "timestamp": seconds }` in the place of each. */
type Section = { readonly values: JsonObject; readonly stamps: JsonObject };
type Sections = { readonly desired?: Section; readonly reported?: Section };

export type Shadow =
  | { readonly kind: "live"; readonly sections: Sections; readonly version: number }
  /** A deleted shadow leaves its version behind for a while, so that late updates can be told from new ones. */
  | { readonly kind: "deleted"; readonly version: number; readonly deletedAtMs: number };
type Live = Extract<Shadow, { kind: "live" }>;

export type Updated = {
  readonly shadow: Shadow;
  readonly accepted: JsonObject;
  /** Null where nothing that is desired differs from what is reported. */
  readonly delta: JsonObject | null;
  readonly documents: JsonObject;
};

/** Errors: 409 where the version does not match, 413 where the document grew beyond its limit. */
export function updateShadow(
  shadow: Shadow | null,
  request: UpdateRequest,
  nowMs: number,
  limits: EffectiveLimits,
): Result<Updated, ShadowError> {
  const before = startingPoint(shadow, nowMs, limits);
  if (request.version !== null && request.version !== before.version) {
    return err({ code: 409, message: "Version conflict", ...tokenOf(request) });
  }
  const timestamp = toSeconds(nowMs);
  const after: Live = {
    kind: "live",
    sections: patchSections(before.sections, request.state, timestamp),
    version: before.version + 1,
  };
  if (Buffer.byteLength(JSON.stringify(valuesOf(after.sections))) > limits.shadowDocumentBytes) {
    return err({ code: 413, message: "The payload exceeds the maximum size allowed", ...tokenOf(request) });
  }
  const tail = { timestamp, ...tokenOf(request) };
  const changed = patchSections({}, request.state, timestamp);
  return ok({
    shadow: after,
    accepted: { state: { ...request.state }, metadata: stampsOf(changed), version: after.version, ...tail },
    delta: deltaMessage(after, tail),
    documents: { previous: documentOf(before), current: documentOf(after), ...tail },
  });
}

/** The whole document, with the delta where there is one; 404 where there is no shadow. */
export function readShadow(
  shadow: Shadow | null,
  request: { readonly clientToken?: string },
  nowMs: number,
): Result<JsonObject, 404> {
  if (shadow?.kind !== "live") return err(404);
  const { state, metadata, version } = documentOf(shadow);
  const delta = deltaOf(shadow.sections.desired?.values, shadow.sections.reported?.values);
  return ok({
    state: delta === null ? state : { ...state, delta },
    metadata,
    version,
    timestamp: toSeconds(nowMs),
    ...tokenOf(request),
  });
}

/** Errors: 404 where there is no shadow, 409 where a version is given and does not match. */
export function deleteShadow(
  shadow: Shadow | null,
  request: { readonly version: number | null; readonly clientToken?: string },
  nowMs: number,
): Result<{ readonly shadow: Shadow; readonly accepted: JsonObject }, 404 | 409> {
  if (shadow?.kind !== "live") return err(404);
  const { version } = shadow;
  if (request.version !== null && request.version !== version) return err(409);
  return ok({
    shadow: { kind: "deleted", version, deletedAtMs: nowMs },
    accepted: { version, timestamp: toSeconds(nowMs), ...tokenOf(request) },
  });
}

/** Every desired value that differs from the reported one, or that is not reported; null where there is none. */
function deltaOf(desired: JsonObject | undefined, reported: JsonObject | undefined): JsonObject | null {
  const entries = Object.entries(desired ?? {}).flatMap(([key, wanted]): readonly Entry[] => {
    const actual = own(reported, key);
    if (isObject(wanted) && isObject(actual)) {
      const inner = deltaOf(wanted, actual);
      return inner === null ? [] : [[key, inner]];
    }
    return sameJson(wanted, actual) ? [] : [[key, wanted]];
  });
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

type Entry = readonly [key: string, value: Json];

/** The version goes on after a delete, until AWS forgets it. */
function startingPoint(shadow: Shadow | null, nowMs: number, limits: EffectiveLimits): Live {
  if (shadow?.kind === "live") return shadow;
  const forgotten = shadow === null || nowMs - shadow.deletedAtMs > limits.shadowVersionKeptMs;
  return { kind: "live", sections: {}, version: forgotten ? 0 : shadow.version };
}

function patchSections(before: Sections, patches: SectionPatches, timestamp: number): Sections {
  const desired = patchSection(before.desired, patches.desired, timestamp);
  const reported = patchSection(before.reported, patches.reported, timestamp);
  return { ...(desired && { desired }), ...(reported && { reported }) };
}

/** A section without values is no section. @see AWS IoT "Device Shadow service documents", empty sections */
function patchSection(
  before: Section | undefined,
  change: JsonObject | null | undefined,
  timestamp: number,
): Section | undefined {
  if (change === undefined) return before;
  if (change === null) return undefined;
  const after = patch(before, change, timestamp);
  return Object.keys(after.values).length === 0 ? undefined : after;
}

/** Objects are merged key by key, a null deletes its key, everything else (arrays too) is replaced whole. */
function patch(before: Section | undefined, change: JsonObject, timestamp: number): Section {
  const keep = (entries: JsonObject | undefined) =>
    Object.entries(entries ?? {}).filter(([key]) => !Object.hasOwn(change, key));
  const values: Entry[] = keep(before?.values);
  const stamps: Entry[] = keep(before?.stamps);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) continue;
    const inner = isObject(value) ? patch(innerSection(before, key), value, timestamp) : null;
    values.push([key, inner?.values ?? value]);
    stamps.push([key, inner?.stamps ?? stamp(value, timestamp)]);
  }
  return { values: Object.fromEntries(values), stamps: Object.fromEntries(stamps) };
}

function innerSection(section: Section | undefined, key: string): Section | undefined {
  const values = own(section?.values, key);
  const stamps = own(section?.stamps, key);
  return isObject(values) && isObject(stamps) ? { values, stamps } : undefined;
}

function stamp(value: Json, timestamp: number): Json {
  if (Array.isArray(value)) return value.map((element) => stamp(element, timestamp));
  if (!isObject(value)) return { timestamp };
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, stamp(child, timestamp)]));
}

function deltaMessage(shadow: Live, tail: JsonObject): JsonObject | null {
  const { desired, reported } = shadow.sections;
  const state = deltaOf(desired?.values, reported?.values);
  if (state === null || desired === undefined) return null;
  return { version: shadow.version, ...tail, state, metadata: stampsAlong(state, desired.stamps) };
}

/** The stamps of just those keys that a delta names. */
function stampsAlong(delta: JsonObject, stamps: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(delta).flatMap(([key, value]): readonly Entry[] => {
      const stamped = own(stamps, key);
      if (stamped === undefined) return [];
      return [[key, isObject(value) && isObject(stamped) ? stampsAlong(value, stamped) : stamped]];
    }),
  );
}

const valuesOf = ({ desired, reported }: Sections): JsonObject => ({
  ...(desired && { desired: desired.values }),
  ...(reported && { reported: reported.values }),
});

const stampsOf = ({ desired, reported }: Sections): JsonObject => ({
  ...(desired && { desired: desired.stamps }),
  ...(reported && { reported: reported.stamps }),
});

const documentOf = ({ sections, version }: Live) => ({
  state: valuesOf(sections),
  metadata: stampsOf(sections),
  version,
});

const toSeconds = (ms: number): number => Math.floor(ms / 1000);

const tokenOf = ({ clientToken }: { readonly clientToken?: string }) =>
  clientToken === undefined ? {} : { clientToken };
