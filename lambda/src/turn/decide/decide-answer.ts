// Questions that are answered from what the cloud knows: who is there, what plays, how the speakers are.
// Pure, and never more certain than the last report.
import { assertNever, type SpeakerId } from "@house-band/contract";
import type { BridgeMemory } from "../../ports.ts";
import type { Missing, SpeechIntent, Where } from "../../speech/intents.ts";
import { isBehind } from "../freshness.ts";
import { chooseTargets } from "../places/choose-targets.ts";
import { namesOf, zonesSaid } from "../places/places.ts";
import type { Decision, World } from "../turn.ts";
import type { VoiceRequest } from "../voice-request.ts";

type Question = Extract<VoiceRequest, { kind: "list-speakers" | "list-groups" | Reported }>;
/** Answered from the bridge's own word. */
type Reported = "whats-playing" | "speaker-status" | "sleep-left";

/** Answers a question about the home, or asks which place it is about; a bridge that is silent is never spoken for. */
export function decideAnswer(world: World, request: Question): Decision {
  const { home } = world.snapshot;
  switch (request.kind) {
    case "list-speakers":
      return answer({ kind: "speakers", names: home.speakers.map(({ name }) => name) });
    case "list-groups":
      return answer({ kind: "groups", names: home.groups.map(({ name }) => name) });
    case "whats-playing":
    case "speaker-status":
    case "sleep-left":
      return fromReport(world, request);
    default:
      return assertNever(request);
  }
}

/** What is said when the skill is opened: what plays, as far as that is known, or how many speakers are there. */
export function decideWelcome({ snapshot, nowMs }: World): SpeechIntent {
  const { home, bridge } = snapshot;
  if (bridge && !bridge.online) return { kind: "welcome-offline", forMs: offlineForMs(bridge, nowMs) };
  const ids = home.speakers.map(({ id }) => id);
  return {
    kind: "welcome",
    speakerCount: ids.length,
    zones: isBehind(snapshot, nowMs) ? [] : zonesSaid(snapshot, ids),
  };
}

/** How long a bridge has been gone; null where it is there, or nobody knows. @param nowMs epoch */
export const offlineForMs = ({ offlineSinceMs }: BridgeMemory, nowMs: number): number | null =>
  offlineSinceMs === null ? null : Math.max(0, nowMs - offlineSinceMs);

const answer = (say: SpeechIntent): Decision => ({ kind: "answer", say });

function fromReport(world: World, request: Extract<Question, { kind: Reported }>): Decision {
  const { bridge } = world.snapshot;
  const isUnsaid = request.targets.kind === "unsaid";
  const choice = chooseTargets(world, isUnsaid ? { kind: "everywhere" } : request.targets, "stated");
  if (choice.kind === "answer") return choice;
  if (choice.kind === "ask") return { kind: "ask", say: choice.say, pending: { request, hole: choice.hole } };
  if (!bridge) return answer({ kind: "bridge-silent", sinceMs: null });
  if (!bridge.online) {
    const forMs = offlineForMs(bridge, world.nowMs);
    if (forMs !== null) return answer({ kind: "bridge-offline", forMs });
    return answer({ kind: "bridge-silent", sinceMs: Math.max(0, world.nowMs - bridge.heardAtMs) });
  }
  const ids = choice.targets.map(({ id }) => id);
  const where: Where = isUnsaid ? { kind: "unsaid" } : choice.where;
  if (request.kind === "whats-playing") {
    const zones = zonesSaid(world.snapshot, ids);
    return answer({ kind: "playing", zones, where, isBehind: isBehind(world.snapshot, world.nowMs) });
  }
  if (request.kind === "sleep-left") return answer(sleepLeft(world, bridge, ids, where));
  return answer(statusOf(world, bridge, ids, choice.where.kind === "everywhere"));
}

/** Who stops when, the first of them first. */
function sleepLeft(
  { snapshot, nowMs }: World,
  { state }: BridgeMemory,
  ids: readonly SpeakerId[],
  where: Where,
): SpeechIntent {
  const timed = ids.flatMap((id) => {
    const atMs = state.speakers[id]?.stopsAtMs;
    return atMs === undefined || atMs <= nowMs ? [] : [{ id, atMs }];
  });
  const times = [...new Set(timed.map(({ atMs }) => atMs))].sort((a, b) => a - b);
  const timers = times.map((atMs) => ({
    leftMs: atMs - nowMs,
    names: namesOf(
      snapshot.home,
      timed.filter((one) => one.atMs === atMs).map(({ id }) => id),
    ),
  }));
  return { kind: "sleep-left", timers, where, isBehind: isBehind(snapshot, nowMs) };
}

function statusOf(world: World, bridge: BridgeMemory, ids: readonly SpeakerId[], isWholeHome: boolean): SpeechIntent {
  const speakers = world.snapshot.home.speakers.filter(({ id }) => ids.includes(id));
  const [only, ...others] = speakers;
  const report = only && bridge.state.speakers[only.id];
  if (only && others.length === 0 && report?.link === "connected") {
    const { volumePercent, muted, batteryPercent = null } = report;
    return { kind: "one-status", name: only.name, volumePercent, isMuted: muted, batteryPercent };
  }
  const isConnected = (id: SpeakerId): boolean => bridge.state.speakers[id]?.link === "connected";
  const away = speakers
    .filter(({ id }) => !isConnected(id))
    .map(({ id, name }): Missing => ({ name, code: bridge.state.speakers[id]?.reason ?? "OK" }));
  const connected = speakers.filter(({ id }) => isConnected(id)).map(({ name }) => name);
  return { kind: "status", isWholeHome, connected, away };
}
