// Which slot Alexa should listen for after a question. Only where the intent at hand has such a question in the
// model's dialog: elsewhere the answer arrives as a request of its own.
import type { Directive, Request } from "ask-sdk-model";
import type { Hole } from "./speech/intents.ts";
import type { Pending } from "./turn/turn.ts";
import type { VoiceRequestKind } from "./turn/voice-request.ts";

type Dialog = { readonly kind: VoiceRequestKind; readonly slots: Readonly<Partial<Record<Hole, string>>> };

/** Intents with a dialog, the request they stand for, and the slot that fills each hole. */
export const DIALOGS: Readonly<Record<string, Dialog>> = {
  PlayIntent: { kind: "play", slots: { targets: "Targets" } },
  MoveIntent: { kind: "move", slots: { targets: "Targets" } },
  AddToPlayingIntent: { kind: "add-to-playing", slots: { targets: "Targets" } },
  CreateGroupIntent: { kind: "create-group", slots: { name: "Name", targets: "Targets" } },
  RenameIntent: { kind: "rename", slots: { targets: "Place", name: "NewName" } },
  DeleteGroupIntent: { kind: "delete-group", slots: { targets: "Place" } },
  AddMemberIntent: { kind: "add-member", slots: { group: "Group" } },
  SetChannelIntent: { kind: "set-channel", slots: { channel: "Channel" } },
  NudgeIntent: { kind: "nudge", slots: { way: "Timing" } },
  SetDefaultGroupIntent: { kind: "set-default-group", slots: { group: "Group" } },
};

/** "What should it be called?" may follow on any request: Alexa is sent to the intent that takes a speaker's name. */
const NAME_OF_SPEAKER: Directive = {
  type: "Dialog.ElicitSlot",
  slotToElicit: "Name",
  updatedIntent: {
    name: "PairSpeakerIntent",
    confirmationStatus: "NONE",
    slots: { Name: { name: "Name", confirmationStatus: "NONE" } },
  },
};

/** Null where the question is about another request than the intent at hand: Alexa would fill the wrong one. */
export function elicitationFor(request: Request, pending: Pending | null): Directive | null {
  if (!pending || request.type !== "IntentRequest") return null;
  if (pending.request.kind === "pair") return pending.request.step.kind === "take" ? NAME_OF_SPEAKER : null;
  const dialog = DIALOGS[request.intent.name];
  const slotToElicit = dialog?.kind === pending.request.kind ? dialog.slots[pending.hole] : undefined;
  return slotToElicit ? { type: "Dialog.ElicitSlot", slotToElicit } : null;
}
