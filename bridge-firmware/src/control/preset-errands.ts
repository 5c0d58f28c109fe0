// Commands about music that people have given a name of their own, in the words of outcomes. The names are the bridge's
// favourites; a name stands for the words that the music was asked for by.
import {
  assertNever,
  MAX_PRESETS_TOLD,
  type Outcome,
  type OutcomeCode,
  toNameKey,
  WIRE_VERSION,
} from "@house-band/contract";
import type { AcceptedCommand } from "../cloud/intake.ts";
import type { PresetErrand } from "../core/errand.ts";
import { type Model, type Selection, zoneOf } from "../core/model.ts";
import { duration } from "../core/to-outcome.ts";
import type { FavouriteFault, Favourites } from "../memory/favourites.ts";
import type { Clock } from "../ports.ts";
import type { Favourite } from "../sources/favourites.ts";

export type PresetErrands = {
  /** Exactly one outcome is told for each. */
  run(accepted: AcceptedCommand<PresetErrand>): void;
  /** Resolves when every one of them has its outcome. */
  idle(): Promise<void>;
};

type Ports = {
  readonly favourites: Favourites;
  readonly model: () => Model;
  readonly clock: Clock;
  readonly tell: (outcome: Outcome) => void;
};

type Answer = Pick<Outcome, "state" | "code" | "perSpeaker" | "presets">;

/** None is under way at first; they are carried out in the order in which they came. */
export function createPresetErrands(ports: Ports): PresetErrands {
  let running: Promise<void> = Promise.resolve();
  return {
    run(accepted) {
      running = running.then(async () => {
        const answer = await carryOut(ports, accepted);
        const { command, receivedAtMs, acceptedMs } = accepted;
        const settledMs = duration(ports.clock.nowMs() - receivedAtMs);
        const timings = { acceptedMs: duration(acceptedMs), settledMs };
        ports.tell({ v: WIRE_VERSION, commandId: command.id, seq: command.seq, ...answer, timings });
      });
    },
    idle: () => running,
  };
}

async function carryOut(
  ports: Ports,
  { command, lateBecause, receivedAtMs }: AcceptedCommand<PresetErrand>,
): Promise<Answer> {
  const isLate = lateBecause === "EXPIRED" || ports.clock.nowMs() - receivedAtMs > command.ttlMs;
  if (isLate) return { state: "expired", code: "EXPIRED", perSpeaker: {} };
  const { favourites } = ports;
  switch (command.kind) {
    case "list-presets":
      return {
        ...DONE,
        presets: favourites
          .list()
          .slice(0, MAX_PRESETS_TOLD)
          .map(({ name }) => name),
      };
    case "forget-preset": {
      const removed = await favourites.remove(command.name);
      return removed.ok ? DONE : failed(CODES[removed.error.code]);
    }
    case "save-preset":
      return save(ports, command);
    default:
      return assertNever(command);
  }
}

async function save(
  { favourites, model }: Ports,
  command: Extract<PresetErrand, { kind: "save-preset" }>,
): Promise<Answer> {
  const now = model();
  const playing = command.speakers.filter((id) => zoneOf(now, id) !== undefined);
  const zone = playing[0] && zoneOf(now, playing[0]);
  if (!zone) return failed("NOTHING_PLAYING");
  const plays = playsAgain(zone.selection, favourites.list());
  if (plays === null) return failed("NOT_KEEPABLE");
  const kept = await favourites.keep({ name: command.name, plays });
  if (!kept.ok) return failed(CODES[kept.error.code]);
  return { ...DONE, perSpeaker: Object.fromEntries(playing.map((id) => [id, "OK" as const])) };
}

/** What has to be said so that it plays again; a name stands for what it stood for. Null where nothing has to be. */
function playsAgain({ source }: Selection, favourites: readonly Favourite[]): Favourite["plays"] | null {
  if (source.kind !== "request" && source.kind !== "playlist" && source.kind !== "station") return null;
  const called = favourites.find(({ name }) => toNameKey(name) === toNameKey(source.words));
  return called?.plays ?? { kind: "words", words: source.words };
}

const DONE = { state: "done", code: "OK", perSpeaker: {} } as const;
const failed = (code: OutcomeCode): Answer => ({ state: "failed", code, perSpeaker: {} });

const CODES = {
  full: "PRESETS_FULL",
  unknown: "NO_PRESET",
  "bad-address": "NOT_KEEPABLE",
  "not-saved": "STORAGE_FULL",
} as const satisfies Record<FavouriteFault["code"], OutcomeCode>;
