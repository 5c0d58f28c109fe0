// Sees to it that exactly those who can be watched now add a code to what they play, and tells when somebody has come anew.
import type { SpeakerId } from "@house-band/contract";
import { childOf } from "../../child-signal.ts";
import { shiftMs } from "../../core/alignment.ts";
import { JUMP_MS } from "../../core/latencies.ts";
import type { Model } from "../../core/model.ts";
import { isHeardPlaying, isSetByHand, reportedDelayMs } from "../../core/probes.ts";
import type { AudioEngine, Clock, Unsubscribe } from "../../ports.ts";
import type { References } from "./watch-state.ts";

export type CodePorts = {
  readonly engine: Pick<AudioEngine, "send" | "onEvent" | "onRestart">;
  readonly clock: Clock;
  readonly model: () => Model;
  readonly onChange: (listener: () => void) => Unsubscribe;
};

/** It was this moment of the engine's time at that moment of the clock's. */
export type EngineMoment = { readonly engineMs: number; readonly atMs: number };

export type WatchCodes = {
  /** From now on codes are played. Resolves once the engine has said what time it is; null: it does not, or all is called off. */
  begin(signal: AbortSignal): Promise<EngineMoment | null>;
  /** Who plays a code now. */
  watched(): readonly SpeakerId[];
  /** Levels may have changed. */
  refresh(): void;
  /** Nobody plays a code any more. */
  end(): void;
};

export type CodeWishes = {
  readonly levelDbOf: (speaker: SpeakerId) => number;
  /** Somebody plays, or plays by a new link, or reports another delay. */
  readonly onCome: (speaker: SpeakerId) => void;
};

const FRAMES_PER_MS = 48;
/** An engine that says nothing by then is stuck. */
const SAYS_WITHIN_MS = 3_000;

/** Who can be told from the others now: it plays, was heard by a calibration, and is not set by ear. */
export function watchable(model: Model, references: References): readonly SpeakerId[] {
  return [...references.keys()].filter((id) => {
    const speaker = model.speakers.get(id);
    return speaker !== undefined && isHeardPlaying(model, id) && !isSetByHand(speaker);
  });
}

/** Each speaker's code is its own for as long as its calibration holds. */
export const seedOf = (references: References, speaker: SpeakerId): number =>
  [...references.keys()].indexOf(speaker) + 1;

/** How sound comes to a speaker: by another link, or with another delay, it may be elsewhere. */
type Way = { readonly linkCount: number; readonly reportedDelayMs: number | null };

/** The very one from before where it is still the same; delays waver a little. */
function wayOf(model: Model, id: SpeakerId, before: Way | undefined): Way {
  const now = { linkCount: model.speakers.get(id)?.linkCount ?? 0, reportedDelayMs: reportedDelayMs(model, id) };
  const isSame = before?.linkCount === now.linkCount && Math.abs(shiftMs(before, now)) <= JUMP_MS;
  return isSame ? before : now;
}

/** Nobody plays one before it has begun. */
export function keepWatchCodes(
  { engine, clock, model, onChange }: CodePorts,
  references: References,
  { levelDbOf, onCome }: CodeWishes,
): WatchCodes {
  let links: ReadonlyMap<SpeakerId, Way> = new Map();
  let moment: EngineMoment | null = null;
  const said = childOf();
  let sent = "";
  const send = (): void => {
    const outputs = [...links.keys()].map((id) => ({
      output: id,
      seed: seedOf(references, id),
      levelDb: levelDbOf(id),
    }));
    const text = JSON.stringify([[...links.values()].map(({ linkCount }) => linkCount), outputs]);
    if (text === sent) return;
    sent = text;
    engine.send({ kind: "watch", outputs });
  };
  const follow = (): void => {
    const before = links;
    const now = model();
    links = new Map(watchable(now, references).map((id) => [id, wayOf(now, id, before.get(id))]));
    for (const [id, way] of links) if (before.get(id) !== way) onCome(id);
    send();
  };
  const off: Unsubscribe[] = [];
  return {
    async begin(signal) {
      off.push(
        engine.onEvent((event) => {
          if (event.kind !== "watching") return;
          moment ??= { engineMs: event.frame / FRAMES_PER_MS, atMs: clock.nowMs() };
          said.abort();
        }),
        onChange(follow),
      );
      follow();
      const waiting = childOf(signal, said.signal);
      if (moment === null) await clock.sleep(SAYS_WITHIN_MS, waiting.signal);
      waiting.abort();
      return signal.aborted ? null : moment;
    },
    watched: () => [...links.keys()],
    refresh: send,
    end() {
      said.abort();
      for (const stop of off) stop();
      engine.send({ kind: "watch", outputs: [] });
    },
  };
}
