// What a stand-in's speaker or phone is, and how the test and the stand-in's process talk of it: one JSON object a line.

export type Speaker = {
  readonly name: string;
  readonly path: string;
  /** As the properties of `org.bluealsa.PCM1`. */
  readonly Mode: string;
  readonly Format: number;
  readonly Channels: number;
  readonly Sampling: number;
  readonly Codec: string;
  /** How long its radio takes until it streams. */
  readonly openAfterMs: number;
  /** What a phone plays, in its own format: a file of bare samples. */
  readonly plays?: string;
};

export type Command =
  /** Its radio takes nothing for so long. */
  | { readonly kind: "stall"; readonly name: string; readonly ms: number }
  /** A phone begins to play, or stops: what nobody has opened is not played to anybody. */
  | { readonly kind: "play"; readonly name: string; readonly sending: boolean }
  | { readonly kind: "unplug"; readonly name: string }
  | { readonly kind: "plug-in"; readonly name: string };

export type News =
  | { readonly kind: "ready" }
  | { readonly kind: "opened"; readonly name: string }
  | { readonly kind: "released"; readonly name: string }
  | { readonly kind: "set"; readonly name: string; readonly property: string; readonly value: boolean }
  | { readonly kind: "told"; readonly name: string; readonly command: string }
  /** Only then does who opens it find it. */
  | { readonly kind: "plugged-in"; readonly name: string };

/** A speaker as bluez-alsa shows most of them: SBC, 48 kHz, 16 bits, stereo. */
export function createSpeaker(name: string, number: number, more: Partial<Speaker> = {}): Speaker {
  const path = `/org/bluealsa/hci0/dev_00_00_00_00_00_${String(number).padStart(2, "0")}/a2dpsrc/sink`;
  const shape = { Mode: "sink", Format: 0x8210, Channels: 2, Sampling: 48_000, Codec: "SBC" };
  return { name, path, ...shape, openAfterMs: 20, ...more };
}

/** A phone that plays 16 bits of 44.1 kHz stereo from this file to the bridge. */
export const createPhone = (name: string, number: number, plays: string): Speaker => ({
  ...createSpeaker(name, number, { Mode: "source", Sampling: 44_100, plays }),
  path: `/org/bluealsa/hci0/dev_00_00_00_00_00_${String(number).padStart(2, "0")}/a2dpsnk/source`,
});

/** @see bluez-alsa `ba-transport-pcm.h` BA_TRANSPORT_PCM_FORMAT_BYTES */
export const frameBytesOf = ({ Format, Channels }: Speaker): number => ((Format >> 8) & 0x3f) * Channels;
