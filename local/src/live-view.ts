// A live line per speaker above the prompt: who plays what, how loud. Draws over its own lines only, so that whatever is
// being typed stays as it is; where standard output is no terminal nothing is drawn.
import type { Interface } from "node:readline/promises";
import { REASONS } from "@house-band/bridge-firmware/cli/reasons";
import type { EngineEvent } from "@house-band/bridge-firmware/engine/protocol";
import { columnsOf } from "@house-band/bridge-firmware/text/table";
import type { BridgeState, Home, SpeakerReport, ZoneReport } from "@house-band/contract";
import pc from "picocolors";
import { type StackSpeaker, withNameIn } from "./stack/stack-speakers.ts";
import type { Stack } from "./stack.ts";

const REFRESH_MS = 250;
const METER_WIDTH = 16;
/** Quieter than this shows no bar. */
const METER_FLOOR_DB = -48;

/** Which parts of a line (name, level, volume, latency) are shown, where that many columns are left beside the name. */
const ROOM: readonly { readonly beside: number; readonly parts: readonly number[] }[] = [
  { beside: 55, parts: [0, 1, 2, 3] },
  { beside: 32, parts: [0, 2, 3] },
];

export type LiveView = {
  /** Prints the lines and keeps them fresh until `rest` or the next one; by the names that hold now. */
  show(home: Home): void;
  /**
   * Before anything else is printed: what was said stays, the lines go, since they are of a moment that is over.
   * @param typedColumns how wide the line is that was entered below them
   */
  rest(typedColumns: number): void;
  close(): void;
};

/** Draws nothing until `show`; follows the engine's levels until it is closed. */
export function createLiveView(
  stack: Pick<Stack, "speakers" | "state" | "onEngineEvent">,
  output: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "rows" | "write">,
  prompt: Pick<Interface, "getCursorPos">,
): LiveView {
  let peaks: Readonly<Record<string, number>> = {};
  let shownLines = 0;
  let shownColumns = 0;
  let named: readonly StackSpeaker[] = stack.speakers;
  let timer: NodeJS.Timeout | undefined;
  const off = stack.onEngineEvent((event) => {
    peaks = peaksOf(event) ?? peaks;
  });
  const draw = (): void => {
    const above = shownLines + prompt.getCursorPos().rows;
    if (above >= output.rows) return;
    const lines = speakerLines(named, stack.state(), peaks, output.columns).slice(0, shownLines);
    const body = lines.map((line) => `\x1b[2K${line}`).join("\r\n");
    output.write(`\x1b7\x1b[${above}A\r${body}\x1b8`);
  };
  const halt = (): void => {
    clearInterval(timer);
    shownLines = 0;
  };
  const erase = (typedColumns: number): void => {
    const typedRows = Math.floor(typedColumns / output.columns) + 1;
    const above = shownLines + typedRows;
    // what has scrolled out of the window, or was laid out for another width, can't be found again
    if (shownLines === 0 || above >= output.rows || output.columns !== shownColumns) return;
    output.write(`\x1b[${above}A\x1b[${shownLines}M\x1b[${typedRows}B`);
  };
  return {
    show: (home) => {
      halt();
      named = stack.speakers.map((speaker) => withNameIn(home, speaker));
      if (!output.isTTY) return;
      const lines = speakerLines(named, stack.state(), peaks, output.columns);
      shownLines = lines.length;
      shownColumns = output.columns;
      output.write(`\n${lines.join("\n")}\n`);
      timer = setInterval(draw, REFRESH_MS);
    },
    rest: (typedColumns) => {
      erase(typedColumns);
      halt();
    },
    close: () => {
      halt();
      off();
    },
  };
}

function peaksOf(event: EngineEvent): Readonly<Record<string, number>> | null {
  if (event.kind !== "status") return null;
  return Object.fromEntries(Object.entries(event.outputs).map(([output, { peak }]) => [output, peak]));
}

/** One line per speaker: level, volume, what it plays, or why it doesn't. */
export function speakerLines(
  speakers: readonly StackSpeaker[],
  state: BridgeState,
  peaks: Readonly<Record<string, number>>,
  columns = 100,
): readonly string[] {
  const nameWidth = Math.max(...speakers.map(({ name }) => columnsOf(name)));
  const room = ROOM.find(({ beside }) => nameWidth + beside <= columns)?.parts ?? [0, 2];
  return speakers.map(({ id, name, actualLatencyMs }) => {
    const report = state.speakers[id];
    const zone = Object.values(state.zones).find(({ members }) => id in members);
    const isConnected = report?.link === "connected";
    const sounds = isConnected && zone?.state === "playing" && !report.muted;
    const meter = meterBar(sounds ? (peaks[id] ?? 0) : 0);
    const volume = !report ? "" : report.muted ? "muted" : `${report.volumePercent} %`;
    const why = isConnected ? playText(zone) : linkText(report);
    const latency = isConnected ? `${Math.round(actualLatencyMs)} ms` : "";
    const parts = [pad(name, nameWidth), meter, volume.padStart(5), latency.padStart(6)];
    const line = clip(` ${[...parts.filter((_, part) => room.includes(part)), why].join("  ")}`, columns - 1);
    return isConnected ? line : pc.dim(line);
  });
}

function playText(zone: ZoneReport | undefined): string {
  if (!zone) return "idle";
  if (zone.away) return `not connected any more: ${zone.title}`;
  return zone.state === "paused" ? `paused: ${zone.title}` : `♪ ${zone.title}`;
}

function linkText(report: SpeakerReport | undefined): string {
  if (!report) return "not known yet";
  if (report.reason === "OK") return report.link;
  const [why = ""] = REASONS[report.reason].split(":"); // what to do about it has no room here
  return why;
}

function meterBar(peak: number): string {
  const db = peak > 0 ? 20 * Math.log10(peak) : Number.NEGATIVE_INFINITY;
  const filled = Math.round(Math.max(0, Math.min(1, 1 - db / METER_FLOOR_DB)) * METER_WIDTH);
  return `${"█".repeat(filled)}${"·".repeat(METER_WIDTH - filled)}`;
}

const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - columnsOf(text)));

function clip(text: string, columns: number): string {
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (columnsOf(kept + segment) > columns) return kept;
    kept += segment;
  }
  return kept;
}
