// The line input behind the port: the engine listens to its device all the time and tells how loud it is; signal makes it a
// source that plays, silence one that does not. A device that is not plugged in is a source that is not connected.
import { err, LiveInputId } from "@house-band/contract";
import { CLOSED_GATE, type Gate, type GateSettings, hear, warningsOf } from "../../core/line-gate.ts";
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
  const sender = (): Sender => ({
    id: LINE,
    name,
    kind: "line",
    link: reading === null ? null : { codec: null, isSending: gate.isOpen, input, player: null },
  });
  const change = (next: Gate, heard: typeof reading): void => {
    const before = JSON.stringify(sender());
    const warnedBefore = new Set(warningsOf(gate));
    gate = next;
    reading = heard;
    for (const warning of warningsOf(gate)) if (!warnedBefore.has(warning)) log.warn({ warning }, "the line input");
    if (JSON.stringify(sender()) !== before) listeners.tell({ kind: "sender-changed", sender: sender() });
  };
  const off = [
    engine.onEvent((event) => {
      if (event.kind === "ready") engine.send({ kind: "listen", input: LINE, spec: input });
      else if (event.kind === "input-level" && event.input === LINE)
        change(hear(gate, event, WINDOW_MS, settings), event);
      else if (event.kind === "input-lost" && event.input === LINE) change(CLOSED_GATE, null);
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
