// What was understood, in the words of `--json`: the Lambda's own reading of the envelope, with the names it leads to in
// this home. Pure.
import { assertNever, type EchoId, type Home } from "@house-band/contract";
import { readPending } from "@house-band/lambda/session-memory";
import { fillHole } from "@house-band/lambda/turn/hear/fill-hole";
import { parseRequest } from "@house-band/lambda/turn/hear/parse-request";
import { withPlaceFromWords } from "@house-band/lambda/turn/places/place-in-words";
import { resolveTargets } from "@house-band/lambda/turn/places/resolve-target";
import type { HeardTargets, VoiceRequest } from "@house-band/lambda/turn/voice-request";
import * as z from "zod";

export type RequestKind =
  | Exclude<
      VoiceRequest["kind"],
      "launch" | "yes" | "no" | "choose" | "leave-be" | "two-orders" | "navigate-home" | "fallback"
    >
  /** Nothing that leads to anything by itself: an opening, a bare yes or no, or words that were not understood. */
  | "none";

export type RequestReport = {
  readonly kind: RequestKind;
  /** Names of speakers and groups that were meant; as they were heard where this home has no such name. */
  readonly targets: readonly string[];
  /** Whatever else was understood: music words, a level, a channel, a new name. */
  readonly [detail: string]: unknown;
};

/** The kinds that change the home instead of what plays. */
export const EDIT_KINDS = [
  "create-group",
  "rename",
  "delete-group",
  "add-member",
  "remove-member",
  "set-channel",
  "swap-channels",
  "set-default-group",
  "take-levels",
  "forget-levels",
] as const satisfies readonly RequestKind[];

const WithSession = z.object({
  session: z.object({ attributes: z.record(z.string(), z.unknown()).optional() }).optional(),
});

/** The Lambda's reading of an envelope: an answer to a question is put into the request it belongs to. */
export function readRequest(envelope: unknown, home: Home): VoiceRequest {
  const session = WithSession.safeParse(envelope).data?.session;
  return withPlaceFromWords(home, fillHole(readPending(session?.attributes), parseRequest(envelope)));
}

/** The request with names in the place of ids and of what was heard. */
export function reportRequest(request: VoiceRequest, home: Home, echo: EchoId): RequestReport {
  const names = (targets: HeardTargets): readonly string[] => namesOf(targets, home, echo);
  switch (request.kind) {
    case "launch":
    case "yes":
    case "no":
    case "leave-be":
    case "two-orders":
    case "choose":
    case "fallback":
      return { kind: "none", targets: [] };
    case "navigate-home":
      return { kind: "cancel", targets: [] };
    case "help":
    case "cancel":
    case "list-speakers":
    case "list-groups":
    case "pairing-news":
      return { kind: request.kind, targets: [] };
    case "pair":
      return { kind: "pair", step: request.step.kind, name: request.step.name, targets: [] };
    case "play":
      return { kind: "play", words: request.words, targets: names(request.targets) };
    case "cancel-sleep-timer":
    case "stop-announcement":
    case "sleep-left":
      return { kind: request.kind, targets: names(request.targets) };
    case "save-preset":
      return { kind: "save-preset", name: request.name, targets: names(request.targets) };
    case "forget-preset":
      return { kind: "forget-preset", name: request.name, targets: [] };
    case "list-presets":
      return { kind: "list-presets", targets: [] };
    case "set-shuffle":
      return { kind: "set-shuffle", isOn: request.isOn, targets: names(request.targets) };
    case "set-repeat":
      return { kind: "set-repeat", repeat: request.repeat, targets: names(request.targets) };
    case "set-sleep-timer":
      return { kind: "set-sleep-timer", inMs: request.inMs, targets: names(request.targets) };
    case "announce":
      return { kind: "announce", words: request.words, targets: names(request.targets) };
    case "pause":
    case "resume":
    case "stop":
    case "next":
    case "previous":
    case "mute":
    case "unmute":
    case "connect":
    case "release":
    case "identify":
    case "forget":
    case "remove-from-playing":
    case "swap-channels":
    case "forget-levels":
    case "whats-playing":
    case "speaker-status":
      return { kind: request.kind, targets: names(request.targets) };
    case "calibrate":
    case "sync-check":
    case "match-levels":
      return { kind: request.kind, whileMusicPlays: request.whileMusicPlays, targets: names(request.targets) };
    case "take-levels":
      return { kind: "take-levels", trims: Object.keys(request.trims).length, targets: [] };
    case "claim":
      return { kind: "claim", targets: [] };
    case "nudge":
      return { kind: "nudge", deltaMs: request.deltaMs, targets: names(request.targets) };
    case "set-volume":
      return { kind: "set-volume", ...levelOf(request.level), targets: names(request.targets) };
    case "adjust-volume":
      return { kind: "adjust-volume", deltaPercent: request.deltaPercent, targets: names(request.targets) };
    case "move":
      return { kind: "move", targets: names(request.to), from: names(request.from) };
    case "add-to-playing":
      return { kind: "add-to-playing", targets: names(request.targets), beside: names(request.beside) };
    case "create-group":
      return { kind: "create-group", name: request.name, targets: names(request.members) };
    case "rename":
      return { kind: "rename", targets: names(request.target), newName: request.newName };
    case "delete-group":
      return { kind: "delete-group", targets: names(request.target) };
    case "add-member":
    case "remove-member":
      return { kind: request.kind, targets: names(request.members), group: names(request.group)[0] ?? null };
    case "set-channel":
      return { kind: "set-channel", channel: request.channel, targets: names(request.targets) };
    case "set-default-group":
      return { kind: "set-default-group", targets: names(request.group) };
    default:
      return assertNever(request);
  }
}

function levelOf(level: Extract<VoiceRequest, { kind: "set-volume" }>["level"]) {
  return level.kind === "percent" ? { volumePercent: level.percent } : { volumePercent: null, heard: level.heard };
}

function namesOf(targets: HeardTargets, home: Home, echo: EchoId): readonly string[] {
  const echoDefault = home.echos.find(({ id }) => id === echo)?.defaultGroup ?? null;
  const found = resolveTargets(home, targets, { echoDefault });
  switch (found.kind) {
    case "unsaid":
      return [];
    case "no-default":
      return ["here"];
    case "resolved":
      return found.everywhere ? ["everywhere"] : [...found.names, ...found.unknown];
    case "unknown":
      return found.unknown;
    case "ambiguous":
      return [found.heard];
    case "no-speakers":
      return found.names;
    case "nothing-left":
      return [];
    default:
      return assertNever(found);
  }
}
