// When a speaker's tone reaches the engine: with its output, and afterwards only when it is another.
import type { Tone } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Action } from "../../../bridge-firmware/src/core/actions.ts";
import { EMPTY_MODEL, type Model } from "../../../bridge-firmware/src/core/model.ts";
import { plan } from "../../../bridge-firmware/src/core/plan.ts";
import { type Input, reduce } from "../../../bridge-firmware/src/core/reduce.ts";
import { addressOf, homeConfig, PATIO } from "../fakes/home.ts";

const BASS: Tone = { trimDb: 0, equaliser: [{ kind: "low-shelf", frequencyHz: 120, gainDb: 6, q: 0.7 }] };
const LOUD: Tone = { trimDb: 6, equaliser: [] };
const NEUTRAL: Tone = { trimDb: 0, equaliser: [] };

const home = (tone?: Tone): Input => {
  const { speakers } = homeConfig();
  const patio = { ...speakers[PATIO], ...(tone && { tone }) } as (typeof speakers)[typeof PATIO];
  return { kind: "config", config: homeConfig({ speakers: { [PATIO]: patio } as typeof speakers }) };
};
const link: Input = {
  kind: "transport-added",
  address: addressOf(PATIO),
  transport: { codec: "SBC", reportedDelayMs: 120, output: { kind: "wav", path: "/x" } },
};
const ready: Input = { kind: "engine-ready" };
const lost: Input = { kind: "engine-lost" };

/** The tones in the plans that follow these inputs, and by which action each goes. */
function tonesAfter(...inputs: readonly Input[]): readonly (readonly [Action["kind"], Tone])[] {
  let model: Model = EMPTY_MODEL;
  return inputs.flatMap((input) => {
    const planned = plan(reduce(model, input, 0), 0);
    model = planned.model;
    return planned.actions.flatMap((action) =>
      action.kind === "open-output" || action.kind === "set-tone" ? [[action.kind, action.tone] as const] : [],
    );
  });
}

describe("a speaker's tone", () => {
  it.each<[string, Input[], readonly (readonly [Action["kind"], Tone])[]]>([
    ["goes with its output", [home(BASS), ready, link], [["open-output", BASS]]],
    ["is neutral where the home says nothing", [home(), ready, link], [["open-output", NEUTRAL]]],
    [
      "is set when it becomes another",
      [home(), ready, link, home(BASS), home(LOUD)],
      [
        ["open-output", NEUTRAL],
        ["set-tone", BASS],
        ["set-tone", LOUD],
      ],
    ],
    ["is not set again when the home is told again", [home(BASS), ready, link, home(BASS)], [["open-output", BASS]]],
    [
      "is taken away with a home that has none",
      [home(BASS), ready, link, home()],
      [
        ["open-output", BASS],
        ["set-tone", NEUTRAL],
      ],
    ],
    ["waits for a speaker that is away", [home(), ready, home(BASS), link], [["open-output", BASS]]],
    [
      "goes to an engine that was started again",
      [home(BASS), ready, link, lost, ready],
      [
        ["open-output", BASS],
        ["open-output", BASS],
      ],
    ],
  ])("%s", (_, inputs, expected) => {
    expect(tonesAfter(...inputs)).toEqual(expected);
  });
});
