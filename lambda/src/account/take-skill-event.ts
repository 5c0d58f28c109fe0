// What Alexa tells of the skill itself: enabled, disabled, account linked, permissions. The newest word about a user
// holds, whatever order the words come in; whoever disables the skill leaves the home at once.
import { MAY_COME_BACK_MS } from "../people-ports.ts";
import type { AccountStore, Clock, Log, PortFault, SkillEvent, SkillEventKind, UserKey } from "../ports.ts";

export type SkillEventPorts = {
  readonly accounts: AccountStore;
  readonly clock: Pick<Clock, "epochMs">;
  readonly log: Log;
};

/** Thrown so that Alexa tells it again, for an hour. @see Alexa "Add skill events to your skill" */
export class SkillEventFailed extends Error {
  override readonly name = "SkillEventFailed";
}

/** Far longer than Alexa goes on telling: after that nobody's word has to be told from a later one. */
const REMEMBERED_MS = 7_200_000;

/** @throws SkillEventFailed where the store could not be reached */
export async function takeSkillEvent(event: SkillEvent, ports: SkillEventPorts, signal: AbortSignal): Promise<void> {
  const nowMs = ports.clock.epochMs();
  const until = { forgetAtMs: nowMs + REMEMBERED_MS, backUntilMs: nowMs + MAY_COME_BACK_MS };
  const taken = await ports.accounts.takeEvent(event, until, signal);
  if (!taken.ok) throw toFailure(taken.error);
  ports.log.info({ event: event.kind, result: taken.value }, "Alexa told of the skill");
}

const toFailure = ({ message, cause }: PortFault): SkillEventFailed => new SkillEventFailed(message, { cause });

const KINDS: Readonly<Record<string, SkillEventKind>> = {
  "AlexaSkillEvent.SkillEnabled": "enabled",
  "AlexaSkillEvent.SkillDisabled": "disabled",
  "AlexaSkillEvent.SkillAccountLinked": "account-linked",
  "AlexaSkillEvent.SkillPermissionAccepted": "permissions",
  "AlexaSkillEvent.SkillPermissionChanged": "permissions",
};

/** Is a request of this type told to `takeSkillEvent`? */
export const isSkillEvent = (type: string): boolean => Object.hasOwn(KINDS, type);

/**
 * Null where it is of nobody, or of no time: nothing could be done about it.
 * @param createdAt when it happened, ISO 8601; Alexa may tell it later
 */
export function toSkillEvent(type: string, user: UserKey | null, createdAt: string | null): SkillEvent | null {
  const kind = KINDS[type];
  const atMs = Date.parse(createdAt ?? "");
  return kind && user !== null && Number.isFinite(atMs) ? { kind, user, atMs } : null;
}
