// The Echo in front of the skill: the shipped interaction model hears, and what the skill says before its answer is
// there comes in by a directive service on loopback.
import { readFile } from "node:fs/promises";
import { createAlexa, type Spoken } from "../alexa/say.ts";
import type { AlexaUser } from "./alexa-app.ts";
import { directiveSpeech, startDirectiveService } from "./directives.ts";
import type { Account, LocalCloud } from "./local-cloud.ts";

const MODEL_FILE = new URL("../../../skill-package/interactionModels/custom/en-US.json", import.meta.url);

export type LocalEchoOptions = {
  readonly account: Account;
  /** Alexa's id of this Echo. */
  readonly deviceId: string;
  /** Instead of the account's: who it is now. */
  readonly user?: (() => AlexaUser) | undefined;
  readonly invoke: LocalCloud["invoke"];
  /** Told what the skill says before its answer is there. */
  readonly onProgressive?: ((speech: string) => void) | undefined;
};

export type LocalEcho = {
  say(utterance: string): Promise<Spoken>;
  /** Ends the session, as when nobody answers any more. */
  close(): Promise<void>;
};

/** Starts an Echo that nobody has spoken to yet. */
export async function startLocalEcho({
  account,
  deviceId,
  user,
  invoke,
  onProgressive,
}: LocalEchoOptions): Promise<LocalEcho> {
  const model: unknown = JSON.parse(await readFile(MODEL_FILE, "utf8"));
  let speakProgressively = (_body: unknown): boolean => false;
  const directives = await startDirectiveService((body) => speakProgressively(body));
  const alexa = createAlexa({ model, invoke, ...account, user, deviceId, apiEndpoint: directives.url });
  speakProgressively = (body) => {
    const isTaken = alexa.speakProgressively(body);
    if (isTaken) onProgressive?.(directiveSpeech(body));
    return isTaken;
  };
  return {
    say: (utterance) => alexa.say(utterance),
    async close() {
      await alexa.endSession();
      await directives.close();
    },
  };
}
