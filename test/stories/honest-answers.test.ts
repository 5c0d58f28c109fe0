// What is said when things are not as people think: a request that comes twice, a stranger, another home's names, a
// bridge that is away.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OWNER, openParts, type Parts } from "./parts.ts";

describe("honest answers", () => {
  let parts: Parts;
  let bridge: Awaited<ReturnType<Parts["startBridge"]>>;
  const say = async (utterance: string) => (await parts.say(utterance)).speech;
  const volumeOf = (name: string) => {
    const id = parts.home.speakers.find((speaker) => speaker.name === name)?.id;
    return id && bridge.state().speakers[id]?.volumePercent;
  };

  beforeAll(async () => {
    parts = await openParts();
    bridge = await parts.startBridge();
    const isConnected = () =>
      Object.values(bridge.state().speakers).filter(({ link }) => link === "connected").length === 4;
    for (let tries = 0; tries < 200 && !isConnected(); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
  });
  afterAll(() => parts.close());

  it("a request that Alexa delivers twice is carried out once, and answered with the same words", async () => {
    const { envelope, speech, response } = await parts.say("turn the deck up by 5");
    expect(speech).toBe("Turned up Deck to 55 percent.");
    const again = await parts.invoke(envelope);
    expect((again as { response: object }).response).toMatchObject({
      outputSpeech: (response as { response: { outputSpeech: object } }).response.outputSpeech,
    });
    expect(volumeOf("Deck")).toBe(55);
  });

  it("two deliveries at the same time are carried out once as well", async () => {
    const { envelope } = await parts.say("what speakers do I have");
    const { request } = envelope as { request: object };
    const intent = {
      name: "AdjustVolumeIntent",
      confirmationStatus: "NONE",
      slots: {
        Direction: { name: "Direction", value: "up", confirmationStatus: "NONE" },
        Points: { name: "Points", value: "5", confirmationStatus: "NONE" },
        Targets: { name: "Targets", value: "deck", confirmationStatus: "NONE" },
      },
    };
    const twice = {
      ...(envelope as object),
      request: { ...request, requestId: "amzn1.echo-api.request.twice", intent },
    };
    await Promise.all([parts.invoke(twice), parts.invoke(twice)]);
    expect(volumeOf("Deck")).toBe(60);
  });

  it("somebody whose account has no bridge is told how to begin, and changes nothing here", async () => {
    const stranger = parts.alexaOf("amzn1.ask.account.STRANGER");
    const { speech } = await stranger.say("set the deck to 10 percent");
    expect(speech).toMatch(/^House Band needs a bridge in your home/);
    expect(volumeOf("Deck")).toBe(60);
  });

  it("another home's speakers are unknown here, by name and by id", async () => {
    const other = await parts.addHome(["Observatory"]);
    expect(await say("play jazz in the observatory")).toMatch(/^I don't know observatory\./i);
    const { envelope } = await parts.alexaOf(OWNER).say("set the deck to 30 percent");
    const forged = JSON.parse(
      JSON.stringify(envelope)
        .replaceAll(/"requestId":"[^"]*"/g, '"requestId":"amzn1.echo-api.request.forged"')
        .replaceAll(/"deck"/gi, '"observatory"')
        .replaceAll(/"id":"[^"]*"/g, `"id":"${other.speakers[0]?.id}"`),
    );
    const answer = JSON.stringify(await parts.invoke(forged));
    expect(answer).toContain("I don't know observatory");
    expect(volumeOf("Deck")).toBe(30);
  });

  it("a bridge that is away is said to be away, and the command is not kept for later", async () => {
    await bridge.stop();
    expect(await say("set the deck to 90 percent")).toBe(
      "I can't reach your bridge. Check that it has power and is on your network.",
    );
    expect(await say("what's playing")).toBe(
      "I can't reach your bridge. Check that it has power and is on your network.",
    );
    bridge = await parts.startBridge();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(volumeOf("Deck")).toBe(30);
    await bridge.stop();
  });
});
