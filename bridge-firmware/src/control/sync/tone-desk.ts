// Whoever wants to know how late the test tone is heard: one at a time, beside nobody else who measures, and over no music.
import type { OutcomeCode, SpeakerId } from "@house-band/contract";
import { type ChildSignal, childOf } from "../../child-signal.ts";
import type { Log } from "../../ports.ts";
import { hearTone, type ToneHeard, type TonePorts, whoPlays } from "./hear-tone.ts";

export type ToneDesk = {
  /** Plays the tone there, listens, and stops it, at once with the signal; resolves when that is over, within 20 s. */
  hear(speakers: readonly SpeakerId[], signal?: AbortSignal): Promise<ToneAnswer>;
  isListening(): boolean;
  /** For good: calls off what is under way, and whoever asks later is refused. Resolves when nothing plays and nobody listens. */
  close(): Promise<void>;
};

export type ToneAnswer =
  | ({ readonly kind: "heard" } & ToneHeard)
  | {
      readonly kind: "refused";
      readonly code: OutcomeCode;
      readonly perSpeaker: Readonly<Record<SpeakerId, OutcomeCode>>;
      readonly message?: string;
    };

export type ToneDeskPorts = TonePorts & {
  readonly log: Log;
  /** Does somebody else measure? */
  readonly isTaken: () => boolean;
};

/** Nobody listens at first. */
export function createToneDesk(ports: ToneDeskPorts): ToneDesk {
  let running: { readonly stop: ChildSignal; readonly over: Promise<ToneAnswer> } | null = null;
  let isClosing = false;
  return {
    async hear(speakers, signal) {
      if (running !== null || ports.isTaken()) return refusal("BUSY", speakers);
      if (isClosing) return refusal("SUPERSEDED", speakers);
      const refused = whyNot(ports, speakers);
      if (refused !== null) return refused;
      const stop = childOf(signal);
      const over = listen(ports, [...new Set(speakers)], stop.signal);
      running = { stop, over };
      try {
        return await over;
      } finally {
        running = null;
        stop.abort();
      }
    },
    isListening: () => running !== null,
    async close() {
      isClosing = true;
      running?.stop.abort();
      await running?.over;
    },
  };
}

async function listen(ports: ToneDeskPorts, speakers: readonly SpeakerId[], signal: AbortSignal): Promise<ToneAnswer> {
  const heard = await hearTone(ports, speakers, signal);
  if (heard.ok) {
    const { afterCommandMs, afterWriteMs, snrDb } = heard.value;
    ports.log.info({ speakers: speakers.length, afterCommandMs, afterWriteMs, snrDb }, "the test tone was heard");
    return { kind: "heard", ...heard.value };
  }
  const { code, perSpeaker, message } = heard.error;
  ports.log.warn({ code, why: message }, "the test tone was not heard");
  const codes = Object.fromEntries(perSpeaker);
  return { kind: "refused", code, perSpeaker: codes, ...(message !== undefined && { message }) };
}

function refusal(code: OutcomeCode, speakers: readonly SpeakerId[]): ToneAnswer {
  return { kind: "refused", code, perSpeaker: Object.fromEntries(speakers.map((id) => [id, code])) };
}

/** Why it is not even begun: what plays there would be over, and nobody has asked for that. */
function whyNot(ports: ToneDeskPorts, speakers: readonly SpeakerId[]): ToneAnswer | null {
  const unknown = speakers.filter((id) => !ports.model().speakers.has(id));
  if (unknown.length > 0 || speakers.length === 0) return refusal("TARGET_UNKNOWN", unknown);
  const playing = whoPlays(ports, speakers);
  return playing.size > 0 ? refusal("MUSIC_PLAYS", [...playing.keys()]) : null;
}
