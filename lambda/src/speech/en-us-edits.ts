// What became of an edit of the home, in American English.
import { assertNever, type Channel } from "@house-band/contract";
import { and, capitalised, decibels, isAre, isOne, shortList, whoIn } from "./en-us-words.ts";
import type { EditSaid, SpeechIntent } from "./intents.ts";
import { type Ssml, say, sentences } from "./ssml.ts";

const CHANNELS = {
  left: "the left channel",
  right: "the right channel",
  stereo: "stereo",
  mono: "mono",
} as const satisfies Record<Channel, string>;

/** Says what is saved, not what is heard: the bridge follows in its own time. */
export function speakEdit(edit: EditSaid): Ssml {
  switch (edit.kind) {
    case "create-group":
      return say`The group ${edit.name} is saved, with ${shortList(edit.members)}.`;
    case "rename":
      return say`${edit.oldName} is now called ${edit.name}.`;
    case "delete-group":
      return say`The group ${edit.name} is deleted.`;
    case "add-member":
      return say`${and(edit.members)} ${isAre(edit.members)} in the group ${edit.group} now.`;
    case "remove-member":
      return say`${and(edit.members)} ${isAre(edit.members)} no longer in the group ${edit.group}.`;
    case "set-channel":
      return say`${and(edit.names)} ${isAre(edit.names)} set to ${CHANNELS[edit.channel]}.`;
    case "swap-channels":
      return say`Left and right are swapped on ${and(edit.names)}.`;
    case "set-default-group":
      return say`This Echo uses ${edit.group} from now on.`;
    case "match-levels":
      return matched(edit);
    case "forget-levels":
      return say`${capitalised(whoIn(edit.where))} ${isOne(edit.where) ? "plays as loud as it was" : "play as loud as they were"} built.`;
    default:
      return assertNever(edit);
  }
}

function matched({ names, mostDb }: Extract<EditSaid, { kind: "match-levels" }>): Ssml {
  if (names.length === 0) return say`Nobody had to be turned down to match.`;
  const upTo = names.length > 1 ? "by up to " : "by ";
  return sentences(
    say`${shortList(names)} ${isAre(names)} turned down to match, ${upTo}${decibels(mostDb)}.`,
    say`To undo it, say forget the levels.`,
  );
}

/** Why the home stays as it is, and what can be done about it. */
export function speakEditError(error: Extract<SpeechIntent, { kind: "edit-refused" }>["error"]): Ssml {
  switch (error.code) {
    case "unknown-speaker":
      return say`That speaker is no longer part of your home.`;
    case "unknown-group":
      return say`That group is no longer part of your home.`;
    case "name-taken":
      return say`There is already something called ${error.name}. Ask again with another name.`;
    case "address-taken":
      return say`That speaker is in your home already: it is called ${error.name}.`;
    case "too-many":
      return say`Your home is full: ${error.limit} is the most it can have.`;
    case "too-large":
      return say`Your home is full: it has no room for more settings. Delete a group, and ask again.`;
    case "last-member":
      return say`That is the last speaker of the group. To remove the group itself, say delete the group.`;
    case "no-left-and-right":
      return say`None of those speakers is set to left or right, so there is nothing to swap.`;
    case "conflict":
      return say`Someone just changed that. Please ask again.`;
    default:
      return assertNever(error);
  }
}
