// An audio engine that plays nothing, answers at once, and writes down what it was told to do: what really happened,
// whatever the bridge says of it. It outlives the bridge, so that nothing done twice can hide behind a restart.
import type { EngineEvent, EngineRequest, ZoneMember } from "../../bridge-firmware/src/engine/protocol.ts";
import type { AudioEngine } from "../../bridge-firmware/src/ports.ts";

type Zone = { readonly words: string; paused: boolean; index: number; readonly members: Set<string> };

export type Witness = ReturnType<typeof createWitness>;

/** @param nowMs the bridge's own idea of the time */
export function createWitness(nowMs: () => number) {
  /** Zones that were begun at the beginning of what these words found, and when. */
  const begun = new Map<string, Map<string, number>>();
  /** Speakers on which what these words found was ever heard. */
  const heard = new Map<string, Set<string>>();
  /** The loudest gain that each speaker was ever given. */
  const loudest = new Map<string, number>();
  /** How often each speaker said who it is. */
  const chimes = new Map<string, number>();
  let zones = new Map<string, Zone>();

  function noteMember(words: string, { output, volumePercent }: ZoneMember): void {
    heard.set(words, (heard.get(words) ?? new Set()).add(output));
    noteVolume(output, volumePercent);
  }

  function noteVolume(output: string, volumePercent: number): void {
    loudest.set(output, Math.max(volumePercent, loudest.get(output) ?? 0));
  }

  function leave(output: string): void {
    for (const zone of zones.values()) zone.members.delete(output);
  }

  function obey(request: EngineRequest): readonly EngineEvent[] {
    switch (request.kind) {
      case "open-zone": {
        const { startIndex: index, startMs, tracks } = request.input;
        const words = tracks[0]?.artist ?? "";
        const members = new Set(request.members.map(({ output }) => output));
        zones.set(request.zone, { words, paused: request.paused, index, members });
        if (index === 0 && startMs === 0) {
          const beginnings = begun.get(words) ?? new Map<string, number>();
          begun.set(words, beginnings.set(request.zone, beginnings.get(request.zone) ?? nowMs()));
        }
        for (const member of request.members) noteMember(words, member);
        return [{ kind: "zone-started", zone: request.zone, index, track: trackOf(words, index) }];
      }
      case "skip": {
        const zone = zones.get(request.zone);
        if (!zone) return [];
        zone.index += request.by;
        return [
          { kind: "track-started", zone: request.zone, index: zone.index, track: trackOf(zone.words, zone.index) },
        ];
      }
      case "join": {
        leave(request.member.output);
        const zone = zones.get(request.zone);
        zone?.members.add(request.member.output);
        noteMember(zone?.words ?? "", request.member);
        return [{ kind: "joined", zone: request.zone, output: request.member.output }];
      }
      case "set-volume":
        noteVolume(request.output, request.volumePercent);
        return [];
      case "pause-zone":
      case "resume-zone": {
        const zone = zones.get(request.zone);
        if (zone) zone.paused = request.kind === "pause-zone";
        return [];
      }
      case "chime":
        chimes.set(request.output, 1 + (chimes.get(request.output) ?? 0));
        noteVolume(request.output, request.volumePercent);
        return [{ kind: "chimed", output: request.output }];
      case "close-zone":
        zones.delete(request.zone);
        return [];
      case "leave":
      case "close-output":
        leave(request.output);
        return [];
      default:
        return [];
    }
  }

  return {
    begun: begun as ReadonlyMap<string, ReadonlyMap<string, number>>,
    heard: heard as ReadonlyMap<string, ReadonlySet<string>>,
    loudest: loudest as ReadonlyMap<string, number>,
    chimes: chimes as ReadonlyMap<string, number>,
    /** What is heard on a speaker now; null where it is silent. */
    soundOn(speaker: string): string | null {
      const zone = [...zones.values()].find(({ members, paused }) => members.has(speaker) && !paused);
      return zone?.words ?? null;
    },
    /** The engine of one life of the bridge: the one before has ended, and with it everything that played. */
    startEngine(): AudioEngine {
      zones = new Map();
      const listeners = new Set<(event: EngineEvent) => void>();
      const tell = (event: EngineEvent): void => {
        for (const listener of listeners) listener(event);
      };
      return {
        send(request) {
          for (const event of obey(request)) tell(event);
        },
        onEvent(listener) {
          listeners.add(listener);
          queueMicrotask(() => listener({ kind: "ready" }));
          return () => listeners.delete(listener);
        },
        onRestart: () => () => undefined,
        close: () => Promise.resolve(),
      };
    },
  };
}

/** Each request for music finds tracks of its own, which carry its words: what plays tells which command it came from. */
export const trackOf = (words: string, index: number) => ({
  path: `/music/${words}/${index}.wav`,
  title: `${index}`,
  artist: words,
});
