// One request to the skill and its answer: an envelope with the device around it, and what is spoken while the answer is
// not there yet.
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type Device, type RequestBody, toEnvelope } from "./envelope.ts";
import { toPlainSpeech } from "./response.ts";

export type ExchangeOptions = {
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

export type Exchanged = {
  readonly sessionId: string;
  readonly envelope: unknown;
  readonly response: unknown;
  readonly replyMs: number;
  readonly progressive: readonly string[];
};

export type Exchange = {
  /** Without a session it begins one. */
  send(session: { readonly id: string; readonly attributes: unknown } | null, body: RequestBody): Promise<Exchanged>;
  /** Takes the body of a `POST /v1/directives`, and answers whether it belongs to the request under way. */
  speakProgressively(body: unknown): boolean;
};

const Progressive = z.object({
  header: z.object({ requestId: z.string() }),
  directive: z.object({ type: z.literal("VoicePlayer.Speak"), speech: z.string() }),
});

/** Nothing is under way at first. */
export function createExchange(options: ExchangeOptions): Exchange {
  const device = toDevice(options);
  const newId = options.ids ?? randomUUID;
  const now = options.now ?? Date.now;
  let underWay: { readonly requestId: string; readonly spoken: string[] } | null = null;
  return {
    async send(session, body) {
      const requestId = `amzn1.echo-api.request.${newId()}`;
      const id = session?.id ?? `amzn1.echo-api.session.${newId()}`;
      const envelope = toEnvelope(
        { ...device, ...options.user?.() },
        { id, attributes: session?.attributes, isNew: session === null },
        { requestId, timestampMs: now() },
        body,
      );
      const spoken: string[] = [];
      underWay = { requestId, spoken };
      const startedAt = performance.now();
      const response = await options.invoke(envelope).finally(() => {
        underWay = null;
      });
      return { sessionId: id, envelope, response, replyMs: performance.now() - startedAt, progressive: spoken };
    },
    speakProgressively(body) {
      const directive = Progressive.safeParse(body);
      if (!directive.success || !underWay || directive.data.header.requestId !== underWay.requestId) return false;
      underWay.spoken.push(toPlainSpeech({ type: "SSML", ssml: directive.data.directive.speech }));
      return true;
    },
  };
}

const toDevice = ({ skillId, userId, deviceId, apiEndpoint, locale }: ExchangeOptions): Device => ({
  skillId,
  userId,
  deviceId,
  apiEndpoint: apiEndpoint ?? "https://api.amazonalexa.com",
  locale: locale ?? "en-US",
});
