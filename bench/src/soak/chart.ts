// A soak as a picture: memory, lateness and every drop-out over time, and how busy the machine was meanwhile.
import type { Minute } from "./minutes.ts";

type Panel = {
  readonly what: string;
  readonly top: number;
  readonly bottom: number;
  readonly unit: string;
  readonly hue: string;
  /** The scale reaches up to here at least. */
  readonly atLeast: number;
  readonly of: (minute: Minute) => number | null;
};

const SIZE = { width: 960, left: 70, right: 930 } as const;
const PANEL_HEIGHT = 110;
const PANEL_EVERY = 160;
const FIRST_TOP = 70;

const PANELS: readonly Omit<Panel, "top" | "bottom">[] = [
  { what: "memory of the engine's own", unit: "MB", hue: "#3d7dd8", atLeast: 50, of: ({ anonymousMb }) => anonymousMb },
  {
    what: "worst lateness of the audio loop in each minute; dashed: how far it writes ahead",
    ...{ unit: "ms", hue: "#2a9d78", atLeast: 40, of: ({ worstLatenessMs }: Minute) => worstLatenessMs },
  },
  {
    what: "how late a real-time process came that only sleeps: the machine itself stood still",
    ...{ unit: "ms", hue: "#c07a2b", atLeast: 40, of: ({ stoodStillMs }: Minute) => stoodStillMs },
  },
  {
    what: "all cores of the machine, whoever used them",
    ...{ unit: "%", hue: "#7a7a7a", atLeast: 100, of: ({ machineBusyPercent }: Minute) => machineBusyPercent },
  },
];
const LATENESS = 1;

/** @returns the picture as SVG; what was not measured has no panel */
export function soakChart(title: string, minutes: readonly Minute[]): string {
  const span = Math.max(1, minutes.at(-1)?.atMinute ?? 1);
  const toX = (minute: number): string => (SIZE.left + (minute / span) * (SIZE.right - SIZE.left)).toFixed(1);
  const shown = PANELS.filter(({ of }) => minutes.some((minute) => of(minute) !== null));
  const panels = shown.map((panel, index) => {
    const top = FIRST_TOP + index * PANEL_EVERY;
    return drawPanel({ ...panel, top, bottom: top + PANEL_HEIGHT }, minutes, toX);
  });
  const height = FIRST_TOP + shown.length * PANEL_EVERY;
  const heard = minutes.some(({ dropouts }) => dropouts !== null);
  const drops = minutes.filter(({ dropouts }) => dropouts !== null && dropouts > 0);
  const dropY = FIRST_TOP + LATENESS * PANEL_EVERY + PANEL_HEIGHT;
  const legend = drops.length > 0 ? `, red: ${drops.length} minutes with drop-outs` : heard ? ", no drop-outs" : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${height}" font-family="system-ui, sans-serif" font-size="13">
<title>${title}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${SIZE.left}" y="28" font-size="16" fill="#222">${title}</text>
${panels.join("\n")}
${drops.map(({ atMinute }) => `<circle cx="${toX(atMinute)}" cy="${dropY}" r="4" fill="#c0392b"/>`).join("\n")}
<text x="${SIZE.left}" y="${height - 16}" fill="#444">0 min</text>
<text x="${SIZE.right}" y="${height - 16}" text-anchor="end" fill="#444">${span} min${legend}</text>
</svg>
`;
}

function drawPanel(panel: Panel, minutes: readonly Minute[], toX: (minute: number) => string): string {
  const { what, top, bottom, unit, hue, atLeast, of } = panel;
  const values = minutes.flatMap((minute) => of(minute) ?? []);
  const writeAheadMs = minutes[0]?.writeAheadMs ?? 0;
  const most = Math.max(atLeast, ...values);
  const toY = (value: number): string => (bottom - (value / most) * (bottom - top)).toFixed(1);
  const points = minutes.flatMap((minute) => {
    const value = of(minute);
    return value === null ? [] : [`${toX(minute.atMinute)},${toY(value)}`];
  });
  const bound =
    unit === "ms"
      ? `<path d="M${SIZE.left} ${toY(writeAheadMs)}H${SIZE.right}" stroke="#bbb" stroke-dasharray="5 4"/>`
      : "";
  return `<path d="M${SIZE.left} ${top}H${SIZE.right}M${SIZE.left} ${bottom}H${SIZE.right}" stroke="#ddd"/>${bound}
<text x="${SIZE.left}" y="${top - 8}" fill="#666">${what}</text>
<text x="${SIZE.left - 8}" y="${top + 4}" text-anchor="end" fill="#666">${most.toFixed(0)} ${unit}</text>
<text x="${SIZE.left - 8}" y="${bottom + 4}" text-anchor="end" fill="#666">0</text>
<polyline points="${points.join(" ")}" fill="none" stroke="${hue}" stroke-width="2"/>`;
}
