// Somebody says a sentence and wants to know where its time went: every station of the road, in order, by the very command
// that asks AWS.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { sdkEnvironment } from "../../local/src/stack/local-cloud.ts";
import { openStory, type Story } from "./home.ts";

const PROGRAM = fileURLToPath(new URL("../../local/house-band.mjs", import.meta.url));

let story: Story;
let commandId: string;
beforeAll(async () => {
  story = await openStory();
  const spoken = await story.stack.say("alexa, ask house band to play jazz in the backyard");
  const { request } = spoken.envelope as { request: { requestId: string; timestamp: string } }; // of our own making
  commandId = story.stack.ids.commandIdOf(request.requestId, Date.parse(request.timestamp));
});
afterAll(() => story.close());

function trace(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ...sdkEnvironment(story.stack.endpoints) };
    const child = spawn(process.execPath, [PROGRAM, "cloud", "trace", ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    child.once("error", reject).once("close", (code) => resolve({ code, out, err }));
  });
}

/** Where and what, without the times, which are the machine's. */
const stationsIn = (out: string): readonly string[] =>
  out
    .split("\n")
    .flatMap((line) => /^ +\d+ +(?:\+\d+ +)?(.*?)(?: \(±.*)?(?: {2}◄.*)?$/u.exec(line)?.[1] ?? [])
    .map((line) => line.replace(/ +/g, " ").replace(/hb-\w+/, "hb-…"));

describe("a sentence that was said", () => {
  it("has every station of its road, in order, from what was heard to what was spoken", async () => {
    const { code, out, err } = await trace(commandId);
    const acknowledged = "voice acknowledged by the bridge: it is in its journal";
    const stations = stationsIn(out);
    expect(stations.filter((station) => station !== acknowledged)).toEqual([
      "voice heard: play",
      "voice decided: a command for the bridge",
      "voice sent to hb-…, as number 1",
      "bridge received",
      "bridge journaled, then acknowledged",
      "bridge first sound written",
      "bridge carried out: done, OK",
      "AWS IoT outcome came: done, OK",
      "ingest outcome kept",
      "voice knows what to say: OK",
      "voice spoken",
    ]);
    // it travels back while the bridge begins to play
    expect(stations.indexOf(acknowledged)).toBeGreaterThan(4);
    expect(out).not.toContain("missing");
    expect(err).toContain("reading the ingest function's log");
    expect(code).toBe(0);
  });

  it("is one document for programs, too", async () => {
    const { out } = await trace(commandId.toLowerCase(), "--json");
    const { timeline, ...road } = JSON.parse(out) as { timeline: { sinceMs: number }[] };
    expect(road).toMatchObject({ commandId, missing: [], speakers: { Patio: "OK", Deck: "OK" } });
    expect(timeline.map(({ sinceMs }) => sinceMs)).toEqual(
      timeline.map(({ sinceMs }) => sinceMs).sort((a, b) => a - b),
    );
  });

  it("is not found under another id, which is said with what to do", async () => {
    const { code, out } = await trace(`${commandId.slice(0, -1)}${commandId.endsWith("0") ? "1" : "0"}`);
    expect(code).toBe(1);
    expect(out).toMatch(/missing: everything: .*wait some seconds/);
  });

  it("has left no word, no name and nothing of Alexa's ids in the logs", async () => {
    const client = new CloudWatchLogsClient({});
    const groups = ["voice", "ingest"].map((logGroupName) => client.send(new FilterLogEventsCommand({ logGroupName })));
    const text = JSON.stringify((await Promise.all(groups)).map(({ events }) => events));
    client.destroy();
    expect(text).toContain(commandId);
    const { home } = await story.stack.home();
    for (const secret of ["jazz", "Jazz", "Patio", "ackyard", "amzn1.ask", home.id]) expect(text).not.toContain(secret);
  });
});
