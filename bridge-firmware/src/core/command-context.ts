// What applying a command needs to be told, and what it answers with.
import type { Channel, OutcomeCode, Result, SpeakerId, ZoneId } from "@house-band/contract";
import type { Expectation, Model, Place, Selection, Verdict } from "./model.ts";

export type CommandContext = {
  readonly nowMs: number;
  /** Monotonic: expiry counts from here. */
  readonly receivedAtMs: number;
  readonly acceptedMs: number;
  /** Too old by both sides' clocks, or overtaken in a flood, before it came to the model. */
  readonly lateBecause: "EXPIRED" | "SUPERSEDED" | null;
  /** What a play command's words were found to mean, and where to begin. */
  readonly selection: Result<{ readonly selection: Selection; readonly place: Place }, OutcomeCode> | null;
  /** What an announcement is heard from: a sound file's path. Absent: it is no announcement. */
  readonly spoken?: Result<string, OutcomeCode>;
  readonly newZoneId: () => ZoneId;
  /** Speakers that were being measured, and are not any more because of this command. Absent: none. */
  readonly calledOff?: ReadonlySet<SpeakerId>;
  /** Speakers of announcements whose words were being spoken, and are not any more because of this command. Absent: none. */
  readonly unspoken?: ReadonlySet<SpeakerId>;
};

/** What a command of one kind did: the changed model, and what each of its speakers is waiting for. */
export type Applied = {
  readonly model: Model;
  readonly expectations: ReadonlyMap<SpeakerId, Expectation>;
  readonly verdict?: Verdict;
  /** What it turned out to be about, where it left that open. */
  readonly ended?: "announcement";
};

/** Speakers of this home that may still be commanded, with the channel the command gives them. */
export type Active = ReadonlyMap<SpeakerId, Channel>;
