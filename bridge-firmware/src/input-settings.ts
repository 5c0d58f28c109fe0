// The settings of what plays to the bridge, by its kind: part of the configuration file (config.ts).
import { LIVE_SOURCE_KINDS, type LiveSourceKind } from "@house-band/contract";
import * as z from "zod/mini";
import { DEFAULT_INPUT_QUEUE_MS } from "./engine/protocol.ts";
import type { JsonPath } from "./text/lined-json.ts";

const Input = z.strictObject({
  /** The name of a speaker or a group that plays it when it begins and nobody has asked for it. Without it: nowhere. */
  playsOn: z.optional(z.string().check(z.minLength(1), z.maxLength(100))),
  /** Whether it may take these speakers from what plays there. That comes back when it ends. */
  mayInterrupt: z._default(z.boolean(), false),
  /** Kept in hand against packets that come late: less is heard sooner, and breaks off sooner. 40 runs dry by itself. */
  queueMs: z._default(z.int().check(z.gte(60), z.lte(300)), DEFAULT_INPUT_QUEUE_MS),
});

const UNSET = { mayInterrupt: false, queueMs: DEFAULT_INPUT_QUEUE_MS };

export const InputSettings = z.strictObject({
  echo: z._default(Input, UNSET),
  phone: z._default(Input, UNSET),
  line: z._default(Input, UNSET),
  airplay: z._default(Input, UNSET),
  spotify: z._default(Input, UNSET),
  dlna: z._default(Input, UNSET),
});
export type InputSettings = z.infer<typeof InputSettings>;

export const NO_INPUT_SETTINGS: InputSettings = {
  echo: UNSET,
  phone: UNSET,
  line: UNSET,
  airplay: UNSET,
  spotify: UNSET,
  dlna: UNSET,
};

/** The settings that exist at a place of this section, for a suggestion. */
export function inputKeys([, kind]: JsonPath): readonly string[] {
  return kind === undefined ? LIVE_SOURCE_KINDS : Object.keys(Input.shape);
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
