// Brings the bridge's `config` shadow to a home: whole, without keys of things that are gone, never back in revision.
import {
  GetThingShadowCommand,
  type IoTDataPlaneClient,
  UpdateThingShadowCommand,
} from "@aws-sdk/client-iot-data-plane";
import { err, type Home, MAX_SHADOW_BYTES, ok, parseJson, type Result, toConfigDesired } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import { toIotFault } from "./iot.ts";
import { errorName } from "./library-errors.ts";

/** Two edits at a time are rare, four are a fault. */
const MAX_TRIES = 4;

type Shadow = { readonly version: number | null; readonly desired: Fields };
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads, compares by revision, writes under the version that was read; a concurrent writer makes it read again.
 * @see AWS IoT "Device Shadow service documents": null deletes a key, a version that is behind is refused with 409
 */
export async function publishConfig(
  client: IoTDataPlaneClient,
  home: Home,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  const shadow = { thingName: home.bridge, shadowName: "config" } as const;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const current = await readShadow(client, shadow, abortSignal);
    if (!current.ok) return current;
    const { desired, version } = current.value;
    if (isFromHome(desired, home) && Number(desired.revision) >= home.revision) return ok(undefined);
    const document = { state: { desired: replacing(desired, home) }, ...(version === null ? {} : { version }) };
    try {
      const payload = new TextEncoder().encode(JSON.stringify(document));
      await client.send(new UpdateThingShadowCommand({ ...shadow, payload }), { abortSignal });
      return ok(undefined);
    } catch (cause) {
      if (errorName(cause) !== "ConflictException") return err(toIotFault(cause));
    }
  }
  const message = `the config shadow was changed by others ${MAX_TRIES} times in a row`;
  return err({ port: "bridge", code: "unavailable", retryable: true, message });
}

/** What the shadow asks for; nothing where there is none. */
export async function readShadow(
  client: IoTDataPlaneClient,
  shadow: { readonly thingName: string; readonly shadowName: string },
  abortSignal: AbortSignal,
): Promise<Result<Shadow, PortFault>> {
  try {
    const { payload } = await client.send(new GetThingShadowCommand(shadow), { abortSignal });
    const json = parseJson(payload ?? new Uint8Array(), 2 * MAX_SHADOW_BYTES + METADATA_BYTES);
    if (!json.ok) return err(protocolFault(json.error.message));
    const document = fieldsOf(json.value);
    const version = typeof document.version === "number" ? document.version : null;
    return ok({ version, desired: fieldsOf(fieldsOf(document.state).desired) });
  } catch (cause) {
    if (errorName(cause) === "ResourceNotFoundException") return ok({ version: null, desired: {} });
    return err(toIotFault(cause));
  }
}

/** A timestamp per key is not counted by the service, but it comes along. */
const METADATA_BYTES = 65_536;

const isFromHome = (desired: Fields, home: Home): boolean => desired.homeId === home.id;

/** The whole home, and null for every key that is there and should not be. */
function replacing(current: Fields, home: Home): Fields {
  const { speakers, groups, lastEdit, ...wanted } = toConfigDesired(home);
  return {
    ...nulls(current, { speakers, groups, ...(lastEdit && { lastEdit }), ...wanted }),
    ...wanted,
    ...(lastEdit && { lastEdit: { ...nulls(fieldsOf(current.lastEdit), lastEdit), ...lastEdit } }),
    speakers: replacingEach(fieldsOf(current.speakers), speakers),
    groups: replacingEach(fieldsOf(current.groups), groups),
  };
}

/** Keys that are gone become null, on both levels: a speaker's tone goes while the speaker stays. */
function replacingEach(current: Fields, wanted: Readonly<Record<string, object>>): Fields {
  const each = Object.entries(wanted).map(([key, value]) => [
    key,
    { ...nulls(fieldsOf(current[key]), value), ...value },
  ]);
  return { ...nulls(current, wanted), ...Object.fromEntries(each) };
}

const nulls = (current: Fields, wanted: object): Fields =>
  Object.fromEntries(Object.keys(current).flatMap((key) => (key in wanted ? [] : [[key, null]])));

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}; // parsed JSON: keys are strings

const protocolFault = (message: string): PortFault => ({ port: "bridge", code: "protocol", retryable: false, message });
