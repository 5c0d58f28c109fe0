// A conversation with one Echo: what is said becomes an order, and session, dialog and dynamic entities go on by the
// skill's answer. What the skill does with it is the skill's; what is spoken back is read off its response.
import { type IntentRequest, toDelegated, toOrder } from "./dialog.ts";
import { type EchoSession, reprompted, sessionAfter } from "./echo-session.ts";
import type { RequestBody } from "./envelope.ts";
import { createExchange, type Exchange, type ExchangeOptions } from "./exchange.ts";
import { parseInvocation } from "./invocation.ts";
import type { DynamicValues } from "./lexicon.ts";
import { parseModel } from "./model.ts";
import { createResolver } from "./resolver.ts";
import { dialogMoveOf, dynamicValuesAfter, SkillResponse, toPlainSpeech } from "./response.ts";

export type Spoken = {
  readonly utterance: string;
  readonly envelope: unknown;
  readonly response: unknown;
  /** Plain text: markup away, entities unescaped. */
  readonly speech: string;
  readonly endsSession: boolean;
  readonly replyMs: number;
  /** What was spoken before the answer was there. */
  readonly progressive: readonly string[];
};

export type AlexaOptions = ExchangeOptions & {
  /** The content of an interaction model file. */
  readonly model: unknown;
};

export type Alexa = Pick<Exchange, "speakProgressively"> & {
  /** Says something to the Echo; silence ("") is answered by the reprompt, then by the end of the session. */
  say(utterance: string): Promise<Spoken>;
  /** The user walks away: the skill is told, if it still has a session. */
  endSession(): Promise<void>;
};

/** More turns of one dialog than this mean that skill and dialog model ask each other in circles. */
const MAX_DELEGATIONS = 3;

/**
 * An Echo with the skill enabled.
 * @throws ZodError where the model is none.
 */
export function createAlexa(options: AlexaOptions): Alexa {
  const model = parseModel(options.model);
  const resolver = createResolver(model);
  const exchange = createExchange(options);
  let session: EchoSession | null = null;
  let dynamic: DynamicValues = new Map();

  const send = async (utterance: string, body: RequestBody): Promise<Spoken> => {
    const { sessionId, ...exchanged } = await exchange.send(session, body);
    const read = SkillResponse.parse(exchanged.response ?? {});
    dynamic = dynamicValuesAfter(read, dynamic);
    session = sessionAfter(read, body, sessionId);
    const speech = toPlainSpeech(read.response.outputSpeech);
    return { utterance, ...exchanged, speech, endsSession: session === null };
  };
  /** And again, where the skill leaves the dialog to Alexa. */
  const give = async (utterance: string, order: IntentRequest): Promise<Spoken> => {
    let spoken = await send(utterance, order);
    for (let turn = 0; turn < MAX_DELEGATIONS; turn += 1) {
      const move = dialogMoveOf(SkillResponse.parse(spoken.response ?? {}));
      if (!session || move?.kind !== "delegate") return spoken;
      const delegated = toDelegated(model, order, move);
      if (delegated.kind === "ask") {
        session = { ...session, dialog: delegated.pending };
        return { ...spoken, speech: [spoken.speech, delegated.prompt].filter(Boolean).join(" ") };
      }
      spoken = await send(utterance, delegated.order);
    }
    return spoken;
  };
  const hear = (utterance: string, text: string): Promise<Spoken> => {
    const heard = { text, understood: resolver.resolve(text, dynamic), dynamic };
    return give(utterance, toOrder({ model, skillId: options.skillId }, heard, session?.dialog ?? null));
  };
  const hearSilence = async (): Promise<Spoken> => {
    if (session === null) return unsent("", true);
    const again = reprompted(session);
    if (again === null) return send("", { kind: "session-ended", reason: "EXCEEDED_MAX_REPROMPTS" });
    session = again;
    return unsent(again.reprompt, false);
  };

  return {
    async say(utterance) {
      const { kind, order } = parseInvocation(utterance, model.invocationName);
      if (kind === "open") session = null;
      if (order !== "") return hear(utterance, order);
      return kind === "open" ? send(utterance, { kind: "launch" }) : hearSilence();
    },
    async endSession() {
      if (session) await send("", { kind: "session-ended", reason: "USER_INITIATED" });
    },
    speakProgressively: exchange.speakProgressively,
  };
}

/** What is spoken without the skill. */
const unsent = (speech: string, endsSession: boolean): Spoken => ({
  utterance: "",
  envelope: null,
  response: null,
  speech,
  endsSession,
  replyMs: 0,
  progressive: [],
});
