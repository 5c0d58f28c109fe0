// Where speakers are after a resume: a part of what plays comes back to the rest of it, else it goes on by itself.
import type { SpeakerId, ZoneId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { applyCommand } from "../../../bridge-firmware/src/core/apply-command.ts";
import type { Order } from "../../../bridge-firmware/src/core/errand.ts";
import { EMPTY_MODEL, type Model, placeNow } from "../../../bridge-firmware/src/core/model.ts";
import { plan } from "../../../bridge-firmware/src/core/plan.ts";
import { reduce } from "../../../bridge-firmware/src/core/reduce.ts";
import { addressOf, command, FIRE_PIT, homeConfig, JAZZ, KITCHEN, PATIO, play, stereo, zoneId } from "../fakes/home.ts";

const TRANSPORT = { codec: "SBC", reportedDelayMs: 120, output: { kind: "wav", path: "/x" } };
const STEP_MS = 10_000;

function home(): Model {
  let model = reduce(EMPTY_MODEL, { kind: "config", config: homeConfig() }, 0);
  for (const id of [PATIO, FIRE_PIT, KITCHEN]) {
    model = reduce(model, { kind: "transport-added", address: addressOf(id), transport: TRANSPORT }, 0);
  }
  return plan(reduce(model, { kind: "engine-ready" }, 0), 0).model;
}

/** One command every ten seconds, each carried out before the next; a zone's first sound comes at once. */
function after(...commands: readonly Order[]): { readonly model: Model; readonly nowMs: number } {
  let model = home();
  let nowMs = 0;
  let zones = 0;
  const newZoneId = (): ZoneId => {
    zones += 1;
    return zoneId(zones);
  };
  const selection = { ok: true, value: { selection: JAZZ, place: { index: 0, positionMs: 0, atMs: null } } } as const;
  for (const each of commands) {
    nowMs += STEP_MS;
    const context = { nowMs, receivedAtMs: nowMs, acceptedMs: 0, lateBecause: null, selection, newZoneId };
    model = plan(applyCommand(model, each, context), nowMs).model;
    for (const [zone, { started }] of model.engine.zones) {
      if (!started) model = reduce(model, { kind: "zone-started", zone, index: 0 }, nowMs);
    }
  }
  return { model, nowMs };
}

const NAMES = new Map([
  [PATIO, "patio"],
  [FIRE_PIT, "fire pit"],
  [KITCHEN, "kitchen"],
]);

/** "state at its second: who", zone by zone. */
function zonesAfter(...commands: readonly Order[]): readonly string[] {
  const { model, nowMs } = after(...commands);
  return [...model.zones.values()]
    .map((zone) => {
      const names = [...zone.members.keys()].map((id) => NAMES.get(id)).sort();
      const seconds = placeNow(zone, nowMs).positionMs / 1_000;
      return `${zone.playing ? "playing" : "paused"} at ${seconds} s: ${names.join(", ")}`;
    })
    .sort();
}

const pause = (n: number, ...speakers: SpeakerId[]) => command(n, "pause", { speakers });
const resume = (n: number, ...speakers: SpeakerId[]) => command(n, "resume", { speakers });
const stop = (n: number, ...speakers: SpeakerId[]) => command(n, "stop", { speakers });
const ALL = [PATIO, FIRE_PIT, KITCHEN] as const;

describe("resuming a part that was paused by itself", () => {
  it.each<[string, readonly Order[], readonly string[]]>([
    [
      "brings it back to the rest that still plays, at the rest's place",
      [play(1, ...ALL), pause(2, KITCHEN), resume(3, KITCHEN)],
      ["playing at 20 s: fire pit, kitchen, patio"],
    ],
    [
      "brings back only the speakers that were named",
      [play(1, ...ALL), pause(2, KITCHEN, FIRE_PIT), resume(3, KITCHEN)],
      ["paused at 10 s: fire pit", "playing at 20 s: kitchen, patio"],
    ],
    [
      "brings back parts that were paused one after the other",
      [play(1, ...ALL), pause(2, KITCHEN), pause(3, FIRE_PIT), resume(4, KITCHEN), resume(5, FIRE_PIT)],
      ["playing at 40 s: fire pit, kitchen, patio"],
    ],
    [
      "leaves apart what was moved away instead: that plays from its own place",
      [play(1, PATIO, KITCHEN), pause(2, KITCHEN), command(3, "move", { targets: stereo(FIRE_PIT), from: [KITCHEN] })],
      ["playing at 10 s: fire pit", "playing at 20 s: patio"],
    ],
    [
      "lets it go on from its own place where the rest has stopped",
      [play(1, PATIO, KITCHEN), pause(2, KITCHEN), stop(3, PATIO), resume(4, KITCHEN)],
      ["playing at 10 s: kitchen"],
    ],
    [
      "lets it go on from its own place where the rest plays something else",
      [play(1, PATIO, KITCHEN), pause(2, KITCHEN), play(3, PATIO), resume(4, KITCHEN)],
      ["playing at 10 s: kitchen", "playing at 10 s: patio"],
    ],
    [
      "lets it go on from its own place while the rest is paused; the rest then comes to it",
      [play(1, PATIO, KITCHEN), pause(2, KITCHEN), pause(3, PATIO), resume(4, KITCHEN), resume(5, PATIO)],
      ["playing at 20 s: kitchen, patio"],
    ],
    [
      "makes one of all parts that are resumed together, at the place of the part heard last",
      [play(1, ...ALL), pause(2, KITCHEN), pause(3, PATIO, FIRE_PIT), resume(4, ...ALL)],
      ["playing at 20 s: fire pit, kitchen, patio"],
    ],
    [
      "never joins music that was asked for separately, even the same",
      [play(1, PATIO), play(2, KITCHEN), pause(3, KITCHEN), resume(4, KITCHEN)],
      ["playing at 10 s: kitchen", "playing at 30 s: patio"],
    ],
  ])("%s", (_, commands, zones) => {
    expect(zonesAfter(...commands)).toEqual(zones);
  });

  it("waits for sound in the zone it came back to, and joins there without disturbing it", () => {
    const { model } = after(play(1, PATIO, KITCHEN), pause(2, KITCHEN), resume(3, KITCHEN));
    expect(model.pending.at(-1)?.expectations).toEqual(new Map([[KITCHEN, { kind: "sound", zone: zoneId(1) }]]));
    expect([...model.engine.zones.keys()]).toEqual([zoneId(1)]);
    expect(model.engine.zones.get(zoneId(1))?.members.get(KITCHEN)).toMatchObject({ joined: false, since: "join" });
  });
});
