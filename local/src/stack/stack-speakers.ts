// The speakers of the home as its people see them: by name and mood, with where each one's cone is recorded.
import type { SimMood } from "@house-band/bridge-firmware/adapters/sim/sim-bluetooth";
import type { Home, SpeakerId } from "@house-band/contract";
import type { SimulatedHome } from "../home/build-home.ts";
import type { LocalBridge } from "./local-bridge.ts";

export type StackSpeaker = {
  readonly id: SpeakerId;
  readonly name: string;
  readonly model: string;
  readonly actualLatencyMs: number;
  /** Where its cone is recorded. */
  readonly wavPath: string | null;
  mood(): SimMood;
  setMood(mood: SimMood): void;
};

/** The same speaker by the name it has in this home: people rename. */
export function withNameIn(home: Home, speaker: StackSpeaker): StackSpeaker {
  return { ...speaker, name: home.speakers.find(({ id }) => id === speaker.id)?.name ?? speaker.name };
}

/** The home's, and of those nearby who was paired since. @param wavPaths one for each, in the same order */
export function toStackSpeakers(
  { home, speakers, nearby }: SimulatedHome,
  wavPaths: readonly (string | null)[],
  { radio, bridge }: Pick<LocalBridge, "radio" | "bridge">,
): readonly StackSpeaker[] {
  return [...speakers, ...nearby].flatMap(({ name, model, address, actualLatencyMs }, index) => {
    const id = home.speakers[index]?.id ?? bridge.speakerAt(address);
    if (id === null) return [];
    const wavPath = wavPaths[index] ?? null;
    const mood = () => radio.moodOf(address);
    return [{ id, name, model, actualLatencyMs, wavPath, mood, setMood: (next) => radio.setMood(address, next) }];
  });
}
