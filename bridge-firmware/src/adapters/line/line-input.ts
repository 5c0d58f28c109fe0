// The line input behind the port: the engine listens to its device all the time and tells how loud it is; signal makes it a
// source that plays, silence one that does not. A device that is not plugged in is a source that is not connected.
import { err, LiveInputId } from "@house-band/contract";
import { CLOSED_GATE, type Gate, type GateSettings, hear, type LineWarning, warningsOf } from "../../core/line-gate.ts";
import { WINDOW_MS } from "../../engine/dsp/line-meter.ts";
import type { EngineEvent, LiveInputSpec } from "../../engine/protocol.ts";
import { createListeners } from "../../listeners.ts";
import { type LiveInputEvent, type LiveInputs, NO_LEVELS, NO_PLAYER, type Sender } from "../../live-inputs-port.ts";
import type { AudioEngine, Log } from "../../ports.ts";

export type LineInputOptions = GateSettings & {
  /** What people call it. */
  readonly name: string;
  readonly input: LiveInputSpec;
  readonly engine: Pick<AudioEngine, "send" | "onEvent" | "onRestart">;
  readonly log: Log;
};

const LINE = LiveInputId.parse("line");

/** Not connected until the engine hears it. */
export function createLineInput({ name, input, engine, log, ...settings }: LineInputOptions): LiveInputs {
  const listeners = createListeners<LiveInputEvent>();
  let gate: Gate = CLOSED_GATE;
  let reading: Extract<EngineEvent, { kind: "input-level" }> | null = null;
  let lostFor: string | null = null;
  /** Since it was connected: hum comes and goes with the music over it. */
  const warned = new Set<LineWarning>();
  const sender = (): Sender => ({
    id: LINE,
    name,
    kind: "line",
    ...(reading === null && lostFor !== null && { trouble: lostFor }),
    link: reading === null ? null : { codec: null, isSending: gate.isOpen, input, player: null },
  });
  /** @param why there is nothing to hear, where that is known; told once until there is */
  const change = (next: Gate, heard: typeof reading, why: string | null = null): void => {
    const before = JSON.stringify(sender());
    gate = next;
    reading = heard;
    if (why !== null && why !== lostFor) log.warn({ reason: why }, "the line input can't be heard");
    if (heard === null) warned.clear();
    for (const warning of warningsOf(gate)) if (!warned.has(warning)) log.warn({ warning }, "the line input");
    for (const warning of warningsOf(gate)) warned.add(warning);
    lostFor = heard === null ? (why ?? lostFor) : null;
    if (JSON.stringify(sender()) !== before) listeners.tell({ kind: "sender-changed", sender: sender() });
  };
  const off = [
    engine.onEvent((event) => {
      if (event.kind === "ready") engine.send({ kind: "listen", input: LINE, spec: input });
      else if (event.kind === "input-level" && event.input === LINE)
        change(hear(gate, event, WINDOW_MS, settings), event);
      else if (event.kind === "input-lost" && event.input === LINE) change(CLOSED_GATE, null, event.reason);
    }),
    engine.onRestart(() => change(CLOSED_GATE, null)),
  ];
  return {
    senders: () => [sender()],
    levels: () =>
      reading === null
        ? NO_LEVELS
        : new Map([[LINE, { rmsDb: reading.rmsDb, peakDb: reading.peakDb, warnings: warningsOf(gate) }]]),
    onEvent: listeners.add,
    tell: async () => err(NO_PLAYER),
    async close() {
      for (const stop of off) stop();
      listeners.clear();
    },
  };
}
