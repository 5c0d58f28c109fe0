// How a simulated home is described: by hand in a file (home-file.ts reads it), or built in (default-home.ts).
import { SIM_MOODS, type SimMood } from "@house-band/bridge-firmware/adapters/sim/sim-speaker";
import { Channel, MAX_ECHOS, MAX_GROUPS, MAX_NAME_LENGTH, MAX_SPEAKERS, toDisplayName } from "@house-band/contract";
import * as z from "zod";

/** Any letter of any language; what can't be said is taken out, as everywhere in the product. */
const name = z
  .string()
  .refine((raw) => [...raw.trim()].length <= MAX_NAME_LENGTH && toDisplayName(raw).length > 0)
  .transform(toDisplayName);

/** "Stolen by a phone", "stolen_by_a_phone" and "STOLEN-BY-A-PHONE" are the same mood. */
const mood = z
  .string()
  .transform((raw) =>
    raw
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_]+/g, "-"),
  )
  .pipe(z.enum(SIM_MOODS));

const latencyMs = z.number().min(0).max(2_000);

export const SpeakerSpec = z.strictObject({
  name,
  model: z.string().max(60).optional(),
  /** Null: it never reports one. */
  reportedDelayMs: latencyMs.nullable().optional(),
  actualLatencyMs: latencyMs.optional(),
  jitterMs: z.number().min(0).max(500).optional(),
  /** How loud it is for what it is given, against the loudest there are. */
  sensitivityDb: z.number().min(-40).max(0).optional(),
  mood: mood.optional(),
  channel: z.enum(Channel.options).optional(),
  batteryPercent: z.int().min(1).max(100).nullable().optional(),
});

/** More neighbours than this only make a list that nobody reads. */
const MAX_NEARBY = 8;

/** As the bridge's own settings have it, cut to what a simulated one can do. */
const InputSpec = z.strictObject({
  playsOn: name.optional(),
  mayInterrupt: z.boolean().optional(),
});
const LineSpec = z.strictObject({ ...InputSpec.shape, name: name.optional() });

export const InputsSpec = z.strictObject({
  echo: InputSpec.optional(),
  phone: InputSpec.optional(),
  line: LineSpec.optional(),
  airplay: InputSpec.optional(),
  spotify: InputSpec.optional(),
  dlna: InputSpec.optional(),
});
export type InputsSpec = z.infer<typeof InputsSpec>;

export const HomeSpec = z.strictObject({
  speakers: z.array(SpeakerSpec).min(1).max(MAX_SPEAKERS),
  /** In pairing mode, and none of the home's yet. */
  nearby: z.array(SpeakerSpec).max(MAX_NEARBY).optional(),
  groups: z
    .array(z.strictObject({ name, members: z.array(name).min(1).max(MAX_SPEAKERS) }))
    .max(MAX_GROUPS)
    .optional(),
  echos: z
    .array(z.strictObject({ name, defaultGroup: name.nullable().optional() }))
    .max(MAX_ECHOS)
    .optional(),
  /** Where what plays to the bridge is heard by itself. */
  inputs: InputsSpec.optional(),
});
export type HomeSpec = z.infer<typeof HomeSpec>;

/** A mood as people write it. */
export function moodName(mood: SimMood): string {
  return mood === "vanishes-mid-song" ? "vanishes mid-song" : mood.replaceAll("-", " ");
}

/** What each key may hold, in the words of an error message. */
export const EXPECTED: Readonly<Record<string, string>> = {
  speakers: `a list of 1 to ${MAX_SPEAKERS} speakers`,
  nearby: `a list of at most ${MAX_NEARBY} speakers`,
  groups: `a list of at most ${MAX_GROUPS} groups`,
  echos: `a list of at most ${MAX_ECHOS} Echos`,
  members: "a list of one or more names of speakers",
  name: `a name of 1 to ${MAX_NAME_LENGTH} characters in quotes`,
  defaultGroup: "the name of a group in quotes, or null",
  model: "a text of at most 60 characters",
  reportedDelayMs: "milliseconds from 0 to 2000, or null for a speaker that never reports",
  actualLatencyMs: "milliseconds from 0 to 2000",
  jitterMs: "milliseconds from 0 to 500",
  sensitivityDb: "decibels from -40 to 0",
  batteryPercent: "a whole number from 1 to 100, or null",
  channel: '"stereo", "left", "right" or "mono"',
  inputs: "what plays to the bridge, by its kind: echo, phone, line, airplay, spotify, dlna",
  playsOn: "the name of a speaker or a group in quotes, or everywhere",
  mayInterrupt: "true or false",
  mood: SIM_MOODS.map((each) => `"${moodName(each)}"`).join(", "),
};
