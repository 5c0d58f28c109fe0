// What the engine tells once a second of its outputs, its live inputs and its own loop.
import type { EngineState } from "./handle-request.ts";
import type { InputStatus, OutputStatus } from "./protocol.ts";
import { takeStatus } from "./slot.ts";

/** Tells it; peaks count anew. */
export function emitStatus(state: EngineState, worstLatenessMs: number, worstGcPauseMs: number | null): void {
  const outputs: Record<string, OutputStatus> = {};
  for (const slot of state.slots.values()) {
    if (slot.output !== null) outputs[slot.id] = takeStatus(slot, state.nowFrame);
  }
  const inputs = inputStatuses(state);
  state.emit({ kind: "status", outputs, ...(inputs && { inputs }), worstLatenessMs, worstGcPauseMs });
}

/** Null where nothing live plays. */
function inputStatuses(state: EngineState): Record<string, InputStatus> | null {
  const live = [...state.zones.values()].flatMap(({ id, programme }) => {
    const status = programme.feed.status?.();
    return status ? [[id, status] as const] : [];
  });
  return live.length === 0 ? null : Object.fromEntries(live);
}
