// The home that the bridge works from: what the cloud said last, and on top of it the edits made here that the cloud has
// not decided about yet. These are told one after the other, each until the configuration answers it. A home without a
// cloud is the bridge's own.
import {
  type ConfigDesired,
  type EditError,
  encodeEvent,
  err,
  type HomeEdit,
  newCommandId,
  ok,
  type Result,
  type ThingName,
  topics,
  WIRE_VERSION,
} from "@house-band/contract";
import { type ChildSignal, childOf } from "../child-signal.ts";
import { stepDelayMs } from "../core/backoff.ts";
import { editAll, editConfig } from "../core/edited-config.ts";
import { isLocalHome } from "../memory/local-home.ts";
import { MAX_QUEUED_EDITS, type QueuedEdit, toEditsDocument, undecided } from "../memory/queued-edits.ts";
import type { Clock, CloudLink, Log, PortFault, Store } from "../ports.ts";
import { createTurnstile } from "../turnstile.ts";

export type EditFault =
  | EditError
  /** This bridge was never told of a home. */
  | { readonly code: "no-home" }
  /** More wait for the cloud already than are kept. */
  | { readonly code: "queue-full" }
  | { readonly code: "not-saved"; readonly fault: PortFault };

export type KeptHome = {
  /** Null where it never had one. */
  now(): ConfigDesired | null;
  /** The cloud's newest, which is on disk already. */
  follow(config: ConfigDesired): void;
  /** In force at once; resolves when it would survive a power cut. */
  edit(edit: HomeEdit): Promise<Result<void, EditFault>>;
  /** Would it be taken now? Nothing changes. */
  check(edit: HomeEdit): Result<void, EditFault>;
  online(): void;
  offline(): void;
  close(): Promise<void>;
};

export type KeptHomePorts = {
  readonly cloud: CloudLink;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly thing: ThingName;
  /** Told of every home but the first. */
  readonly onHome: (home: ConfigDesired) => void;
  /** The cloud has refused this edit; told when the home is without it. */
  readonly onRefused: (edit: HomeEdit) => void;
  /** An edit was told, and no configuration has answered it: one may have been missed. */
  readonly onUnanswered: () => void;
};

/** A configuration comes back within a second; what takes longer is told again. */
const ANSWER_WITHIN_MS = [10_000, 30_000, 120_000, 600_000] as const;
/** After a disk that could not be written. */
const SAVE_AGAIN_MS = [1_000, 10_000, 60_000, 600_000] as const;

type State = {
  /** Without the edits that wait. */
  base: ConfigDesired | null;
  queue: readonly QueuedEdit[];
  now: ConfigDesired | null;
  isOnline: boolean;
  /** Fires when the oldest edit is another one, or is told anew. */
  telling: ChildSignal | null;
  /** Fires when the queue has changed once more, and is saved by that. */
  saving: ChildSignal | null;
  working: Promise<unknown>;
};

type Kept = {
  readonly ports: KeptHomePorts;
  readonly state: State;
  readonly inTurn: ReturnType<typeof createTurnstile>;
  readonly closing: AbortController;
};

/** @param queue the edits that an earlier run could not bring to an end */
export function createKeptHome(
  ports: KeptHomePorts,
  base: ConfigDesired | null,
  queue: readonly QueuedEdit[],
): KeptHome {
  const inTurn = createTurnstile();
  const state: State = {
    ...{ base, queue, now: withEdits(base, queue) },
    ...{ isOnline: false, telling: null, saving: null, working: Promise.resolve() },
  };
  const kept: Kept = { ports, state, inTurn, closing: new AbortController() };
  return {
    now: () => state.now,
    follow(config) {
      const before = state.queue;
      const isSame = state.base?.homeId === config.homeId;
      if (before.length > 0) state.queue = isSame ? undecided(before, config) : [];
      state.base = config;
      take(kept, withEdits(config, state.queue));
      if (state.queue === before) return;
      if (isSame) tellAnswer(ports, before, config);
      state.working = saveQueue(kept);
      tellOldest(kept, 0);
    },
    edit: (edit) => inTurn(() => apply(kept, edit)),
    check(edit) {
      const edited = tryEdit(state, edit);
      return edited.ok ? ok(undefined) : edited;
    },
    online() {
      state.isOnline = true;
      tellOldest(kept, 0);
    },
    offline() {
      state.isOnline = false;
      state.telling?.abort();
    },
    async close() {
      kept.closing.abort();
      await state.working;
      await inTurn(async () => undefined);
    },
  };
}

const withEdits = (base: ConfigDesired | null, queue: readonly QueuedEdit[]): ConfigDesired | null =>
  base === null
    ? null
    : editAll(
        base,
        queue.map(({ edit }) => edit),
      );

function tellAnswer(
  { log, onRefused }: KeptHomePorts,
  before: readonly QueuedEdit[],
  { lastEdit }: ConfigDesired,
): void {
  const { id: editId, refused } = lastEdit ?? {};
  if (refused === undefined) {
    log.info({ editId }, "the cloud has taken an edit of this bridge's");
    return;
  }
  log.warn({ editId, refused }, "the cloud has refused an edit of this bridge's: the home is as the cloud says");
  const answered = before.find(({ id }) => id === editId);
  if (answered) onRefused(answered.edit);
}

function take({ ports, state }: Kept, home: ConfigDesired | null): void {
  state.now = home;
  if (home) ports.onHome(home);
}

function tryEdit({ base, now, queue }: State, edit: HomeEdit): Result<ConfigDesired, EditFault> {
  if (base === null || now === null) return err({ code: "no-home" });
  const edited = editConfig(now, edit);
  if (edited.ok && !isLocalHome(base) && queue.length >= MAX_QUEUED_EDITS) return err({ code: "queue-full" });
  return edited;
}

async function apply(kept: Kept, edit: HomeEdit): Promise<Result<void, EditFault>> {
  const { ports, state } = kept;
  const { base } = state;
  const edited = tryEdit(state, edit);
  if (!edited.ok) return edited;
  if (base === null) return err({ code: "no-home" });
  if (isLocalHome(base)) {
    const saved = await ports.store.save("home", edited.value);
    if (!saved.ok) return err({ code: "not-saved", fault: saved.error });
    if (state.base !== base) return applyAnew(kept, edit);
    state.base = edited.value;
    take(kept, edited.value);
    return ok(undefined);
  }
  return queueUp(kept, { id: newCommandId(), edit }, base);
}

/** A cloud has given the bridge a home while its own was written: that one may lie on the cloud's now. */
async function applyAnew(kept: Kept, edit: HomeEdit): Promise<Result<void, EditFault>> {
  const { ports, state } = kept;
  const saved = await ports.store.save("home", state.base);
  if (!saved.ok) return err({ code: "not-saved", fault: saved.error });
  return apply(kept, edit);
}

async function queueUp(kept: Kept, queued: QueuedEdit, base: ConfigDesired): Promise<Result<void, EditFault>> {
  const { ports, state } = kept;
  const saved = await ports.store.save("edits", toEditsDocument(base.homeId, [...state.queue, queued]));
  if (!saved.ok) return err({ code: "not-saved", fault: saved.error });
  if (state.base?.homeId !== base.homeId) return err({ code: "no-home" }); // it was given to another home meanwhile
  state.queue = [...state.queue, queued];
  take(kept, withEdits(state.base, state.queue));
  if (state.queue.length === 1) tellOldest(kept, 0);
  return ok(undefined);
}

/** Resolves when it is on disk, has changed once more, or the bridge ends. In turn with the edits: they write it, too. */
async function saveQueue(kept: Kept): Promise<void> {
  const { ports, state, inTurn, closing } = kept;
  state.saving?.abort();
  const saving = childOf(closing.signal);
  state.saving = saving;
  for (let failures = 0; ; ) {
    const saved = await inTurn(async () =>
      state.base ? ports.store.save("edits", toEditsDocument(state.base.homeId, state.queue)) : ok(undefined),
    );
    if (saved.ok && failures > 0) ports.log.info({}, "the edits that wait for the cloud are saved again");
    if (saved.ok) break;
    failures += 1;
    const { code, message } = saved.error;
    if (failures === 1) ports.log.error({ code }, `the edits that wait for the cloud can't be saved: ${message}`);
    if (!(await ports.clock.sleep(stepDelayMs(SAVE_AGAIN_MS, failures), saving.signal))) break;
  }
  saving.abort();
}

/** @param told how often it was told already */
function tellOldest(kept: Kept, told: number): void {
  const { ports, state, closing } = kept;
  state.telling?.abort();
  const oldest = state.queue[0];
  if (!oldest || !state.base || !state.isOnline || closing.signal.aborted) return;
  const telling = childOf(closing.signal);
  state.telling = telling;
  const event = {
    v: WIRE_VERSION,
    kind: "edit",
    editId: oldest.id,
    homeId: state.base.homeId,
    edit: oldest.edit,
  } as const;
  void ports.cloud.publish(topics.event(ports.thing), encodeEvent(event), telling.signal);
  void ports.clock.sleep(stepDelayMs(ANSWER_WITHIN_MS, told + 1), telling.signal).then((isLate) => {
    telling.abort();
    if (!isLate) return;
    ports.onUnanswered();
    tellOldest(kept, told + 1);
  });
}
