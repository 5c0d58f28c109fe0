// How loud speakers may ever be set to, as it is told at the door. A schema only.
import { MAX_SPEAKERS, SpeakerId, VolumePercent } from "@house-band/contract";
import * as z from "zod/mini";

export const CapBody = z.strictObject({
  speakers: z.array(SpeakerId).check(z.minLength(1), z.maxLength(MAX_SPEAKERS)),
  /** 100: as loud as they can. */
  capPercent: VolumePercent.check(z.gte(1)),
});
export type CapBody = z.infer<typeof CapBody>;
