// From an accepted command to the next model: its words are looked up in the library, then the core decides.
import { isLiveKind, newZoneId, type OutcomeCode, ok, type Result, type SpeakerId } from "@house-band/contract";
import type { AcceptedCommand } from "./cloud/intake.ts";
import { applyCommand } from "./core/apply-command.ts";
import type { CommandContext } from "./core/command-context.ts";
import type { Order } from "./core/errand.ts";
import { selectLive } from "./core/live-inputs.ts";
import { bookmarkFor, type Model, type Selection } from "./core/model.ts";
import { inOrder, shuffled } from "./core/play-order.ts";
import { selectFrom } from "./memory/recall.ts";
import type { Library } from "./ports.ts";

/** An order, and what was done for it already. */
type AcceptedOrder = AcceptedCommand<Order> & Pick<CommandContext, "calledOff" | "spoken">;

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

/** What these speakers played last, where that is still there: who is live is asked for again; null where there is none. */
function selectLast(
  library: Library,
  model: Model,
  ids: readonly SpeakerId[],
  nowMs: number,
): CommandContext["selection"] {
  const kind = ids.map((id) => model.lastLive.get(id)).find((one) => one !== undefined);
  const live = kind && selectLive(model, kind);
  return live?.ok ? fromBeginning(live) : selectMarked(library, model, ids, nowMs);
}

function selectMarked(
  library: Library,
  model: Model,
  ids: readonly SpeakerId[],
  nowMs: number,
): CommandContext["selection"] {
  const mark = bookmarkFor(model, ids, nowMs);
  const remembered = mark && selectFrom(library, mark.source);
  if (!mark || !remembered?.ok || mark.index >= remembered.value.tracks.length) return null;
  const place = { index: mark.index, positionMs: mark.positionMs, atMs: null };
  return ok({ selection: inOrder(remembered.value, mark.order), place });
}

const fromBeginning = (found: Result<Selection, OutcomeCode>): CommandContext["selection"] =>
  found.ok ? ok({ selection: found.value, place: BEGINNING }) : found;

const BEGINNING = { index: 0, positionMs: 0, atMs: null } as const;
