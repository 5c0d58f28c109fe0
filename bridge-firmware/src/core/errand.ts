// Errands: commands that are carried out beside the model, which hears of what they lead to.
import type { Command } from "@house-band/contract";

/** About who is a speaker of this home: the model hears of it by the home as it is afterwards. */
export type PairingErrand = Extract<Command, { kind: "discover" | "pair" | "forget" }>;
/** About how well its speakers play together: the model hears of the latencies that were measured. */
export type SyncErrand = Extract<Command, { kind: "calibrate" | "sync-check" }>;
/** About music that people have given a name: the model is asked what plays, and nothing more. */
export type PresetErrand = Extract<Command, { kind: "save-preset" | "forget-preset" | "list-presets" }>;
/** Every other command: it changes what should hold. */
export type Order = Exclude<Command, PairingErrand | SyncErrand | PresetErrand>;

/** Is it for whoever keeps names for music? */
export const isPresetErrand = (command: Command): command is PresetErrand =>
  command.kind === "save-preset" || command.kind === "forget-preset" || command.kind === "list-presets";

/** Is it for the pairing desk? */
export const isPairingErrand = (command: Command): command is PairingErrand =>
  command.kind === "discover" || command.kind === "pair" || command.kind === "forget";

/** Is it for whoever listens by a microphone? */
export const isSyncErrand = (command: Command): command is SyncErrand =>
  command.kind === "calibrate" || command.kind === "sync-check";
