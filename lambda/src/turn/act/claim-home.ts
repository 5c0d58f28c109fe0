// "Claim my home with code …": whoever says a code that works is asked for at the bridge, and nothing is his before
// somebody there has said yes. It needs no home: it is how people come to one.
import { type CommandId, hashClaimCode } from "@house-band/contract";
import type { LiveClaim } from "../../claim-ports.ts";
import type { PortFault, UserKey } from "../../ports.ts";
import type { SpeechIntent } from "../../speech/intents.ts";
import type { Reply, Turn } from "../turn.ts";
import { closing, logFault, type TurnPorts } from "./act.ts";

type Asker = {
  readonly turn: Turn;
  readonly ports: TurnPorts;
  readonly signal: AbortSignal;
  /** Null: Alexa says nothing of who asks. */
  readonly user: UserKey | null;
};

/** @param code its digits; null where none were understood */
export async function claimHome({ turn, ports, signal, user }: Asker, code: string | null): Promise<Reply> {
  if (code === null) return closing(turn, { kind: "claim-no-code" });
  if (user === null) return closing(turn, { kind: "needs-setup" });
  const { ids } = ports;
  const claiming = {
    ...{ ports, code, signal },
    user,
    number: numberOf(ids.commandIdOf(turn.requestId, turn.requestedAtMs)),
    nowMs: ports.clock.epochMs(),
  };
  const said = await claim(claiming);
  if ("kind" in said) return closing(turn, said);
  logFault(ports, turn, said);
  return closing(turn, { kind: "cloud-trouble" });
}

type Claiming = {
  readonly ports: TurnPorts;
  readonly code: string;
  readonly user: UserKey;
  readonly number: number;
  readonly nowMs: number;
  readonly signal: AbortSignal;
};

/** A wrong code, one that has expired and one that somebody else has said are told alike: nobody learns which. */
async function claim({ ports, code, user, number, nowMs, signal }: Claiming): Promise<SpeechIntent | PortFault> {
  const { claims, link } = ports;
  const live = await claims.live(nowMs, signal);
  if (!live.ok) return live.error;
  // where no code works, a guess can't hit, and takes nobody's tries
  if (live.value.length === 0) return { kind: "claim-wrong" };
  const tried = await claims.takeTry(user, nowMs, signal);
  if (!tried.ok) return tried.error;
  if (tried.value === "too-many") return { kind: "claim-limit" };
  const meant = await findMeant(live.value, code);
  if (meant === null || (meant.asked !== null && meant.asked.user !== user)) return { kind: "claim-wrong" };
  const leaving = await claims.leaving({ user, thing: meant.thing }, signal);
  if (!leaving.ok) return leaving.error;
  const asked = meant.asked ?? { user, number };
  if (meant.asked === null) {
    const first = await claims.ask(meant, asked, nowMs, signal);
    if (!first.ok) return first.error;
    if (first.value === "gone") return { kind: "claim-wrong" };
  }
  const news = { claimId: meant.claimId, state: "asked", number: asked.number } as const;
  const told = await link.publishClaim(meant.thing, news, signal);
  return told.ok ? { kind: "claim-confirm", number: asked.number, leaving: leaving.value } : told.error;
}

/** Two bridges that happen to have the same code have none: nobody could tell whose home it is. */
async function findMeant(live: readonly LiveClaim[], code: string): Promise<LiveClaim | null> {
  const hashes = await Promise.all(live.map(({ claimId }) => hashClaimCode(code, claimId)));
  const meant = live.filter(({ codeHash }, index) => hashes[index] === codeHash);
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

/** Two digits that are a function of the request, so that the same request has the same. */
function numberOf(commandId: CommandId): number {
  const chance = [...commandId.slice(-6)].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 0);
  return 10 + (chance % 90);
}
