// Who asks: the person whose account is linked, or Alexa's user where accounts are not linked at all.
import { ok, type Result } from "@house-band/contract";
import type { Identified, PortFault, UserKey } from "../../ports.ts";
import type { Turn } from "../turn.ts";
import type { TurnPorts } from "./act.ts";

/** Somebody who has to link an account first; `alexa` null where Alexa names nobody. */
export type Unlinked = { readonly kind: Exclude<Identified["kind"], "person">; readonly alexa: UserKey | null };

/** `user` null: nobody is known, as where Alexa names nobody. */
export type Asker = { readonly kind: "person"; readonly user: UserKey | null } | Unlinked;

/** A fault: nobody can say just now. */
export async function whoAsks(
  { userId, accessToken, requestedAtMs }: Turn,
  { ids, people }: TurnPorts,
  signal: AbortSignal,
): Promise<Result<Asker, PortFault>> {
  const alexa = userId === null ? null : ids.userKeyOf(userId);
  if (!people) return ok({ kind: "person", user: alexa });
  const found = await people.identify({ alexa, token: accessToken, requestedAtMs }, signal);
  if (!found.ok) return found;
  return ok(found.value.kind === "person" ? found.value : { kind: found.value.kind, alexa });
}
