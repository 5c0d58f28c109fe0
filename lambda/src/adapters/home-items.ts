// A home as items of the one table, and back. The only place that knows the names of keys and attributes.
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import {
  BridgeState,
  type ClaimId,
  err,
  Home,
  type HomeId,
  ok,
  type Result,
  SpeakerId,
  type ThingName,
} from "@house-band/contract";
import type { BridgeMemory, HomeSnapshot, PortFault, RecordKey, UserKey } from "../ports.ts";
import { toRequestNotes } from "./request-notes.ts";

export type Item = Record<string, AttributeValue>;

/** The partition of the codes that work now. */
export const CLAIMS = "CLAIM";

/** Partition and sort key of each kind of item. */
export const keys = {
  profile: (user: UserKey) => ({ PK: `USER#${user}`, SK: "PROFILE" }),
  /** In the home's partition: who lives there. */
  member: (homeId: HomeId, user: UserKey) => ({ PK: `HOME#${homeId}`, SK: `USER#${user}` }),
  owner: (thing: ThingName) => ({ PK: `THING#${thing}`, SK: "OWNER" }),
  meta: (homeId: HomeId) => ({ PK: `HOME#${homeId}`, SK: "META" }),
  /** Live codes have as many places as there may be live codes. */
  claim: (slot: number) => ({ PK: CLAIMS, SK: `SLOT#${slot}` }),
  /** That a claim, or a reset, was heard of, so that it is never heard of anew; and what became of it. */
  claimed: (claimId: ClaimId) => ({ PK: `CLAIM#${claimId}`, SK: "USED" }),
  /** Guesses of one day, counted since 1970. */
  tries: (whose: UserKey | "ALL", day: number) => ({ PK: `TRIES#${whose}`, SK: `DAY#${day}` }),
  state: (homeId: HomeId, thing: ThingName) => ({ PK: `HOME#${homeId}`, SK: `STATE#${thing}` }),
  /** A partition of its own, so that commands never come back with the home. */
  command: ({ homeId, commandId }: RecordKey) => ({ PK: `CMD#${homeId}#${commandId}`, SK: "CMD" }),
} as const;

/** A plain object as DynamoDB takes it; what is undefined is left out. */
export const toItem = (plain: Record<string, unknown>): Item => marshall(plain, { removeUndefinedValues: true });
/** An item as a plain object, its content still untrusted. */
export const fromItem = (item: Item): Record<string, unknown> => unmarshall(item);

/** Everything of a home that people edit, one item each, by sort key. */
export function namedItems(home: Home): ReadonlyMap<string, Item> {
  const PK = `HOME#${home.id}`;
  const items = [
    ...home.speakers.map((speaker, position) => ({ PK, SK: `SPK#${speaker.id}`, ...speaker, position })),
    ...home.groups.map((group, position) => ({ PK, SK: `GRP#${group.id}`, ...group, position })),
    ...home.echos.map((echo) => ({ PK, SK: `ECHO#${echo.id}`, ...echo })),
  ];
  return new Map(items.map((item) => [item.SK, toItem(item)]));
}

/** The item a new home begins with: no command sent, no configuration published yet. */
export function metaItem(home: Home): Item {
  const { bridge, revision } = home;
  return toItem({ ...keys.meta(home.id), bridge, revision, shadowRevision: -1, seq: 0, lastSpeakers: [] });
}

/** The items of one home's Query; null where there is no home under this key. */
export function toSnapshot(homeId: HomeId, items: readonly Item[]): Result<HomeSnapshot | null, PortFault> {
  const plain = items.map(fromItem);
  const meta = plain.find((item) => item.SK === "META");
  // a home that its bridge was taken from is nobody's, and waits for cleaning
  if (meta?.bridge === undefined) return ok(null);
  const home = Home.safeParse({
    id: homeId,
    revision: meta.revision,
    bridge: meta.bridge,
    speakers: ofKind(plain, "SPK#"),
    groups: ofKind(plain, "GRP#"),
    echos: ofKind(plain, "ECHO#"),
    lastEdit: meta.lastEdit,
  });
  if (!home.success) {
    const where = home.error.issues[0]?.path.join(".") ?? "";
    return err({
      port: "store",
      code: "protocol",
      retryable: false,
      message: `the stored home is broken at "${where}"`,
    });
  }
  return ok({
    home: home.data,
    shadowRevision: numberOr(meta.shadowRevision, -1),
    lastSpeakers: toSpeakerIds(meta.lastSpeakers),
    ...(typeof meta.lastEcho === "string" && { lastEcho: meta.lastEcho }),
    lastCommandAtMs: typeof meta.lastCommandAtMs === "number" ? meta.lastCommandAtMs : null,
    requests: toRequestNotes(meta),
    bridge: toBridgeMemory(plain.find((item) => item.SK === `STATE#${home.data.bridge}`)),
  });
}

function ofKind(items: readonly Record<string, unknown>[], prefix: string): readonly Record<string, unknown>[] {
  return items
    .filter((item) => typeof item.SK === "string" && item.SK.startsWith(prefix))
    .sort((one, other) => numberOr(one.position, 0) - numberOr(other.position, 0));
}

/** Null where the bridge has never reported, or only its Last Will came. */
export function toBridgeMemory(item: Record<string, unknown> | undefined): BridgeMemory | null {
  const state = BridgeState.safeParse(item?.state);
  if (!item || !state.success) return null;
  const heardAtMs = numberOr(item.heardAtMs, 0);
  const offlineSinceMs = goneSince(item, heardAtMs);
  return { online: offlineSinceMs === null, offlineSinceMs, heardAtMs, state: state.data };
}

/** What was published before a connection ended may be stamped a little after its end. */
const STRAY_MS = 5_000;

/** By AWS IoT's word on its presence, or by its Last Will where there is no such word; null where it was heard since. */
function goneSince(item: Record<string, unknown>, heardAtMs: number): number | null {
  const { presenceConnected } = item;
  if (presenceConnected === true) return null;
  const lostAtMs = numberOr(item.lostAtMs, -1);
  if (presenceConnected !== false) return heardAtMs > lostAtMs ? null : lostAtMs;
  const seenAtMs = numberOr(item.presenceSeenAtMs, 0);
  return heardAtMs > seenAtMs + STRAY_MS ? null : Math.min(numberOr(item.presenceAtMs, seenAtMs), seenAtMs);
}

function toSpeakerIds(value: unknown): readonly SpeakerId[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((id) => {
    const parsed = SpeakerId.safeParse(id);
    return parsed.success ? [parsed.data] : [];
  });
}

/** The value where it is a number, `otherwise` where an item lacks it. */
export const numberOr = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

/** A command's record only moves forward: accepted (1), final (2); of an edit, or opened by an earlier version, 0. */
export const FINAL_RANK = 2;

/** DynamoDB counts in seconds; items vanish late, which harms nobody here. */
export const expiresAtSeconds = (nowMs: number): number => Math.floor(nowMs / 1_000) + 86_400;

/** Whether two items hold the same, in the same order of attributes: both come from `toItem`. */
export const isSameItem = (one: Item, other: Item): boolean => JSON.stringify(one) === JSON.stringify(other);
