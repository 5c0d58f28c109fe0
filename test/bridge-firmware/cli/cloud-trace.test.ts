// A command's own part of the road, as the bridge's command shows it.
import { err, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Client } from "../../../bridge-firmware/src/cli/client.ts";
import { renderRoad, traceCommand } from "../../../bridge-firmware/src/cli/cloud-trace.ts";
import type { CommandRoadView } from "../../../bridge-firmware/src/control/command-road.ts";
import { commandId, FIRE_PIT, PATIO } from "../fakes/home.ts";

const AT_MS = Date.UTC(2026, 10, 20, 12);
const ROAD: CommandRoadView = {
  ...{ id: commandId(7), kind: "play", origin: "alexa", seq: 36, issuedAtMs: AT_MS - 20, receivedAtMs: AT_MS },
  outcome: {
    ...{ state: "partial", code: "SPEAKER_ASLEEP" },
    perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "SPEAKER_ASLEEP" },
    timings: { acceptedMs: 4.2, soundMs: 180.4, settledMs: 182 },
  },
  isDelivered: true,
  deliveredAtMs: AT_MS + 215,
};
const CLOUD = `The cloud's part, with your AWS credentials, where you deployed from: npx house-band cloud trace ${commandId(7)}`;

describe("a command's road on the bridge", () => {
  it("is what its journal has: received, journaled, sounding, over, told; and where the cloud's part is to be had", () => {
    expect(renderRoad(ROAD)).toEqual([
      `${commandId(7)}: play, number 36, from the cloud, by Alexa`,
      "received 2026-11-20T12:00:00.000Z, by this bridge's clock",
      "",
      "     ms     gap",
      "      0          bridge  received",
      "    4.2    +4.2  bridge  journaled, then acknowledged",
      "  180.4  +176.2  bridge  first sound written  ◄ the longest gap",
      "    182    +1.6  bridge  carried out: partial, SPEAKER_ASLEEP",
      "    215     +33  bridge  outcome sent, and the cloud has it",
      `  ${FIRE_PIT}: SPEAKER_ASLEEP`,
      "",
      CLOUD,
    ]);
  });

  it.each<[string, Partial<CommandRoadView>, string]>([
    ["is carried out still", { outcome: null, isDelivered: false, deliveredAtMs: null }, "No outcome yet"],
    ["waits for its cloud", { isDelivered: false, deliveredAtMs: null }, "outcome waits for the cloud"],
    ["was given there", { origin: "cli", deliveredAtMs: null }, "the cloud has nothing of it"],
  ])("says that a command %s", (_name, changes, expected) => {
    expect(renderRoad({ ...ROAD, ...changes }).join("\n")).toContain(expected);
  });

  it("claims no telling of which nobody knows the time", () => {
    const text = renderRoad({ ...ROAD, deliveredAtMs: null }).join("\n");
    expect(text).not.toMatch(/outcome (sent|waits)/);
  });

  it("is not there for a command that the journal does not have: 1, and where else to look", async () => {
    const message = "this bridge has no such command: it keeps the last 2,000, for a day";
    const client = { roadOf: async () => err({ kind: "refused", error: { code: "NOT_FOUND", message } }) };
    const said: string[] = [];
    const terminal = {
      out: () => undefined,
      err: (line: string) => void said.push(line),
      isWatched: false,
      json: false,
    };
    expect(await traceCommand(commandId(7), client as unknown as Client, terminal)).toBe(1);
    expect(said).toEqual([`not done: ${message}`, CLOUD]);
  });

  it("is one document for programs", async () => {
    const client = { roadOf: async () => ok(ROAD) };
    const said: string[] = [];
    const terminal = {
      out: (line: string) => void said.push(line),
      err: () => undefined,
      isWatched: false,
      json: true,
    };
    expect(await traceCommand(commandId(7), client as unknown as Client, terminal)).toBe(0);
    expect(JSON.parse(said.join(""))).toEqual(ROAD);
  });
});
