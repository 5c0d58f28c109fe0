// What an evening's mix of sentences is made of. Each must get the reply it asks for: a turn that fails is quick, and
// would flatter the figures.

export type Sentence = {
  /** A command goes to the bridge and waits for it; an edit changes the home; a question only asks. */
  readonly kind: "command" | "edit" | "question";
  readonly words: string;
  readonly expects: RegExp;
};

/** In an order in which each of them can be done; the last one leaves the home as the first one found it. */
export const SENTENCES: readonly Sentence[] = [
  { kind: "command", words: "play jazz in the backyard", expects: /^Playing Jazz on Backyard\.$/ },
  { kind: "command", words: "turn it up", expects: /^Turned up Backyard/ },
  { kind: "command", words: "set the volume to 40 percent in the backyard", expects: /^Volume 40 percent on Backyard/ },
  { kind: "question", words: "what's playing in the backyard", expects: /is playing on Backyard/ },
  { kind: "command", words: "pause the backyard", expects: /^Paused Backyard/ },
  { kind: "command", words: "resume the backyard", expects: /^Playing again on Backyard/ },
  { kind: "command", words: "next song in the backyard", expects: /^Next: / },
  { kind: "command", words: "play rock in the kitchen and the garage", expects: /^Playing Rock on Kitchen and Garage/ },
  { kind: "command", words: "mute the kitchen", expects: /^Muted Kitchen/ },
  { kind: "command", words: "unmute the kitchen", expects: /^Unmuted Kitchen/ },
  { kind: "command", words: "turn the fire pit down a bit", expects: /^Turned down Fire Pit/ },
  { kind: "edit", words: "put the garage on the left channel", expects: /^Garage is set to the left channel/ },
  { kind: "question", words: "which speakers do I have", expects: /^You have Patio, Fire Pit/ },
  { kind: "command", words: "move the music from the kitchen to the living room", expects: /playing on Living Room/ },
  { kind: "edit", words: "put the garage on stereo", expects: /^Garage is set to stereo/ },
  { kind: "question", words: "is the patio connected", expects: /^Patio is connected/ },
  { kind: "command", words: "stop the backyard", expects: /^Stopped Backyard/ },
  { kind: "command", words: "stop the music everywhere", expects: /^Stopped Living Room and Garage\.$/ },
];
