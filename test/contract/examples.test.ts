import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  ClaimDesired,
  Command,
  decodeClaim,
  decodeCommand,
  decodeConfig,
  decodeEvent,
  decodeLastWill,
  decodeOutcome,
  encodeCommand,
  encodeEvent,
  encodeLastWill,
  encodeOutcome,
  HomeEdit,
  OutcomeState,
} from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";

const examplesDir = join(import.meta.dirname, "../../contract/examples");

function examplesOf(folder: string) {
  return readdirSync(join(examplesDir, folder)).map((file) => {
    const bytes = readFileSync(join(examplesDir, folder, file));
    return { file: `${folder}/${file}`, bytes, json: JSON.parse(bytes.toString("utf8")) };
  });
}

const roundTrips = {
  command: (bytes: Uint8Array) => {
    const decoded = decodeCommand(bytes);
    return decoded.ok ? encodeCommand(decoded.value) : decoded.error;
  },
  outcome: (bytes: Uint8Array) => {
    const decoded = decodeOutcome(bytes);
    return decoded.ok ? encodeOutcome(decoded.value) : decoded.error;
  },
  event: (bytes: Uint8Array) => {
    const decoded = decodeEvent(bytes);
    return decoded.ok ? encodeEvent(decoded.value) : decoded.error;
  },
  "last-will": (bytes: Uint8Array) => {
    const decoded = decodeLastWill(bytes);
    return decoded.ok ? encodeLastWill(decoded.value) : decoded.error;
  },
} as const;

describe("the golden examples", () => {
  for (const [folder, roundTrip] of Object.entries(roundTrips)) {
    it.each(examplesOf(folder))("$file is decoded and encoded to the same content", ({ bytes, json }) => {
      const encoded = roundTrip(bytes);
      expect(encoded).toBeInstanceOf(Uint8Array);
      expect(JSON.parse(Buffer.from(encoded as Uint8Array).toString("utf8"))).toEqual(json);
    });
  }

  it.each(examplesOf("config"))("$file is a configuration the bridge understands", ({ bytes, json }) => {
    const decoded = decodeConfig(bytes);
    expect(decoded.ok && decoded.value).toEqual(json);
  });

  it.each(examplesOf("claim"))("$file is a word about a claim that the bridge understands", ({ bytes, json }) => {
    const decoded = decodeClaim(bytes);
    expect(decoded.ok && decoded.value).toEqual(json);
  });

  it.each(examplesOf("home-edit"))("$file is an edit", ({ json }) => {
    expect(HomeEdit.parse(json)).toEqual(json);
  });

  it("hold one of every kind of command, outcome state and edit", () => {
    const kinds = (folder: string, field: string) => new Set(examplesOf(folder).map(({ json }) => json[field]));
    expect(kinds("command", "kind")).toEqual(new Set(Command.def.options.flatMap((one) => [...kindsOf(one)])));
    expect(kinds("outcome", "state")).toEqual(new Set(OutcomeState.options));
    expect(kinds("claim", "state")).toEqual(
      new Set(ClaimDesired.def.options.map((one) => one.shape.state.def.values[0])),
    );
    expect(kinds("home-edit", "kind")).toEqual(new Set(HomeEdit.def.options.flatMap((one) => [...kindsOf(one)])));
  });
});

const kindsOf = (option: { shape: { kind: { def: { values: readonly string[] } } } }) => option.shape.kind.def.values;
