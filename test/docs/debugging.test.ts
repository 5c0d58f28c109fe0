// The payloads on the page about debugging are what really goes over the wire.
import { readFileSync } from "node:fs";
import {
  decodeClaim,
  decodeCommand,
  decodeConfig,
  decodeEvent,
  decodeLastWill,
  decodeOutcome,
} from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";

const page = readFileSync(new URL("../../docs/debugging.md", import.meta.url), "utf8");
const shown = [...page.matchAll(/^```json (\S+)\n(.*?)^```$/gmsu)].map(
  ([, kind = "", text = ""]) => [kind, text] as const,
);

const DECODERS = {
  command: decodeCommand,
  outcome: decodeOutcome,
  event: decodeEvent,
  config: decodeConfig,
  claim: decodeClaim,
  "last-will": decodeLastWill,
} as const;

describe("the page about debugging", () => {
  it("shows one of each kind of payload", () => {
    expect(shown.map(([kind]) => kind).sort()).toEqual(Object.keys(DECODERS).sort());
  });

  it.each(shown)("shows a %s that the contract understands, with every field", (kind, text) => {
    const decode = DECODERS[kind as keyof typeof DECODERS]; // the test above holds it
    const decoded = decode(new TextEncoder().encode(text));
    expect(decoded.ok ? decoded.value : decoded.error).toEqual(JSON.parse(text));
  });
});
