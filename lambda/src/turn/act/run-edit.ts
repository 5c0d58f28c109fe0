// Stores one edit of the home, whatever others are editing at the same time, and tells the bridge.
import { applyEdit, assertNever, type Home, type HomeEdit, NEUTRAL_TONE } from "@house-band/contract";
import type { Clock, HomeSnapshot, HomeStore, RecordKey } from "../../ports.ts";
import type { SpeechIntent } from "../../speech/intents.ts";
import type { Decision } from "../turn.ts";

/** After the first try: as often as others may get in between before people are told. */
const MAX_RETRIES = 3;

export type EditRun = {
  readonly key: RecordKey;
  readonly snapshot: HomeSnapshot;
  readonly decision: Extract<Decision, { kind: "edit" }>;
  readonly signal: AbortSignal;
  readonly render: (say: SpeechIntent) => string;
  /** Brings the bridge's copy up to date; best effort. */
  readonly onSaved: (home: Home, success: SpeechIntent) => Promise<void>;
};

export type EditResult =
  | { readonly kind: "say"; readonly say: SpeechIntent }
  /** The reply of another delivery of the same request. */
  | { readonly kind: "repeat"; readonly ssml: string }
  /** The store failed, and whether this very write was made is open. */
  | { readonly kind: "not-saved" };

/** Saves the edit on the newest home, again where others got in between; what cannot be done is said, with its reason. */
export async function runEdit(
  ports: { readonly store: HomeStore; readonly clock: Clock },
  run: EditRun,
): Promise<EditResult> {
  const { edit, said, unknown } = run.decision;
  const success: SpeechIntent = { kind: "edited", edit: said, unknown };
  const first = run.snapshot.home;
  let { home, requests: known } = run.snapshot;
  for (let retries = 0; retries <= MAX_RETRIES && !run.signal.aborted; retries += 1) {
    const applied = applyEdit(home, edit);
    if (!applied.ok) return repeatOr(ports.store, run, { kind: "edit-refused", error: applied.error });
    if (applied.value === home) return repeatOr(ports.store, run, success);
    const saved = await save(ports, run, { known, before: home, after: applied.value, reply: run.render(success) });
    if (!saved.ok) return { kind: "not-saved" };
    if (saved.value === "repeated") return repeatOr(ports.store, run, { kind: "unsure" });
    if (saved.value === "saved") {
      await run.onSaved(applied.value, success);
      return speak(success);
    }
    const latest = await ports.store.load(home.id, "latest", run.signal);
    if (!latest.ok || !latest.value) return { kind: "not-saved" };
    ({ home, requests: known } = latest.value);
    if (known.taken.has(run.key.commandId)) return repeatOr(ports.store, run, { kind: "unsure" });
    if (isOverwriting(edit, first, home)) return speak({ kind: "edit-refused", error: { code: "conflict" } });
  }
  return speak({ kind: "edit-refused", error: { code: "conflict" } });
}

const speak = (say: SpeechIntent): EditResult => ({ kind: "say", say });

const save = (
  { store, clock }: { store: HomeStore; clock: Clock },
  run: EditRun,
  edit: Pick<Parameters<HomeStore["saveEdit"]>[0], "known" | "before" | "after" | "reply">,
) => store.saveEdit({ key: run.key, ...edit, nowMs: clock.epochMs() }, run.signal);

/** Another delivery may have made the very edit that does not fit any more: it has said so then. */
async function repeatOr(store: HomeStore, run: EditRun, say: SpeechIntent): Promise<EditResult> {
  const record = await store.readCommand(run.key, run.signal);
  const ssml = record.ok ? record.value?.reply : null;
  return ssml ? { kind: "repeat", ssml } : speak(say);
}

/** Somebody else gave the very thing another value in the meantime: the first one stands, the second one is told. */
function isOverwriting(edit: HomeEdit, before: Home, now: Home): boolean {
  return JSON.stringify(subjectOf(edit, before)) !== JSON.stringify(subjectOf(edit, now));
}

/** The value that an edit replaces; edits that only add or remove go together with anybody's. */
function subjectOf(edit: HomeEdit, home: Home): unknown {
  switch (edit.kind) {
    case "rename":
      return [...home.speakers, ...home.groups].find(({ id }) => id === edit.targetId)?.name;
    case "set-channel":
    case "swap-channels":
      return home.speakers.filter(({ id }) => edit.speakerIds.includes(id)).map(({ channel }) => channel);
    case "set-tone":
      return home.speakers.filter(({ id }) => edit.speakerIds.includes(id)).map(({ tone }) => tone ?? NEUTRAL_TONE);
    case "set-trims":
      return home.speakers.filter(({ id }) => id in edit.trims).map(({ tone }) => tone?.trimDb ?? 0);
    case "set-default-group":
      return home.echos.find(({ id }) => id === edit.echoId)?.defaultGroup;
    case "set-cap": // made at a bridge alone
    case "add-speaker":
    case "remove-speaker":
    case "create-group":
    case "delete-group":
    case "add-member":
    case "remove-member":
      return null;
    default:
      return assertNever(edit);
  }
}
