// A soak as a picture: memory and lateness over time, and every drop-out.
import type { Minute } from "./minutes.ts";

const SIZE = { width: 960, height: 420, left: 70, right: 930 } as const;
const MEMORY = { top: 50, bottom: 200 } as const;
const LATENESS = { top: 250, bottom: 380 } as const;

/** @returns the picture as SVG */
export function soakChart(title: string, minutes: readonly Minute[]): string {
  const span = Math.max(1, minutes.at(-1)?.atMinute ?? 1);
  const toX = (minute: number) => SIZE.left + (minute / span) * (SIZE.right - SIZE.left);
  const mostMb = Math.max(50, ...minutes.map(({ pssMb }) => pssMb));
  const mostMs = Math.max(30, ...minutes.map(({ worstLatenessMs }) => worstLatenessMs));
  const line = (pick: (minute: Minute) => number, most: number, { top, bottom }: { top: number; bottom: number }) =>
    minutes
      .map((m) => `${toX(m.atMinute).toFixed(1)},${(bottom - (pick(m) / most) * (bottom - top)).toFixed(1)}`)
      .join(" ");
  const drops = minutes.filter(({ dropouts }) => dropouts > 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${SIZE.left}" y="28" font-size="16" fill="#222">${title}</text>
${axis("memory of the engine (PSS)", `${mostMb.toFixed(0)} MB`, MEMORY)}
<polyline points="${line(({ pssMb }) => pssMb, mostMb, MEMORY)}" fill="none" stroke="#3d7dd8" stroke-width="2"/>
${axis("worst lateness of the audio loop in each minute (its cushion is 30 ms)", `${mostMs.toFixed(0)} ms`, LATENESS)}
<polyline points="${line(({ worstLatenessMs }) => worstLatenessMs, mostMs, LATENESS)}" fill="none" stroke="#2a9d78" stroke-width="2"/>
${drops.map(({ atMinute }) => `<circle cx="${toX(atMinute).toFixed(1)}" cy="${LATENESS.bottom}" r="4" fill="#c0392b"/>`).join("\n")}
<text x="${SIZE.left}" y="${SIZE.height - 14}" fill="#444">0 min</text>
<text x="${SIZE.right}" y="${SIZE.height - 14}" text-anchor="end" fill="#444">${span} min${drops.length > 0 ? ", red: minutes with drop-outs" : ", no drop-outs"}</text>
</svg>
`;
}

const axis = (what: string, most: string, { top, bottom }: { top: number; bottom: number }): string =>
  `<path d="M${SIZE.left} ${top}H${SIZE.right}M${SIZE.left} ${bottom}H${SIZE.right}" stroke="#ddd"/>
<text x="${SIZE.left}" y="${top - 8}" fill="#666">${what}</text>
<text x="${SIZE.left - 8}" y="${top + 4}" text-anchor="end" fill="#666">${most}</text>
<text x="${SIZE.left - 8}" y="${bottom + 4}" text-anchor="end" fill="#666">0</text>`;
