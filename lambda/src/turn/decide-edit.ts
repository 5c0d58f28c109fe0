// Requests that change the home itself: names, groups, channels, an Echo's group. Pure: request and home in, an edit out.
import { assertNever, type Group, type Home, type SpeakerId } from "@house-band/contract";
import type { EditSaid, Hole, SpeechIntent } from "../speech/intents.ts";
import { type Choice, chooseTargets, defaultGroupOf } from "./choose-targets.ts";
import { choicesOf, MAX_OFFERED_NAMES } from "./places.ts";
import { type OneResolution, readNewName, resolveGroup, resolveOne } from "./resolve-target.ts";
import type { Decision, World } from "./turn.ts";
import type { HeardTargets, VoiceRequest } from "./voice-request.ts";

type EditRequest = Extract<
  VoiceRequest,
  {
    kind:
      | "create-group"
      | "rename"
      | "delete-group"
      | "add-member"
      | "remove-member"
      | "set-channel"
      | "swap-channels"
      | "set-default-group";
  }
>;

/** The edit that was asked for, or the question that is still open; whether the edit is allowed is seen when it is applied. */
export function decideEdit(world: World, request: EditRequest): Decision {
  switch (request.kind) {
    case "create-group":
      return createGroup(world, request);
    case "rename":
      return rename(world, request);
    case "delete-group":
      return withGroup(world, request, request.target, "targets", ({ id, name }) => ({
        kind: "edit",
        edit: { kind: "delete-group", groupId: id },
        said: { kind: "delete-group", name },
        unknown: [],
      }));
    case "add-member":
    case "remove-member":
      return changeMembers(world, request);
    case "set-channel":
      return setChannel(world, request);
    case "swap-channels":
      return swapChannels(world, request);
    case "set-default-group":
      return setDefaultGroup(world, request);
    default:
      return assertNever(request);
  }
}

function createGroup(world: World, request: Extract<EditRequest, { kind: "create-group" }>): Decision {
  const named = readNewName(world.snapshot.home, request.name, world.newGroupId);
  if (named.kind === "missing") return ask(request, "name", { kind: "ask-name" });
  if (named.kind === "taken") return ask(request, "name", { kind: "ask-other-name", taken: named.name });
  if (request.members.kind === "unsaid") return ask(request, "targets", { kind: "ask-members" });
  const choice = chooseTargets(world, request.members, "stated");
  if (choice.kind !== "chosen") return unchosen(request, choice);
  const { name } = named;
  const members = idsOf(choice);
  return {
    kind: "edit",
    edit: { kind: "create-group", groupId: world.newGroupId, name, members },
    said: { kind: "create-group", name, members: speakerNames(world.snapshot.home, members) },
    unknown: choice.unknown,
  };
}

function rename(world: World, request: Extract<EditRequest, { kind: "rename" }>): Decision {
  const { home } = world.snapshot;
  const found = resolveOne(home, request.target, contextOf(world));
  if (found.kind !== "one") return ask(request, "targets", whichOne(home, found));
  const targetId = found.item.kind === "speaker" ? found.item.speaker.id : found.item.group.id;
  const named = readNewName(home, request.newName, targetId);
  if (named.kind === "missing") return ask(request, "name", { kind: "ask-name" });
  if (named.kind === "taken") return ask(request, "name", { kind: "ask-other-name", taken: named.name });
  const said: EditSaid = { kind: "rename", oldName: found.item.name, name: named.name };
  return { kind: "edit", edit: { kind: "rename", targetId, name: named.name }, said, unknown: [] };
}

function changeMembers(
  world: World,
  request: Extract<EditRequest, { kind: "add-member" | "remove-member" }>,
): Decision {
  const choice = chooseTargets(world, request.members, "stated");
  if (choice.kind !== "chosen") return unchosen(request, choice);
  const members = idsOf(choice);
  return withGroup(world, request, request.group, "group", (group) => ({
    kind: "edit",
    edit: { kind: request.kind, groupId: group.id, members },
    said: { kind: request.kind, members: speakerNames(world.snapshot.home, members), group: group.name },
    unknown: choice.unknown,
  }));
}

function setChannel(world: World, request: Extract<EditRequest, { kind: "set-channel" }>): Decision {
  const { channel } = request;
  if (channel === null) return ask(request, "channel", { kind: "ask-channel" });
  const choice = chooseTargets(world, request.targets, "stated");
  if (choice.kind !== "chosen") return unchosen(request, choice);
  const speakerIds = idsOf(choice);
  return {
    kind: "edit",
    edit: { kind: "set-channel", speakerIds, channel },
    said: { kind: "set-channel", names: placeNames(world.snapshot.home, choice), channel },
    unknown: choice.unknown,
  };
}

/** Without a place it is everything that has a left and a right. */
function swapChannels(world: World, request: Extract<EditRequest, { kind: "swap-channels" }>): Decision {
  const { home } = world.snapshot;
  const heard: HeardTargets = request.targets.kind === "unsaid" ? { kind: "everywhere" } : request.targets;
  const choice = chooseTargets(world, heard, "stated");
  if (choice.kind !== "chosen") return unchosen(request, choice);
  const sided = home.speakers.filter(({ channel }) => channel === "left" || channel === "right").map(({ id }) => id);
  const swapped = idsOf(choice).filter((id) => sided.includes(id));
  if (swapped.length === 0) {
    return { kind: "answer", say: { kind: "edit-refused", error: { code: "no-left-and-right" } } };
  }
  const names = choice.where.kind === "on" ? choice.where.names : speakerNames(home, swapped);
  return {
    kind: "edit",
    edit: { kind: "swap-channels", speakerIds: swapped },
    said: { kind: "swap-channels", names },
    unknown: choice.unknown,
  };
}

function setDefaultGroup(world: World, request: Extract<EditRequest, { kind: "set-default-group" }>): Decision {
  const { echoId } = world;
  if (echoId === null) return { kind: "answer", say: { kind: "echo-unknown" } };
  return withGroup(world, request, request.group, "group", ({ id, name }) => ({
    kind: "edit",
    edit: { kind: "set-default-group", echoId, groupId: id },
    said: { kind: "set-default-group", group: name },
    unknown: [],
  }));
}

function withGroup(
  world: World,
  request: EditRequest,
  heard: HeardTargets,
  hole: Hole,
  decisionFor: (group: Group) => Decision,
): Decision {
  const { home } = world.snapshot;
  const found = resolveGroup(home, heard, contextOf(world));
  return found.kind === "one" ? decisionFor(found.item) : ask(request, hole, whichGroup(home, found));
}

const contextOf = (world: World) => ({ echoDefault: defaultGroupOf(world) });

const ask = (request: EditRequest, hole: Hole, say: SpeechIntent): Decision => ({
  kind: "ask",
  say,
  pending: { request, hole },
});

const unchosen = (request: EditRequest, choice: Exclude<Choice, { kind: "chosen" }>): Decision =>
  choice.kind === "answer" ? choice : ask(request, choice.hole, choice.say);

type NotOne = Exclude<OneResolution<unknown>, { kind: "one" }>;

function whichOne(home: Home, found: NotOne): SpeechIntent {
  switch (found.kind) {
    case "unknown":
      return { kind: "ask-which", unknown: found.unknown, choices: found.suggestions };
    case "ambiguous":
      return { kind: "ask-candidates", candidates: found.candidates };
    case "too-many":
      return {
        kind: "ask-one",
        names: (found.names.length > 0 ? found.names : choicesOf(home)).slice(0, MAX_OFFERED_NAMES),
      };
    case "not-a-group":
      return { kind: "ask-group", choices: groupChoices(home) };
    case "no-default":
      return { kind: "ask-home-of-echo", choices: choicesOf(home) };
    case "unsaid":
      return { kind: "ask-targets", purpose: "act", choices: choicesOf(home) };
    default:
      return assertNever(found);
  }
}

function whichGroup(home: Home, found: NotOne): SpeechIntent {
  const choices = groupChoices(home);
  if (found.kind === "unknown" && choices.length > 0) return { kind: "ask-which", unknown: found.unknown, choices };
  if (found.kind === "ambiguous" || found.kind === "too-many") return whichOne(home, found);
  return { kind: "ask-group", choices };
}

const groupChoices = (home: Home): readonly string[] => home.groups.slice(0, MAX_OFFERED_NAMES).map(({ name }) => name);

const idsOf = (choice: Extract<Choice, { kind: "chosen" }>): SpeakerId[] => choice.targets.map(({ id }) => id);

const speakerNames = (home: Home, ids: readonly SpeakerId[]): readonly string[] =>
  home.speakers.filter(({ id }) => ids.includes(id)).map(({ name }) => name);

const placeNames = (home: Home, choice: Extract<Choice, { kind: "chosen" }>): readonly string[] =>
  choice.where.kind === "on" ? choice.where.names : speakerNames(home, idsOf(choice));
