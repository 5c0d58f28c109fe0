// What the bridge's own door is told of the test tone that is listened for, and what it shows. The schemas are its contract.
import { MAX_SPEAKERS, OutcomeCode, SpeakerId } from "@house-band/contract";
import * as z from "zod/mini";
import type { ToneAnswer } from "./tone-desk.ts";

export const ToneBody = z.strictObject({
  speakers: z.array(SpeakerId).check(z.minLength(1), z.maxLength(MAX_SPEAKERS)),
});
export type ToneBody = z.input<typeof ToneBody>;

const perSpeaker = z.record(SpeakerId, OutcomeCode);

export const ToneAnswerView = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("heard"),
    /**
     * From when the bridge has the command, and from when the engine's first write of the tone is done, until its first
     * sample is in the recording: sound's way and the microphone's own are part of it.
     */
    afterCommandMs: z.number(),
    afterWriteMs: z.number(),
    /** Root mean square of the steady tone, dB of full scale: a sine ends at −3. */
    levelDb: z.number(),
    /** That above what was there before, in the 375 Hz around its pitch. */
    snrDb: z.number(),
    perSpeaker,
  }),
  z.object({ kind: z.literal("refused"), code: OutcomeCode, perSpeaker, message: z.optional(z.string()) }),
]);
export type ToneAnswerView = z.infer<typeof ToneAnswerView>;

/** The same, as it travels. */
export const toToneAnswerView = (answer: ToneAnswer): ToneAnswerView => ({
  ...answer,
  perSpeaker: { ...answer.perSpeaker },
});
