// What is to be played, and what was found.
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
  /** Whatever comes in by a cable: a turntable, a television, an Echo's own line output. */
  z.object({ kind: z.literal("line") }),
  /** Whatever an iPhone, an iPad or a Mac plays to the bridge by AirPlay. */
  z.object({ kind: z.literal("airplay") }),
  /** Whatever a Spotify app plays to the bridge by Spotify Connect. */
  z.object({ kind: z.literal("spotify") }),
  /** Whatever a UPnP control point has the bridge render. */
  z.object({ kind: z.literal("dlna") }),
]);
export type Source = z.infer<typeof Source>;

/** What follows the last track, or this one. */
export const Repeat = z.enum(["off", "one", "all"]);
export type Repeat = z.infer<typeof Repeat>;

export type BuiltInSound = Extract<Source, { kind: "sound" }>["sound"];

/** Sources that play by themselves, now: they can be listened to, and have no beginning to go back to. */
export const LIVE_SOURCE_KINDS = [
  "echo",
  "phone",
  "line",
  "airplay",
  "spotify",
  "dlna",
] as const satisfies readonly Source["kind"][];
export type LiveSourceKind = (typeof LIVE_SOURCE_KINDS)[number];

/** Is it a source that plays by itself? */
export const isLiveKind = (kind: Source["kind"]): kind is LiveSourceKind =>
  (LIVE_SOURCE_KINDS as readonly string[]).includes(kind);

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
    ...LIVE_SOURCE_KINDS,
  ]),
  title: text,
  artist: z.optional(text),
  trackCount: z.int().check(z.gte(1)),
});
export type Found = z.infer<typeof Found>;
