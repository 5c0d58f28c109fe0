// What Alexa asks when something is missing. The skill decides whether to ask (delegation stays with it).

type Question = { readonly intent: string; readonly slot: string; readonly asks: readonly string[] };

const QUESTIONS: readonly Question[] = [
  { intent: "PlayIntent", slot: "Targets", asks: ["Where should I play it?", "On which speakers?"] },
  { intent: "MoveIntent", slot: "Targets", asks: ["Where should the music go?", "Which speakers should it move to?"] },
  { intent: "AddToPlayingIntent", slot: "Targets", asks: ["Which speakers should join in?"] },
  { intent: "CreateGroupIntent", slot: "Name", asks: ["What should the group be called?"] },
  { intent: "CreateGroupIntent", slot: "Targets", asks: ["Which speakers belong to it?"] },
  { intent: "RenameIntent", slot: "Place", asks: ["Which speaker or group?"] },
  { intent: "RenameIntent", slot: "NewName", asks: ["What should it be called?"] },
  { intent: "PairSpeakerIntent", slot: "Name", asks: ["What should the speaker be called?"] },
  { intent: "DeleteGroupIntent", slot: "Place", asks: ["Which group should I delete?"] },
  { intent: "AddMemberIntent", slot: "Group", asks: ["To which group?"] },
  { intent: "SetChannelIntent", slot: "Channel", asks: ["Left, right, stereo or mono?"] },
  { intent: "NudgeIntent", slot: "Timing", asks: ["Earlier, or later?"] },
  { intent: "SetDefaultGroupIntent", slot: "Group", asks: ["Which group should this Echo use?"] },
];

/** How people answer such a question, besides with the bare value. */
export const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  Targets: [
    "{Targets}",
    "in {Targets}",
    "on {Targets}",
    "the {Targets}",
    "{Targets} please",
    "on the {Targets} speakers",
    "make it {Targets}",
    "i meant {Targets}",
  ],
  Name: ["{Name}", "call it {Name}", "name it {Name}", "it's called {Name}"],
  NewName: ["{NewName}", "call it {NewName}", "name it {NewName}", "it's called {NewName}"],
  Place: ["{Place}", "the {Place}", "the {Place} group", "i meant {Place}"],
  Group: ["{Group}", "the {Group}", "the {Group} group", "to {Group}"],
  Timing: ["{Timing}", "{Timing} please", "a bit {Timing}", "make it {Timing}"],
  Channel: ["{Channel}", "the {Channel}", "{Channel} please"],
};

const promptId = ({ intent, slot }: Question): string => `Elicit.${intent}.${slot}`;

export const PROMPTS = QUESTIONS.map((question) => ({
  id: promptId(question),
  variations: question.asks.map((value) => ({ type: "PlainText", value })),
}));

/** Whether and with which prompt a slot is asked for. */
export function dialogSlot(intent: string, slot: { readonly name: string; readonly type: string }) {
  const question = QUESTIONS.find((candidate) => candidate.intent === intent && candidate.slot === slot.name);
  return {
    name: slot.name,
    type: slot.type,
    confirmationRequired: false,
    elicitationRequired: question !== undefined,
    prompts: question ? { elicitation: promptId(question) } : {},
  };
}

export const hasQuestion = (intent: string, slot?: string): boolean =>
  QUESTIONS.some((question) => question.intent === intent && (slot === undefined || question.slot === slot));
