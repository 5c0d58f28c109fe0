// `house-band play --sound test-tone --measure`: what is asked of the bridge, what is said, and how it ends.
import { err, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Client } from "../../../bridge-firmware/src/cli/client.ts";
import { measureTone } from "../../../bridge-firmware/src/cli/measure-tone.ts";
import type { ToneAnswerView } from "../../../bridge-firmware/src/control/sync/tone-views.ts";
import { FIRE_PIT, PATIO } from "../fakes/home.ts";

const HEARD: ToneAnswerView = {
  ...{ kind: "heard", afterCommandMs: 411.6, afterWriteMs: 386.2, levelDb: -31, snrDb: 38.4 },
  perSpeaker: { [PATIO]: "OK" },
};

type Circumstances = { readonly json?: boolean; readonly interruptedIn?: "looking up names" | "the tone" };

async function run(
  answer: ToneAnswerView,
  on: readonly string[] = [],
  { json = false, interruptedIn }: Circumstances = {},
) {
  const asked: unknown[] = [];
  const out: string[] = [];
  const errors: string[] = [];
  const interrupt = new AbortController();
  const named = [
    { id: PATIO, name: "Patio" },
    { id: FIRE_PIT, name: "Fire Pit" },
  ];
  const client = {
    async speakers() {
      if (interruptedIn === "looking up names") interrupt.abort();
      return ok(named);
    },
    groups: async () => ok([]),
    sync: {
      async hearTone(wish: unknown, hangUp: AbortSignal) {
        asked.push(wish);
        if (interruptedIn === "the tone") interrupt.abort();
        return hangUp.aborted ? err({ kind: "no-answer", message: "it was hung up" }) : ok(answer);
      },
    },
  } as unknown as Client; // as much of it as is used here
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void errors.push(line),
    ...{ isWatched: false, json },
  };
  const code = await measureTone({ kind: "measure-tone", on }, client, terminal, interrupt.signal);
  return { code, out, errors, asked };
}

describe("a test tone that is measured", () => {
  it("is told by how late it was heard, from the command and from its write", async () => {
    const { code, out, asked } = await run(HEARD, ["Patio"]);
    expect(asked).toEqual([{ speakers: [PATIO] }]);
    expect(code).toBe(0);
    expect(out).toEqual([
      "The tone was heard 412 ms after the command, 386 ms after it was written, give or take 10 ms.",
      "Sound's way is part of it, and the microphone's own, some 5 to 20 ms. 38 dB over the noise at its pitch.",
    ]);
  });

  it("means every speaker where none is named, and says that the first was heard; one that was away makes it part", async () => {
    const both = await run({ ...HEARD, perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "OK" } });
    expect(both.asked).toEqual([{ speakers: [PATIO, FIRE_PIT] }]);
    expect([both.code, both.out.at(-1)]).toEqual([0, "It is the first of 2 speakers that was heard."]);
    const { code, errors } = await run({ ...HEARD, perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "SPEAKER_ASLEEP" } });
    expect([code, errors.at(-1)]).toEqual([1, "  Fire Pit: asleep: switch it on"]);
  });

  it("is one JSON document for programs", async () => {
    const { out } = await run(HEARD, [], { json: true });
    expect(JSON.parse(out.join("\n"))).toEqual(HEARD);
  });

  it("is refused with what to do", async () => {
    const music = await run({ kind: "refused", code: "MUSIC_PLAYS", perSpeaker: { [PATIO]: "MUSIC_PLAYS" } });
    expect(music.code).toBe(1);
    expect(music.errors).toEqual(["Not done: music plays there, and the tone would take its place: stop it first."]);
    const none = await run({ kind: "refused", code: "NO_MICROPHONE", perSpeaker: {}, message: "plug one in" });
    expect(none.errors).toEqual([expect.stringMatching(/^Not done: .*microphone.*\.$/), "  plug one in"]);
    expect((await run(HEARD, ["Attic"])).code).toBe(2);
  });

  it.each([
    ["the tone", [{ speakers: [PATIO] }]],
    ["looking up names", []],
  ] as const)("is broken off by Ctrl-C in %s, without a word", async (interruptedIn, told) => {
    const { code, asked, out, errors } = await run(HEARD, ["Patio"], { interruptedIn });
    expect({ code, asked, said: [...out, ...errors] }).toEqual({ code: 130, asked: told, said: [] });
  });
});
