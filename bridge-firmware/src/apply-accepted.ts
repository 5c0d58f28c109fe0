// From an accepted command to the next model: its words are looked up in the library, then the core decides.
import { isLiveKind, newZoneId, type OutcomeCode, ok, type Result, type SpeakerId } from "@house-band/contract";
import type { AcceptedCommand } from "./cloud/intake.ts";
import { applyCommand } from "./core/apply-command.ts";
import type { CommandContext } from "./core/command-context.ts";
import type { Order } from "./core/errand.ts";
import { selectLive } from "./core/live-inputs.ts";
import { bookmarkFor, type Model, type Selection } from "./core/model.ts";
import { fits, inOrder, shuffled } from "./core/play-order.ts";
import { selectFrom } from "./memory/recall.ts";
import type { Library } from "./ports.ts";

/** An order, and what was done for it already. */
export type AcceptedOrder = AcceptedCommand<Order> & Pick<CommandContext, "calledOff" | "spoken" | "unspoken">;

/** The model after an accepted command. `nowMs` is monotonic. */
export function applyAccepted(library: Library, model: Model, accepted: AcceptedOrder, nowMs: number): Model {
  const selection = select(library, model, accepted, nowMs);
  return applyCommand(model, accepted.command, { ...accepted, nowMs, selection, newZoneId });
}

/** "Play something" goes on where these speakers were, else plays everything in no order; anything else begins at its beginning. */
function select(
  library: Library,
  model: Model,
  { command }: AcceptedCommand<Order>,
  nowMs: number,
): CommandContext["selection"] {
  if (command.kind === "resume") return selectLast(library, model, command.speakers, nowMs);
  if (command.kind !== "play") return null;
  if (isLiveKind(command.source.kind)) return fromBeginning(selectLive(model, command.source.kind));
  const ids = command.targets.map(({ id }) => id);
  const { source, shuffled: isShuffled = false } = command;
  const remembered = source.kind === "anything" && !isShuffled ? selectMarked(library, model, ids, nowMs) : null;
  if (remembered) return remembered;
  const found = selectFrom(library, source);
  if (!found.ok) return found;
  // nobody wants to hear the first album of a whole library each time that nothing is named
  return fromBeginning(ok(isShuffled || source.kind === "anything" ? shuffled(found.value, command.id) : found.value));
}

/** What these speakers played last, where that is still there: who was live on all of them is asked for again; null where there is none. */
function selectLast(
  library: Library,
  model: Model,
  ids: readonly SpeakerId[],
  nowMs: number,
): CommandContext["selection"] {
  const remembering = ids.filter((id) => model.lastLive.has(id) || model.lastPlayed.has(id));
  const [kind, ...others] = new Set(remembering.map((id) => model.lastLive.get(id)));
  const live = kind && others.length === 0 ? selectLive(model, kind) : null;
  if (live?.ok) return fromBeginning(live);
  // a place from before the live source is older than what another of them has played since
  const files = remembering.filter((id) => !model.lastLive.has(id));
  return selectMarked(library, model, files.length > 0 ? files : ids, nowMs);
}

function selectMarked(
  library: Library,
  model: Model,
  ids: readonly SpeakerId[],
  nowMs: number,
): CommandContext["selection"] {
  const mark = bookmarkFor(model, ids, nowMs);
  const remembered = mark && selectFrom(library, mark.source);
  if (!mark || !remembered?.ok) return null;
  const isKept = mark.order === undefined || fits(mark.order, remembered.value);
  if (isKept && mark.index >= remembered.value.tracks.length) return null;
  // in another order its place is another track
  const place = isKept ? { index: mark.index, positionMs: mark.positionMs, atMs: null } : BEGINNING;
  return ok({ selection: inOrder(remembered.value, mark.order), place });
}

const fromBeginning = (found: Result<Selection, OutcomeCode>): CommandContext["selection"] =>
  found.ok ? ok({ selection: found.value, place: BEGINNING }) : found;

const BEGINNING = { index: 0, positionMs: 0, atMs: null } as const;
