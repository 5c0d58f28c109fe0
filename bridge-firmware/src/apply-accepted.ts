// From an accepted command to the next model: its words are looked up in the library, then the core decides.
import { isLiveKind, newZoneId, ok } from "@house-band/contract";
import type { AcceptedCommand } from "./cloud/intake.ts";
import { applyCommand } from "./core/apply-command.ts";
import type { CommandContext } from "./core/command-context.ts";
import type { Order } from "./core/errand.ts";
import { selectLive } from "./core/live-inputs.ts";
import { bookmarkFor, type Model } from "./core/model.ts";
import { selectFrom } from "./memory/recall.ts";
import type { Library } from "./ports.ts";

/** An order, and what was done for it already. */
type AcceptedOrder = AcceptedCommand<Order> & Pick<CommandContext, "calledOff" | "spoken">;

/** The model after an accepted command. `nowMs` is monotonic. */
export function applyAccepted(library: Library, model: Model, accepted: AcceptedOrder, nowMs: number): Model {
  const selection = select(library, model, accepted, nowMs);
  return applyCommand(model, accepted.command, { ...accepted, nowMs, selection, newZoneId });
}

/** "Play something" goes on where these speakers were; anything else begins at its beginning. */
function select(
  library: Library,
  model: Model,
  { command }: AcceptedCommand<Order>,
  nowMs: number,
): CommandContext["selection"] {
  if (command.kind !== "play") return null;
  if (isLiveKind(command.source.kind)) {
    const live = selectLive(model, command.source.kind);
    return live.ok ? ok({ selection: live.value, place: BEGINNING }) : live;
  }
  const ids = command.targets.map(({ id }) => id);
  const mark = command.source.kind === "anything" ? bookmarkFor(model, ids, nowMs) : null;
  const remembered = mark ? selectFrom(library, mark.source) : null;
  if (mark && remembered?.ok && mark.index < remembered.value.tracks.length) {
    const place = { index: mark.index, positionMs: mark.positionMs, atMs: null };
    return ok({ selection: remembered.value, place });
  }
  const found = selectFrom(library, command.source);
  return found.ok ? ok({ selection: found.value, place: BEGINNING }) : found;
}

const BEGINNING = { index: 0, positionMs: 0, atMs: null } as const;
