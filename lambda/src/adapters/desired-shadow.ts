// What a named shadow asks of a bridge: read, and brought to something else under the version that was read.
import {
  GetThingShadowCommand,
  type IoTDataPlaneClient,
  UpdateThingShadowCommand,
} from "@aws-sdk/client-iot-data-plane";
import { err, MAX_SHADOW_BYTES, ok, parseJson, type Result, type ThingName } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import { toIotFault } from "./iot.ts";
import { errorName } from "./library-errors.ts";

export type Fields = Readonly<Record<string, unknown>>;

export type ShadowOf = { readonly thingName: ThingName; readonly shadowName: "claim" | "config" };

/** Two writers at a time are rare, four are a fault. */
const MAX_TRIES = 4;
/** A timestamp per key is not counted by the service, but it comes along. */
const METADATA_BYTES = 65_536;

/**
 * Reads, asks what is to be changed (null: nothing), writes; a concurrent writer makes it read and ask again.
 * @see AWS IoT "Device Shadow service documents": null deletes a key, a version that is behind is refused with 409
 */
export async function updateDesired(
  client: IoTDataPlaneClient,
  shadow: ShadowOf,
  change: (desired: Fields) => Fields | null,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const current = await readDesired(client, shadow, abortSignal);
    if (!current.ok) return current;
    const { version } = current.value;
    const desired = change(current.value.desired);
    if (desired === null) return ok(undefined);
    const document = { state: { desired }, ...(version === null ? {} : { version }) };
    try {
      const payload = new TextEncoder().encode(JSON.stringify(document));
      await client.send(new UpdateThingShadowCommand({ ...shadow, payload }), { abortSignal });
      return ok(undefined);
    } catch (cause) {
      if (errorName(cause) !== "ConflictException") return err(toIotFault(cause));
    }
  }
  const message = `the ${shadow.shadowName} shadow was changed by others ${MAX_TRIES} times in a row`;
  return err({ port: "bridge", code: "unavailable", retryable: true, message });
}

type Shadow = { readonly version: number | null; readonly desired: Fields };

/** Empty where there is no such shadow. */
async function readDesired(
  client: IoTDataPlaneClient,
  shadow: ShadowOf,
  abortSignal: AbortSignal,
): Promise<Result<Shadow, PortFault>> {
  try {
    const { payload } = await client.send(new GetThingShadowCommand(shadow), { abortSignal });
    const json = parseJson(payload ?? new Uint8Array(), 2 * MAX_SHADOW_BYTES + METADATA_BYTES);
    if (!json.ok) return err({ port: "bridge", code: "protocol", retryable: false, message: json.error.message });
    const document = fieldsOf(json.value);
    const version = typeof document.version === "number" ? document.version : null;
    return ok({ version, desired: fieldsOf(fieldsOf(document.state).desired) });
  } catch (cause) {
    if (errorName(cause) === "ResourceNotFoundException") return ok({ version: null, desired: {} });
    return err(toIotFault(cause));
  }
}

/** A JSON object's, nothing of anything else. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {}; // parsed JSON: keys are strings
