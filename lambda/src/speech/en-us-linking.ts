// What is said to whoever has to link an account first. What has to be done happens in the Alexa app, where a card waits.
import { assertNever } from "@house-band/contract";
import type { SpeechIntent } from "./intents.ts";
import { type Ssml, say } from "./ssml.ts";

type Linking = Extract<SpeechIntent, { kind: `link-${string}` | "cannot-identify" }>;

export function speakLinking({ kind }: Linking): Ssml {
  switch (kind) {
    case "link-welcome":
      return say`House Band plays music on the Bluetooth speakers in your home, by a small computer that connects to them. Link your account first, by the card that is in your Alexa app now; then open House Band again.`;
    case "link-first":
      return say`I don't know yet who you are. Link your account first, by the card that is in your Alexa app now; then ask me again.`;
    case "link-again":
      return say`The link to your account is no longer good. Link it again, by the card that is in your Alexa app now; then ask me again.`;
    case "cannot-identify":
      return say`I can't check who you are just now. If nothing happens, please try again in a moment.`;
    default:
      return assertNever(kind);
  }
}
