// One command's road, joined from the functions' lines and its record in the table: what happened when, in order, and what
// is missing and why. Pure.
import { type CommandId, type HomeId, type ThingName, timeOfCommand } from "@house-band/contract";
import { bridgeStations } from "./bridge-part.ts";
import type { Found, RoadStation } from "./found.ts";
import type { RoadLine } from "./log-lines.ts";
import { type Missing, missingOf } from "./missing.ts";

export type Road = {
  readonly commandId: CommandId;
  readonly homeId: HomeId | null;
  readonly thing: ThingName | null;
  /** Epoch, by Alexa's clock, to the second. */
  readonly askedAtMs: number;
  /** Epoch: what times count from. When the function heard the request, where its log still says so. */
  readonly zeroAtMs: number;
  readonly stations: readonly RoadStation[];
  /** Speakers for which it did not go as wanted, by name. */
  readonly speakers: Readonly<Record<string, string>>;
  readonly missing: readonly Missing[];
};

/** @param nowMs epoch: how old it is says why something may not be there */
export function toRoad(found: Found, nowMs: number): Road {
  const { commandId, homeId, lines, record, names } = found;
  const askedAtMs = timeOfCommand(commandId);
  const heard = lines.flatMap((line) => (line.message === "turn decided" ? [line] : []));
  const zeroAtMs = Math.min(...(heard.length > 0 ? heard.map(({ heardAtMs }) => heardAtMs) : [askedAtMs]));
  const own = lines.flatMap((line) => stationsOf(line, found));
  const stations = [...own, ...bridgeStations(lines, record?.outcome ?? null)].sort(byTime);
  const outcome = record?.outcome;
  return {
    ...{ commandId, homeId, askedAtMs, zeroAtMs, stations },
    thing: thingIn(lines),
    speakers: Object.fromEntries(
      Object.entries(outcome?.perSpeaker ?? {}).map(([id, code]) => [names[id] ?? id, code]),
    ),
    missing: missingOf(found, nowMs),
  };
}

/** The bridge that it went to, or would have gone to. */
export function thingIn(lines: readonly RoadLine[]): ThingName | null {
  const named = lines.find((line) => line.message === "command sent" || line.message === "turn decided");
  return named && "thing" in named ? named.thing : null;
}

/** The road's order: what is at the same millisecond stays in it. */
const ORDER: readonly string[] = [
  ...["heard", "decided", "sent", "received", "journaled", "delivered", "sound", "over", "came", "kept"],
  ...["read", "said", "trouble"],
];

function byTime(one: RoadStation, other: RoadStation): number {
  return one.atMs - other.atMs || ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind);
}

function stationsOf(line: RoadLine, found: Found): readonly RoadStation[] {
  const { log: where, atMs } = line;
  const at = (kind: string, when: number, what: string, place: RoadStation["where"] = where): RoadStation => ({
    ...{ kind, atMs: when, slackMs: 0, where: place, what },
  });
  switch (line.message) {
    case "turn decided":
      return [
        at("heard", line.heardAtMs, `heard: ${line.request}`),
        at("decided", atMs, `decided: ${DECISIONS[line.decision] ?? line.decision}`),
      ];
    case "command sent":
      return [
        at("sent", line.sentAtMs, `sent to ${line.thing}, as number ${line.seq}`),
        at("delivered", atMs, DELIVERIES[line.delivery] ?? `not sent (${line.delivery})`),
      ];
    case "command answered":
      return [at("read", atMs, `knows what to say: ${line.outcome}`)];
    case "turn answered":
      return [at("said", atMs, `spoken${toWords(found.record?.reply)}${line.endsSession ? "" : ", and listens"}`)];
    case "an outcome was taken in": {
      const what = line.result === "recorded" ? "outcome kept" : "outcome came again, or too late: nothing changed";
      return [
        at("came", line.receivedAtMs, `outcome came: ${line.state}, ${line.outcome}`, "AWS IoT"),
        at("kept", keptAtMs(line, found.lines), what),
      ];
    }
    default:
      return [at("trouble", atMs, `! ${line.what}${line.why === "" ? "" : `: ${line.why}`}`)];
  }
}

/** The ingest writes its line after the item; whoever waits for the item may have read it before that. */
function keptAtMs(line: RoadLine & { readonly outcome: string }, lines: readonly RoadLine[]): number {
  const read = lines.find((other) => other.message === "command answered" && other.outcome === line.outcome);
  return read === undefined ? line.atMs : Math.min(line.atMs, read.atMs);
}

const toWords = (reply: string | null | undefined): string =>
  reply ? `: "${reply.replace(/<[^>]*>/gu, "").trim()}"` : "";

const DECISIONS: Readonly<Record<string, string>> = {
  command: "a command for the bridge",
  edit: "an edit of the home",
  answer: "an answer, without the bridge",
  ask: "a question back",
  "await-pairing": "waits for the pairing that was begun before",
  silence: "nothing to say",
};

const DELIVERIES: Readonly<Record<string, string>> = {
  journaled: "acknowledged by the bridge: it is in its journal",
  sent: "the broker has it: in this region that is all there is to know",
  offline: "not delivered: the bridge is offline",
  unknown: "not acknowledged in time: it may or may not have arrived",
};
