// A conversation with one Echo: finds the intent, sends the envelope, keeps session, dialog and dynamic entities.
// What the skill does with it is the skill's; what is spoken back is read off its response.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { answerSlot } from "./elicit.ts";
import { type Device, type DialogState, type IntentSlots, type RequestBody, toEnvelope, toSlot } from "./envelope.ts";
import { parseInvocation } from "./invocation.ts";
import type { DynamicValues } from "./lexicon.ts";
import { type InteractionModel, parseModel } from "./model.ts";
import { createResolver, type HeardSlot, type Understanding } from "./resolver.ts";
import { type DialogMove, dialogMoveOf, dynamicValuesAfter, SkillResponse, toPlainSpeech } from "./response.ts";

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

export type AlexaOptions = {
  /** The content of an interaction model file. */
  readonly model: unknown;
  /** The skill's Lambda function. */
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly skillId: string;
  readonly userId: string;
  /** Instead of `userId`: who it is now, as an account is linked or the skill enabled anew. */
  readonly user?: (() => { readonly userId: string; readonly accessToken: string | null }) | undefined;
  readonly deviceId: string;
  readonly apiEndpoint?: string;
  readonly locale?: string;
  /** Epoch milliseconds, for timestamps. */
  readonly now?: () => number;
  readonly ids?: () => string;
};

export type Alexa = {
  /** Says something to the Echo; silence ("") is answered by the reprompt, then by the end of the session. */
  say(utterance: string): Promise<Spoken>;
  /** The user walks away: the skill is told, if it still has a session. */
  endSession(): Promise<void>;
  /** Takes the body of a `POST /v1/directives`, and answers whether it belongs to the request under way. */
  speakProgressively(body: unknown): boolean;
};

type OpenSession = {
  readonly id: string;
  readonly attributes: unknown;
  readonly reprompt: string;
  readonly wasReprompted: boolean;
  readonly dialog: PendingDialog | null;
};

type PendingDialog = { readonly intent: string; readonly slots: IntentSlots; readonly slot: string };

const Progressive = z.object({
  header: z.object({ requestId: z.string() }),
  directive: z.object({ type: z.literal("VoicePlayer.Speak"), speech: z.string() }),
});

/** More turns of one dialog than this mean that skill and dialog model ask each other in circles. */
const MAX_DELEGATIONS = 3;

/**
 * An Echo with the skill enabled.
 * @throws ZodError where the model is none.
 */
export function createAlexa(options: AlexaOptions): Alexa {
  const model = parseModel(options.model);
  const resolver = createResolver(model);
  const device: Device = {
    skillId: options.skillId,
    userId: options.userId,
    deviceId: options.deviceId,
    apiEndpoint: options.apiEndpoint ?? "https://api.amazonalexa.com",
    locale: options.locale ?? "en-US",
  };
  const newId = options.ids ?? randomUUID;
  const now = options.now ?? Date.now;
  let session: OpenSession | null = null;
  let dynamic: DynamicValues = new Map();
  let underWay: { readonly requestId: string; readonly spoken: string[] } | null = null;

  const send = async (utterance: string, body: RequestBody): Promise<Spoken> => {
    const requestId = `amzn1.echo-api.request.${newId()}`;
    const isNew: boolean = session === null;
    const id: string = session?.id ?? `amzn1.echo-api.session.${newId()}`;
    const envelope = toEnvelope(
      { ...device, ...options.user?.() },
      { id, attributes: session?.attributes, isNew },
      { requestId, timestampMs: now() },
      body,
    );
    const spoken: string[] = [];
    underWay = { requestId, spoken };
    const startedAt = performance.now();
    const response = await options.invoke(envelope).finally(() => {
      underWay = null;
    });
    const replyMs = performance.now() - startedAt;
    const read = SkillResponse.parse(response ?? {});
    dynamic = dynamicValuesAfter(read, dynamic);
    const endsSession = body.kind === "session-ended" || read.response.shouldEndSession !== false;
    const move = endsSession ? null : dialogMoveOf(read);
    session = endsSession
      ? null
      : {
          id,
          attributes: read.sessionAttributes,
          reprompt: toPlainSpeech(read.response.reprompt?.outputSpeech),
          wasReprompted: false,
          dialog: pendingOf(move, body),
        };
    const speech = toPlainSpeech(read.response.outputSpeech);
    return { utterance, envelope, response, speech, endsSession, replyMs, progressive: spoken };
  };

  const sendIntent = async (
    utterance: string,
    name: string,
    slots: IntentSlots,
    state: DialogState | null,
  ): Promise<Spoken> => {
    let spoken = await send(utterance, { kind: "intent", name, slots, dialogState: state });
    for (let turn = 0; turn < MAX_DELEGATIONS; turn += 1) {
      const move = dialogMoveOf(SkillResponse.parse(spoken.response ?? {}));
      if (!session || move?.kind !== "delegate") return spoken;
      const merged = { ...slots, ...move.intent?.slots };
      const missing = missingSlot(model, name, merged);
      if (missing) {
        session = { ...session, dialog: { intent: name, slots: merged, slot: missing.slot } };
        return { ...spoken, speech: [spoken.speech, missing.prompt].filter(Boolean).join(" ") };
      }
      spoken = await send(utterance, { kind: "intent", name, slots: merged, dialogState: "COMPLETED" });
    }
    return spoken;
  };

  const order = (utterance: string, text: string): Promise<Spoken> => {
    const understood = resolver.resolve(text, dynamic);
    const pending = session?.dialog ?? null;
    if (pending) {
      const answer = answerSlot(model, pending, text, understood, dynamic);
      if (answer) {
        const slots = { ...pending.slots, [pending.slot]: toSlot(device.skillId, pending.slot, answer) };
        return sendIntent(utterance, pending.intent, slots, "IN_PROGRESS");
      }
    }
    const slots = slotsOf(model, device.skillId, understood.intent, understood.slots);
    return sendIntent(utterance, understood.intent, slots, dialogStateOf(model, understood));
  };

  const beSilent = async (): Promise<Spoken> => {
    if (session && session.reprompt !== "" && !session.wasReprompted) {
      session = { ...session, wasReprompted: true };
      const speech = session.reprompt;
      return { utterance: "", envelope: null, response: null, speech, endsSession: false, replyMs: 0, progressive: [] };
    }
    if (session) return send("", { kind: "session-ended", reason: "EXCEEDED_MAX_REPROMPTS" });
    return {
      utterance: "",
      envelope: null,
      response: null,
      speech: "",
      endsSession: true,
      replyMs: 0,
      progressive: [],
    };
  };

  return {
    async say(utterance) {
      const invocation = parseInvocation(utterance, model.invocationName);
      if (invocation.kind === "open") {
        session = null;
        return invocation.order === "" ? send(utterance, { kind: "launch" }) : order(utterance, invocation.order);
      }
      return invocation.order === "" ? beSilent() : order(utterance, invocation.order);
    },
    async endSession() {
      if (session) await send("", { kind: "session-ended", reason: "USER_INITIATED" });
    },
    speakProgressively(body) {
      const directive = Progressive.safeParse(body);
      if (!directive.success || !underWay || directive.data.header.requestId !== underWay.requestId) return false;
      underWay.spoken.push(toPlainSpeech({ type: "SSML", ssml: directive.data.directive.speech }));
      return true;
    },
  };
}

function pendingOf(move: DialogMove | null, body: RequestBody): PendingDialog | null {
  if (move?.kind !== "elicit") return null;
  const asked = body.kind === "intent" ? body : null;
  const intent = move.intent?.name ?? asked?.name;
  if (intent === undefined) return null;
  const slots = { ...(asked?.name === intent ? asked.slots : {}), ...move.intent?.slots };
  return { intent, slots, slot: move.slot };
}

/** Every slot of the intent is in the envelope, filled or not. */
function slotsOf(model: InteractionModel, skillId: string, intent: string, heard: readonly HeardSlot[]): IntentSlots {
  const slots = model.intents.find(({ name }) => name === intent)?.slots ?? [];
  return Object.fromEntries(
    slots.map(({ name }) => [
      name,
      toSlot(
        skillId,
        name,
        heard.find((slot) => slot.name === name),
      ),
    ]),
  );
}

const dialogStateOf = (model: InteractionModel, understood: Understanding): DialogState | null =>
  model.dialogIntents.some(({ name }) => name === understood.intent) ? "STARTED" : null;

/** The first slot that the dialog model asks for and nobody filled, with its prompt. */
function missingSlot(model: InteractionModel, intent: string, slots: IntentSlots) {
  const dialog = model.dialogIntents.find(({ name }) => name === intent);
  const missing = dialog?.slots.find((slot) => slot.elicitationRequired && !isFilled(slots[slot.name]));
  const prompt = model.prompts.get(missing?.prompts.elicitation ?? "")?.[0];
  return missing && prompt !== undefined ? { slot: missing.name, prompt } : null;
}

const isFilled = (slot: unknown): boolean => typeof slot === "object" && slot !== null && "value" in slot;
