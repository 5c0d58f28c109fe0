// Groups are made, renamed and deleted by voice; the bridge has them at once, and still after it was started anew.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openParts, type Parts } from "./parts.ts";

describe("groups made by voice", () => {
  let parts: Parts;
  let bridge: Awaited<ReturnType<Parts["startBridge"]>>;
  const say = async (utterance: string) => (await parts.say(utterance)).speech;
  const groupNames = async () => {
    const config = (await parts.configShadow()) as { groups: Record<string, { name: string }> }; // as the contract has it
    return Object.values(config.groups).map(({ name }) => name);
  };
  const until = async (condition: () => boolean) => {
    for (let tries = 0; tries < 200 && !condition(); tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const connected = () => Object.values(bridge.state().speakers).filter(({ link }) => link === "connected").length;

  beforeAll(async () => {
    parts = await openParts();
    bridge = await parts.startBridge();
    await until(() => connected() === 4);
  });
  afterAll(async () => {
    await bridge.stop();
    await parts.close();
  });

  it("are confirmed by name, and reach the bridge's configuration", async () => {
    expect(await say("create a group called party with the patio and the kitchen window")).toBe(
      "The group Party is saved, with Patio and Kitchen Window.",
    );
    expect(await groupNames()).toEqual(expect.arrayContaining(["Backyard", "Kitchen", "Party"]));
  });

  it("are renamed and deleted in the same way", async () => {
    expect(await say("rename party to fiesta")).toBe("Party is now called Fiesta.");
    expect(await say("delete the group backyard")).toBe("The group Backyard is deleted.");
    expect((await groupNames()).sort()).toEqual(["Fiesta", "Kitchen"]);
    await until(() => bridge.state().configRevision === 4);
    expect(bridge.state().configRevision).toBe(4);
  });

  it("are there when the bridge has been started anew, and can be played on", async () => {
    await bridge.stop();
    bridge = await parts.startBridge();
    expect(bridge.state().configRevision).toBe(4);
    await until(() => connected() === 4);
    expect(await say("play jazz on the fiesta")).toBe("Playing Jazz on Fiesta.");
    const members = Object.values(bridge.state().zones).map((zone) => Object.keys(zone.members).length);
    expect(members).toEqual([2]);
  });
});
