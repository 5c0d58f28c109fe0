// What an output plays for one zone. Usually it has one part, for a moment two, while one fades and the next begins.
import type { Voice } from "./voice.ts";
import type { Zone } from "./zone.ts";

export type Part = { readonly zone: Zone; readonly voice: Voice; joinedTold: boolean };
