// Versions against what is known of them. Pure: tools' own words in, a judgement out.
import { bad, doubtful, fine, type Judgement } from "./finding.ts";
import { BAD_VERSIONS, OLDEST_TRIED, type Part } from "./known-versions.ts";

const NAMES = {
  kernel: "Linux",
  bluez: "BlueZ",
  "bluez-alsa": "bluez-alsa",
  mpd: "MPD",
  node: "Node.js",
} as const satisfies Record<Part, string>;

/**
 * Where a version stands in what each tool prints. A Debian kernel's true version is at the end of `uname -rv`:
 * "6.1.0-54-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.190-1 (2026-10-01)".
 */
const PATTERNS = {
  kernel: /^(?:.*Debian (?:1:)?)?(\d+(?:\.\d+)+)/,
  bluez: /(\d+\.\d+)/,
  "bluez-alsa": /v?(\d+\.\d+(?:\.\d+)?)/,
  mpd: /Daemon (\d+(?:\.\d+)+)/,
  node: /v(\d+(?:\.\d+)+)/,
} as const satisfies Record<Part, RegExp>;

/** @param printed what the tool said of its version */
export function judgeVersion(part: Part, printed: string): Judgement {
  const [, version] = PATTERNS[part].exec(printed.trim()) ?? [];
  const name = NAMES[part];
  if (version === undefined)
    return doubtful(`${name} of an unknown version`, `look at it yourself: "${printed.trim()}"`);
  const known = BAD_VERSIONS.find((entry) => entry.part === part && isSame(version, entry.version));
  if (known) {
    const judge = known.verdict === "fail" ? bad : doubtful;
    return judge(`${name} ${version}: ${known.trouble}`, `install another version of ${name} (${known.source})`);
  }
  const oldest = OLDEST_TRIED[part];
  if (compareVersions(version, oldest) < 0) {
    return bad(`${name} ${version}`, `install ${name} ${oldest} or newer: older ones were never tried`);
  }
  return fine(`${name} ${version}`);
}

/** Is this one of the BlueZ releases that get speakers' volumes wrong? @param printed by `bluetoothd --version` */
export function breaksVolume(printed: string): boolean {
  const [, version] = PATTERNS.bluez.exec(printed) ?? [];
  return BAD_VERSIONS.some(
    (entry) =>
      entry.part === "bluez" && entry.breaksVolume === true && version !== undefined && isSame(version, entry.version),
  );
}

/** For people: what a check of this part expects. */
export function expectedOf(part: Part): string {
  const troubled = BAD_VERSIONS.filter((entry) => entry.part === part).map(({ version }) => version);
  const but = troubled.length > 0 ? `, but none of ${troubled.join(", ")}` : "";
  return `${NAMES[part]} ${OLDEST_TRIED[part]} or newer${but}`;
}

/** 5.78 is 5.78 and 5.78.1, but not 5.7. */
const isSame = (version: string, wanted: string): boolean => version === wanted || version.startsWith(`${wanted}.`);

function compareVersions(first: string, second: string): number {
  const [a, b] = [first, second].map((version) => version.split(".").map(Number));
  for (let index = 0; index < Math.max(a?.length ?? 0, b?.length ?? 0); index++) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
