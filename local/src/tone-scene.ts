// "Tone Patio" at the prompt: the test tone, and how late the simulated microphone hears it, as
// `house-band play --sound test-tone --measure` tells it on a box.
import { renderTone } from "@house-band/bridge-firmware/cli/measure-tone";
import type { ToneDesk } from "@house-band/bridge-firmware/control/sync/tone-desk";
import { toToneAnswerView } from "@house-band/bridge-firmware/control/sync/tone-views";
import { toNameKey } from "@house-band/contract";
import type { StackSpeaker } from "./stack/stack-speakers.ts";

type Named = Pick<StackSpeaker, "id" | "name">;

/** @returns lines to print; null where the words are for the Echo */
export async function listenForTone(
  tone: Pick<ToneDesk, "hear">,
  speakers: readonly Named[],
  line: string,
): Promise<readonly string[] | null> {
  const name = /^tone\b\s*(.*)$/i.exec(line)?.[1];
  if (name === undefined) return null;
  if (name === "") return [`tone takes a speaker: ${speakers.map((each) => each.name).join(", ")}`];
  const speaker = speakers.find((each) => toNameKey(each.name) === toNameKey(name));
  if (!speaker) return null; // "tone it down"
  const answer = toToneAnswerView(await tone.hear([speaker.id]));
  return renderTone(answer, (id) => speakers.find((each) => each.id === id)?.name ?? id);
}
