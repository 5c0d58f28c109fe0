// Somebody links an account, leaves, and is another user for Alexa when he comes back: it is his home all the same.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { buildHome } from "../../local/src/home/build-home.ts";
import { type AlexaApp, createAlexaApp, inTheApp } from "../../local/src/stack/alexa-app.ts";
import { type LocalCloud, startLocalCloud } from "../../local/src/stack/local-cloud.ts";
import { type LocalEcho, startLocalEcho } from "../../local/src/stack/local-echo.ts";
import { type LoginStandIn, startLoginStandIn } from "../../local/src/stack/login-stand-in.ts";
import { createPatientClock, HOME } from "./home.ts";

const ACCOUNT = {
  skillId: "amzn1.ask.skill.00000000-0000-4000-8000-000000000001",
  userId: "amzn1.ask.account.ANNA",
};

let login: LoginStandIn;
let cloud: LocalCloud;
let app: AlexaApp;
let echo: LocalEcho;
beforeAll(async () => {
  login = await startLoginStandIn();
  // it was claimed before the skill wanted an account
  const own = { logLevel: "error", voiceClock: createPatientClock() } as const;
  cloud = await startLocalCloud({ home: buildHome(HOME, []).home, user: ACCOUNT, ...own, login });
  app = createAlexaApp(ACCOUNT, login, cloud.invoke);
  echo = await startLocalEcho({ account: ACCOUNT, deviceId: "device", user: app.user, invoke: cloud.invoke });
}, 60_000);
afterAll(async () => {
  await echo.close();
  await cloud.close();
  await login.close();
});

const SPEAKERS = "You have Patio, Deck, Kitchen Counter and Kitchen Window.";
const ask = async () => (await echo.say("alexa, ask house band which speakers do I have")).speech;

describe("an account that is linked", () => {
  it("is asked for first, with a card for the Alexa app", async () => {
    const { speech, response } = await echo.say("alexa, ask house band which speakers do I have");
    expect(speech).toMatch(/^I don't know yet who you are\. Link your account first/u);
    expect(response).toMatchObject({ response: { card: { type: "LinkAccount" } } });
  });

  it("brings the home that was claimed before, and is asked about once", async () => {
    app.link();
    expect(await ask()).toBe(SPEAKERS);
    expect(await ask()).toBe(SPEAKERS);
    expect(Object.fromEntries(login.asked)).toEqual({ "/auth/o2/tokeninfo": 1, "/user/profile": 1 });
  });

  it("that can't be checked just now does nothing, and says so; later it does", async () => {
    app.link();
    login.setReachable(false);
    expect(await ask()).toBe("I can't check who you are just now. If nothing happens, please try again in a moment.");
    login.setReachable(true);
    expect(await ask()).toBe(SPEAKERS);
  });

  it("finds the home again after the skill was disabled and enabled, though Alexa has another user", async () => {
    const before = app.user().userId;
    await inTheApp(app, "disable");
    expect(app.user().userId).not.toBe(before);
    expect(await ask()).toMatch(/^I don't know yet who you are\./u);
    await inTheApp(app, "link");
    expect(await ask()).toBe(SPEAKERS);
  });

  it("that was unlinked is asked for again", async () => {
    await inTheApp(app, "unlink");
    expect(await ask()).toMatch(/^I don't know yet who you are\./u);
  });
});
