// "Resume" where nothing is paused: what several speakers are taken to have played last.
import { LiveInputId, ok, type SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { applyAccepted } from "../../bridge-firmware/src/apply-accepted.ts";
import { EMPTY_MODEL, type Model, zoneOf } from "../../bridge-firmware/src/core/model.ts";
import { reduce } from "../../bridge-firmware/src/core/reduce.ts";
import type { Library } from "../../bridge-firmware/src/ports.ts";
import { command, FIRE_PIT, homeConfig, JAZZ, KITCHEN, PATIO } from "./fakes/home.ts";

const library: Library = {
  scan: async () => ok({ tracks: 3, skipped: [] }),
  find: () => ok({ found: JAZZ.found, tracks: JAZZ.tracks }),
  state: () => ({ tracks: 3, looking: null, skipped: 0, fault: null }),
};
const mark = (index: number) => ({ source: JAZZ.source, index, positionMs: 0 });

/** A phone that plays, and what each speaker remembers. */
function home(memory: Pick<Model, "lastLive" | "lastPlayed">): Model {
  const id = LiveInputId.parse("02:00:00:00:01:02");
  const link = { isSending: true, input: null, player: null };
  const senders = new Map([[id, { id, name: "Phone", kind: "phone", link } as const]]);
  return reduce({ ...EMPTY_MODEL, senders, ...memory }, { kind: "config", config: homeConfig() }, 0);
}

/** The kind of source, and the place in its list. */
function resumed(model: Model, ...speakers: SpeakerId[]): readonly [string?, number?] {
  const order = { command: command(1, "resume", { speakers }), receivedAtMs: 0, acceptedMs: 0, lateBecause: null };
  const zone = speakers[0] && zoneOf(applyAccepted(library, model, order, 0), speakers[0]);
  return zone ? [zone.selection.source.kind, zone.place.index] : [];
}

describe("'resume' for several speakers", () => {
  it("is the live source where all of them that played anything had that last", () => {
    const both = home({ lastLive: new Map([[PATIO, "phone"]]), lastPlayed: new Map([[PATIO, mark(1)]]) });
    expect(resumed(both, PATIO, FIRE_PIT)).toEqual(["phone", 0]);
  });

  it("is no live source that only one of them had, but the music that the other played since", () => {
    const lastPlayed = new Map([
      [PATIO, mark(1)],
      [KITCHEN, mark(2)],
    ]);
    expect(resumed(home({ lastLive: new Map([[PATIO, "phone"]]), lastPlayed }), PATIO, KITCHEN)).toEqual([
      "request",
      2,
    ]);
  });
});
