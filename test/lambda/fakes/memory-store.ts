// The store's two ports in memory, held to the same contract suite as DynamoDB.
import { type CommandId, err, type Home, type Outcome, ok, type StateEvent, timeOfCommand } from "@house-band/contract";
import type {
  BridgeMemory,
  HomeSnapshot,
  HomeStore,
  IngestStore,
  PortFault,
  Presence,
  RecordKey,
  RequestNotes,
  TakenUp,
} from "../../../lambda/src/ports.ts";

export type MemoryStore = HomeStore &
  IngestStore & {
    readonly calls: string[];
    /** From now on these calls fail, as a database does that can't be reached. */
    readonly broken: Set<string>;
    snapshotOf(homeId: string): HomeSnapshot | null;
    put(snapshot: HomeSnapshot): void;
    link(user: string, homeId: string): void;
  };

type StoredState = {
  bootedAtMs: number;
  count: number;
  heardAtMs: number;
  lostAtMs: number;
  presence: (Presence & { readonly seenAtMs: number }) | null;
  state: StateEvent["state"] | null;
};
type Record_ = { thing: string | null; rank: number; outcome: Outcome | null; reply: string | null };
type Stored = {
  home: Home;
  shadowRevision: number;
  seq: number;
  lastSpeakers: HomeSnapshot["lastSpeakers"];
  lastCommandAtMs: number | null;
  lastEcho?: string | undefined;
  requests: RequestNotes;
  state: StoredState;
};

const FAULT: PortFault = { port: "store", code: "unavailable", retryable: true, message: "broken on purpose" };
const idOf = (key: RecordKey): string => `${key.homeId}#${key.commandId}`;
const rankOf = ({ state }: Outcome): number => (state === "duplicate" ? 0 : state === "accepted" ? 1 : 2);

export function createMemoryStore(): MemoryStore {
  const homes = new Map<string, Stored>();
  const users = new Map<string, string>();
  const records = new Map<string, Record_>();
  const calls: string[] = [];
  const broken = new Set<string>();
  const guarded = async <T>(name: string, run: () => T) => {
    calls.push(name);
    return broken.has(name) ? err(FAULT) : ok(run());
  };
  const snapshotOf = (homeId: string): HomeSnapshot | null => {
    const stored = homes.get(homeId);
    if (!stored) return null;
    const { home, shadowRevision, lastSpeakers, lastCommandAtMs, lastEcho, requests, state } = stored;
    return { home, shadowRevision, lastSpeakers, lastCommandAtMs, lastEcho, requests, bridge: toMemory(state) };
  };
  return {
    calls,
    broken,
    snapshotOf,
    put: (snapshot) => homes.set(snapshot.home.id, toStored(snapshot)),
    link: (user, homeId) => users.set(user, homeId),
    findHomeId: (user) => guarded("findHomeId", () => homes.get(users.get(user) ?? "")?.home.id ?? null),
    load: (homeId) => guarded("load", () => snapshotOf(homeId)),
    readBridge: (homeId) => guarded("readBridge", () => snapshotOf(homeId)?.bridge ?? null),
    readCommand: (key) =>
      guarded("readCommand", () => {
        const record = records.get(idOf(key));
        return record ? { outcome: record.outcome, reply: record.reply } : null;
      }),
    openCommand: (opening) =>
      guarded("openCommand", () => {
        const stored = homes.get(opening.key.homeId);
        const { commandId } = opening.key;
        if (!stored) return { kind: "exists", requests: NONE } as const;
        if (!isNew(stored.requests, commandId)) return { kind: "exists", requests: stored.requests } as const;
        stored.seq += 1;
        const taken = noted(stored.requests, commandId, { kind: "command", seq: stored.seq }, opening.nowMs);
        stored.requests = { ...taken, last: { commandId, claim: "", decided: opening.decided } };
        stored.lastSpeakers = opening.lastSpeakers;
        stored.lastCommandAtMs = opening.nowMs;
        stored.lastEcho = opening.lastEcho ?? "-";
        return { kind: "opened", seq: stored.seq } as const;
      }),
    withdraw: ({ homeId, commandId }) =>
      guarded("withdraw", () => {
        const stored = homes.get(homeId);
        if (stored?.requests.taken.get(commandId)?.kind === "withdrawn") return "withdrawn";
        if (stored && !isNew(stored.requests, commandId)) return "exists";
        if (stored) stored.requests = noted(stored.requests, commandId, { kind: "withdrawn" }, 0);
        return "withdrawn";
      }),
    saveEdit: ({ key, known, before, after, reply, nowMs }) =>
      guarded("saveEdit", () => {
        const stored = homes.get(before.id);
        if (records.has(idOf(key))) return "repeated";
        if (!stored || stored.home.revision !== before.revision) return "conflict";
        if (known && !isNew(stored.requests, key.commandId)) return "conflict";
        if (known) stored.requests = noted(stored.requests, key.commandId, { kind: "edit" }, nowMs);
        stored.home = after;
        records.set(idOf(key), { thing: null, rank: 0, outcome: null, reply });
        return "saved";
      }),
    noteShadow: (homeId, revision) =>
      guarded("noteShadow", () => {
        const stored = homes.get(homeId);
        if (stored) stored.shadowRevision = Math.max(stored.shadowRevision, revision);
      }),
    ownerOf: (thing) =>
      guarded("ownerOf", () => [...homes.values()].find(({ home }) => home.bridge === thing)?.home.id ?? null),
    recordOutcome: (key, thing, outcome) =>
      guarded("recordOutcome", () => {
        const record = records.get(idOf(key));
        if (rankOf(outcome) === 0 || (record && (record.thing !== thing || record.rank >= rankOf(outcome)))) {
          return "ignored";
        }
        records.set(idOf(key), { reply: null, ...record, thing, outcome, rank: rankOf(outcome) });
        return "recorded";
      }),
    recordState: (homeId, _thing, event, receivedAtMs) =>
      guarded("recordState", () => {
        const state = homes.get(homeId)?.state;
        if (!state || !isNewer(event, state)) return "ignored";
        const { bootedAtMs, count } = event;
        Object.assign(state, { bootedAtMs, count, heardAtMs: receivedAtMs, state: event.state });
        return "recorded";
      }),
    recordPresence: (homeId, _thing, presence, seenAtMs) =>
      guarded("recordPresence", () => {
        const state = homes.get(homeId)?.state;
        if (!state || (state.presence && !isLater(presence, state.presence))) return "ignored";
        state.presence = { ...presence, seenAtMs };
        return "recorded";
      }),
    recordLost: (homeId, _thing, receivedAtMs) =>
      guarded("recordLost", () => {
        const state = homes.get(homeId)?.state;
        if (!state || state.lostAtMs >= receivedAtMs) return "ignored";
        state.lostAtMs = receivedAtMs;
        return "recorded";
      }),
  };
}

const NONE: RequestNotes = { taken: new Map(), forgottenToMs: null, last: null };

const isNew = ({ taken, forgottenToMs }: RequestNotes, id: CommandId): boolean =>
  !taken.has(id) && (forgottenToMs === null || timeOfCommand(id) > forgottenToMs);

/** With this one, and without the oldest where there are more than eight. */
function noted(requests: RequestNotes, id: CommandId, as: TakenUp, nowMs: number): RequestNotes {
  const newestFirst = [...requests.taken.keys()].sort((one, other) => timeOfCommand(other) - timeOfCommand(one));
  const old = newestFirst.slice(7).filter((other) => timeOfCommand(other) < timeOfCommand(id));
  const kept = [...requests.taken].filter(([other]) => !old.includes(other));
  const times = old.map((other) => Math.min(timeOfCommand(other), nowMs));
  const forgottenToMs = old.length === 0 ? requests.forgottenToMs : Math.max(requests.forgottenToMs ?? -1, ...times);
  return { ...requests, taken: new Map([...kept, [id, as]]), forgottenToMs };
}

const isNewer = (event: StateEvent, than: StoredState): boolean =>
  event.bootedAtMs > than.bootedAtMs || (event.bootedAtMs === than.bootedAtMs && event.count > than.count);

const ANEW_AFTER_MS = 45 * 60_000;

/** By the connection's number and what its end comes after; by time alone where the numbers may have begun anew. */
function isLater(event: Presence, than: Presence): boolean {
  const apartMs = event.atMs - than.atMs;
  if (Math.abs(apartMs) >= ANEW_AFTER_MS) return apartMs > ANEW_AFTER_MS;
  if (event.version !== than.version) return event.version > than.version;
  return than.isConnected && !event.isConnected;
}

function toStored(snapshot: HomeSnapshot): Stored {
  const { home, shadowRevision, lastSpeakers, lastCommandAtMs, lastEcho, requests, bridge } = snapshot;
  const heardAtMs = bridge?.heardAtMs ?? 0;
  const lostAtMs = bridge && !bridge.online ? (bridge.offlineSinceMs ?? heardAtMs) : -1;
  const state: StoredState = {
    ...{ bootedAtMs: -1, count: 0, heardAtMs, lostAtMs, presence: null },
    state: bridge?.state ?? null,
  };
  return { home, shadowRevision, seq: 0, lastSpeakers, lastCommandAtMs, lastEcho, requests, state };
}

function toMemory({ state, heardAtMs, lostAtMs, presence }: StoredState): BridgeMemory | null {
  if (!state) return null;
  const offlineSinceMs = presence ? goneSince(presence, heardAtMs) : heardAtMs > lostAtMs ? null : lostAtMs;
  return { state, heardAtMs, online: offlineSinceMs === null, offlineSinceMs };
}

function goneSince({ isConnected, seenAtMs, atMs }: NonNullable<StoredState["presence"]>, heardAtMs: number) {
  return isConnected || heardAtMs > seenAtMs + 5_000 ? null : Math.min(atMs, seenAtMs);
}
