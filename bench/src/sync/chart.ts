// The side-by-side figures as a picture: skew and start of every engine, by number of speakers, on logarithmic scales.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RESULTS_DIRECTORY } from "../report.ts";
import type { Take } from "./take.ts";

const SIZE = { width: 960, height: 460, left: 90, right: 640, top: 60, bottom: 400 } as const;
const HUES = ["#c0392b", "#3d7dd8", "#7fa8e0", "#2a9d78", "#8a6fd1", "#d9822b", "#7a7a7a"] as const;
/** A hundredth of a sample at 48 kHz is as good as nothing: smaller skews are drawn there. */
const RANGE_MS = { from: 0.000_2, to: 200 } as const;

/** Writes `sync.svg` beside the figures; gives its path. */
export async function saveChart(takes: readonly Take[]): Promise<string> {
  await mkdir(RESULTS_DIRECTORY, { recursive: true });
  const path = join(RESULTS_DIRECTORY, "sync.svg");
  await writeFile(path, chart(takes));
  return path;
}

function chart(takes: readonly Take[]): string {
  const counts = [...new Set(takes.map(({ speakerCount }) => speakerCount))].sort((a, b) => a - b);
  const peers = [...new Set(takes.map(({ peer }) => peer.name))];
  const toX = (count: number): number =>
    SIZE.left + ((counts.indexOf(count) + 0.5) / counts.length) * (SIZE.right - SIZE.left);
  const lines = peers.map((name, index) => {
    const hue = HUES[index % HUES.length] ?? "#000";
    const points = takes
      .filter(({ peer }) => peer.name === name)
      .map(({ speakerCount, skew }) => `${toX(speakerCount).toFixed(1)},${toY(skew.p95Ms ?? RANGE_MS.to).toFixed(1)}`);
    const dots = points.map((point) => {
      const [x, y] = point.split(",");
      return `<circle cx="${x}" cy="${y}" r="4"/>`;
    });
    const y = SIZE.top + 22 * index;
    return [
      `<g fill="${hue}"><polyline points="${points.join(" ")}" fill="none" stroke="${hue}" stroke-width="2"/>${dots.join("")}`,
      `<circle cx="${SIZE.right + 24}" cy="${y}" r="5"/><text x="${SIZE.right + 38}" y="${y + 4}">${name}</text></g>`,
    ].join("");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="system-ui, sans-serif" font-size="13">
<title>Skew between speakers, p95 of all pairs</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${SIZE.left}" y="28" font-size="16" fill="#222">Skew between speakers, p95 of all pairs (lower is better)</text>
${[0.001, 0.01, 0.1, 1, 10, 100].map(gridLine).join("\n")}
${counts.map((count) => `<text x="${toX(count)}" y="${SIZE.bottom + 24}" text-anchor="middle" fill="#444">${count} speakers</text>`).join("\n")}
${lines.join("\n")}
</svg>
`;
}

const gridLine = (ms: number): string =>
  `<path d="M${SIZE.left} ${toY(ms)}H${SIZE.right}" stroke="#ddd"/><text x="${SIZE.left - 10}" y="${toY(ms) + 4}" text-anchor="end" fill="#666">${ms} ms</text>`;

function toY(ms: number): number {
  const held = Math.min(RANGE_MS.to, Math.max(RANGE_MS.from, ms));
  const share = Math.log(held / RANGE_MS.from) / Math.log(RANGE_MS.to / RANGE_MS.from);
  return SIZE.bottom - share * (SIZE.bottom - SIZE.top);
}
