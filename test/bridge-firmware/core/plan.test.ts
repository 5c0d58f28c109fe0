// What must hold of every plan, whatever has happened: the properties that make the loop safe.
import type { Band, Tone } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Action } from "../../../bridge-firmware/src/core/actions.ts";
import { applyCommand } from "../../../bridge-firmware/src/core/apply-command.ts";
import type { Order as Command } from "../../../bridge-firmware/src/core/errand.ts";
import { EMPTY_MODEL, type Model } from "../../../bridge-firmware/src/core/model.ts";
import { plan } from "../../../bridge-firmware/src/core/plan.ts";
import { type Input, reduce } from "../../../bridge-firmware/src/core/reduce.ts";
import { settle } from "../../../bridge-firmware/src/core/settle.ts";
import { toReported } from "../../../bridge-firmware/src/core/to-reported.ts";
import {
  addressOf,
  command,
  FIRE_PIT,
  homeConfig,
  JAZZ,
  KITCHEN,
  PATIO,
  STRANGER,
  stereo,
  zoneId,
} from "../fakes/home.ts";

const LIMITS = { linkWithinMs: 2_000, soundWithinMs: 6_000 };
const CAP_PERCENT = 80;

type Step =
  | { readonly kind: "input"; readonly input: Input }
  | { readonly kind: "command"; readonly make: (number: number) => Command }
  | { readonly kind: "engine-starts-zones" }
  | { readonly kind: "time"; readonly ms: number };

const someSpeaker = fc.constantFrom(PATIO, FIRE_PIT, KITCHEN);
const someSpeakers = fc.uniqueArray(fc.constantFrom(PATIO, FIRE_PIT, KITCHEN, STRANGER), { minLength: 1 });
const transport = { codec: "SBC", reportedDelayMs: 120, output: { kind: "wav", path: "/x" } };

const someCommand: fc.Arbitrary<(number: number) => Command> = fc.oneof(
  someSpeakers.map((ids) => (n: number) => command(n, "play", { targets: stereo(...ids), source: JAZZ.source })),
  fc
    .tuple(
      fc.constantFrom(
        ...(["pause", "resume", "stop", "next", "previous", "mute", "unmute", "remove-from-playing"] as const),
        ...(["connect", "release", "identify"] as const),
      ),
      someSpeakers,
    )
    .map(
      ([kind, speakers]) =>
        (n: number) =>
          command(n, kind as "pause", { speakers }),
    ),
  fc.tuple(someSpeakers, fc.integer({ min: 0, max: 100 })).map(
    ([speakers, volumePercent]) =>
      (n: number) =>
        command(n, "set-volume", { speakers, volumePercent }),
  ),
  fc.tuple(someSpeakers, fc.integer({ min: -100, max: 100 })).map(
    ([speakers, deltaPercent]) =>
      (n: number) =>
        command(n, "adjust-volume", { speakers, deltaPercent }),
  ),
  fc.tuple(someSpeakers, fc.integer({ min: -500, max: 500 })).map(
    ([speakers, deltaMs]) =>
      (n: number) =>
        command(n, "nudge-delay", { speakers, deltaMs }),
  ),
  fc.tuple(someSpeakers, fc.array(someSpeaker)).map(
    ([ids, beside]) =>
      (n: number) =>
        command(n, "add-to-playing", { targets: stereo(...ids), beside }),
  ),
  fc.tuple(someSpeakers, fc.array(someSpeaker)).map(
    ([ids, from]) =>
      (n: number) =>
        command(n, "move", { targets: stereo(...ids), from }),
  ),
);

const someTone: fc.Arbitrary<Tone> = fc.record({
  trimDb: fc.constantFrom(-6, 0, 3),
  equaliser: fc.array(fc.constant<Band>({ kind: "low-shelf", frequencyHz: 120, gainDb: 6, q: 0.7 }), { maxLength: 2 }),
});

const someInput: fc.Arbitrary<Input> = fc.oneof(
  someSpeaker.map((id): Input => ({ kind: "transport-added", address: addressOf(id), transport })),
  someSpeaker.map((id): Input => ({ kind: "transport-removed", address: addressOf(id) })),
  fc
    .tuple(fc.constantFrom("output-failed" as const, "chimed" as const), someSpeaker)
    .map(([kind, output]): Input => ({ kind, output })),
  fc.tuple(someSpeaker, fc.constantFrom("SPEAKER_OFFLINE", "SPEAKER_BUSY", "SPEAKER_REFUSED" as const)).map(
    ([id, code]): Input => ({
      kind: "connect-failed",
      address: addressOf(id),
      fault: { code, retryable: code !== "SPEAKER_REFUSED" },
    }),
  ),
  // turned down and up again at the speaker itself, again and again
  fc
    .tuple(fc.constant(PATIO), fc.constantFrom(0, 50, 100))
    .map(([id, volumePercent]): Input => ({ kind: "volume-changed", address: addressOf(id), volumePercent })),
  fc
    .tuple(someSpeaker, fc.integer({ min: 0, max: 700 }))
    .map(([id, reportedDelayMs]): Input => ({ kind: "delay-changed", address: addressOf(id), reportedDelayMs })),
  fc.array(fc.tuple(someSpeaker, fc.integer({ min: -3_000, max: 3_000 }), fc.integer({ min: 1, max: 3 }))).map(
    (sounds): Input => ({
      kind: "latencies-measured",
      atEpochMs: 1,
      heard: new Map(
        sounds.map(([id, relativeMs, linkCount]) => [
          id,
          { relativeMs, confidence: 1, linkCount, reportedDelayMs: linkCount === 1 ? null : 120 },
        ]),
      ),
    }),
  ),
  fc.integer({ min: 1, max: 12 }).map((n): Input => ({ kind: "zone-ended", zone: zoneId(n), reason: "finished" })),
  fc.constant<Input>({ kind: "engine-lost" }),
  fc.constant<Input>({ kind: "engine-ready" }),
  fc.integer({ min: 1, max: 9 }).map((revision): Input => ({ kind: "config", config: homeConfig({ revision }) })),
  fc.tuple(fc.integer({ min: 1, max: 9 }), someSpeaker, someTone).map(([revision, id, tone]): Input => {
    const { speakers } = homeConfig();
    const toned = { ...speakers[id], tone } as (typeof speakers)[typeof id];
    return { kind: "config", config: homeConfig({ revision, speakers: { ...speakers, [id]: toned } }) };
  }),
  fc.integer({ min: 1, max: 9 }).map((revision): Input => {
    const { [KITCHEN]: _gone, ...speakers } = homeConfig().speakers;
    return {
      kind: "config",
      config: homeConfig({ revision, speakers: speakers as ReturnType<typeof homeConfig>["speakers"] }),
    };
  }),
);

const someSteps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: someCommand.map((make): Step => ({ kind: "command", make })) },
    { weight: 4, arbitrary: someInput.map((input): Step => ({ kind: "input", input })) },
    { weight: 2, arbitrary: fc.constant<Step>({ kind: "engine-starts-zones" }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 4_000 }).map((ms): Step => ({ kind: "time", ms })) },
  ),
  { maxLength: 40 },
);

type Run = { model: Model; nowMs: number; outcomes: Map<string, number>; accepted: number; actions: Action[] };

/** Lets a whole history happen to an empty bridge, and looks at the model after every plan. */
function live(steps: readonly Step[], look: (model: Model, nowMs: number, actions: readonly Action[]) => void): Run {
  const run: Run = { model: EMPTY_MODEL, nowMs: 0, outcomes: new Map(), accepted: 0, actions: [] };
  let zones = 0;
  const carryOut = (changed: Model) => {
    const planned = plan(changed, run.nowMs);
    run.model = planned.model;
    run.actions.push(...planned.actions);
    look(run.model, run.nowMs, planned.actions);
  };
  const step = (changed: Model) => {
    carryOut(changed);
    const settled = settle(run.model, run.nowMs, LIMITS);
    for (const { commandId } of settled.outcomes) run.outcomes.set(commandId, (run.outcomes.get(commandId) ?? 0) + 1);
    carryOut(settled.model);
  };
  const newZoneId = () => {
    zones += 1;
    return zoneId(zones);
  };
  step(reduce(run.model, { kind: "config", config: homeConfig() }, 0));
  step(reduce(run.model, { kind: "engine-ready" }, 0));
  for (const id of [PATIO, FIRE_PIT]) {
    step(reduce(run.model, { kind: "transport-added", address: addressOf(id), transport }, 0));
  }
  for (const each of steps) {
    if (each.kind === "time") {
      run.nowMs += each.ms;
      step(reduce(run.model, { kind: "tick" }, run.nowMs));
    } else if (each.kind === "input") step(reduce(run.model, each.input, run.nowMs));
    else if (each.kind === "engine-starts-zones") {
      for (const zone of run.model.engine.zones.keys()) {
        step(reduce(run.model, { kind: "zone-started", zone, index: 0 }, run.nowMs));
      }
    } else {
      run.accepted += 1;
      const selection = {
        ok: true,
        value: { selection: JAZZ, place: { index: 0, positionMs: 0, atMs: null } },
      } as const;
      const { nowMs } = run;
      const context = { nowMs, receivedAtMs: nowMs, acceptedMs: 0, lateBecause: null, selection, newZoneId };
      step(applyCommand(run.model, each.make(run.accepted), context));
    }
  }
  return run;
}

describe("a plan", () => {
  it("on a satisfied model is empty: carrying it out satisfies the model, whatever has happened", () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        live(steps, (model, nowMs) => expect(plan(model, nowMs).actions).toEqual([]));
      }),
      { numRuns: 300 },
    );
  });

  it("leaves the engine with what should play, and nothing else", () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        const { model } = live([...steps, { kind: "input", input: { kind: "engine-ready" } }], () => undefined);
        for (const [id, running] of model.engine.zones) {
          const zone = model.zones.get(id);
          const there = [...(zone?.members.keys() ?? [])].filter(
            (m) => model.speakers.get(m)?.link.kind === "connected",
          );
          expect([...running.members.keys()].sort()).toEqual(there.sort());
          expect(running.paused).toBe(!zone?.playing);
        }
        for (const zone of model.zones.values()) {
          const isHeard = [...zone.members.keys()].some((m) => model.speakers.get(m)?.link.kind === "connected");
          if (zone.playing && isHeard) expect(model.engine.zones.has(zone.id)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("leaves every open output with the tone that the home gives its speaker", () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        live(steps, (model) => {
          for (const [id, { tone }] of model.engine.outputs) expect(tone).toEqual(model.speakers.get(id)?.tone);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("leaves every speaker of a zone with the latency that is reported of it, which the engine can make up for", () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        live(steps, (model) => {
          const { speakers } = toReported(model);
          for (const { members } of model.engine.zones.values()) {
            for (const [id, { latencyMs }] of members) {
              expect(speakers[id]?.latency?.ms).toBeCloseTo(latencyMs, 2);
              expect(Math.min(2_000, Math.max(0, latencyMs))).toBe(latencyMs);
            }
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it("never has a speaker in two zones, nor a zone without speakers", () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        live(steps, (model) => {
          const members = [...model.zones.values()].map((zone) => [...zone.members.keys()]);
          expect(members.every((ids) => ids.length > 0)).toBe(true);
          expect(new Set(members.flat()).size).toBe(members.flat().length);
        });
      }),
      { numRuns: 300 },
    );
  });

  it("never sets a speaker above its cap, whatever is asked, pressed or recovered", () => {
    const press = fc.constantFrom(0, 50, 100).map(
      (volumePercent): Step => ({
        kind: "input",
        input: { kind: "volume-changed", address: addressOf(PATIO), volumePercent },
      }),
    );
    fc.assert(
      fc.property(someSteps, fc.array(press, { maxLength: 4 }), (before, presses) => {
        const steps = [...before, ...presses];
        const own = new Map<string, number>();
        live(steps, (model, _, actions) => {
          for (const speaker of model.speakers.values()) {
            expect(speaker.volumePercent).toBeLessThanOrEqual(CAP_PERCENT);
            own.set(speaker.id, speaker.own.wantedPercent);
          }
          for (const action of actions) {
            const members =
              action.kind === "open-zone"
                ? [...action.members]
                : action.kind === "join"
                  ? [[action.speaker, action.playing] as const]
                  : action.kind === "set-volume" || action.kind === "chime"
                    ? [[action.speaker, action] as const]
                    : [];
            for (const [id, { volumePercent }] of members) {
              expect((volumePercent * (own.get(id) ?? 100)) / 100).toBeLessThanOrEqual(CAP_PERCENT);
            }
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it("ends every accepted command in exactly one final outcome", () => {
    fc.assert(
      fc.property(someSteps, (steps) => {
        const later: readonly Step[] = [...steps, { kind: "time", ms: 6_000 }];
        const { model: soon } = live(later, () => undefined);
        // chimes come one after the other
        expect(soon.pending.filter(({ command }) => command.kind !== "identify")).toEqual([]);
        const { outcomes, accepted, model } = live([...later, { kind: "time", ms: 600_000 }], () => undefined);
        expect(outcomes.size).toBe(accepted);
        expect([...outcomes.values()].every((count) => count === 1)).toBe(true);
        expect(model.pending).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
