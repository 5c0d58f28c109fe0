// What is said on the way into a home. What has to be done happens at the bridge, so that is where people are sent.
import { assertNever } from "@house-band/contract";
import type { Leaving } from "../claim-ports.ts";
import type { SpeechIntent } from "./intents.ts";
import { type Ssml, say } from "./ssml.ts";

type Claiming = Extract<SpeechIntent, { kind: "needs-setup" | "in-demo" | "demo-cannot" | `claim-${string}` }>;

/** Told before anybody confirms: moving can't be undone where the home is forgotten. */
const LEAVING = {
  nothing: say``,
  "to-others": say` You then leave the home that you are linked to now: say no there to stay in it.`,
  "to-nobody": say` You then leave the home that you are linked to now, and as nobody else is, it is forgotten, with its speakers and groups: say no there to keep it.`,
} as const satisfies Record<Leaving, Ssml>;

export function speakClaim(intent: Claiming): Ssml {
  switch (intent.kind) {
    case "needs-setup":
      return say`House Band needs a bridge in your home, a small computer that connects to your Bluetooth speakers, and you aren't linked to one yet. House-band claim on the bridge shows a code: then tell me, claim my home with code, and its eight digits.`;
    case "claim-no-code":
      return say`Tell me the code with all of its eight digits: claim my home with code, and the digits. House-band claim on your bridge shows one.`;
    case "claim-wrong":
      return say`That code doesn't work, or no longer. House-band claim on your bridge shows a new one, for ten minutes.`;
    case "claim-limit":
      return say`Too many codes were tried today, so I'm not taking any more. Please try again tomorrow.`;
    case "claim-confirm":
      return say`Now confirm on your bridge: it asks whether you heard the number ${intent.number}. You are linked once you have said yes there.${LEAVING[intent.leaving]}`;
    case "in-demo":
      if (!intent.isWelcome) return say`In the demo home:`;
      return intent.isLinked
        ? say`This is a demo home, in which nothing sounds. To play on speakers of your own, House Band needs a bridge in your home: house-band claim on it shows a code to tell me.`
        : say`This is a demo home, in which nothing sounds. To play on speakers of your own, link your account first, by the card that is in your Alexa app now.`;
    case "demo-cannot":
      return say`that takes a bridge and speakers of your own.`;
    default:
      return assertNever(intent);
  }
}
