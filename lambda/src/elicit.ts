// Which slot Alexa should listen for after a question. Only where the intent at hand has a dialog in the model:
// elsewhere the answer arrives as a request of its own.
import type { Directive, Request } from "ask-sdk-model";
import type { Hole } from "./speech/intents.ts";
import type { Pending } from "./turn/turn.ts";

/** The intents with a dialog model, and the slot that fills each hole. The interaction model is held to this. */
export const DIALOG_SLOTS: Readonly<Record<string, Partial<Record<Hole, string>>>> = {
  PlayIntent: { targets: "Targets" },
};

export function elicitationFor(request: Request, pending: Pending | null): Directive | null {
  if (!pending || request.type !== "IntentRequest") return null;
  const slotToElicit = DIALOG_SLOTS[request.intent.name]?.[pending.hole];
  return slotToElicit ? { type: "Dialog.ElicitSlot", slotToElicit } : null;
}
