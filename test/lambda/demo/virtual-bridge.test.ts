// The bridge that is made of nothing: whatever comes, in whatever order, its state stays one that a bridge may have.
import { BridgeState, type Command, commandSpeakers, Outcome, type SpeakerId } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { demoHome, demoState } from "../../../lambda/src/demo/demo-home.ts";
import { obey } from "../../../lambda/src/demo/virtual-bridge.ts";
import { ids } from "../fakes/world.ts";

const home = demoHome(ids.commandIdOf("demo", 0));
const speakers = home.speakers.map(({ id }) => id);
const some = fc.subarray(speakers, { minLength: 1 });
const targets = some.map((chosen) => chosen.map((id) => ({ id, channel: "stereo" as const })));
const order = fc.oneof(
  fc.record({
    kind: fc.constant("play"),
    targets,
    source: fc.constantFrom({ kind: "anything" }, { kind: "request", words: "rock" }),
  }),
  fc.record({
    kind: fc.constantFrom("pause", "resume", "stop", "next", "previous", "mute", "unmute", "remove-from-playing"),
    speakers: some,
  }),
  fc.record({ kind: fc.constant("set-volume"), speakers: some, volumePercent: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ kind: fc.constant("adjust-volume"), speakers: some, deltaPercent: fc.integer({ min: -100, max: 100 }) }),
  fc.record({ kind: fc.constant("add-to-playing"), targets, beside: fc.subarray(speakers) }),
  fc.record({ kind: fc.constant("move"), targets, from: fc.subarray(speakers) }),
);

const toCommand = (draft: object, index: number): Command =>
  ({
    ...{
      v: 1,
      id: ids.commandIdOf(`order ${index}`, index),
      seq: index + 1,
      issuedAtMs: 0,
      ttlMs: 10_000,
      origin: "alexa",
    },
    ...draft,
  }) as Command; // of the parts above

const playersOf = (state: BridgeState): readonly SpeakerId[] =>
  Object.values(state.zones).flatMap(({ members }) => Object.keys(members) as SpeakerId[]); // a record's keys

describe("the virtual bridge", () => {
  it("keeps every speaker in one zone at most, no zone empty, and every outcome whole", () => {
    fc.assert(
      fc.property(fc.array(order, { maxLength: 12 }), (drafts) => {
        let state = demoState(home);
        for (const [index, draft] of drafts.entries()) {
          const command = toCommand(draft, index);
          const obeyed = obey(state, command);
          state = BridgeState.parse(obeyed.state);
          const timings = { acceptedMs: 0, settledMs: 0 };
          const outcome = Outcome.parse({ v: 1, commandId: command.id, seq: command.seq, timings, ...obeyed.outcome });
          expect(new Set(Object.keys(outcome.perSpeaker))).toEqual(new Set(commandSpeakers(command)));
          const players = playersOf(state);
          expect(new Set(players).size).toBe(players.length);
          for (const { members } of Object.values(state.zones)) expect(Object.keys(members).length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("does what was said: whoever is to play plays, whoever is to stop is silent", () => {
    fc.assert(
      fc.property(fc.array(order, { maxLength: 6 }), some, (drafts, chosen) => {
        const before = drafts.reduce(
          (state, draft, index) => obey(state, toCommand(draft, index)).state,
          demoState(home),
        );
        const source = { kind: "anything" };
        const play = toCommand({ kind: "play", targets: chosen.map((id) => ({ id, channel: "stereo" })), source }, 50);
        const played = obey(before, play).state;
        const mine = Object.values(played.zones).find(({ members }) => chosen.some((id) => id in members));
        expect(Object.keys(mine?.members ?? {}).sort()).toEqual([...chosen].sort());
        const stopped = obey(played, toCommand({ kind: "stop", speakers: chosen }, 51)).state;
        expect(playersOf(stopped).filter((id) => chosen.includes(id))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
