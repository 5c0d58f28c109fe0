// Names of people's own for music, as far as they are about no place: the bridge keeps them, and is asked.
import { MAX_PRESET_NAME_LENGTH, toOneLine } from "@house-band/contract";
import { speakableWords } from "../../speech/decent.ts";
import type { Decision, World } from "../turn.ts";
import type { VoiceRequest } from "../voice-request.ts";

type PresetRequest = Extract<VoiceRequest, { kind: "forget-preset" | "list-presets" }>;

/** The command for the bridge, or the question that is still open. */
export function decidePreset({ snapshot }: World, request: PresetRequest): Decision {
  const common = { kind: "command", unknown: [], lastSpeakers: snapshot.lastSpeakers } as const;
  const where = { kind: "unsaid" } as const;
  if (request.kind === "list-presets") {
    return { ...common, draft: { kind: "list-presets" }, deed: { kind: "list-presets", where } };
  }
  const name = presetName(request.name);
  if (name === null) return askPresetName;
  return { ...common, draft: { kind: "forget-preset", name }, deed: { kind: "forget-preset", where, name } };
}

export const askPresetName: Decision = { kind: "ask", say: { kind: "ask-preset-name" }, pending: null };

/** With capitals as names have them; null where it can't be said back. */
export function presetName(raw: string | null): string | null {
  const name = toOneLine(capitalised(raw ?? ""), MAX_PRESET_NAME_LENGTH);
  return /[\p{L}\p{N}]/u.test(name) && speakableWords(name) !== null ? name : null;
}

const capitalised = (raw: string): string =>
  raw.replace(/(^|[\s-])(\p{Ll})/gu, (_, gap: string, letter: string) => gap + letter.toUpperCase());
