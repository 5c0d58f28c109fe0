// The settings of what plays to the bridge, by its kind: part of the configuration file (config.ts).
import { LIVE_SOURCE_KINDS, type LiveSourceKind } from "@house-band/contract";
import * as z from "zod/mini";
import { DEFAULT_INPUT_QUEUE_MS } from "./engine/protocol.ts";
import { UNNAMED } from "./live-inputs-port.ts";
import {
  AIRPLAY_SETTINGS,
  DLNA_SETTINGS,
  SPOTIFY_SETTINGS,
  UNSET_AIRPLAY,
  UNSET_DLNA,
  UNSET_SPOTIFY,
} from "./receiver-settings.ts";
import type { JsonPath } from "./text/lined-json.ts";

const Input = z.strictObject({
  /** The name of a speaker or a group that plays it when it begins and nobody has asked for it. Without it: nowhere. */
  playsOn: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  /** Whether it may take these speakers from what plays there. That comes back when it ends. */
  mayInterrupt: z._default(z.boolean(), false),
  /** Kept in hand against packets that come late: less is heard sooner, and breaks off sooner. 40 runs dry by itself. */
  queueMs: z._default(z.int().check(z.gte(60), z.lte(300)), DEFAULT_INPUT_QUEUE_MS),
});

const LineInput = z.strictObject({
  ...Input.shape,
  /** As `arecord -L` lists it: plughw:CARD=…,DEV=0. Without it there is no line input; `house-band audit` names devices. */
  device: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
  /** What people call it. */
  name: z._default(z.string().check(z.minLength(1), z.maxLength(100)), UNNAMED.line),
  /** Louder than this, against full scale, it plays: a turntable's own noise is softer. */
  startsAboveDb: z._default(z.number().check(z.gte(-90), z.lte(-10)), -50),
  /** Silent for so long, it has stopped: the pause between two movements is no end. */
  endsAfterSeconds: z._default(z.number().check(z.gte(1), z.lte(600)), 20),
});

const UNSET = { mayInterrupt: false, queueMs: DEFAULT_INPUT_QUEUE_MS };
const UNSET_LINE = { ...UNSET, name: UNNAMED.line, startsAboveDb: -50, endsAfterSeconds: 20 };

/** Those that are programs on the home's network have more to be said of them. */
const AirPlay = z.strictObject({ ...Input.shape, ...AIRPLAY_SETTINGS });
const Spotify = z.strictObject({ ...Input.shape, ...SPOTIFY_SETTINGS });
const Dlna = z.strictObject({ ...Input.shape, ...DLNA_SETTINGS });

export const InputSettings = z.strictObject({
  echo: z._default(Input, UNSET),
  phone: z._default(Input, UNSET),
  line: z._default(LineInput, UNSET_LINE),
  airplay: z._default(AirPlay, { ...UNSET, ...UNSET_AIRPLAY }),
  spotify: z._default(Spotify, { ...UNSET, ...UNSET_SPOTIFY }),
  dlna: z._default(Dlna, { ...UNSET, ...UNSET_DLNA }),
});
export type InputSettings = z.infer<typeof InputSettings>;

export const NO_INPUT_SETTINGS: InputSettings = {
  echo: UNSET,
  phone: UNSET,
  line: UNSET_LINE,
  airplay: { ...UNSET, ...UNSET_AIRPLAY },
  spotify: { ...UNSET, ...UNSET_SPOTIFY },
  dlna: { ...UNSET, ...UNSET_DLNA },
};

/** The settings that exist at a place of this section, for a suggestion. */
export function inputKeys([, kind]: JsonPath): readonly string[] {
  if (kind === undefined) return LIVE_SOURCE_KINDS;
  const known = LIVE_SOURCE_KINDS.find((one) => one === kind);
  return known === undefined ? [] : Object.keys(InputSettings.shape[known].def.innerType.shape);
}

/** Where each kind is heard by itself. */
export const playsOnIn = (settings: InputSettings): Partial<Record<LiveSourceKind, string>> =>
  Object.fromEntries(
    LIVE_SOURCE_KINDS.flatMap((kind) => {
      const { playsOn } = settings[kind];
      return playsOn === undefined ? [] : [[kind, playsOn]];
    }),
  );

/** The kinds that may take speakers from what plays there. */
export const mayInterruptIn = (settings: InputSettings): readonly LiveSourceKind[] =>
  LIVE_SOURCE_KINDS.filter((kind) => settings[kind].mayInterrupt);
