// What is to be played, and what was found. Later kinds (line-in, airplay, …) join as they work.
import * as z from "zod/mini";

const words = z.string().check(z.minLength(1), z.maxLength(140));

export const Source = z.discriminatedUnion("kind", [
  /** The words people said ("jazz", "the blue album"): the bridge resolves them, in its favourites and its music first. */
  z.object({ kind: z.literal("request"), words }),
  /** A playlist that the bridge keeps, by its name. */
  z.object({ kind: z.literal("playlist"), words }),
  /** A radio station, by its name, or one that plays what the words say. */
  z.object({ kind: z.literal("station"), words }),
  /** "Play something": the bridge picks up what these speakers played last, else its whole library. */
  z.object({ kind: z.literal("anything") }),
  /** A sound that the bridge makes itself, to listen for whether speakers are in time. */
  z.object({ kind: z.literal("sound"), sound: z.enum(["metronome", "test-tone"]) }),
  /** Whatever the Echo plays that is connected to the bridge as to a Bluetooth speaker. */
  z.object({ kind: z.literal("echo") }),
  /** Whatever the phone (the tablet, the computer) plays that is connected so. */
  z.object({ kind: z.literal("phone") }),
]);
export type Source = z.infer<typeof Source>;

export type BuiltInSound = Extract<Source, { kind: "sound" }>["sound"];

/** A source that plays by itself, now: it can be listened to, and has no beginning to go back to. */
export type LiveSourceKind = Extract<Source["kind"], "echo" | "phone">;

const text = z.string().check(z.maxLength(200));

/** What the bridge found for a source, in words that can be spoken. */
export const Found = z.object({
  /** By which tag of the library the words were matched, or what else than the library they name. */
  by: z.enum([
    "genre",
    "artist",
    "album",
    "title",
    "words",
    "anything",
    "playlist",
    "station",
    "favourite",
    "sound",
    "echo",
    "phone",
  ]),
  title: text,
  artist: z.optional(text),
  trackCount: z.int().check(z.gte(1)),
});
export type Found = z.infer<typeof Found>;
