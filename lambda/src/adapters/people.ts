// The People port: whose token it is, by the provider, and which person that makes of an Alexa user, by the table. What was
// found out is remembered while the function is warm, a token only by its hash.
import { createHash } from "node:crypto";
import { err, ok, type Result } from "@house-band/contract";
import { type Checked, type LinkStore, MAY_COME_BACK_MS, type TokenCheck } from "../people-ports.ts";
import type { Clock, People, PortFault, UserKey } from "../ports.ts";

/** For all that a provider is asked: Alexa waits for eight seconds, and there is more to do. */
const CHECK_WITHIN_MS = 1_500;
/** As long as where somebody lives is remembered. */
const LINK_REMEMBERED_MS = 60_000;
/** Of one warm function; each takes a few hundred bytes. Beyond that all are forgotten. */
const MAX_REMEMBERED = 1_000;

export type PeopleParts = {
  readonly tokens: TokenCheck;
  readonly links: LinkStore;
  readonly clock: Clock;
  /** The key of whom the provider calls so. */
  readonly personKeyOf: (subject: string) => UserKey;
};

export function createPeople({ tokens, links, clock, personKeyOf }: PeopleParts): People {
  const checked = createMemory<Checked>(({ expiresAtMs }) => expiresAtMs > clock.epochMs());
  const linked = createMemory<{ readonly user: UserKey; readonly untilMs: number }>(
    ({ untilMs }) => untilMs > clock.nowMs(),
  );

  const check = async (token: string, signal: AbortSignal): Promise<Result<Checked | "refused", PortFault>> => {
    const key = createHash("sha256").update(token).digest("base64");
    const known = checked.get(key);
    if (known) return ok(known);
    const found = await within(clock, CHECK_WITHIN_MS, signal, (tooLate) => tokens.check(token, tooLate));
    if (!found.ok || found.value === "refused") return found;
    if (found.value.expiresAtMs <= clock.epochMs()) return ok("refused");
    checked.set(key, found.value);
    return found;
  };

  return {
    async identify({ alexa, token, requestedAtMs }, signal) {
      if (token === null) return ok({ kind: "unlinked" });
      const found = await check(token, signal);
      if (!found.ok) return found;
      if (found.value === "refused") return ok({ kind: "refused" });
      const person = personKeyOf(found.value.subject);
      if (alexa === null) return ok({ kind: "person", user: person });
      const key = `${alexa} ${person}`;
      const known = linked.get(key);
      if (known) return ok({ kind: "person", user: known.user });
      const nowMs = clock.epochMs();
      const atMs = Number.isFinite(requestedAtMs) ? requestedAtMs : nowMs;
      const made = await links.link({ alexa, person, atMs, nowMs, backUntilMs: nowMs + MAY_COME_BACK_MS }, signal);
      if (!made.ok) return made;
      linked.set(key, { user: made.value, untilMs: clock.nowMs() + LINK_REMEMBERED_MS });
      return ok({ kind: "person", user: made.value });
    },
  };
}

function createMemory<T>(isGood: (value: T) => boolean) {
  const values = new Map<string, T>();
  return {
    get(key: string): T | null {
      const value = values.get(key);
      return value !== undefined && isGood(value) ? value : null;
    },
    set(key: string, value: T): void {
      if (values.size >= MAX_REMEMBERED) values.clear();
      values.set(key, value);
    },
  };
}

/** Not every library can be told to stop: what comes too late is not waited for. */
async function within<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Result<T, PortFault>>,
): Promise<Result<T, PortFault>> {
  const late = new AbortController();
  const done = new AbortController();
  const asked = ask(AbortSignal.any([signal, late.signal]));
  const gaveUp = clock.sleep(ms, AbortSignal.any([signal, done.signal])).then((): Result<T, PortFault> => {
    late.abort();
    const message = `the identity provider did not answer within ${ms} ms`;
    return err({ port: "identity", code: "timeout", retryable: true, message });
  });
  try {
    return await Promise.race([asked, gaveUp]);
  } finally {
    done.abort();
  }
}
