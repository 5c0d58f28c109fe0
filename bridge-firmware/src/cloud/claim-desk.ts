// Somebody's way into this home, at the bridge: makes the code, tells the cloud its hash, shows who asks, and says yes or
// no. The cloud owns the state: what is told is told again until the shadow `claim` answers it. One claim at a time.
import { randomInt } from "node:crypto";
import {
  CLAIM_CODES,
  CLAIM_LIFE_MS,
  ClaimDesired,
  type ClaimEvent,
  type ClaimId,
  type ClaimPurpose,
  type ConfigDesired,
  encodeEvent,
  err,
  type GroupId,
  hashClaimCode,
  isFurther,
  newCommandId,
  ok,
  type Result,
  type SpeakerId,
  type ThingName,
  topics,
  WIRE_VERSION,
} from "@house-band/contract";
import { childOf } from "../child-signal.ts";
import { createListeners, type Listeners } from "../listeners.ts";
import type { Clock, CloudLink, Log } from "../ports.ts";
import type { Claim, ClaimFault } from "./claim.ts";
import { createPacer, type Pacer } from "./pacer.ts";
import { MIN_INTERVAL_MS } from "./report-limits.ts";
import type { ShadowMessage } from "./shadow-message.ts";

export type ClaimDesk = {
  /** The newest; null where none was made since the start, or the cloud has not taken it. */
  now(): Claim | null;
  /** May somebody still be let in by the newest? */
  isOpen(): boolean;
  /** A new code in the place of any other; resolves when the cloud has taken it, or has refused it. */
  offer(purpose: ClaimPurpose): Promise<Result<Claim, ClaimFault>>;
  /** Lets in, or not, whoever asks; resolves with what came of it. */
  answer(claimId: ClaimId, isAllowed: boolean): Promise<Result<ClaimDesired, ClaimFault>>;
  /** The code works no more; where a yes was first, {@link ClaimDesk.now} says so. */
  cancel(): Promise<Result<void, ClaimFault>>;
  /** Everybody's account leaves the home; resolves with how many there were. */
  reset(): Promise<Result<{ readonly people: number }, ClaimFault>>;
  online(): void;
  offline(): void;
  onMessage(reply: ShadowMessage["reply"]): void;
  close(): void;
};

export type ClaimDeskPorts = {
  readonly cloud: CloudLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly thing: ThingName;
  /** What a home that is made by a claim begins with. */
  readonly home: () => ConfigDesired | null;
};

/** An answer comes within a second; what takes longer is told again. */
const ANSWER_WITHIN_MS = 3_000;
const MAX_TRIES = 4;

type Made = Omit<Claim, "leftMs"> & { readonly expiresAtMs: number };
type State = {
  made: Made | null;
  isOnline: boolean;
  heard: ClaimDesired | null;
  /** The last whose code nobody was shown. */
  givenUp: ClaimId | null;
  /** The shadow may say something that was not read yet. */
  mayBeNews: boolean;
};
type Desk = {
  readonly ports: ClaimDeskPorts;
  readonly state: State;
  readonly news: Listeners<void>;
  readonly closing: AbortController;
  readonly pacer: Pacer;
};

/** Offline and without a claim at first. */
export function createClaimDesk(ports: ClaimDeskPorts): ClaimDesk {
  const state: State = { made: null, isOnline: false, heard: null, givenUp: null, mayBeNews: false };
  const closing = new AbortController();
  // one question a second at most, whatever the cloud says how often
  const pacer = createPacer(ports.clock, closing.signal, {
    intervalMs: MIN_INTERVAL_MS,
    isDue: () => state.isOnline && state.mayBeNews,
    tell: async () => ask(desk),
  });
  const desk: Desk = { ports, state, news: createListeners(), closing, pacer };
  return {
    now: () => toClaim(desk),
    isOpen: () => {
      const claim = toClaim(desk);
      return claim !== null && (claim.news === null || !isEnd(claim.news));
    },
    offer: (purpose) => offer(desk, purpose),
    answer: (claimId, isAllowed) => answer(desk, claimId, isAllowed),
    cancel: () => cancel(desk),
    reset: () => reset(desk),
    online() {
      state.isOnline = true;
      if (state.made === null ? state.givenUp !== null : !isOver(state.made)) lookAgain(desk);
    },
    offline() {
      state.isOnline = false;
    },
    onMessage: (reply) => onMessage(desk, reply),
    close: () => desk.closing.abort(),
  };
}

const isEnd = ({ state }: ClaimDesired): boolean => state !== "offered" && state !== "asked";
const isOver = ({ news }: Made): boolean => news !== null && isEnd(news);

function toClaim({ state: { made }, ports: { clock } }: Desk): Claim | null {
  if (made === null) return null;
  const { expiresAtMs, ...claim } = made;
  const leftMs = Math.max(0, expiresAtMs - clock.nowMs());
  const isLate = leftMs === 0 && !isOver(made);
  return { ...claim, leftMs, ...(isLate && { news: { claimId: claim.claimId, state: "over" } }) };
}

async function offer(desk: Desk, purpose: ClaimPurpose): Promise<Result<Claim, ClaimFault>> {
  const { ports, state } = desk;
  const claimId = newCommandId();
  const code = String(randomInt(CLAIM_CODES.from, CLAIM_CODES.below));
  const codeHash = await hashClaimCode(code, claimId);
  state.made = { claimId, purpose, code, news: null, expiresAtMs: ports.clock.nowMs() + CLAIM_LIFE_MS };
  const told = { v: WIRE_VERSION, claimId, kind: "claim-offer", purpose, codeHash } as const;
  const answered = await tell(desk, told, () => true);
  if (!answered.ok) {
    giveUp(desk, claimId);
    return answered;
  }
  ports.log.info({ claimId, state: answered.value.state }, "a code for a claim was made");
  const claim = toClaim(desk);
  return claim?.claimId === claimId ? ok(claim) : err({ code: "nobody-asks" }); // another was made meanwhile
}

/** Nobody is shown this code; what was told of it may still arrive, and must then let nobody in. */
function giveUp(desk: Desk, claimId: ClaimId): void {
  if (desk.state.made?.claimId !== claimId) return; // the cloud forgets the code that another one has replaced
  desk.state.made = null;
  desk.state.givenUp = claimId;
  publish(desk, { v: WIRE_VERSION, claimId, kind: "claim-cancel" });
}

async function answer(desk: Desk, claimId: ClaimId, isAllowed: boolean): Promise<Result<ClaimDesired, ClaimFault>> {
  const made = toClaim(desk);
  if (made?.claimId !== claimId || made.news?.state !== "asked") return err({ code: "nobody-asks" });
  const { number } = made.news;
  const home = toTold(desk.ports.home());
  const told = { v: WIRE_VERSION, claimId, kind: "claim-answer", number, isAllowed, home } as const;
  const answered = await tell(desk, told, isEnd);
  if (answered.ok) desk.ports.log.info({ claimId, isAllowed, state: answered.value.state }, "a claim was answered");
  return answered;
}

async function cancel(desk: Desk): Promise<Result<void, ClaimFault>> {
  const { made } = desk.state;
  if (made === null || isOver(made)) return ok(undefined);
  const { claimId } = made;
  const told = await tell(desk, { v: WIRE_VERSION, claimId, kind: "claim-cancel" }, isEnd); // or a yes was first
  return told.ok ? ok(undefined) : told;
}

async function reset(desk: Desk): Promise<Result<{ readonly people: number }, ClaimFault>> {
  desk.state.made = null;
  const told = { v: WIRE_VERSION, claimId: newCommandId(), kind: "owner-reset" } as const;
  const answered = await tell(desk, told, ({ state }) => state === "reset");
  if (!answered.ok) return answered;
  const people = answered.value.state === "reset" ? answered.value.people : 0;
  desk.ports.log.warn({ claimId: told.claimId, people }, "this bridge was made nobody's");
  return ok({ people });
}

/** Ids are the records' keys: they were parsed as such with the configuration. */
const toTold = (home: ConfigDesired | null) => ({
  speakers: Object.entries(home?.speakers ?? {}).map(([id, speaker]) => ({ id: id as SpeakerId, ...speaker })),
  groups: Object.entries(home?.groups ?? {}).map(([id, group]) => ({ id: id as GroupId, ...group })),
});

/** Told until the cloud has said something of this claim that answers it. */
async function tell(
  desk: Desk,
  event: ClaimEvent,
  isAnswer: (news: ClaimDesired) => boolean,
): Promise<Result<ClaimDesired, ClaimFault>> {
  const { state, closing } = desk;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    if (!state.isOnline) return err({ code: "offline" });
    if (tries > 0) lookAgain(desk);
    publish(desk, event);
    const heard = await hear(desk, (news) => news.claimId === event.claimId && isAnswer(news));
    if (heard !== null) return ok(heard);
    if (closing.signal.aborted) break;
  }
  return err({ code: "no-answer" });
}

/** Not waited for: the answer is what the shadow says. */
function publish(desk: Desk, event: ClaimEvent): void {
  const sent = desk.ports.cloud.publish(topics.event(desk.ports.thing), encodeEvent(event), desk.closing.signal);
  noteFailure(desk, sent, event.kind);
}

function noteFailure({ ports }: Desk, sent: ReturnType<CloudLink["publish"]>, what: string): void {
  void sent.then((done) => {
    if (!done.ok) ports.log.debug({ what, code: done.error.code }, "a word about claiming was not acknowledged");
  });
}

async function hear(desk: Desk, isMeant: (news: ClaimDesired) => boolean): Promise<ClaimDesired | null> {
  const { ports, state, news, closing } = desk;
  const found = () => (state.heard !== null && isMeant(state.heard) ? state.heard : null);
  if (found() !== null) return found();
  const waiting = childOf(closing.signal);
  const off = news.add(() => found() !== null && waiting.abort());
  await ports.clock.sleep(ANSWER_WITHIN_MS, waiting.signal);
  off();
  waiting.abort();
  return found();
}

function lookAgain({ state, pacer }: Desk): void {
  state.mayBeNews = true;
  pacer.request();
}

function ask(desk: Desk): void {
  const { ports, state, closing } = desk;
  state.mayBeNews = false;
  const topic = `${topics.shadow(ports.thing, "claim")}/get`;
  noteFailure(desk, ports.cloud.publish(topic, new Uint8Array(), closing.signal), "claim-get");
}

function onMessage(desk: Desk, reply: ShadowMessage["reply"]): void {
  const { ports, state, news } = desk;
  if (reply.kind === "delta") lookAgain(desk);
  if (reply.kind !== "get-accepted") return;
  const desired = ClaimDesired.safeParse(reply.desired);
  if (!desired.success) {
    ports.log.warn({}, "the shadow of claims makes no sense, and is left aside");
    return;
  }
  const heard = desired.data;
  // answers to two questions may come in either order
  if (state.heard?.claimId === heard.claimId && isFurther(state.heard, heard)) return;
  state.heard = heard;
  if (state.made?.claimId === heard.claimId) state.made = { ...state.made, news: heard };
  if (state.made === null && state.givenUp === heard.claimId && !isEnd(heard)) {
    publish(desk, { v: WIRE_VERSION, claimId: heard.claimId, kind: "claim-cancel" });
  }
  news.tell();
}
