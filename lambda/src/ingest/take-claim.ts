// What a bridge tells of claiming: a code is offered, somebody is let in or not, everybody leaves. Decided by the store,
// answered in the bridge's `claim` shadow. Told again, it is answered again and done once.
import {
  assertNever,
  CLAIM_LIFE_MS,
  type ClaimAnswer,
  type ClaimDesired,
  type ClaimEvent,
  type ClaimOffer,
  configBytes,
  type Home,
  HomeId,
  MAX_CONFIG_BYTES,
  ok,
  type Result,
  type ThingName,
} from "@house-band/contract";
import type { ClaimStore } from "../claim-ports.ts";
import type { BridgeLink, Clock, HomeStore, Log, PortFault } from "../ports.ts";

export type ClaimIngestPorts = {
  readonly claims: ClaimStore;
  readonly link: Pick<BridgeLink, "publishConfig" | "publishClaim">;
  readonly store: Pick<HomeStore, "noteShadow">;
  readonly clock: Pick<Clock, "epochMs">;
  readonly log: Log;
};

type Told<T extends ClaimEvent = ClaimEvent> = {
  readonly thing: ThingName;
  readonly event: T;
  /** Epoch, by the cloud's clock. */
  readonly receivedAtMs: number;
};

/** @returns `ignored` where it was decided about before, and nothing could be said anew */
export async function takeClaim(
  ports: ClaimIngestPorts,
  told: Told,
  signal: AbortSignal,
): Promise<Result<"recorded" | "ignored", PortFault>> {
  const { thing, event } = told;
  const answered = await answerTo(ports, told, signal);
  if (!answered.ok) return answered;
  if (answered.value === null) return ok("ignored");
  ports.log.info(
    { thing, claimId: event.claimId, told: event.kind, state: answered.value.state },
    "a bridge tells of claiming",
  );
  const published = await ports.link.publishClaim(thing, answered.value, signal);
  return published.ok ? ok("recorded") : published;
}

type Answer = Promise<Result<ClaimDesired | null, PortFault>>;

function answerTo(ports: ClaimIngestPorts, { thing, event, receivedAtMs }: Told, signal: AbortSignal): Answer {
  switch (event.kind) {
    case "claim-offer":
      return takeOffer(ports, { thing, event, receivedAtMs }, signal);
    case "claim-answer":
      return event.isAllowed
        ? letIn(ports, { thing, event, receivedAtMs }, signal)
        : callOff(ports, thing, event, signal);
    case "claim-cancel":
      return callOff(ports, thing, event, signal);
    case "owner-reset":
      return unlink(ports, thing, event, signal);
    default:
      return assertNever(event);
  }
}

/** A code that was on its way for longer than it lives is none any more. */
async function takeOffer(
  { claims, clock }: ClaimIngestPorts,
  { thing, event, receivedAtMs }: Told<ClaimOffer>,
  signal: AbortSignal,
): Answer {
  const { claimId, purpose, codeHash } = event;
  const nowMs = clock.epochMs();
  const expiresAtMs = receivedAtMs + CLAIM_LIFE_MS;
  if (expiresAtMs <= nowMs) return ok({ claimId, state: "over" });
  const offered = await claims.offer({ claimId, thing, purpose, codeHash, expiresAtMs }, nowMs, signal);
  if (!offered.ok) return offered;
  if (offered.value === "offered") return ok({ claimId, state: "offered", expiresAtMs });
  if (offered.value !== "repeated") return ok({ claimId, state: "refused", reason: offered.value });
  const live = await claims.live(nowMs, signal);
  if (!live.ok) return live;
  const known = live.value.find((claim) => claim.claimId === claimId);
  // where it was used up, its end was told when it came to it
  return ok(known ? { claimId, state: "offered", expiresAtMs: known.expiresAtMs } : null);
}

async function letIn(ports: ClaimIngestPorts, { thing, event }: Told<ClaimAnswer>, signal: AbortSignal): Answer {
  const { claims, clock, link, store } = ports;
  const { claimId, number } = event;
  const request = { claimId, thing, number, first: toFirstHome(thing, event) };
  const allowed = await claims.allow(request, clock.epochMs(), signal);
  if (!allowed.ok) return allowed;
  if (allowed.value === "gone") return ok({ claimId, state: "over" });
  const { made, people } = allowed.value;
  if (made) {
    const published = await link.publishConfig(made, signal);
    if (!published.ok) return published;
    const noted = await store.noteShadow(made.id, made.revision, signal);
    if (!noted.ok) return noted;
  }
  return ok({ claimId, state: "claimed", people });
}

/**
 * What the bridge has, as a home of its own: whatever doesn't fit together is left out. Its id is the claim's, so that the
 * same claim makes the same home.
 */
export function toFirstHome(thing: ThingName, { claimId, home }: Pick<ClaimAnswer, "claimId" | "home">): Home {
  const speakers = home.speakers.filter(
    ({ id, address }, index) => !home.speakers.slice(0, index).some((one) => one.id === id || one.address === address),
  );
  const known = new Set(speakers.map(({ id }) => id));
  const groups = home.groups
    .map((group) => ({ ...group, members: group.members.filter((id) => known.has(id)) }))
    .filter(({ members }) => members.length > 0)
    .filter(({ id }, index, all) => all.findIndex((one) => one.id === id) === index);
  const whole: Home = {
    ...{ id: HomeId.parse(`home_${claimId}`), revision: 1, bridge: thing },
    ...{ speakers, groups, echos: [] },
  };
  return configBytes(whole) <= MAX_CONFIG_BYTES ? whole : { ...whole, groups: [] };
}

async function callOff(
  { claims, clock }: ClaimIngestPorts,
  thing: ThingName,
  { claimId }: ClaimEvent,
  signal: AbortSignal,
): Answer {
  const withdrawn = await claims.withdraw({ claimId, thing }, clock.epochMs(), signal);
  return withdrawn.ok ? ok({ claimId, state: "over" }) : withdrawn;
}

async function unlink(
  { claims, clock }: ClaimIngestPorts,
  thing: ThingName,
  { claimId }: ClaimEvent,
  signal: AbortSignal,
): Answer {
  const done = await claims.reset({ claimId, thing }, clock.epochMs(), signal);
  return done.ok ? ok({ claimId, state: "reset", people: done.value.people }) : done;
}
