// Draws the skill's icons: a house whose gable is a sound wave's start, and three speakers playing in it.
// Run with `npm run icons -w skill-package`; the PNGs are committed, so that a deploy needs no drawing.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

/** Sizes of small and large icon. @see Alexa skill manifest `smallIconUri`, `largeIconUri` */
const SIZES_PX = [108, 512] as const;

const speaker = (x: number, height: number, colour: string): string => {
  const top = 392 - height;
  const woofer = top + height * 0.66;
  return `
    <rect x="${x}" y="${top}" width="76" height="${height}" rx="16" fill="${colour}"/>
    <circle cx="${x + 38}" cy="${top + 32}" r="12" fill="#14213d"/>
    <circle cx="${x + 38}" cy="${woofer}" r="26" fill="#14213d"/>
    <circle cx="${x + 38}" cy="${woofer}" r="11" fill="${colour}"/>`;
};

const wave = (radius: number, opacity: number): string =>
  `<path d="M ${256 - radius} 206 A ${radius} ${radius} 0 0 1 ${256 + radius} 206" fill="none" stroke="#fca311"
    stroke-width="15" stroke-linecap="round" opacity="${opacity}"/>`;

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">
  <defs>
    <linearGradient id="night" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#27407a"/><stop offset="1" stop-color="#14213d"/>
    </linearGradient>
  </defs>
  <circle cx="256" cy="256" r="256" fill="url(#night)"/>
  <path d="M 78 246 L 256 96 L 434 246" fill="none" stroke="#ffffff" stroke-width="30" stroke-linecap="round" stroke-linejoin="round"/>
  <path d="M 112 256 L 112 420 L 400 420 L 400 256" fill="none" stroke="#ffffff" stroke-width="30" stroke-linejoin="round" stroke-linecap="round"/>
  ${wave(20, 1)}${wave(45, 0.75)}
  ${speaker(134, 120, "#fca311")}${speaker(218, 172, "#ffffff")}${speaker(302, 144, "#fca311")}
</svg>`;

const wasm = createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm");
await initWasm(readFileSync(wasm));
for (const sizePx of SIZES_PX) {
  const image = new Resvg(ICON, { fitTo: { mode: "width", value: sizePx } }).render();
  writeFileSync(new URL(`icon-${sizePx}.png`, import.meta.url), image.asPng());
}
