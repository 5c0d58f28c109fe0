// A bridge that is nobody's comes into somebody's home: a code at the bridge, a sentence to Alexa, a yes at the bridge, and
// it plays. Then one more person, and at last nobody.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ok } from "@house-band/contract";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { startControlServer } from "../../bridge-firmware/src/adapters/control/control-server.ts";
import { createVirtualEngine } from "../../bridge-firmware/src/adapters/engine/virtual-engine.ts";
import { createFileStore } from "../../bridge-firmware/src/adapters/fs/store.ts";
import { noEnroller } from "../../bridge-firmware/src/adapters/identity/enroller.ts";
import { noRotator } from "../../bridge-firmware/src/adapters/identity/rotator.ts";
import { isSameName } from "../../bridge-firmware/src/adapters/library/with-favourites.ts";
import { createAnnouncer } from "../../bridge-firmware/src/adapters/speech/announcer.ts";
import { claim, resetOwner } from "../../bridge-firmware/src/cli/claim.ts";
import { createClient } from "../../bridge-firmware/src/cli/client.ts";
import { openFavourites } from "../../bridge-firmware/src/memory/favourites.ts";
import { keepLocalHome } from "../../bridge-firmware/src/memory/local-home.ts";
import { atTheBridge } from "../../local/src/claim-scene.ts";
import { buildHome } from "../../local/src/home/build-home.ts";
import { startLocalBridge } from "../../local/src/stack/local-bridge.ts";
import { startLocalCloud } from "../../local/src/stack/local-cloud.ts";
import { startLocalEcho } from "../../local/src/stack/local-echo.ts";
import { createFakeLog, createFakeStore } from "../bridge-firmware/fakes/ports.ts";
import { createPatientClock, HOME, openStory, startClock, writeTracks } from "./home.ts";

const SKILL_ID = "amzn1.ask.skill.00000000-0000-4000-8000-000000000001";
const [ANNA, BEN] = ["amzn1.ask.account.ANNA", "amzn1.ask.account.BEN"] as const;

let house: Awaited<ReturnType<typeof openHouse>>;
beforeAll(async () => {
  house = await openHouse();
}, 60_000);
afterAll(() => house.close());

/** A bridge with a home of its own making, in a cloud that knows nothing of it. */
async function openHouse() {
  const folder = await mkdtemp(join(tmpdir(), "house-band-claim-"));
  const musicDirectory = join(folder, "music");
  await writeTracks(musicDirectory);
  const { home, speakers } = buildHome(HOME, []);
  const cloud = await startLocalCloud({
    ...{ home, user: { skillId: SKILL_ID, userId: ANNA }, isUnclaimed: true },
    logLevel: "error",
    voiceClock: createPatientClock(),
  });
  const dataDirectory = join(folder, "data");
  await mkdir(dataDirectory);
  const log = createFakeLog();
  const store = createFileStore({ directory: dataDirectory, log });
  await keepLocalHome({ bluetooth: { devices: () => speakers.map(toDevice) }, isWhole: true, store, log });
  await store.close();
  const engine = createVirtualEngine();
  const clock = startClock((ms) => engine.advance(ms));
  const { mqttUrl, credentials } = cloud;
  const own = { thing: home.bridge, mqttUrl, credentials, speakers, musicDirectory, dataDirectory };
  const local = await startLocalBridge({ ...own, logLevel: "error", engine });
  const socketPath = join(folder, "control.sock");
  const door = await startControlServer({
    ...{ bridge: local.bridge, socketPath, desk: null, enroller: noEnroller, rotator: noRotator("none"), log },
    favourites: await openFavourites(
      { store: createFakeStore(), log },
      { isSame: isSameName, checkStream: () => ok(undefined) },
    ),
    announcer: await createAnnouncer({ directory: join(folder, "spoken"), voice: { kind: "none" }, log }),
    clock: { nowMs: () => performance.now(), epochMs: Date.now, sleep: async () => true },
    surroundings: () => {
      throw new Error("nobody asks for the status in this story");
    },
  });
  const echos = new Map<string, Awaited<ReturnType<typeof startLocalEcho>>>();
  return {
    local,
    client: createClient(socketPath),
    /** What Alexa answers this person. */
    async say(who: string, sentence: string): Promise<string> {
      const account = { skillId: SKILL_ID, userId: who };
      const echo = echos.get(who) ?? (await startLocalEcho({ account, deviceId: `of ${who}`, invoke: cloud.invoke }));
      echos.set(who, echo);
      return (await echo.say(sentence)).speech;
    },
    async close() {
      for (const echo of echos.values()) await echo.close();
      await door.close();
      await clock.stop();
      await local.close();
      await cloud.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const toDevice = ({ address, name }: { readonly address: string; readonly name: string }) => ({
  ...{ address: address as never, name, batteryPercent: null, transport: null }, // an address of the simulation's own
});

const PLAY = "alexa, ask house band to play jazz on the patio";

/** Somebody runs the command, says to Alexa what it shows, and answers what it asks by what he has heard. */
async function claimBy(who: string, purpose: "own" | "join", { isTrue = true } = {}) {
  const lines: string[] = [];
  let speech = "";
  const spoken = new Set<Promise<unknown>>();
  const tell = (line: string): void => {
    lines.push(line);
    const sentence = /^Say: (.*)$/u.exec(line)?.[1];
    if (sentence === undefined) return;
    spoken.add(
      house.say(who, sentence).then((said) => {
        speech = said;
      }),
    );
  };
  const terminal = { out: tell, err: tell, isWatched: false, json: false };
  const questions: string[] = [];
  const ask = async (question: string): Promise<string> => {
    await Promise.all(spoken);
    questions.push(question);
    const [number = "none"] = /\b\d\d\b/u.exec(question) ?? [];
    return isTrue && speech.includes(`the number ${number}`) ? "y" : "n";
  };
  const parts = { client: house.client, terminal, dialogue: { isThere: true, ask } };
  const code = await claim(purpose, parts, new AbortController().signal);
  return { code, lines, questions, speech };
}

describe("a bridge that is nobody's", () => {
  it("plays for nobody, who hears what to do, whatever they ask", async () => {
    for (const sentence of [
      PLAY,
      "alexa, open house band",
      "alexa, ask house band which speakers do i have",
      "alexa, ask house band to pair a new speaker",
    ]) {
      expect(await house.say(ANNA, sentence)).toContain("claim my home with code, and its eight digits");
    }
  });

  it("lets nobody in whom the one who stands before it does not know", async () => {
    const { code, lines, speech } = await claimBy(BEN, "own", { isTrue: false });
    expect(speech).toMatch(/^Now confirm on your bridge: it asks whether you heard the number \d\d\./);
    expect(lines.at(-1)).toContain("Nobody was let in");
    expect(code).toBe(1);
    expect(await house.say(BEN, PLAY)).toContain("claim my home with code");
  }, 60_000);

  it("is somebody's after a code, a sentence and a yes, and plays in his home", async () => {
    const { code, lines, questions } = await claimBy(ANNA, "own");
    expect(lines[0]).toMatch(/^Code: \d{4} \d{4} {4}good for 10 minutes/);
    expect(questions).toEqual([expect.stringMatching(/^Somebody with an Alexa account wants to play here\./)]);
    expect(lines.at(-1)).toMatch(/^Done: that Alexa account plays here now\./);
    expect(code).toBe(0);
    expect(await house.say(ANNA, PLAY)).toMatch(/^Playing .* on Patio\.$/);
  }, 60_000);
});

describe("a bridge that is somebody's", () => {
  it("is not claimed by another, and says how one more person comes", async () => {
    const { code, lines } = await claimBy(BEN, "own");
    expect(lines).toEqual([expect.stringContaining("house-band claim --join")]);
    expect(code).toBe(1);
  }, 60_000);

  it("takes one more person, while the first stays", async () => {
    expect((await claimBy(BEN, "join")).lines.at(-1)).toBe("Done: 2 Alexa accounts play here now.");
    expect(await house.say(BEN, "alexa, ask house band to pause the patio")).toMatch(/^Paused/);
    expect(await house.say(ANNA, PLAY)).toMatch(/^Playing .* on Patio\.$/);
  }, 60_000);

  it("is nobody's after a reset, which says so, and keeps its speakers", async () => {
    const lines: string[] = [];
    const tell = (line: string) => void lines.push(line);
    const terminal = { out: tell, err: tell, isWatched: false, json: false };
    const dialogue = { isThere: true, ask: async () => "y" };
    expect(await resetOwner(false, { client: house.client, terminal, dialogue })).toBe(0);
    expect(lines).toEqual([expect.stringMatching(/^Done: 2 Alexa accounts were unlinked\./)]);
    expect(Object.values(house.local.bridge.home()?.speakers ?? {})).toHaveLength(4);
  }, 60_000);
});

describe("the laptop's home", () => {
  it("is claimed already, and shows at its prompt how one more account comes in", async () => {
    const story = await openStory();
    try {
      const { claims } = story.stack;
      const shown = (await atTheBridge(claims, "claim")) ?? [];
      expect(shown[0]).toContain("This home is claimed already");
      const sentence = /^Say: (.*\d) {4}then/u.exec(shown[2] ?? "")?.[1] ?? "";
      expect(await story.say(`alexa, ask house band to ${sentence}`)).toMatch(/^Now confirm on your bridge/);
      await story.until(() => claims.now()?.news?.state === "asked");
      expect(await atTheBridge(claims, "allow")).toEqual(["done: 1 Alexa account plays here now"]);
      expect(await atTheBridge(claims, "allow")).toEqual([expect.stringContaining("nobody asks to be let in")]);
      expect(await atTheBridge(claims, "play jazz")).toBeNull();
    } finally {
      await story.close();
    }
  }, 60_000);
});
