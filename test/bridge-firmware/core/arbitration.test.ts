// Who is heard where two sources want the same speaker: every pair, in every order of what can happen to them.
import { isLiveKind, LIVE_SOURCE_KINDS, LiveInputId, type LiveSourceKind } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { applyCommand } from "../../../bridge-firmware/src/core/apply-command.ts";
import {
  ENDED_AFTER_MS,
  FORGIVEN_AFTER_MS,
  interruptionEnds,
  LOST_AFTER_MS,
} from "../../../bridge-firmware/src/core/arbitration.ts";
import type { Order } from "../../../bridge-firmware/src/core/errand.ts";
import { selectLive } from "../../../bridge-firmware/src/core/live-inputs.ts";
import { EMPTY_MODEL, type LivePlayer, liveInputOf, type Model } from "../../../bridge-firmware/src/core/model.ts";
import { plan } from "../../../bridge-firmware/src/core/plan.ts";
import { reduce } from "../../../bridge-firmware/src/core/reduce.ts";
import { nextWakeMs, settle } from "../../../bridge-firmware/src/core/settle.ts";
import { toReported } from "../../../bridge-firmware/src/core/to-reported.ts";
import {
  PlaybackDocument,
  restorePlayback,
  toPlaybackDocument,
} from "../../../bridge-firmware/src/memory/documents.ts";
import { addressOf, command, FIRE_PIT, homeConfig, JAZZ, KITCHEN, PATIO, stereo, zoneId } from "../fakes/home.ts";

const LIMITS = { linkWithinMs: 2_000, soundWithinMs: 6_000 };
const TRANSPORT = { codec: "SBC", reportedDelayMs: 120, output: { kind: "wav", path: "/x" } };
const BACKYARD = { grp_01J8ZQ5V00000000000000000B: { name: "Backyard", members: [PATIO, FIRE_PIT] } };
const IDS = {
  echo: "02:00:00:00:01:01",
  phone: "02:00:00:00:01:02",
  line: "line",
  airplay: "airplay",
  spotify: "spotify",
  dlna: "dlna",
} as const satisfies Record<LiveSourceKind, string>;

/** Some day. */
const EPOCH_MS = 1_790_000_000_000;

type State = "away" | "silent" | "plays";
type What = LiveSourceKind | "music";

/** A home whose time passes step by step: each plan is carried out, each zone that was opened is heard at once. */
function createHome(playsOn: Model["playsOn"], mayInterrupt: Model["mayInterrupt"] = []) {
  const config = homeConfig({ groups: BACKYARD });
  let model: Model = { ...EMPTY_MODEL, playsOn, mayInterrupt };
  let nowMs = 0;
  let count = 0;
  const newId = () => {
    count += 1;
    return zoneId(count);
  };
  const told: string[] = [];
  const carryOut = (): void => {
    const planned = plan(model, nowMs);
    told.push(...planned.actions.flatMap((action) => (action.kind === "tell-sender" ? [action.order] : [])));
    model = settle(planned.model, nowMs, LIMITS).model;
    for (const [zone, { started }] of model.engine.zones) {
      if (!started) model = reduce(model, { kind: "zone-started", zone, index: 0 }, nowMs);
    }
  };
  const put = (next: Model): void => {
    model = next;
    carryOut();
  };
  const begin = (): void => {
    put(reduce(model, { kind: "config", config }, nowMs));
    for (const id of [PATIO, FIRE_PIT, KITCHEN]) {
      put(reduce(model, { kind: "transport-added", address: addressOf(id), transport: TRANSPORT }, nowMs));
    }
    put(reduce(model, { kind: "engine-ready" }, nowMs));
  };
  begin();
  return {
    model: () => model,
    /** What senders were told, in that order. */
    told,
    /** Lets time pass, and wakes where the model wants to be looked at. */
    wait(ms: number): void {
      const endMs = nowMs + ms;
      for (;;) {
        const wakeMs = nextWakeMs(model, nowMs, LIMITS, 300_000);
        nowMs = Math.min(endMs, wakeMs ?? endMs);
        put(reduce(model, { kind: "tick" }, nowMs));
        if (nowMs === endMs) return;
      }
    },
    source(kind: LiveSourceKind, state: State, player: LivePlayer | null = null): void {
      const link = state === "away" ? null : { isSending: state === "plays", input: kind, player };
      const sender = { id: LiveInputId.parse(IDS[kind]), name: kind, kind, link };
      put(reduce(model, { kind: "sender-changed", sender, zone: newId() }, nowMs));
    },
    order(order: Order): void {
      const { source } = order.kind === "play" ? order : { source: { kind: "request" as const } };
      const found = isLiveKind(source.kind) ? selectLive(model, source.kind) : ({ ok: true, value: JAZZ } as const);
      const place = { index: 0, positionMs: 0, atMs: null };
      const isNew = order.kind === "play" || order.kind === "resume";
      const selection = !isNew ? null : found.ok ? { ...found, value: { selection: found.value, place } } : found;
      const context = { nowMs, receivedAtMs: nowMs, acceptedMs: 0, lateBecause: null, newZoneId: newId };
      put(applyCommand(model, order, { ...context, selection }));
    },
    /**
     * The daemon is gone, and another comes from what that had written down, with a monotonic clock of its own. Nobody who
     * plays has come back yet.
     */
    restart(awayMs: number): void {
      const savedAtMs = EPOCH_MS + nowMs;
      const written = JSON.stringify(toPlaybackDocument(model, { nowMs, savedAtMs }));
      const empty: Model = { ...EMPTY_MODEL, playsOn, mayInterrupt };
      nowMs = 7_000;
      const restoring = { find: () => JAZZ, resume: awayMs < 120_000, nowMs, epochMs: savedAtMs + awayMs };
      const atHome = reduce(empty, { kind: "config", config }, nowMs);
      model = restorePlayback(atHome, PlaybackDocument.parse(JSON.parse(written)), restoring);
      begin();
    },
    /** What the engine writes to the patio: each source whose zone it is in and runs. Silence of a sender is silence. */
    heard(speaker = PATIO): readonly string[] {
      return [...model.engine.zones].flatMap(([id, running]) => {
        const zone = model.zones.get(id);
        if (!zone || running.paused || !running.members.has(speaker)) return [];
        const input = liveInputOf(zone);
        if (input === null) return ["music"];
        return model.senders.get(input)?.link?.isSending ? [zone.selection.source.kind] : [];
      });
    },
    /** The music's list is over. */
    ends(): void {
      const zone = [...model.zones.values()].find((one) => liveInputOf(one) === null && model.engine.zones.has(one.id));
      if (!zone) throw new Error("no music plays");
      put(reduce(model, { kind: "zone-ended", zone: zone.id, reason: "finished", next: newId() }, nowMs));
    },
    positionMs: () => [...model.zones.values()].find((zone) => liveInputOf(zone) === null)?.place.positionMs,
  };
}

let number = 0;
const next = (): number => {
  number += 1;
  return number;
};
const playIt = (what: What): Order => {
  const source = what === "music" ? ({ kind: "request", words: "jazz" } as const) : ({ kind: what } as const);
  return command(next(), "play", { targets: stereo(PATIO), source });
};
const ON = Object.fromEntries(LIVE_SOURCE_KINDS.map((kind) => [kind, "Patio"]));
const EVERYTHING = ["music", ...LIVE_SOURCE_KINDS] as const;
const PAIRS = EVERYTHING.flatMap((one) =>
  LIVE_SOURCE_KINDS.filter((other) => other !== one).map((other) => [one, other] as const),
);

/** The first of a pair plays on the patio: music because somebody asked, a live source because it is idle there. */
function withFirst(first: What, mayInterrupt: Model["mayInterrupt"] = []) {
  const home = createHome(ON, mayInterrupt);
  if (first === "music") home.order(playIt("music"));
  else home.source(first, "plays");
  expect(home.heard()).toEqual([first]);
  home.wait(20_000);
  return home;
}

describe.each(PAIRS)("%s plays, and %s", (first, second) => {
  it("begins by itself: it interrupts nobody", () => {
    const home = withFirst(first);
    home.source(second, "plays");
    expect(home.heard()).toEqual([first]);
  });

  it.each(["silent", "away"] as const)(
    "begins, may interrupt, and is %s again: what it interrupted comes back",
    (end) => {
      const home = withFirst(first, [second]);
      home.source(second, "plays");
      expect(home.heard()).toEqual([second]);
      home.wait(30_000);
      expect(home.heard()).toEqual([second]);
      home.source(second, end);
      home.wait(end === "away" ? LOST_AFTER_MS : ENDED_AFTER_MS);
      expect(home.heard()).toEqual([first]);
      // to the music it is as if nothing had been: it is where it was, 20 s into it
      if (first === "music") expect(home.positionMs()).toBe(20_000);
    },
  );

  it("begins, may interrupt, pauses between two songs: nothing comes back meanwhile", () => {
    const home = withFirst(first, [second]);
    home.source(second, "plays");
    home.source(second, "silent");
    home.wait(ENDED_AFTER_MS - 1);
    expect(home.heard()).toEqual([]);
    home.source(second, "plays");
    home.wait(60_000);
    expect(home.heard()).toEqual([second]);
  });

  it("is asked for: it plays, and what played is not brought back by its end", () => {
    const home = withFirst(first);
    home.source(second, "plays");
    home.order(playIt(second));
    expect(home.heard()).toEqual([second]);
    home.source(second, "away");
    home.wait(60_000);
    expect(home.heard()).toEqual([]);
  });

  it("interrupts, and the first is asked for again: the explicit choice stands, also between songs", () => {
    const home = withFirst(first, [second]);
    home.source(second, "plays");
    home.order(playIt(first));
    expect(home.heard()).toEqual([first]);
    for (const state of ["silent", "plays"] as const) {
      home.wait(5_000);
      home.source(second, state);
      expect(home.heard()).toEqual([first]);
    }
    home.source(second, "silent");
    home.wait(FORGIVEN_AFTER_MS);
    home.source(second, "plays");
    expect(home.heard()).toEqual([second]);
  });

  it("interrupts, and somebody says stop: silence, and nothing breaks it", () => {
    const home = withFirst(first, [second]);
    home.source(second, "plays");
    home.order(command(next(), "stop", { speakers: [PATIO] }));
    expect(home.heard()).toEqual([]);
    home.source(second, "silent");
    home.wait(30_000);
    expect(home.heard()).toEqual([]);
  });

  it("interrupts, and the first dies meanwhile: no ghost of it comes back", () => {
    const home = withFirst(first, [second]);
    home.source(second, "plays");
    if (first === "music") return;
    home.source(first, "away");
    expect(home.heard()).toEqual([second]);
    home.source(second, "away");
    home.wait(LOST_AFTER_MS);
    expect(home.heard()).toEqual([]);
    // its place is free: it begins there like the first time
    home.source(first, "plays");
    expect(home.heard()).toEqual([first]);
  });
});

describe("three sources", () => {
  it("that interrupt one after the other come back in the reverse order", () => {
    const home = withFirst("music", ["phone", "airplay"]);
    home.source("phone", "plays");
    home.source("airplay", "plays");
    expect(home.heard()).toEqual(["airplay"]);
    home.source("airplay", "away");
    home.wait(LOST_AFTER_MS);
    expect(home.heard()).toEqual(["phone"]);
    home.source("phone", "away");
    home.wait(LOST_AFTER_MS);
    expect(home.heard()).toEqual(["music"]);
  });

  it("of which the middle one has ended: the first comes back", () => {
    const home = withFirst("music", ["phone", "airplay"]);
    home.source("phone", "plays");
    home.source("airplay", "plays");
    home.source("phone", "away");
    home.source("airplay", "away");
    home.wait(LOST_AFTER_MS);
    expect(home.heard()).toEqual(["music"]);
  });
});

describe("a source that interrupts a part of what plays", () => {
  const party = () => {
    const home = createHome({ phone: "Kitchen" }, ["phone"]);
    home.order(
      command(next(), "play", { targets: stereo(PATIO, KITCHEN), source: { kind: "request", words: "jazz" } }),
    );
    home.wait(10_000);
    home.source("phone", "plays");
    expect([home.heard(PATIO), home.heard(KITCHEN)]).toEqual([["music"], ["phone"]]);
    home.wait(10_000);
    return home;
  };

  it("gives it back to what still plays there, with the others and in time with them", () => {
    const home = party();
    home.source("phone", "away");
    home.wait(LOST_AFTER_MS);
    expect([home.heard(PATIO), home.heard(KITCHEN)]).toEqual([["music"], ["music"]]);
    expect(home.model().zones.size).toBe(1);
  });

  it("gives it back to the others that were shuffled meanwhile", () => {
    const home = party();
    home.order(command(next(), "set-shuffle", { speakers: [PATIO], isOn: true }));
    home.source("phone", "away");
    home.wait(LOST_AFTER_MS);
    expect([home.heard(PATIO), home.heard(KITCHEN)]).toEqual([["music"], ["music"]]);
    expect(home.model().zones.size).toBe(1);
  });

  it("gives it back to the others whose list has begun again meanwhile", () => {
    const home = party();
    home.order(command(next(), "set-repeat", { speakers: [PATIO], repeat: "all" }));
    home.ends();
    home.source("phone", "away");
    home.wait(LOST_AFTER_MS);
    expect([home.heard(PATIO), home.heard(KITCHEN)]).toEqual([["music"], ["music"]]);
    expect(home.model().zones.size).toBe(1);
  });

  it("has it go on by itself from its own place where the others have been stopped meanwhile", () => {
    const home = party();
    home.order(command(next(), "stop", { speakers: [PATIO] }));
    home.source("phone", "away");
    home.wait(LOST_AFTER_MS);
    expect([home.heard(PATIO), home.heard(KITCHEN)]).toEqual([[], ["music"]]);
    expect(home.positionMs()).toBe(10_000);
  });
});

describe("a live source that a sleep timer has stopped", () => {
  const asleep = (state: State) => {
    const home = createHome({ line: "Patio" });
    home.source("line", "plays");
    home.order(command(next(), "set-sleep-timer", { speakers: [PATIO], inMs: 60_000 }));
    home.wait(50_000);
    home.source("line", state);
    home.wait(10_000);
    expect(home.model().zones.size).toBe(0);
    return home;
  };

  it("does not begin again by itself after a pause, but does after a minute of silence", () => {
    const home = asleep("plays");
    home.source("line", "silent");
    home.wait(FORGIVEN_AFTER_MS - 1);
    home.source("line", "plays");
    expect(home.heard()).toEqual([]);
    home.source("line", "silent");
    home.wait(FORGIVEN_AFTER_MS);
    home.source("line", "plays");
    expect(home.heard()).toEqual(["line"]);
  });

  it("and was silent by then has the minute counted from when it fell silent", () => {
    const home = asleep("silent");
    home.wait(FORGIVEN_AFTER_MS - 10_000 - 1);
    home.source("line", "plays");
    expect(home.heard()).toEqual([]);
    const later = asleep("silent");
    later.wait(FORGIVEN_AFTER_MS - 10_000);
    later.source("line", "plays");
    expect(later.heard()).toEqual(["line"]);
  });

  it("is heard at once where somebody asks for it", () => {
    const home = asleep("plays");
    home.order(playIt("line"));
    expect(home.heard()).toEqual(["line"]);
  });

  it("is told to pause where its player can be told, and only with the last of its speakers", () => {
    const player = { isPlaying: true, trackId: "1", title: null, artist: null, album: null };
    const home = createHome({ phone: "Backyard" });
    home.source("phone", "plays", player);
    for (const [speaker, inMs] of [
      [PATIO, 60_000],
      [FIRE_PIT, 90_000],
    ] as const) {
      home.order(command(next(), "set-sleep-timer", { speakers: [speaker], inMs }));
    }
    home.wait(89_000);
    expect(home.told).toEqual([]);
    home.wait(1_000);
    expect(home.told).toEqual(["pause"]);
  });
});

describe("'resume' where nothing is paused", () => {
  it("comes back to the source that was heard there last", () => {
    const home = withFirst("music");
    home.source("phone", "plays");
    home.order(playIt("phone"));
    home.order(command(next(), "stop", { speakers: [PATIO] }));
    expect(home.model().lastLive.get(PATIO)).toBe("phone");
    home.order(playIt("music"));
    home.order(command(next(), "stop", { speakers: [PATIO] }));
    expect(home.model().lastLive.has(PATIO)).toBe(false);
    home.order(command(next(), "resume", { speakers: [PATIO] }));
    expect(home.heard()).toEqual(["music"]);
  });
});

describe("what is said to play", () => {
  const player = { isPlaying: true, trackId: "1", title: "So What", artist: "Miles Davis", album: "Kind of Blue" };

  it("is what the source's player says, and from whom it comes", () => {
    const home = createHome(ON);
    home.source("airplay", "plays", player);
    const zones = Object.values(toReported(home.model()).zones);
    expect(zones).toMatchObject([{ state: "playing", title: "So What", artist: "Miles Davis", input: "airplay" }]);
  });

  it("is the source's name where it has no player, and nothing is said to play that is silent", () => {
    const home = createHome(ON);
    home.source("line", "plays");
    expect(Object.values(toReported(home.model()).zones)).toMatchObject([{ state: "playing", title: "line" }]);
    home.source("line", "silent");
    expect(Object.values(toReported(home.model()).zones)).toMatchObject([{ state: "paused", title: "line" }]);
  });
});

it("knows when an interruption ends, and wakes for it", () => {
  const home = withFirst("music", ["phone"]);
  home.source("phone", "plays");
  expect(interruptionEnds(home.model())).toEqual([]);
  home.source("phone", "silent");
  expect(interruptionEnds(home.model())).toEqual([20_000 + ENDED_AFTER_MS]);
});

describe("over a restart of the bridge", () => {
  it.each(PAIRS)(
    "what %s played when %s interrupted it comes back, where that has gone with the restart",
    (first, second) => {
      const home = withFirst(first, [second]);
      home.source(second, "plays");
      home.restart(2_000);
      if (first !== "music") home.source(first, "plays");
      expect(home.heard()).toEqual([]);
      home.wait(10_000);
      expect(home.heard()).toEqual([first]);
      if (first === "music") expect(home.positionMs()).toBe(20_000);
    },
  );

  it.each(PAIRS)(
    "whoever interrupted %s, here %s, is heard again where he is back in time, and gives it back later",
    (first, second) => {
      const home = withFirst(first, [second]);
      home.source(second, "plays");
      home.restart(2_000);
      if (first !== "music") home.source(first, "plays");
      home.wait(4_000); // its device is opened, its link made anew
      home.source(second, "plays");
      expect(home.heard()).toEqual([second]);
      home.source(second, "away");
      home.wait(LOST_AFTER_MS);
      expect(home.heard()).toEqual([first]);
    },
  );

  it("of three sources all that were interrupted come back, one after the other", () => {
    const home = withFirst("music", ["airplay", "line"]);
    home.source("airplay", "plays");
    home.source("line", "plays");
    home.restart(2_000);
    for (const kind of ["airplay", "line"] as const) home.source(kind, "plays");
    expect(home.heard()).toEqual(["line"]);
    home.source("line", "away");
    home.wait(LOST_AFTER_MS);
    expect(home.heard()).toEqual(["airplay"]);
    home.restart(2_000);
    home.source("airplay", "away");
    home.wait(10_000);
    expect(home.heard()).toEqual(["music"]);
  });

  it("that took longer, all of it waits to be asked", () => {
    const home = withFirst("music", ["airplay"]);
    home.source("airplay", "plays");
    home.restart(3_600_000);
    home.wait(60_000);
    expect(home.heard()).toEqual([]);
  });

  it("whoever was sent away does not begin again by himself, before he has been silent for a minute, all in all", () => {
    const home = withFirst("line");
    home.order(command(next(), "stop", { speakers: [PATIO] }));
    home.restart(2_000);
    home.source("line", "plays");
    expect(home.heard()).toEqual([]);
    home.source("line", "silent");
    home.wait(30_000);
    home.restart(20_000);
    home.source("line", "silent");
    home.wait(9_000);
    home.source("line", "plays");
    expect(home.heard()).toEqual([]);
    home.source("line", "silent");
    home.wait(30_000);
    home.restart(31_000);
    home.source("line", "plays");
    expect(home.heard()).toEqual(["line"]);
  });
});
