// Versions of what the bridge stands on that are known to break its core job, and the oldest that were tried. Data; each
// entry says where it is known from, so that it can be checked and taken out again.

export type Part = "kernel" | "bluez" | "bluez-alsa" | "mpd" | "node";

export type BadVersion = {
  readonly part: Part;
  readonly version: string;
  /** What goes wrong, in a user's words. */
  readonly trouble: string;
  /** Speakers' own volumes are not to be set there, nor believed. */
  readonly breaksVolume?: true;
  readonly verdict: "warn" | "fail";
  readonly source: string;
};

export const BAD_VERSIONS: readonly BadVersion[] = [
  {
    part: "kernel",
    version: "6.1.192",
    trouble: "connecting to a speaker that is switched off can take the whole Bluetooth service down",
    verdict: "fail",
    source: "tried: Debian 12's linux 6.1.192-1 against 6.1.190-1 with four virtual controllers, November 2026",
  },
  {
    part: "bluez",
    version: "5.78",
    trouble: "only one speaker at a time",
    verdict: "fail",
    source: "bluez/bluez issue 1037",
  },
  {
    part: "bluez",
    version: "5.79",
    trouble: "volume goes wrong",
    breaksVolume: true,
    verdict: "warn",
    source: "bluez/bluez issue 1007",
  },
  {
    part: "bluez",
    version: "5.83",
    trouble: "volume goes wrong",
    breaksVolume: true,
    verdict: "warn",
    source: "bluez/bluez issue 1480",
  },
  {
    part: "bluez",
    version: "5.86",
    trouble: "music from phones and Echos does not arrive",
    verdict: "fail",
    source: "bluez/bluez issue 1922",
  },
  {
    part: "bluez",
    version: "5.87",
    trouble: "volume goes wrong, and speakers do not reconnect",
    breaksVolume: true,
    verdict: "fail",
    source: "bluez/bluez issues 2285 and 2302",
  },
];

/** The oldest that were tried: Debian 12's, but for Node. */
export const OLDEST_TRIED = {
  kernel: "6.1",
  bluez: "5.66",
  "bluez-alsa": "4.0.0",
  mpd: "0.23",
  node: "20.19",
} as const satisfies Record<Part, string>;
