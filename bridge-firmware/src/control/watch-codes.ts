// Sees to it that exactly those who can be watched now add a code to what they play, and tells when somebody has come anew.
import type { SpeakerId } from "@house-band/contract";
import type { Model } from "../core/model.ts";
import { isHeardPlaying, isSetByHand } from "../core/probes.ts";
import type { AudioEngine, Clock, Unsubscribe } from "../ports.ts";
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
  /** Null: the engine has not said yet. */
  moment(): EngineMoment | null;
  /** Who plays a code now. */
  watched(): readonly SpeakerId[];
  /** Levels may have changed. */
  refresh(): void;
  /** Nobody plays a code any more. */
  end(): void;
};

export type CodeWishes = {
  readonly levelDbOf: (speaker: SpeakerId) => number;
  /** Somebody plays, or plays by a new link. */
  readonly onCome: (speaker: SpeakerId) => void;
};

const FRAMES_PER_MS = 48;

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

/** From now on, until it is ended. */
export function keepWatchCodes(
  { engine, clock, model, onChange }: CodePorts,
  references: References,
  { levelDbOf, onCome }: CodeWishes,
): WatchCodes {
  let links = new Map<SpeakerId, number>();
  let moment: EngineMoment | null = null;
  let sent = "";
  const send = (): void => {
    const outputs = [...links.keys()].map((id) => ({
      output: id,
      seed: seedOf(references, id),
      levelDb: levelDbOf(id),
    }));
    const text = JSON.stringify([...links, outputs]);
    if (text === sent) return;
    sent = text;
    engine.send({ kind: "watch", outputs });
  };
  const follow = (): void => {
    const before = links;
    const now = model();
    links = new Map(watchable(now, references).map((id) => [id, now.speakers.get(id)?.linkCount ?? 0]));
    for (const [id, linkCount] of links) if (before.get(id) !== linkCount) onCome(id);
    send();
  };
  const off = [
    engine.onEvent((event) => {
      if (event.kind === "watching") moment = { engineMs: event.frame / FRAMES_PER_MS, atMs: clock.nowMs() };
    }),
    onChange(follow),
  ];
  follow();
  return {
    moment: () => moment,
    watched: () => [...links.keys()],
    refresh: send,
    end() {
      for (const stop of off) stop();
      engine.send({ kind: "watch", outputs: [] });
    },
  };
}
