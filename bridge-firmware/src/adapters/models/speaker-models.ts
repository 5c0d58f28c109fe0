// What is known of speakers by their model: how long they take from Bluetooth to sound, who says so, and how he knows. It
// helps where a speaker reports nothing itself; a measurement in the home is better than any of it.
import { toNameKey } from "@house-band/contract";
import * as z from "zod/mini";

const delayMs = z.number().check(z.gte(0), z.lte(2_000));
const orUnknown = z.nullable(z.string());

export const SpeakerModel = z.strictObject({
  model: z.string().check(z.minLength(1)),
  /** What it calls itself over Bluetooth; digits that tell two of them apart may follow. */
  names: z.array(z.string().check(z.minLength(1))).check(z.minLength(1)),
  delays: z.array(
    z.strictObject({
      delayMs,
      spreadMs: z.nullable(delayMs),
      /** `measured`: with a microphone; `reported`: by the speaker itself; `claimed`: somebody has written so. */
      how: z.enum(["measured", "reported", "claimed"]),
      /** Null: whichever it was is not told. */
      codec: orUnknown,
      firmware: orUnknown,
      bluez: orUnknown,
      adapter: orUnknown,
      /** What the speaker itself reported at the same time; null where that is not told. */
      reported: z.nullable(delayMs),
      by: z.string().check(z.minLength(1)),
    }),
  ),
});
export type SpeakerModel = z.infer<typeof SpeakerModel>;

export const SpeakerModels = z.strictObject({ version: z.literal(1), models: z.array(SpeakerModel) });

const TRUST = { measured: 0, reported: 1, claimed: 2 } as const;

/** The most trustworthy delay that is known of a model with this codec; null where none is. Of two alike, the first. */
export function knownDelayMs(models: readonly SpeakerModel[], ownName: string, codec: string): number | null {
  const key = toNameKey(ownName);
  const model = models.find(({ names }) => names.some((name) => key.startsWith(toNameKey(name))));
  const fitting = (model?.delays ?? []).filter((delay) => delay.codec === null || delay.codec === codec);
  const best = fitting.reduce<(typeof fitting)[number] | null>(
    (one, other) => (one === null || TRUST[other.how] < TRUST[one.how] ? other : one),
    null,
  );
  return best?.delayMs ?? null;
}
