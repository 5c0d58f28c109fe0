// Brings the bridge's `config` shadow to a home: whole, without keys of things that are gone, never back in revision.
import type { IoTDataPlaneClient } from "@aws-sdk/client-iot-data-plane";
import { type Home, type Result, toConfigDesired } from "@house-band/contract";
import type { PortFault } from "../ports.ts";
import { type Fields, fieldsOf, updateDesired } from "./desired-shadow.ts";

/** A home that is older than what is asked for changes nothing. */
export function publishConfig(
  client: IoTDataPlaneClient,
  home: Home,
  abortSignal: AbortSignal,
): Promise<Result<void, PortFault>> {
  return updateDesired(
    client,
    { thingName: home.bridge, shadowName: "config" },
    (desired) =>
      isFromHome(desired, home) && Number(desired.revision) >= home.revision ? null : replacing(desired, home),
    abortSignal,
  );
}

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
