// An edit that was made at a bridge, into the home: decided about once, however often it comes, and on the newest home.
// The configuration that follows tells the bridge, also where it was refused.
import {
  applyEdit,
  type EditError,
  type EditEvent,
  err,
  type Home,
  type HomeId,
  ok,
  type Result,
  type ThingName,
} from "@house-band/contract";
import type { BridgeLink, Clock, HomeStore, Log, PortFault } from "../ports.ts";

export type EditPorts = {
  readonly store: Pick<HomeStore, "load" | "saveEdit" | "noteShadow">;
  readonly link: Pick<BridgeLink, "publishConfig">;
  readonly clock: Pick<Clock, "epochMs">;
  readonly log: Log;
};

/** As often as others may get in between: after that the whole event comes again. */
const MAX_TRIES = 4;
/** What stands in the edit's record where a spoken request has its reply. */
const RECORD = "an edit of the bridge's";

/** @returns `ignored` where it was decided about before, or is none of this home's */
export async function takeEdit(
  ports: EditPorts,
  from: { readonly homeId: HomeId; readonly thing: ThingName; readonly event: EditEvent },
  signal: AbortSignal,
): Promise<Result<"recorded" | "ignored", PortFault>> {
  const { homeId, thing, event } = from;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const loaded = await ports.store.load(homeId, "latest", signal);
    if (!loaded.ok) return loaded;
    const { home: before, shadowRevision } = loaded.value ?? {};
    if (!before || before.bridge !== thing || event.homeId !== homeId) {
      ports.log.warn({ thing, editId: event.editId }, "an edit was dropped: the home is not this bridge's");
      return ok("ignored");
    }
    const tellAgain = () =>
      shadowRevision === before.revision ? ok("ignored" as const) : tell(ports, before, "ignored", signal);
    if (before.lastEdit?.id === event.editId) return tellAgain();
    const { after, error } = decide(before, event);
    const key = { homeId, commandId: event.editId };
    const saved = await ports.store.saveEdit(
      { key, known: null, before, after, reply: RECORD, nowMs: ports.clock.epochMs() },
      signal,
    );
    if (!saved.ok) return saved;
    if (saved.value === "conflict") continue;
    if (saved.value === "repeated") return tellAgain();
    if (error) ports.log.warn({ thing, editId: event.editId, reason: error.code }, "an edit of a bridge's was refused");
    return tell(ports, after, "recorded", signal);
  }
  const message = `the home was changed by others ${MAX_TRIES} times in a row`;
  return err({ port: "store", code: "unavailable", retryable: true, message });
}

/** A refusal is a revision, too: that is how the bridge hears of it. */
function decide(
  before: Home,
  { editId: id, edit }: EditEvent,
): { readonly after: Home; readonly error: EditError | null } {
  const edited = applyEdit(before, edit);
  const revision = before.revision + 1;
  if (edited.ok) return { after: { ...edited.value, revision, lastEdit: { id } }, error: null };
  return { after: { ...before, revision, lastEdit: { id, refused: edited.error.code } }, error: edited.error };
}

async function tell(
  { link, store }: EditPorts,
  home: Home,
  result: "recorded" | "ignored",
  signal: AbortSignal,
): Promise<Result<"recorded" | "ignored", PortFault>> {
  const published = await link.publishConfig(home, signal);
  if (!published.ok) return published;
  const noted = await store.noteShadow(home.id, home.revision, signal);
  return noted.ok ? ok(result) : noted;
}
