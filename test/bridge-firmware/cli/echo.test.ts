// `house-band echo`: by Bluetooth or by a cable, and what to say then.
import { LiveInputId, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Client } from "../../../bridge-firmware/src/cli/client.ts";
import { connectEcho } from "../../../bridge-firmware/src/cli/echo.ts";
import type { SenderView } from "../../../bridge-firmware/src/control/views.ts";

const ECHO: SenderView = {
  id: LiveInputId.parse("02:00:00:00:01:01"),
  name: "Kitchen Echo",
  kind: "echo",
  state: "silent",
  codec: "SBC",
};
const LINE: SenderView = {
  id: LiveInputId.parse("line"),
  name: "Line In",
  kind: "line",
  state: "plays",
  codec: null,
  level: { rmsDb: -18.4, peakDb: -6.2, warnings: ["hum-50"] },
};

type Options = Parameters<typeof connectEcho>[0] & { readonly senders: SenderView[]; readonly says?: string };

async function run({ senders, says, ...request }: Options) {
  const lines: string[] = [];
  const asked: string[] = [];
  const write = (line: string): void => void lines.push(line);
  // whoever is paired already is looked for in the status, and nothing else is asked of the bridge
  const client = { status: async () => ok({ senders }) } as unknown as Client;
  const ask = async (question: string) => {
    asked.push(question);
    return says ?? null;
  };
  const terminal = { out: write, err: write, isWatched: false, json: false };
  const code = await connectEcho(request, { client, terminal, dialogue: { isThere: says !== undefined, ask } });
  return { code, text: lines.join("\n"), asked: asked.length };
}

describe("house-band echo", () => {
  it("asks by which way, and takes Bluetooth where only Enter is pressed", async () => {
    const { code, text, asked } = await run({ by: null, on: "Patio", senders: [ECHO], says: "" });
    expect([code, asked]).toEqual([0, 1]);
    expect(text).toContain("Paired already: Kitchen Echo.");
    expect(text).toContain('"Alexa, connect House Band"');
    expect(text).toContain('"inputs": { "echo": { "playsOn": "Patio" } }');
  });

  it("asks nobody where nobody is there, and says how to answer beforehand", async () => {
    const { code, text } = await run({ by: null, on: null, senders: [] });
    expect(code).toBe(2);
    expect(text).toContain("--by bluetooth, or --by line");
  });

  it("by a cable: shows the level, and what is wrong with it", async () => {
    const { code, text } = await run({ by: null, on: "Patio", senders: [LINE], says: "2" });
    expect(code).toBe(0);
    expect(text).toContain("Line In: plays (-18 dB, peak -6 dB, 50 Hz hum: see docs/inputs.md, Hum)");
    expect(text).toContain('"inputs": { "line": { "playsOn": "Patio" } }');
  });

  it.each([
    ["there is no line input", [], "This bridge has no line input yet."],
    ["its device is not there", [{ ...LINE, state: "away" as const }], "is it plugged in?"],
    ["nothing comes in", [{ ...LINE, state: "silent" as const }], "Nothing comes in."],
  ])("by a cable is not done where %s", async (_, senders, sentence) => {
    const { code, text } = await run({ by: "line", on: null, senders });
    expect(code).toBe(1);
    expect(text).toContain(sentence);
  });
});
