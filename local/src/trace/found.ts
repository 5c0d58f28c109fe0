// What was found of a command, and what a road is made of.
import type { CommandId, HomeId, Outcome } from "@house-band/contract";
import type { RoadLine } from "./log-lines.ts";

/** What was found of a command. */
export type Found = {
  readonly commandId: CommandId;
  readonly lines: readonly RoadLine[];
  /** The home whose bridge the lines name, where it has one. */
  readonly homeId: HomeId | null;
  /** `reply`: SSML, as it was spoken, of an edit; of a command the words are not kept. Null: the table has none any more, or nobody could say where it is. */
  readonly record: { readonly outcome: Outcome | null; readonly reply: string | null } | null;
  /** Why the record could not be read, with what to do; null where it could, or was not looked for. */
  readonly recordTrouble: string | null;
  /** What speakers are called now, by id. */
  readonly names: Readonly<Record<string, string>>;
  /** More lines than are read of one command. */
  readonly isCutShort: boolean;
};

export const PLACES = ["Alexa", "voice", "bridge", "AWS IoT", "ingest"] as const;

export type RoadStation = {
  /** Stable, for programs. */
  readonly kind: string;
  /** Epoch. */
  readonly atMs: number;
  /** By how much it may be off either way: 0 where a clock of the cloud has said it. */
  readonly slackMs: number;
  readonly where: (typeof PLACES)[number];
  readonly what: string;
};
