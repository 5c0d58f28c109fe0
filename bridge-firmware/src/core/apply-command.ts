// What a command changes in the model, and what has to happen before it may be called done.
// Which files its words mean was looked up before; whether it came too late or out of order is decided here.
import { assertNever, type Channel, type Command, commandSpeakers, type SpeakerId } from "@house-band/contract";
import { announce } from "./announcements.ts";
import { applyToZones } from "./apply-to-zones.ts";
import { askFor } from "./ask-for.ts";
import { askForChimes } from "./chimes.ts";
import type { Active, Applied, CommandContext } from "./command-context.ts";
import type { Order } from "./errand.ts";
import { nudge } from "./latencies.ts";
import { mapValues, withEntry } from "./maps.ts";
import type { Expectation, Model, Pending, Speaker, Verdict } from "./model.ts";
import { setRepeat, setShuffle } from "./play-order.ts";
import { cancelSleepTimers, runSleepTimers, setSleepTimers } from "./sleep-timer.ts";
import { nextLink } from "./speaker-machine.ts";
import { endAllAnnouncements, isAnythingToEnd, stopAnnouncements } from "./stop-announcements.ts";
import { leaveZones } from "./zones.ts";

/**
 * Applies one accepted command and appends it to `pending`: `settle` turns every pending command into exactly one
 * final outcome. An expired or overtaken command changes nothing else.
 */
export function applyCommand(model: Model, command: Order, context: CommandContext): Model {
  const isLate = context.nowMs - context.receivedAtMs > command.ttlMs;
  if (isLate || context.lateBecause === "EXPIRED") {
    return append(model, command, context, { model, expectations: new Map(), verdict: EXPIRED });
  }
  const { active, decided } = sortOut(model, command, context);
  const applied: Applied =
    active.size === 0 ? { model, expectations: new Map() } : carryOut(model, command, active, context);
  // a stop that has ended an announcement has left the music alone
  const overtakes = !isAside(command) && applied.ended === undefined;
  const highestSeq = overtakes ? raiseSeq(model.highestSeq, active.keys(), command.seq) : model.highestSeq;
  const expectations = new Map([...decided, ...applied.expectations]);
  const ordered = runSleepTimers({ ...applied.model, highestSeq }, context.nowMs);
  return append(ordered, command, context, { ...applied, expectations });
}

const EXPIRED: Verdict = { state: "expired", code: "EXPIRED" };

function append(model: Model, command: Command, context: CommandContext, applied: Applied): Model {
  const { receivedAtMs, acceptedMs } = context;
  const { expectations, verdict = null, ended } = applied;
  const told = { command, receivedAtMs, acceptedMs, soundMs: null, expectations, verdict };
  const pending: Pending = { ...told, ...(ended && { ended }) };
  return { ...model, pending: [...model.pending, pending] };
}

/** Strangers and speakers that a newer command has reached already are answered; the rest is to be commanded. */
function sortOut(model: Model, command: Command, context: CommandContext) {
  const active = new Map<SpeakerId, Channel>();
  const decided = new Map<SpeakerId, Expectation>();
  for (const id of commandSpeakers(command)) {
    const speaker = model.speakers.get(id);
    if (!speaker) decided.set(id, { kind: "decided", code: "TARGET_UNKNOWN" });
    else if (context.lateBecause === "SUPERSEDED" || isOvertaken(model, command, id)) {
      decided.set(id, { kind: "decided", code: "SUPERSEDED" });
    } else active.set(id, channelIn(command, id) ?? speaker.channel);
  }
  return { active, decided };
}

const isOvertaken = (model: Model, command: Command, id: SpeakerId): boolean =>
  !isAside(command) && (model.highestSeq.get(id) ?? 0) > command.seq;

/** It changes nothing that another command changes: whichever of the two comes first, both are carried out. */
const isAside = ({ kind }: Command): boolean => kind === "announce" || kind === "stop-announcement";

function channelIn(command: Command, id: SpeakerId): Channel | undefined {
  return "targets" in command ? command.targets.find((target) => target.id === id)?.channel : undefined;
}

function raiseSeq(highest: Model["highestSeq"], speakers: Iterable<SpeakerId>, seq: number) {
  return new Map([...highest, ...[...speakers].map((id) => [id, seq] as const)]);
}

function carryOut(model: Model, command: Order, active: Active, context: CommandContext): Applied {
  switch (command.kind) {
    case "set-volume":
      return changeSpeakers(model, active, (speaker) => setVolume(speaker, command.volumePercent));
    case "adjust-volume":
      return changeSpeakers(model, active, (speaker) => adjustVolume(speaker, command.deltaPercent));
    case "mute":
      return changeSpeakers(model, active, (speaker) => ({ ...speaker, muted: true }));
    case "unmute":
      return changeSpeakers(model, active, (speaker) => ({ ...speaker, muted: false }));
    case "connect":
      return { model: askFor(model, active, context.nowMs), expectations: mapValues(active, () => LINK) };
    case "release":
      return release(model, active, context.nowMs);
    case "identify":
      return askForChimes(askFor(model, active, context.nowMs), active, command.id, context.nowMs);
    case "set-shuffle":
      return setShuffle(model, active, command, context);
    case "set-repeat":
      return setRepeat(model, active, command.repeat, context);
    case "set-sleep-timer":
      return setSleepTimers(model, active, command.inMs, context.nowMs);
    case "cancel-sleep-timer":
      return cancelSleepTimers(model, active);
    case "announce":
      return announce(askFor(model, active, context.nowMs), active, command.id, context);
    case "stop-announcement":
      return stopAnnouncements(model, active, context);
    case "nudge-delay":
      return nudge(model, active, command.deltaMs, context.nowMs);
    case "stop":
      return command.announcementFirst && isAnythingToEnd(model, context)
        ? endAllAnnouncements(model, active, context)
        : applyToZones(model, command, active, context);
    case "play":
    case "pause":
    case "resume":
    case "next":
    case "previous":
    case "add-to-playing":
    case "remove-from-playing":
    case "move":
      return applyToZones(model, command, active, context);
    default:
      return assertNever(command);
  }
}

function changeSpeakers(model: Model, active: Active, change: (speaker: Speaker) => Speaker): Applied {
  let speakers = model.speakers;
  for (const id of active.keys()) {
    const speaker = speakers.get(id);
    if (speaker) speakers = withEntry(speakers, id, change(speaker));
  }
  return { model: { ...model, speakers }, expectations: mapValues(active, () => LINK) };
}

const LINK: Expectation = { kind: "link" };

/** The music goes on without them, and they are left alone. */
function release(model: Model, active: Active, nowMs: number): Applied {
  const silent = leaveZones(model, [...active.keys()], nowMs);
  const speakers = mapValues(silent.speakers, (speaker) =>
    active.has(speaker.id) ? { ...speaker, link: nextLink(speaker.link, { kind: "released" }, nowMs) } : speaker,
  );
  return { model: { ...silent, speakers }, expectations: mapValues(active, () => ({ kind: "release" })) };
}

/** Never above the cap; somebody who asks for a volume wants to hear it, so a mute ends. */
function setVolume(speaker: Speaker, wishedPercent: number): Speaker {
  const volumePercent = Math.min(speaker.capPercent, Math.max(0, wishedPercent));
  return { ...speaker, volumePercent, muted: speaker.muted && wishedPercent === 0, own: wideOpen(speaker) };
}

function adjustVolume(speaker: Speaker, deltaPercent: number): Speaker {
  const volumePercent = Math.min(speaker.capPercent, Math.max(0, speaker.volumePercent + deltaPercent));
  return { ...speaker, volumePercent, muted: speaker.muted && deltaPercent <= 0, own: wideOpen(speaker) };
}

const wideOpen = (speaker: Speaker): Speaker["own"] => ({ ...speaker.own, wantedPercent: 100 });
