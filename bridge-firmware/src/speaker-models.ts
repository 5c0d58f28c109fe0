// What is known of speakers by their model: how long they take from Bluetooth to sound, and what has to be done for them
// that other speakers don't need; who says so, and how he knows. It helps where a speaker reports nothing itself; a
// measurement in the home is better than any of it.
import { LatencyMs } from "@house-band/contract";
import * as z from "zod/mini";

/** Everything that is done differently for some speakers. What each does stands in docs/bluetooth.md. */
export const QUIRKS = [
  /** What it reports as its delay is wrong: what is known of its model, or typical of its codec, is used. */
  "no-delay-report",
  /** It takes no music before hands-free was connected. */
  "connect-hands-free-first",
  /** It switches itself off while it hears nothing, and digital silence is nothing. */
  "sleeps-on-silence",
  /** Its amplifier takes longer than others' to open: `wakesInMs`. */
  "slow-to-wake",
  /** It says that it has an absolute volume, and does not do what it is told. */
  "no-absolute-volume",
] as const;
export type Quirk = (typeof QUIRKS)[number];

/** A command waits 6 s for sound: 2 s of them may be spent on opening outputs. */
export const LONGEST_LEAD_IN_MS = 3_000;
/** Owners report between half a second and a second. */
const SLOW_TO_WAKE_MS = 1_000;

const told = z.optional(z.string().check(z.minLength(1), z.maxLength(200)));

const modelName = z.string().check(
  z.maxLength(100),
  z.refine((name) => wordsOf(name).length > 0, { error: "expected what the speaker calls itself" }),
);

/** One observation of one model; of a model there may be several. */
export const SpeakerModel = z
  .strictObject({
    /** As people call it, where it calls itself otherwise. */
    model: told,
    /** What it calls itself over Bluetooth, or the words that this begins with; capitals and hyphens don't matter. */
    names: z.array(modelName).check(z.minLength(1), z.maxLength(20)),
    /** What it was seen with; where one is absent, it is not told. Of these, only the codec decides where it holds. */
    codec: told,
    firmware: told,
    bluez: told,
    adapter: told,
    /** From Bluetooth to sound. */
    delayMs: z.optional(LatencyMs),
    spreadMs: z.optional(LatencyMs),
    /** What the speaker itself reported meanwhile. */
    reportedDelayMs: z.optional(LatencyMs),
    quirks: z.optional(z.array(z.enum(QUIRKS))),
    /** Goes with `slow-to-wake`: how much of the first sound is lost. */
    wakesInMs: z.optional(z.number().check(z.gte(1), z.lte(LONGEST_LEAD_IN_MS))),
    /** `measured`: by whom it names, in the way it names; `claimed`: somebody has written so. */
    evidence: z._default(z.enum(["claimed", "measured"]), "claimed"),
    by: told,
    method: told,
    on: z.optional(z.string().check(z.regex(/^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))),
  })
  .check(
    z.refine(({ delayMs, quirks }) => delayMs !== undefined || quirks !== undefined, {
      error: 'expected "delayMs" or "quirks": it says nothing else that matters',
    }),
    z.refine(({ quirks, wakesInMs }) => wakesInMs === undefined || quirks?.includes("slow-to-wake") === true, {
      error: 'expected "slow-to-wake" among the quirks beside "wakesInMs"',
    }),
  );
export type SpeakerModel = z.infer<typeof SpeakerModel>;

export const SpeakerModelsFile = z.strictObject({ version: z.literal(2), models: z.array(SpeakerModel) });

/** The user's own come first: they are about his speakers. */
export type SpeakerModels = { readonly own: readonly SpeakerModel[]; readonly shipped: readonly SpeakerModel[] };

export type Quirks = ReadonlySet<Quirk>;

/** What is special about a speaker of this name. Own observations that speak of quirks stand instead of the shipped. */
export function quirksOf(models: SpeakerModels, ownName: string): Quirks {
  return new Set(quirkEntries(models, ownName).flatMap(({ quirks }) => quirks ?? []));
}

/** How much of its first sound a speaker that is slow to wake loses. */
export function wakesInMs(models: SpeakerModels, ownName: string): number {
  const known = quirkEntries(models, ownName).flatMap((entry) => entry.wakesInMs ?? []);
  return known.length > 0 ? Math.max(...known) : SLOW_TO_WAKE_MS;
}

/** The most trustworthy delay that is known of a model with this codec, in ms; null where none is. Of two alike, the first. */
export function knownDelayMs(models: SpeakerModels, ownName: string, codec: string): number | null {
  for (const entries of [models.own, models.shipped]) {
    const fitting = matching(entries, ownName).filter(
      (entry) => entry.delayMs !== undefined && (entry.codec === undefined || isSameCodec(entry.codec, codec)),
    );
    const best = fitting.find(({ evidence }) => evidence === "measured") ?? fitting[0];
    if (best?.delayMs !== undefined) return best.delayMs;
  }
  return null;
}

function quirkEntries({ own, shipped }: SpeakerModels, ownName: string): readonly SpeakerModel[] {
  const [first] = matching(own, ownName).filter(({ quirks }) => quirks !== undefined);
  return first ? [first] : matching(shipped, ownName);
}

function matching(entries: readonly SpeakerModel[], ownName: string): readonly SpeakerModel[] {
  const words = wordsOf(ownName);
  const begins = (name: string): boolean => wordsOf(name).every((word, n) => word === words[n]);
  return entries.filter(({ names }) => names.some(begins));
}

/** "JBL Flip 6" is no "JBL Flip 60", and "Motion+" no "Motion 300". */
function wordsOf(name: string): readonly string[] {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .split(/[\s_-]+/)
    .filter(Boolean);
}

const isSameCodec = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
