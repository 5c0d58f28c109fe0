// Requests as Alexa sends them, and the skill on fake ports that answers them.
import type { ResponseEnvelope } from "ask-sdk-model";
import type { LambdaConfig } from "../../../lambda/src/config.ts";
import { createHandler } from "../../../lambda/src/handler.ts";
import { createWorld, heard, SKILL_ID, USER_ID, type WorldOptions } from "./world.ts";

const config: LambdaConfig = {
  ...{ tableName: "table", skillId: SKILL_ID, send: "direct", demo: "off", logLevel: "info" },
  linking: { kind: "none" },
};
const linking: LambdaConfig["linking"] = { kind: "amazon", clientId: "ours", url: "http://127.0.0.1:9" };

export function createSkillUnderTest(options: WorldOptions = {}) {
  const world = createWorld(options);
  const handle = createHandler(options.people ? { ...config, linking } : config, {
    log: world.ports.log,
    turn: async () => world.ports,
    ingest: async () => world.store,
    accounts: async () => world.accounts,
    cleaner: () => Promise.reject(new Error("nothing is cleaned here")),
    clock: world.clock,
  });
  const invoke = async (event: unknown): Promise<ResponseEnvelope> =>
    (await world.clock.runUntil(handle(event, { getRemainingTimeInMillis: () => 7_000 }))) as ResponseEnvelope;
  return { world, invoke };
}

type Slots = Readonly<Record<string, string>>;

export function intent(name: string, slots: Slots = {}) {
  const entries = Object.entries(slots).map(([slot, value]) => [
    slot,
    { name: slot, value, confirmationStatus: "NONE" },
  ]);
  return {
    type: "IntentRequest",
    dialogState: "STARTED",
    intent: { name, confirmationStatus: "NONE", slots: Object.fromEntries(entries) },
  };
}

export const playJazz = intent("PlayIntent", { Music: "jazz", Targets: "backyard" });

export function envelope(request: object = playJazz, change: (whole: Loose) => void = () => undefined): unknown {
  const application = { applicationId: SKILL_ID };
  const whole: Loose = {
    version: "1.0",
    session: { new: true, sessionId: "s", application, attributes: {}, user: { userId: USER_ID } },
    context: {
      System: {
        application,
        user: { userId: USER_ID },
        device: { deviceId: "amzn1.ask.device.TEST", supportedInterfaces: {} },
        apiEndpoint: "https://api.amazonalexa.com",
        apiAccessToken: "token",
      },
    },
    request: {
      requestId: "amzn1.echo-api.request.1",
      timestamp: "2026-11-20T08:00:00Z",
      locale: "en-US",
      ...structuredClone(request),
    },
  };
  change(whole);
  return whole;
}
/** An envelope that a test takes apart. */
// biome-ignore lint/suspicious/noExplicitAny: envelopes are broken on purpose, in every way
export type Loose = any;

export const speechOf = ({ response }: ResponseEnvelope): string => {
  const speech = response.outputSpeech;
  return heard(speech?.type === "SSML" ? speech.ssml : null);
};
