// An utterance through the whole of hearing: resolver, envelope, parser, names of a home. What comes out is a line.
import { readFileSync } from "node:fs";
import { Home } from "@house-band/contract";
import { parseRequest } from "../../../lambda/src/turn/hear/parse-request.ts";
import { withPlaceFromWords } from "../../../lambda/src/turn/places/place-in-words.ts";
import { resolveTargets } from "../../../lambda/src/turn/places/resolve-target.ts";
import type { HeardTargets, VoiceRequest } from "../../../lambda/src/turn/voice-request.ts";
import { toEnvelope, toSlot } from "../../../local/src/alexa/envelope.ts";
import { parseModel } from "../../../local/src/alexa/model.ts";
import { createResolver } from "../../../local/src/alexa/resolver.ts";

export const shippedModel: unknown = JSON.parse(
  readFileSync(new URL("../../../skill-package/interactionModels/custom/en-US.json", import.meta.url), "utf8"),
);

const id = (prefix: string, index: number): string =>
  `${prefix}_01J00000000000000000000${String(index).padStart(3, "0")}`;

/** A home made of names; groups as name → members. */
export function homeOf(speakers: readonly string[], groups: Readonly<Record<string, readonly string[]>>): Home {
  return Home.parse({
    id: id("home", 1),
    revision: 1,
    bridge: "hb-0123456789abcdef",
    speakers: speakers.map((name, index) => ({
      id: id("spk", index),
      name,
      address: `00:00:00:00:00:${String(index).padStart(2, "0")}`,
      channel: "stereo",
      capPercent: 100,
    })),
    groups: Object.entries(groups).map(([name, members], index) => ({
      id: id("grp", index),
      name,
      members: members.map((member) => id("spk", speakers.indexOf(member))),
    })),
    echos: [],
  });
}

export const exampleHome: Home = homeOf(
  [
    "Patio",
    "Fire Pit",
    "Deck",
    "Kitchen Counter",
    "Kitchen Window",
    "Garage",
    "Anna's Room",
    "Bedroom",
    "Office",
    "Living Room Left",
    "Living Room Right",
  ],
  {
    Backyard: ["Patio", "Fire Pit", "Deck"],
    Kitchen: ["Kitchen Counter", "Kitchen Window"],
    "Living Room": ["Living Room Left", "Living Room Right"],
    Upstairs: ["Anna's Room", "Bedroom"],
  },
);

const model = parseModel(shippedModel);
const resolver = createResolver(model);
const device = {
  skillId: "amzn1.ask.skill.test",
  userId: "u",
  deviceId: "d",
  apiEndpoint: "https://api.amazonalexa.com",
  locale: "en-US",
};

export function envelopeFor(utterance: string) {
  const heard = resolver.resolve(utterance);
  const names = model.intents.find(({ name }) => name === heard.intent)?.slots.map(({ name }) => name) ?? [];
  const slots = Object.fromEntries(
    names.map((name) => [
      name,
      toSlot(
        device.skillId,
        name,
        heard.slots.find((slot) => slot.name === name),
      ),
    ]),
  );
  const session = { id: "s", attributes: {}, isNew: true };
  return toEnvelope(
    device,
    session,
    { requestId: "r", timestampMs: 0 },
    { kind: "intent", name: heard.intent, slots, dialogState: null },
  );
}

/** Answered with a sentence, and nothing else. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(["fallback", "leave-be", "two-orders"]);

export function understand(
  utterance: string,
  home: Home = exampleHome,
): { kind: string; places: string; detail: string } {
  const request = withPlaceFromWords(home, parseRequest(envelopeFor(utterance)));
  const kind = WITHOUT_EFFECT.has(request.kind) ? "none" : request.kind === "navigate-home" ? "cancel" : request.kind;
  return { kind, places: placesOf(home, mainTargets(request)), detail: detailOf(home, request) };
}

export type Phrase = { readonly said: string; readonly kind: string; readonly places: string; readonly detail: string };

/** Reads `what is said | kind | places | detail` lines. */
export function parsePhrases(lines: string): readonly Phrase[] {
  return lines
    .trim()
    .split("\n")
    .map((line) => {
      const [said = "", kind = "none", places = "", detail = ""] = line.split("|").map((part) => part.trim());
      return { said, kind, places, detail };
    });
}

/** What was understood otherwise than the table says, a line each. */
export function misunderstandings(phrases: readonly Phrase[], home: Home = exampleHome): string[] {
  return phrases.flatMap(({ said, ...expected }) => {
    const got = understand(said, home);
    const same =
      got.kind === expected.kind && sorted(got.places) === sorted(expected.places) && got.detail === expected.detail;
    return same ? [] : [`${said}: ${show(expected)}, got ${show(got)}`];
  });
}

const show = (line: { kind: string; places: string; detail: string }): string =>
  `${line.kind} [${line.places}] (${line.detail})`;

const sorted = (places: string): string => places.split(", ").sort().join(", ");

function mainTargets(request: VoiceRequest): HeardTargets {
  switch (request.kind) {
    case "move":
      return request.to;
    case "rename":
    case "delete-group":
      return request.target;
    case "set-default-group":
      return request.group;
    case "create-group":
    case "add-member":
    case "remove-member":
      return request.members;
    default:
      return "targets" in request ? request.targets : { kind: "unsaid" };
  }
}

function placesOf(home: Home, targets: HeardTargets): string {
  if (targets.kind === "here") return "@";
  if (targets.kind === "all-but") {
    const excepted = placesOf(home, { kind: "named", names: targets.names });
    return `${placesOf(home, targets.of)} but ${excepted}`;
  }
  const found = resolveTargets(home, targets, { echoDefault: null });
  switch (found.kind) {
    case "resolved":
      return found.everywhere ? "*" : [...found.names, ...found.unknown.map((name) => `?${name}`)].join(", ");
    case "unknown":
      return found.unknown.map((name) => `?${name}`).join(", ");
    case "ambiguous":
      return `${found.candidates.join("/")}`;
    default:
      return found.kind === "unsaid" ? "" : found.kind;
  }
}

function detailOf(home: Home, request: VoiceRequest): string {
  switch (request.kind) {
    case "play":
    case "announce":
      return request.words ?? "";
    case "set-volume":
      return request.level.kind === "percent"
        ? String(request.level.percent)
        : `out of range ${request.level.heard}`.trim();
    case "adjust-volume":
      return String(request.deltaPercent);
    case "move":
      return request.from.kind === "unsaid" ? "" : `from ${placesOf(home, request.from)}`;
    case "add-to-playing":
      return request.beside.kind === "unsaid" ? "" : `beside ${placesOf(home, request.beside)}`;
    case "create-group":
      return request.name ?? "";
    case "rename":
      return request.newName ?? "";
    case "add-member":
    case "remove-member":
      return `to ${placesOf(home, request.group)}`;
    case "set-channel":
      return request.channel ?? "";
    case "pair":
      return request.step.kind === "look" && request.step.whileMusicPlays ? "anyway" : (request.step.name ?? "");
    case "choose":
      return String(request.number);
    case "save-preset":
    case "forget-preset":
      return request.name ?? "";
    case "set-shuffle":
      return request.isOn ? "on" : "off";
    case "set-repeat":
      return request.repeat;
    case "set-sleep-timer":
      return String(request.inMs);
    case "nudge":
      return String(request.deltaMs);
    case "calibrate":
    case "match-levels":
    case "sync-check":
      return request.whileMusicPlays ? "anyway" : "";
    default:
      return "";
  }
}
