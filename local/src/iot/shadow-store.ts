// Every shadow of every registered thing, in memory, and what an accepted change announces.
// Who may ask is decided before; how the answer travels (MQTT or HTTP) is decided after.
import { err, ok, type Result } from "@house-band/contract";
import type { JsonObject } from "./json.ts";
import type { EffectiveLimits } from "./limits.ts";
import { deleteShadow, readShadow, type Shadow, updateShadow } from "./shadow.ts";
import { parsePlainRequest, parseUpdate, type ShadowError } from "./shadow-request.ts";

/** `name` is null for the classic shadow. */
export type ShadowRef = { readonly thing: string; readonly name: string | null };
export type ShadowAction = "get" | "update" | "delete";

/** What goes out on `{shadow}/{suffix}` after a success. */
export type Announcement = {
  readonly suffix: "get/accepted" | "update/accepted" | "update/delta" | "update/documents" | "delete/accepted";
  readonly body: JsonObject;
};
export type ShadowAnswer = { readonly body: JsonObject; readonly announcements: readonly Announcement[] };

export type ShadowStore = {
  /** Carries out a request; the answer's body is what REST returns. */
  handle(ref: ShadowRef, action: ShadowAction, payload: Uint8Array): Result<ShadowAnswer, ShadowError>;
  /** Names of a thing's living named shadows, sorted; 404 where the thing is not registered. */
  list(thing: string): Result<readonly string[], ShadowError>;
};

/** @see AWS IoT "Device Shadow service limits": 64 bytes, letters, digits, `:`, `_`, `-` and `$` */
const SHADOW_NAME = /^[$a-zA-Z0-9:_-]{1,64}$/;

/** No shadow yet. `nowMs` is in milliseconds since 1970. */
export function createShadowStore(
  things: ReadonlySet<string>,
  limits: EffectiveLimits,
  nowMs: () => number,
): ShadowStore {
  const shadows = new Map<string, Shadow>();
  const keyOf = ({ thing, name }: ShadowRef) => JSON.stringify([thing, name]);
  const noSuchThing = (thing: string) => err({ code: 404, message: `Thing not found: ${thing}` } as const);

  function update(ref: ShadowRef, payload: Uint8Array): Result<ShadowAnswer, ShadowError> {
    const request = parseUpdate(payload, limits);
    if (!request.ok) return request;
    const updated = updateShadow(shadows.get(keyOf(ref)) ?? null, request.value, nowMs(), limits);
    if (!updated.ok) return updated;
    shadows.set(keyOf(ref), updated.value.shadow);
    const { accepted, delta, documents } = updated.value;
    return ok({
      body: accepted,
      announcements: [
        { suffix: "update/accepted", body: accepted },
        ...(delta === null ? [] : [{ suffix: "update/delta", body: delta } as const]),
        { suffix: "update/documents", body: documents },
      ],
    });
  }

  function get(ref: ShadowRef, payload: Uint8Array): Result<ShadowAnswer, ShadowError> {
    const request = parsePlainRequest(payload, limits);
    if (!request.ok) return request;
    const read = readShadow(shadows.get(keyOf(ref)) ?? null, request.value, nowMs());
    if (!read.ok) return err(shadowError(read.error, ref, request.value));
    return ok({ body: read.value, announcements: [{ suffix: "get/accepted", body: read.value }] });
  }

  function remove(ref: ShadowRef, payload: Uint8Array): Result<ShadowAnswer, ShadowError> {
    const request = parsePlainRequest(payload, limits);
    if (!request.ok) return request;
    const deleted = deleteShadow(shadows.get(keyOf(ref)) ?? null, request.value, nowMs());
    if (!deleted.ok) return err(shadowError(deleted.error, ref, request.value));
    shadows.set(keyOf(ref), deleted.value.shadow);
    const { accepted } = deleted.value;
    return ok({ body: accepted, announcements: [{ suffix: "delete/accepted", body: accepted }] });
  }

  const actions = { get, update, delete: remove } as const;
  return {
    handle(ref, action, payload) {
      if (!things.has(ref.thing)) return noSuchThing(ref.thing);
      if (ref.name !== null && !SHADOW_NAME.test(ref.name)) {
        return err({ code: 400, message: `Invalid shadow name: '${ref.name}'` });
      }
      return actions[action](ref, payload);
    },
    list(thing) {
      if (!things.has(thing)) return noSuchThing(thing);
      const names = [...shadows].flatMap(([key, shadow]) => {
        const [owner, name] = JSON.parse(key);
        return owner === thing && typeof name === "string" && shadow.kind === "live" ? [name] : [];
      });
      return ok(names.sort());
    },
  };
}

function shadowError(code: 404 | 409, { name }: ShadowRef, request: { readonly clientToken?: string }): ShadowError {
  const missing = name === null ? "No shadow exists" : `No shadow exists with name: '${name}'`;
  const token = request.clientToken === undefined ? {} : { clientToken: request.clientToken };
  return { code, message: code === 404 ? missing : "Version conflict", ...token };
}
