// From words on a command line to one command of the contract: names become speakers, the rest is as it was written. Pure.
import { type Announced, assertNever, type Command, err, ok, type Result, type SpeakerId } from "@house-band/contract";
import type { SpeakerView } from "../control/views.ts";
import type { Request } from "./read-arguments.ts";
import { type Places, resolveNames } from "./resolve-names.ts";

type OrderKind =
  | "play"
  | "play-live"
  | "play-sound"
  | "pause"
  | "resume"
  | "stop"
  | "next"
  | "volume"
  | "connect"
  | "release"
  | "identify"
  | "stop-announcement"
  | "sleep"
  | "save-preset"
  | "shuffle"
  | "repeat"
  | "nudge";
export type Order =
  | Extract<Request, { kind: OrderKind }>
  /** Its recording, if it is one, was brought to the bridge. */
  | { readonly kind: "announce"; readonly says: Announced; readonly on: readonly string[] };

type Envelope = "v" | "id" | "seq" | "issuedAtMs" | "ttlMs" | "origin";
type WithoutEnvelope<C> = C extends Command ? Omit<C, Envelope> : never;
export type CommandBody = WithoutEnvelope<Command>;

/** @returns the body of a command, or why there is none: a name that means nothing or too much, nothing that plays */
export function toCommandBody(order: Order, places: Places): Result<CommandBody, string> {
  const chosen = choose(order, places);
  if (!chosen.ok) return chosen;
  const speakers = [...chosen.value];
  switch (order.kind) {
    case "play-live":
      return ok({ kind: "play", targets: toTargets(speakers, places), source: { kind: order.source } });
    case "play-sound":
      return ok({ kind: "play", targets: toTargets(speakers, places), source: { kind: "sound", sound: order.sound } });
    case "play": {
      const targets = toTargets(speakers, places);
      const isAnything = /^(anything|something)$/i.test(order.words.trim());
      const source = isAnything ? { kind: "anything" as const } : { kind: "request" as const, words: order.words };
      return ok({ kind: "play", targets, source, ...(order.isShuffled && { shuffled: true }) });
    }
    case "volume":
      return ok(
        order.change.kind === "to"
          ? { kind: "set-volume", speakers, volumePercent: order.change.percent }
          : { kind: "adjust-volume", speakers, deltaPercent: order.change.percent },
      );
    case "save-preset":
      return ok({ kind: "save-preset", speakers, name: order.name });
    case "shuffle":
      return ok({ kind: "set-shuffle", speakers, isOn: order.isOn });
    case "repeat":
      return ok({ kind: "set-repeat", speakers, repeat: order.repeat });
    case "sleep":
      return ok(
        order.inMs === null
          ? { kind: "cancel-sleep-timer", speakers }
          : { kind: "set-sleep-timer", speakers, inMs: order.inMs },
      );
    case "announce":
      return ok({ kind: "announce", speakers, says: order.says });
    case "nudge":
      return ok({ kind: "nudge-delay", speakers, deltaMs: order.deltaMs });
    case "pause":
    case "resume":
    case "stop":
    case "next":
    case "connect":
    case "release":
    case "identify":
    case "stop-announcement":
      return ok({ kind: order.kind, speakers });
    default:
      return assertNever(order);
  }
}

function toTargets(speakers: readonly SpeakerId[], places: Places) {
  const channelOf = new Map(places.speakers.map(({ id, channel }) => [id, channel]));
  return speakers.map((id) => ({ id, channel: channelOf.get(id) ?? ("stereo" as const) }));
}

const FOR_ALL: ReadonlySet<Order["kind"]> = new Set([
  "play",
  "play-live",
  "play-sound",
  "announce",
  "stop-announcement",
]);

/** Named speakers; without names every speaker to play and announce on, and what plays for everything else. */
function choose(order: Order, places: Places): Result<readonly SpeakerId[], string> {
  if (order.on.length > 0) return resolveNames(order.on, places);
  if (places.speakers.length === 0) return err("this bridge has no speaker yet: house-band pair");
  const playing = places.speakers.filter(({ zone }) => zone !== null);
  if (FOR_ALL.has(order.kind)) return ok(ids(places.speakers));
  if (playing.length > 0) return ok(ids(playing));
  return order.kind === "volume" ? ok(ids(places.speakers)) : err("nothing plays");
}

const ids = (speakers: readonly SpeakerView[]): readonly SpeakerId[] => speakers.map(({ id }) => id);
