// The custom skill's door, with the Alexa SDK: envelopes in, responses out. What a request means is decided in turn/.
import { type ErrorHandler, type HandlerInput, type RequestHandler, SkillBuilders } from "ask-sdk-core";
import type { Response } from "ask-sdk-model";
import { readAccessToken } from "./access-token.ts";
import { isSkillEvent, SkillEventFailed, takeSkillEvent, toSkillEvent } from "./account/take-skill-event.ts";
import { elicitationFor } from "./elicit.ts";
import type { AccountStore, Log } from "./ports.ts";
import { readPending, toAttributes } from "./session-memory.ts";
import { render } from "./speech/render.ts";
import type { TurnPorts } from "./turn/act/act.ts";
import { parseRequest } from "./turn/hear/parse-request.ts";
import { DEADLINE_MS, runTurn } from "./turn/run-turn.ts";
import type { Reply, SpokenName, Turn } from "./turn/turn.ts";

export type LambdaContext = { readonly getRemainingTimeInMillis?: () => number };

/** Left for sending the response once it is there. */
const RESERVE_MS = 300;

/** The slot type of speakers and groups in the interaction model. */
export const TARGET_SLOT_TYPE = "SPEAKER_OR_GROUP";

/** The skill with this id: requests meant for another are refused by an error, everything else gets a response. */
export function createSkill(skillId: string, ports: TurnPorts, accounts: () => Promise<AccountStore>) {
  return SkillBuilders.custom()
    .withSkillId(skillId)
    .addRequestHandlers(
      turnHandler(ports),
      skillEventHandler(ports, accounts),
      sessionEndedHandler(ports.log),
      exceptionHandler(ports.log),
      unknownHandler(ports.log),
    )
    .addErrorHandlers(bugHandler(ports))
    .create();
}

function turnHandler(ports: TurnPorts): RequestHandler {
  return {
    canHandle: ({ requestEnvelope: { request } }) =>
      request.type === "LaunchRequest" || request.type === "IntentRequest",
    async handle(input) {
      const context: LambdaContext | undefined = input.context;
      const remainingMs = context?.getRemainingTimeInMillis?.() ?? DEADLINE_MS + RESERVE_MS;
      const turn = toTurn(input);
      const reply = await runTurn(turn, ports, Math.max(0, remainingMs - RESERVE_MS));
      const { requestId } = turn;
      const commandId = ports.ids.commandIdOf(requestId, turn.requestedAtMs);
      ports.log.info({ requestId, commandId, endsSession: reply.endsSession }, "turn answered");
      return respond(input, reply);
    },
  };
}

/** Everything that may be missing is missing at times. @see Alexa "Request and response JSON reference" */
function toTurn({ requestEnvelope }: HandlerInput): Turn {
  const { request, session, context } = requestEnvelope;
  const { System } = context;
  const { apiEndpoint, apiAccessToken } = System;
  return {
    request: parseRequest(requestEnvelope),
    pending: readPending(session?.attributes),
    requestId: request.requestId ?? "",
    requestedAtMs: Date.parse(request.timestamp ?? ""),
    userId: System.user?.userId ?? session?.user?.userId ?? null,
    accessToken: readAccessToken(System.user?.accessToken ?? session?.user?.accessToken),
    deviceId: System.device?.deviceId ?? null,
    locale: request.locale ?? null,
    meanwhile: apiEndpoint && apiAccessToken ? { apiEndpoint, apiAccessToken } : null,
  };
}

function respond(input: HandlerInput, reply: Reply): Response {
  const { responseBuilder, attributesManager, requestEnvelope } = input;
  if (requestEnvelope.session) attributesManager.setSessionAttributes(toAttributes(reply.pending));
  if (reply.ssml !== null) {
    responseBuilder.speak(reply.ssml);
    if (!reply.endsSession) responseBuilder.reprompt(reply.ssml);
  }
  if (reply.card === "link-account") responseBuilder.withLinkAccountCard();
  if (reply.names && reply.names.length > 0) responseBuilder.addDirective(dynamicEntities(reply.names));
  const elicitation = elicitationFor(requestEnvelope.request, reply.pending);
  if (elicitation) responseBuilder.addDirective(elicitation);
  return responseBuilder.withShouldEndSession(reply.endsSession).getResponse();
}

/** @see Alexa "Use dynamic entities": REPLACE forgets the names of before */
function dynamicEntities(names: readonly SpokenName[]) {
  const values = names.map(({ id, name, synonyms }) => ({ id, name: { value: name, synonyms: [...synonyms] } }));
  const types = [{ name: TARGET_SLOT_TYPE, values }];
  return { type: "Dialog.UpdateDynamicEntities", updateBehavior: "REPLACE", types } as const;
}

/** Alexa waits for no answer, but for the end: what fails is told again. */
const SKILL_EVENT_DEADLINE_MS = 5_000;

function skillEventHandler(ports: TurnPorts, accounts: () => Promise<AccountStore>): RequestHandler {
  return {
    canHandle: ({ requestEnvelope: { request } }) => isSkillEvent(request.type),
    async handle({ requestEnvelope: { request, context }, responseBuilder }) {
      const userId = context.System.user?.userId ?? null;
      const createdAt = "eventCreationTime" in request ? (request.eventCreationTime ?? null) : null;
      const user = userId === null ? null : ports.ids.userKeyOf(userId);
      const event = toSkillEvent(request.type, user, createdAt ?? request.timestamp ?? null);
      if (!event) ports.log.warn({ requestId: request.requestId, type: request.type }, "a skill event of nobody's");
      else {
        const signal = AbortSignal.timeout(SKILL_EVENT_DEADLINE_MS);
        await takeSkillEvent(event, { ...ports, accounts: await accounts() }, signal);
      }
      return responseBuilder.getResponse();
    },
  };
}

/** Nothing may be said any more. */
function sessionEndedHandler(log: Log): RequestHandler {
  return {
    canHandle: ({ requestEnvelope: { request } }) => request.type === "SessionEndedRequest",
    handle({ requestEnvelope: { request }, responseBuilder }) {
      if (request.type === "SessionEndedRequest" && request.reason === "ERROR") {
        log.error(
          { requestId: request.requestId, reason: request.error?.type },
          "Alexa ended the session over an error",
        );
      }
      return responseBuilder.getResponse();
    },
  };
}

/** Alexa refused an earlier response of ours. */
function exceptionHandler(log: Log): RequestHandler {
  return {
    canHandle: ({ requestEnvelope: { request } }) => request.type === "System.ExceptionEncountered",
    handle({ requestEnvelope: { request }, responseBuilder }) {
      const cause = request.type === "System.ExceptionEncountered" ? request : null;
      log.error({ requestId: cause?.cause?.requestId, reason: cause?.error?.type }, "Alexa refused a response");
      return responseBuilder.getResponse();
    },
  };
}

/** Requests of interfaces that are not used: taken, and left unanswered. */
function unknownHandler(log: Log): RequestHandler {
  return {
    canHandle: () => true,
    handle({ requestEnvelope: { request }, responseBuilder }) {
      log.warn({ requestId: request.requestId, type: request.type }, "a request of this type is not used");
      return responseBuilder.getResponse();
    },
  };
}

/** A bug of ours: the stack goes to the log, a plain sentence to the user. */
function bugHandler({ log, ids }: TurnPorts): ErrorHandler {
  return {
    canHandle: (_input, error) => !(error instanceof SkillEventFailed),
    handle({ requestEnvelope: { request }, responseBuilder }, error) {
      const { requestId } = request;
      const commandId = ids.commandIdOf(requestId ?? "", Date.parse(request.timestamp ?? ""));
      log.error({ requestId, commandId, stack: error.stack }, "a turn crashed");
      const isSpoken = request.type === "LaunchRequest" || request.type === "IntentRequest";
      if (!isSpoken) return responseBuilder.getResponse();
      const locale = request.locale ?? null;
      return responseBuilder
        .speak(render({ kind: "broken" }, locale))
        .withShouldEndSession(true)
        .getResponse();
    },
  };
}
