// Commands about who is a speaker of this home. They are errands: carried out beside the model, which hears of them by
// the home as it is afterwards.
import type { Command } from "@house-band/contract";

export type Errand = Extract<Command, { kind: "discover" | "pair" | "forget" }>;
/** Every other command: it changes what should hold. */
export type Order = Exclude<Command, Errand>;

/** Is it for the pairing desk? */
export const isErrand = (command: Command): command is Errand =>
  command.kind === "discover" || command.kind === "pair" || command.kind === "forget";
