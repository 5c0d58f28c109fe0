// What was measured, as a picture: each speaker's place on a line of time around the group's middle. Pure.
import { plotRangeMs, renderLate, type SyncRow } from "./render-sync.ts";

const WIDTH = 860;
const ROW_HEIGHT = 34;
const LEFT = 190;
const RIGHT = 150;
const TOP = 48;
const BOTTOM = 44;

/** An SVG document, light and without anything from elsewhere. */
export function syncSvg(rows: readonly SyncRow[]): string {
  const rangeMs = plotRangeMs(rows);
  const bottom = TOP + rows.length * ROW_HEIGHT;
  const middle = toX(0, rangeMs);
  const grid = [-rangeMs, 0, rangeMs].map((ms) => {
    const x = toX(ms, rangeMs);
    const label = `<text x="${x}" y="${bottom + 22}" text-anchor="middle" fill="#555">${renderLate(ms)}</text>`;
    return `<line x1="${x}" y1="${TOP - 8}" x2="${x}" y2="${bottom}" stroke="${ms === 0 ? "#333" : "#ccc"}"/>${label}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${bottom + BOTTOM}" font-family="sans-serif" font-size="14">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="20" y="26" font-size="17">Who is early, who is late, where the microphone stands</text>`,
    ...grid,
    ...rows.map((row, index) => rowOf(row, TOP + (index + 0.5) * ROW_HEIGHT, { rangeMs, middle })),
    "</svg>",
    "",
  ].join("\n");
}

function rowOf({ name, lateMs }: SyncRow, y: number, { rangeMs, middle }: { rangeMs: number; middle: number }): string {
  const label = `<text x="${LEFT - 14}" y="${y + 5}" text-anchor="end">${escapeXml(name)}</text>`;
  const said = `<text x="${WIDTH - RIGHT + 14}" y="${y + 5}" fill="#555">${lateMs === null ? "not heard" : renderLate(lateMs)}</text>`;
  if (lateMs === null) return label + said;
  const x = toX(lateMs, rangeMs);
  const bar = `<line x1="${middle}" y1="${y}" x2="${x}" y2="${y}" stroke="#2a6f97" stroke-width="4"/>`;
  return `${label}${bar}<circle cx="${x}" cy="${y}" r="7" fill="#2a6f97"/>${said}`;
}

const toX = (ms: number, rangeMs: number): number =>
  Math.round(10 * (LEFT + (0.5 + ms / (2 * rangeMs)) * (WIDTH - LEFT - RIGHT))) / 10;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
const escapeXml = (text: string): string => text.replace(/[&<>"']/gu, (one) => ESCAPES[one] ?? one);
