// The test tone, played by the very command that plays it, and listened for: how long it takes from the command, and from the
// engine's first write of it, to the microphone. It is stopped afterwards, whatever came of it.
import {
  assertNever,
  type Command,
  DEFAULT_TTL_MS,
  err,
  newCommandId,
  type Outcome,
  type OutcomeCode,
  ok,
  type Result,
  type SpeakerId,
  WIRE_VERSION,
  type ZoneId,
} from "@house-band/contract";
import { MAX_HEARD_AFTER_MS } from "../../calibration/probe-plan.ts";
import { findToneArrival, type ToneFault } from "../../calibration/tone-arrival.ts";
import { childOf } from "../../child-signal.ts";
import { isAnnouncedOn } from "../../core/announcements.ts";
import { selectSound } from "../../core/built-in-sounds.ts";
import { zoneOf } from "../../core/model.ts";
import { playsMusic } from "../../core/probes.ts";
import { TEST_TONE_HZ } from "../../engine/protocol.ts";
import type { Heard, Listening, Microphone } from "../../microphone-port.ts";
import type { AudioEngine } from "../../ports.ts";
import { CANCELLED, type MeasureFault, microphoneFault } from "./measure-faults.ts";
import { type LinkPorts, waitForLinks } from "./wait-for-links.ts";

export type TonePorts = LinkPorts & {
  readonly engine: Pick<AudioEngine, "onEvent">;
  readonly microphone: Microphone;
  /** As if it had been given at the bridge. */
  readonly command: (command: Command) => Promise<Outcome>;
};

export type ToneHeard = {
  /** Until its first sample is in the recording: sound's way and the microphone's own are part of both. */
  readonly afterCommandMs: number;
  readonly afterWriteMs: number;
  /** @see ToneArrival: what their noughts are */
  readonly levelDb: number;
  readonly snrDb: number;
  readonly perSpeaker: Readonly<Record<SpeakerId, OutcomeCode>>;
};

/** What is listened to before the tone; and what a device that was just opened needs to find its pace. */
const QUIET_MS = 1_000;
const SETTLES_WITHIN_MS = 2_000;
/** The slowest speaker is heard by then, and steady; and what a microphone has in its queue has arrived. */
const LISTENS_ON_MS = MAX_HEARD_AFTER_MS + 1_200;
/** Nothing is heard so long after its write: then one of the two clocks was not what it seemed to be. */
const LONGEST_HEARD_AFTER_MS = 5_000;
const TONE_PATH = selectSound("test-tone").tracks[0]?.path;

/** Resolves with what was heard, or why nothing was. Then nothing plays on, and nobody listens. */
export async function hearTone(
  ports: TonePorts,
  speakers: readonly SpeakerId[],
  signal: AbortSignal,
): Promise<Result<ToneHeard, MeasureFault>> {
  const ear = childOf(signal);
  try {
    const listening = await ports.microphone.listen(ear.signal);
    if (signal.aborted) return err(CANCELLED);
    if (!listening.ok) return err(microphoneFault(listening.error));
    const links = await waitForLinks(ports, speakers, signal);
    const [code] = links.missing.values();
    if (links.ready.length === 0 && code !== undefined) return err({ code, perSpeaker: links.missing });
    if (!(await ports.clock.sleep(links.hasWaited ? SETTLES_WITHIN_MS : QUIET_MS, signal))) return err(CANCELLED);
    const begun = whoPlays(ports, links.ready);
    if (begun.size > 0) return err({ code: "MUSIC_PLAYS", perSpeaker: begun });
    const played = await playTone(ports, { speakers: links.ready, listening: listening.value }, signal);
    if (!played.ok) return played;
    const perSpeaker = { ...Object.fromEntries(links.missing), ...played.value.outcome.perSpeaker };
    return toToneHeard(played.value, perSpeaker);
  } finally {
    ear.abort();
  }
}

/** On whom music or an announcement is heard, whose place the tone would take. */
export function whoPlays(
  { model, clock }: Pick<TonePorts, "model" | "clock">,
  speakers: readonly SpeakerId[],
): ReadonlyMap<SpeakerId, OutcomeCode> {
  const playing = speakers.filter((id) => playsMusic(model(), id) || isAnnouncedOn(model(), id, clock.nowMs()));
  return new Map(playing.map((id) => [id, "MUSIC_PLAYS"]));
}

/** By the bridge's clock. */
type Played = {
  readonly heard: Heard;
  readonly commandedAtMs: number;
  readonly writtenAtMs: number;
  readonly outcome: Outcome;
};

async function playTone(
  ports: TonePorts,
  { speakers, listening }: { readonly speakers: readonly SpeakerId[]; readonly listening: Listening },
  signal: AbortSignal,
): Promise<Result<Played, MeasureFault>> {
  const { clock, model } = ports;
  const commandedAtMs = clock.nowMs();
  const { outcome, writtenAtMs } = await beginTone(ports, speakers, signal);
  const zone = speakers.map((id) => zoneOf(model(), id)?.id).find((id) => id !== undefined && writtenAtMs.has(id));
  const written = zone && writtenAtMs.get(zone);
  if (zone === undefined || written === undefined) return err(signal.aborted ? CANCELLED : toOutcomeFault(outcome));
  const stillPlaying = (): readonly SpeakerId[] => speakers.filter((id) => zoneOf(model(), id)?.id === zone);
  try {
    if (!(await clock.sleep(LISTENS_ON_MS, signal))) return err(CANCELLED);
    const heard = await listening.finish();
    if (signal.aborted) return err(CANCELLED);
    if (!heard.ok) return err(microphoneFault(heard.error));
    if (stillPlaying().length === 0) return err(STOPPED);
    return ok({ heard: heard.value, commandedAtMs, writtenAtMs: written, outcome });
  } finally {
    await stopTone(ports, stillPlaying());
  }
}

type Begun = { readonly outcome: Outcome; readonly writtenAtMs: ReadonlyMap<ZoneId, number> };

/** Gives the command. Called off, the tone is stopped at once, whoever is still waited for. */
async function beginTone(ports: TonePorts, speakers: readonly SpeakerId[], signal: AbortSignal): Promise<Begun> {
  const { clock, model } = ports;
  const writtenAtMs = new Map<ZoneId, number>();
  const off = ports.engine.onEvent((event) => {
    if (event.kind !== "zone-started" || event.track.path !== TONE_PATH) return;
    writtenAtMs.set(event.zone, event.atMs ?? clock.nowMs());
  });
  const playsTone = (id: SpeakerId): boolean => zoneOf(model(), id)?.selection.tracks[0]?.path === TONE_PATH;
  let stopped = Promise.resolve();
  const stop = (): void => {
    stopped = stopTone(ports, speakers.filter(playsTone));
  };
  signal.addEventListener("abort", stop, { once: true });
  const targets = speakers.map((id) => ({ id, channel: model().speakers.get(id)?.channel ?? ("stereo" as const) }));
  const source = { kind: "sound", sound: "test-tone" } as const;
  try {
    const outcome = await ports.command({ ...envelopeOf(ports), kind: "play", targets, source });
    await stopped;
    return { outcome, writtenAtMs };
  } finally {
    signal.removeEventListener("abort", stop);
    off();
  }
}

async function stopTone(ports: TonePorts, speakers: readonly SpeakerId[]): Promise<void> {
  if (speakers.length > 0) await ports.command({ ...envelopeOf(ports), kind: "stop", speakers: [...speakers] });
}

const envelopeOf = ({ clock }: TonePorts) =>
  ({
    v: WIRE_VERSION,
    id: newCommandId(),
    seq: 1,
    issuedAtMs: Math.max(0, Math.floor(clock.epochMs())),
    ttlMs: DEFAULT_TTL_MS,
    origin: "cli",
  }) as const;

function toToneHeard(
  { heard, commandedAtMs, writtenAtMs }: Played,
  perSpeaker: ToneHeard["perSpeaker"],
): Result<ToneHeard, MeasureFault> {
  const { startedAtMs } = heard;
  if (startedAtMs === undefined) return err(UNDATED);
  const arrival = findToneArrival(heard, { hz: TEST_TONE_HZ, notBeforeMs: commandedAtMs - startedAtMs });
  if (arrival.kind !== "heard") return err(toToneFault(arrival));
  const heardAtMs = startedAtMs + arrival.atMs;
  const afterWriteMs = heardAtMs - writtenAtMs;
  if (afterWriteMs <= 0 || afterWriteMs > LONGEST_HEARD_AFTER_MS) return err(UNDATED);
  const { levelDb, snrDb } = arrival;
  return ok({ afterCommandMs: heardAtMs - commandedAtMs, afterWriteMs, levelDb, snrDb, perSpeaker });
}

const NOBODY: ReadonlyMap<SpeakerId, OutcomeCode> = new Map();
const fault = (code: OutcomeCode, message: string): MeasureFault => ({ code, perSpeaker: NOBODY, message });

const STOPPED = fault("SUPERSEDED", "the tone was stopped, or something else was played, before it was over");
const UNDATED = fault("MICROPHONE_FAILED", "when the microphone began to listen is not known well enough: try again");

function toOutcomeFault({ code, perSpeaker }: Outcome): MeasureFault {
  const each = Object.entries(perSpeaker) as [SpeakerId, OutcomeCode][]; // as the contract has them
  return { code: code === "OK" ? "SUPERSEDED" : code, perSpeaker: new Map(each) };
}

function toToneFault(found: ToneFault): MeasureFault {
  switch (found.kind) {
    case "silent":
      return fault("NOTHING_HEARD", "the tone is not in what was heard: bring the microphone closer, or turn it up");
    case "too-loud-around": {
      const noise = `${Math.round(found.noiseDb)} dB of full scale`;
      return fault("TOO_LOUD_AROUND", `at the tone's pitch it is too loud around (${noise}): wait until it is quieter`);
    }
    case "clipped": {
      const ms = Math.round(found.clippedMs);
      return fault("TOO_LOUD_HERE", `it is overdriven for ${ms} ms: lower the volume, or move the microphone away`);
    }
    case "interrupted":
      return fault("TOO_LOUD_AROUND", "something else sounded at the tone's pitch, or the tone dropped out: try again");
    case "too-short":
      return fault("MICROPHONE_FAILED", "the microphone has heard too little: try again");
    default:
      return assertNever(found);
  }
}
