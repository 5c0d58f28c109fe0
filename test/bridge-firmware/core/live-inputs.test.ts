// Where an Echo or a phone is heard: where somebody asked for it, and where the settings say, as far as nothing else plays.
import { BluetoothAddress, type LiveSourceKind } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { applyCommand } from "../../../bridge-firmware/src/core/apply-command.ts";
import { FORGIVEN_AFTER_MS } from "../../../bridge-firmware/src/core/arbitration.ts";
import type { Order } from "../../../bridge-firmware/src/core/errand.ts";
import { selectLive } from "../../../bridge-firmware/src/core/live-inputs.ts";
import { EMPTY_MODEL, type LivePlayer, type Model } from "../../../bridge-firmware/src/core/model.ts";
import { plan } from "../../../bridge-firmware/src/core/plan.ts";
import { ABANDONED_AFTER_MS, reduce } from "../../../bridge-firmware/src/core/reduce.ts";
import { settle } from "../../../bridge-firmware/src/core/settle.ts";
import { toReported } from "../../../bridge-firmware/src/core/to-reported.ts";
import { addressOf, command, FIRE_PIT, homeConfig, JAZZ, KITCHEN, PATIO, play, stereo, zoneId } from "../fakes/home.ts";

const ECHO = BluetoothAddress.parse("02:00:00:00:01:01");
const PHONE = BluetoothAddress.parse("02:00:00:00:01:02");
const LIMITS = { linkWithinMs: 2_000, soundWithinMs: 6_000 };
const TRANSPORT = { codec: "SBC", reportedDelayMs: 120, output: { kind: "wav", path: "/x" } };
const BACKYARD = { grp_01J8ZQ5V00000000000000000B: { name: "Backyard", members: [PATIO, FIRE_PIT] } };

/** Three speakers that are there, and settings. */
function home(playsOn: Model["playsOn"] = {}): Model {
  const config = homeConfig({ groups: BACKYARD });
  let model = reduce({ ...EMPTY_MODEL, playsOn }, { kind: "config", config }, 0);
  for (const id of [PATIO, FIRE_PIT, KITCHEN]) {
    model = reduce(model, { kind: "transport-added", address: addressOf(id), transport: TRANSPORT }, 0);
  }
  return carriedOut(reduce(model, { kind: "engine-ready" }, 0), 0);
}

/** Every plan carried out, every zone that was opened heard at once. */
function carriedOut(model: Model, nowMs: number): Model {
  let next = plan(model, nowMs).model;
  for (const [zone, { started }] of next.engine.zones) {
    if (!started) next = reduce(next, { kind: "zone-started", zone, index: 0 }, nowMs);
  }
  return next;
}

const SENDERS = { echo: { id: ECHO, name: "Kitchen Echo" }, phone: { id: PHONE, name: "Phone" } } as const;
let zones = 100;

function sender(
  model: Model,
  kind: "echo" | "phone",
  state: "away" | "silent" | "plays",
  nowMs = 1_000,
  player: LivePlayer | null = null,
): Model {
  zones += 1;
  const input = { kind: "bluealsa", pcmPath: SENDERS[kind].id, queueMs: 100 };
  const link = state === "away" ? null : { isSending: state === "plays", input, player };
  const changed = { kind: "sender-changed", sender: { ...SENDERS[kind], kind, link }, zone: zoneId(zones) } as const;
  return carriedOut(reduce(model, changed, nowMs), nowMs);
}

function given(model: Model, order: Order, nowMs = 2_000): Model {
  const { source } = order.kind === "play" ? order : { source: { kind: "request" as const } };
  const live = source.kind === "echo" || source.kind === "phone" ? selectLive(model, source.kind) : null;
  const place = { index: 0, positionMs: 0, atMs: null };
  const selected = live ?? ({ ok: true, value: JAZZ } as const);
  const selection = selected.ok ? ({ ok: true, value: { selection: selected.value, place } } as const) : selected;
  zones += 1;
  const id = zoneId(zones);
  const context = { nowMs, receivedAtMs: nowMs, acceptedMs: 0, lateBecause: null, selection, newZoneId: () => id };
  return carriedOut(applyCommand(model, order, context), nowMs);
}

const playLive = (number: number, kind: LiveSourceKind, ...ids: Parameters<typeof stereo>) =>
  command(number, "play", { targets: stereo(...ids), source: { kind } });
const outcomeOf = (model: Model, nowMs = 2_000) => settle(model, nowMs, LIMITS).outcomes[0];

/** What each speaker plays: the title and whether it is said to play. */
function heard(model: Model): Readonly<Record<string, string>> {
  const names = new Map([
    [PATIO, "patio"],
    [FIRE_PIT, "fire pit"],
    [KITCHEN, "kitchen"],
  ]);
  return Object.fromEntries(
    Object.values(toReported(model).zones).flatMap(({ title, state, members }) =>
      Object.keys(members).map((id) => [names.get(id as typeof PATIO) ?? id, `${state}: ${title}`]),
    ),
  );
}

describe("an Echo that somebody asks for", () => {
  it("is heard where it was asked for, and the engine is told whom to listen to", () => {
    const model = given(sender(home(), "echo", "plays"), playLive(1, "echo", PATIO, FIRE_PIT));

    expect(heard(model)).toEqual({ patio: "playing: Kitchen Echo", "fire pit": "playing: Kitchen Echo" });
    expect([...model.engine.zones.values()][0]?.input).toMatchObject({ pcmPath: ECHO });
    expect(outcomeOf(model)).toMatchObject({
      state: "done",
      found: { by: "echo", title: "Kitchen Echo", trackCount: 1 },
    });
  });

  it("that is not connected is said to be away, and what plays there plays on", () => {
    const playing = settle(given(home(), play(1, PATIO)), 2_000, LIMITS).model;
    const model = given(sender(playing, "phone", "plays"), playLive(2, "echo", PATIO));

    expect(outcomeOf(model)).toMatchObject({ state: "failed", code: "SOURCE_OFFLINE" });
    expect(heard(model)).toEqual({ patio: "playing: One" });
  });

  it("that plays nothing is waited for: nobody is told that it plays, and it is heard once it does", () => {
    const waiting = given(sender(home(), "echo", "silent"), playLive(1, "echo", PATIO));

    expect(outcomeOf(waiting)).toMatchObject({
      state: "partial",
      code: "SOURCE_SILENT",
      perSpeaker: { [PATIO]: "SOURCE_SILENT" },
      found: { title: "Kitchen Echo" },
    });
    expect(heard(waiting)).toEqual({ patio: "paused: Kitchen Echo" });
    expect(heard(sender(settle(waiting, 2_000, LIMITS).model, "echo", "plays", 3_000))).toEqual({
      patio: "playing: Kitchen Echo",
    });
  });

  it("has no next track here, and goes on when somebody asks for one", () => {
    const playing = settle(given(sender(home(), "echo", "plays"), playLive(1, "echo", PATIO)), 2_000, LIMITS).model;
    const model = given(playing, command(2, "next", { speakers: [PATIO] }));

    expect(outcomeOf(model)).toMatchObject({ state: "failed", code: "SOURCE_DECIDES" });
    expect(heard(model)).toEqual({ patio: "playing: Kitchen Echo" });
  });

  it("of several that are connected is the one that plays", () => {
    const both = sender(sender(home(), "phone", "plays"), "echo", "silent");
    const other = { ...SENDERS.phone, kind: "phone", id: ECHO, name: "Tablet" } as const;
    const tablet = {
      kind: "sender-changed",
      sender: { ...other, link: { isSending: false, input: 1, player: null } },
      zone: zoneId(9),
    } as const;

    const found = selectLive(reduce(both, tablet, 0), "phone");
    expect(found.ok && found.value.found.title).toBe("Phone");
  });

  it("of several that only are connected is the one that connected last, whatever else changes", () => {
    const phone = (model: Model, address: BluetoothAddress, name: string, state: "away" | "silent" | "plays") => {
      const link = state === "away" ? null : { isSending: state === "plays", input: address, player: null };
      const changed = { kind: "sender-changed", sender: { kind: "phone", id: address, name, link } } as const;
      return reduce(model, { ...changed, zone: zoneId(9) }, 0);
    };
    const meant = (model: Model) => {
      const found = selectLive(model, "phone");
      return found.ok ? found.value.found.title : found.error;
    };
    const both = phone(phone(home(), PHONE, "Phone", "silent"), ECHO, "Tablet", "silent");
    expect(meant(both)).toBe("Tablet");
    const stopped = phone(phone(both, PHONE, "Phone", "plays"), PHONE, "Phone", "silent");
    expect(meant(stopped)).toBe("Tablet");
    expect(meant(phone(stopped, PHONE, "My Phone", "silent"))).toBe("Tablet");
    const back = phone(phone(stopped, PHONE, "Phone", "away"), PHONE, "Phone", "silent");
    expect(meant(back)).toBe("Phone");
  });

  it("is no bookmark: 'play something' comes back to the music before it", () => {
    const jazz = settle(given(sender(home(), "echo", "plays"), play(1, PATIO)), 2_000, LIMITS).model;
    const echo = given(jazz, playLive(2, "echo", PATIO), 12_000);
    const stopped = given(echo, command(3, "stop", { speakers: [PATIO] }), 20_000);

    expect(stopped.lastPlayed.get(PATIO)).toMatchObject({ source: JAZZ.source, positionMs: 10_000 });
  });
});

describe("a live source that begins to play", () => {
  it("is heard nowhere where nobody asked for it and no setting names a place", () => {
    expect(heard(sender(home(), "echo", "plays"))).toEqual({});
  });

  it.each([
    ["Backyard", { patio: "playing: Kitchen Echo", "fire pit": "playing: Kitchen Echo" }],
    ["the backyard", { patio: "playing: Kitchen Echo", "fire pit": "playing: Kitchen Echo" }],
    ["Kitchen", { kitchen: "playing: Kitchen Echo" }],
    ["Sauna", {}],
    [
      "Everywhere",
      { patio: "playing: Kitchen Echo", "fire pit": "playing: Kitchen Echo", kitchen: "playing: Kitchen Echo" },
    ],
  ])("is heard where the settings say: %s", (name, expected) => {
    expect(heard(sender(home({ echo: name }), "echo", "plays"))).toEqual(expected);
  });

  it("is heard by its own kind's setting only", () => {
    expect(heard(sender(home({ echo: "Backyard" }), "phone", "plays"))).toEqual({});
  });

  it("takes no speaker from what plays there, or is paused there", () => {
    const jazz = settle(given(home({ echo: "Backyard" }), play(1, PATIO)), 2_000, LIMITS).model;
    expect(heard(sender(jazz, "echo", "plays"))).toEqual({
      patio: "playing: One",
      "fire pit": "playing: Kitchen Echo",
    });
    const paused = given(jazz, command(2, "pause", { speakers: [PATIO] }));
    expect(heard(sender(paused, "echo", "plays"))).toEqual({
      patio: "paused: One",
      "fire pit": "playing: Kitchen Echo",
    });
  });

  it("takes back no speaker that was released, for whatever else it plays by then", () => {
    const released = given(home({ echo: "Backyard" }), command(1, "release", { speakers: [PATIO] }));
    const echo = sender(settle(released, 2_000, LIMITS).model, "echo", "plays", 3_000);

    expect(heard(echo)).toEqual({ "fire pit": "playing: Kitchen Echo" });
    expect(echo.speakers.get(PATIO)?.link.kind).toBe("released");
  });

  it("does not begin again by itself where somebody stopped it, until it begins to play anew after a minute of silence", () => {
    const playing = sender(home({ echo: "Kitchen" }), "echo", "plays");
    const stopped = settle(given(playing, command(1, "stop", { speakers: [KITCHEN] })), 2_000, LIMITS).model;
    expect(heard(sender(stopped, "echo", "plays", 3_000))).toEqual({});

    const silent = sender(stopped, "echo", "silent", 4_000);
    expect(heard(sender(silent, "echo", "plays", 5_000))).toEqual({});
    expect(heard(sender(silent, "echo", "plays", 4_000 + FORGIVEN_AFTER_MS))).toEqual({
      kitchen: "playing: Kitchen Echo",
    });
  });

  it("goes on only where it was moved to, whatever the settings say", () => {
    const playing = sender(home({ echo: "Kitchen" }), "echo", "plays");
    const moved = given(playing, command(1, "move", { from: [], targets: stereo(PATIO) }));
    const again = sender(sender(settle(moved, 2_000, LIMITS).model, "echo", "silent", 3_000), "echo", "plays", 4_000);

    expect(heard(again)).toEqual({ patio: "playing: Kitchen Echo" });
  });

  it("stays paused where somebody paused it", () => {
    const playing = sender(home({ echo: "Kitchen" }), "echo", "plays");
    const paused = settle(given(playing, command(1, "pause", { speakers: [KITCHEN] })), 2_000, LIMITS).model;
    const again = sender(sender(paused, "echo", "silent", 3_000), "echo", "plays", 4_000);

    expect(heard(again)).toEqual({ kitchen: "paused: Kitchen Echo" });
    expect(heard(given(again, command(2, "resume", { speakers: [KITCHEN] }), 5_000))).toEqual({
      kitchen: "playing: Kitchen Echo",
    });
  });
});

describe("a live source that stops", () => {
  const playing = () => settle(given(sender(home(), "echo", "plays"), playLive(1, "echo", PATIO)), 2_000, LIMITS).model;

  it("keeps its speakers for five minutes, the engine's zone with them: it goes on at once", () => {
    const silent = sender(playing(), "echo", "silent", 3_000);
    const later = carriedOut(reduce(silent, { kind: "tick" }, 3_000 + ABANDONED_AFTER_MS - 1), 0);

    expect(later.engine.zones.size).toBe(1);
    expect(heard(sender(later, "echo", "plays", 3_000 + ABANDONED_AFTER_MS))).toEqual({
      patio: "playing: Kitchen Echo",
    });
  });

  it("frees them afterwards", () => {
    const silent = sender(playing(), "echo", "silent", 3_000);
    const later = carriedOut(reduce(silent, { kind: "tick" }, 3_000 + ABANDONED_AFTER_MS), 0);

    expect(later.zones.size).toBe(0);
    expect(later.engine.zones.size).toBe(0);
  });

  it("and is forgotten is nobody who was sent away once it is paired again", () => {
    const stopped = given(playing(), command(2, "stop", { speakers: [PATIO] }), 3_000);
    expect([...stopped.overruled.keys()]).toEqual([ECHO]);
    expect(reduce(stopped, { kind: "sender-forgotten", id: ECHO }, 4_000).overruled.size).toBe(0);
  });

  it("by leaving the house lets go of the engine's zone, and is heard again by whatever way it comes back", () => {
    const away = sender(playing(), "echo", "away", 3_000);
    expect(away.engine.zones.size).toBe(0);
    expect(heard(away)).toEqual({ patio: "paused: Kitchen Echo" });

    expect(heard(sender(away, "echo", "plays", 4_000))).toEqual({ patio: "playing: Kitchen Echo" });
  });

  it("and is forgotten leaves nothing that plays", () => {
    const forgotten = carriedOut(reduce(playing(), { kind: "sender-forgotten", id: ECHO }, 3_000), 3_000);

    expect(forgotten.engine.zones.size).toBe(0);
    expect(heard(forgotten)).toEqual({ patio: "paused: Kitchen Echo" });
  });
});

describe("a live source that has left", () => {
  const playing = () => settle(given(sender(home(), "echo", "plays"), playLive(1, "echo", PATIO)), 2_000, LIMITS).model;
  const left = () => sender(playing(), "echo", "away", 3_000);
  const reported = (model: Model) => Object.values(toReported(model).zones).map(({ state, away }) => [state, away]);
  const onPatio = { speakers: [PATIO] };
  const minutesLater = (model: Model, ms: number) => carriedOut(reduce(model, { kind: "tick" }, ms), ms);

  it("is told of as that, and one that only plays nothing is paused", () => {
    expect(reported(left())).toEqual([["paused", true]]);
    expect(reported(sender(playing(), "echo", "silent", 3_000))).toEqual([["paused", undefined]]);
    expect(reported(sender(left(), "echo", "plays", 4_000))).toEqual([["playing", undefined]]);
  });

  it("can't be paused: nothing plays, its speakers are free, and it does not begin there by itself", () => {
    const paused = given(left(), command(2, "pause", onPatio), 4_000);

    expect(outcomeOf(paused, 4_000)).toMatchObject({ state: "failed", code: "NOTHING_PLAYING" });
    expect(paused.zones.size).toBe(0);
    expect([...paused.overruled.keys()]).toEqual([ECHO]);
  });

  it("leaves alone what else is paused with it", () => {
    const both = settle(given(left(), play(2, KITCHEN), 4_000), 4_000, LIMITS).model;
    const paused = given(both, command(3, "pause", { speakers: [PATIO, KITCHEN] }), 5_000);

    expect(outcomeOf(paused, 5_000)).toMatchObject({
      state: "done",
      perSpeaker: { [PATIO]: "NOTHING_PLAYING", [KITCHEN]: "OK" },
    });
    expect(heard(paused)).toEqual({ kitchen: "paused: One" });
  });

  it("does not go on: whoever says so is told that it isn't connected", () => {
    const resumed = given(left(), command(2, "resume", onPatio), 4_000);

    expect(outcomeOf(resumed, 4_000)).toMatchObject({ state: "failed", code: "SOURCE_OFFLINE" });
  });

  it("after somebody paused it frees its speakers as if nobody had, and 'resume' still knows it", () => {
    const paused = settle(given(playing(), command(2, "pause", onPatio), 3_000), 3_000, LIMITS).model;
    const gone = sender(paused, "echo", "away", 10_000);

    expect(minutesLater(gone, 10_000 + ABANDONED_AFTER_MS - 1).zones.size).toBe(1);
    const later = minutesLater(gone, 10_000 + ABANDONED_AFTER_MS);
    expect(later.zones.size).toBe(0);
    expect(later.lastLive.get(PATIO)).toBe("echo");
    const back = sender(gone, "echo", "silent", 20_000);
    expect(minutesLater(back, 20_000 + ABANDONED_AFTER_MS).zones.size).toBe(1);
  });
});

describe("a phone whose player can be told what to do", () => {
  const player = (isPlaying: boolean, track = "One"): LivePlayer => ({
    isPlaying,
    trackId: track,
    title: track,
    artist: "Somebody",
    album: null,
  });
  const tablet = (model: Model, isPlaying: boolean, { sounds = isPlaying, track = "One", nowMs = 3_000 } = {}) =>
    sender(model, "phone", sounds ? "plays" : "silent", nowMs, player(isPlaying, track));
  const playing = (...ids: Parameters<typeof stereo>) =>
    settle(given(tablet(home(), true, { nowMs: 1_000 }), playLive(1, "phone", ...ids)), 2_000, LIMITS).model;
  /** What the world is told by this plan. */
  const toldBy = (model: Model) =>
    plan(model, 2_000).actions.flatMap((action) => (action.kind === "tell-sender" ? [action.order] : []));
  /** A command, before its plan is carried out. */
  const ordered = (model: Model, order: Order, nowMs = 2_000) => {
    zones += 1;
    const id = zoneId(zones);
    const context = { nowMs, receivedAtMs: nowMs, acceptedMs: 0, lateBecause: null, selection: null };
    return applyCommand(model, order, { ...context, newZoneId: () => id });
  };
  const onKitchen = { speakers: [KITCHEN] };

  it.each(["next", "previous"] as const)("is told '%s' once, and done is said when it tells another track", (kind) => {
    const asked = ordered(playing(KITCHEN, PATIO), command(2, kind, { speakers: [KITCHEN, PATIO] }));
    expect(toldBy(asked)).toEqual([kind]);
    const told = carriedOut(asked, 2_000);
    expect(toldBy(told)).toEqual([]);
    expect(outcomeOf(told, 2_500)).toBeUndefined();

    expect(outcomeOf(tablet(told, true, { track: "Two" }), 3_000)).toMatchObject({
      state: "done",
      code: "OK",
      found: { by: "title", title: "Two", artist: "Somebody", trackCount: 1 },
    });
  });

  it("that tells no other track in time is not said to have skipped", () => {
    const told = carriedOut(ordered(playing(KITCHEN), command(2, "next", onKitchen)), 2_000);

    expect(outcomeOf(tablet(told, true, { nowMs: 2_500 }), 3_999)).toBeUndefined();
    expect(outcomeOf(told, 4_000)).toMatchObject({ state: "failed", code: "SOURCE_UNCONFIRMED" });
  });

  it("that tells of no track at all is told, and nothing is claimed", () => {
    const mute = { ...player(true), trackId: null, title: null, artist: null };
    const known = sender(playing(KITCHEN), "phone", "plays", 1_500, mute);
    const told = carriedOut(ordered(known, command(2, "next", onKitchen)), 2_000);

    expect(outcomeOf(tablet(told, true, { track: "Two" }), 4_000)).toMatchObject({ code: "SOURCE_UNCONFIRMED" });
  });

  it("that would not is the one who decides; one that leaves meanwhile is said to be away", () => {
    const told = carriedOut(ordered(playing(KITCHEN), command(2, "next", onKitchen)), 2_000);

    const refused = reduce(told, { kind: "sender-refused", id: PHONE, order: "next" }, 2_100);
    expect(outcomeOf(refused, 2_100)).toMatchObject({ state: "failed", code: "SOURCE_DECIDES" });
    expect(outcomeOf(sender(told, "phone", "away", 2_100), 2_100)).toMatchObject({ code: "SOURCE_OFFLINE" });
  });

  it("pauses with the last place where it is heard, not before", () => {
    const first = ordered(playing(KITCHEN, PATIO), command(2, "pause", onKitchen));
    expect(toldBy(first)).toEqual([]);
    expect(outcomeOf(first)).toMatchObject({ state: "done" });

    const paused = settle(carriedOut(first, 2_000), 2_000, LIMITS).model;
    const second = ordered(paused, command(3, "pause", { speakers: [PATIO] }));
    expect(toldBy(second)).toEqual(["pause"]);
    expect(outcomeOf(second)).toMatchObject({ state: "done" });
  });

  it("is not told to pause where it has paused by itself", () => {
    expect(toldBy(ordered(tablet(playing(KITCHEN), false), command(2, "pause", onKitchen)))).toEqual([]);
  });

  it("goes on with 'resume', and done is said when it does", () => {
    const paused = tablet(given(playing(KITCHEN), command(2, "pause", onKitchen)), false, { sounds: true });
    const asked = ordered(settle(paused, 3_000, LIMITS).model, command(3, "resume", onKitchen), 4_000);
    expect(toldBy(asked)).toEqual(["play"]);
    const told = carriedOut(asked, 4_000);

    expect(outcomeOf(told, 5_000)).toBeUndefined();
    expect(outcomeOf(tablet(told, true, { nowMs: 5_000 }), 5_000)).toMatchObject({ state: "done" });
    expect(outcomeOf(told, 6_000)).toMatchObject({ state: "partial", code: "SOURCE_SILENT" });
  });

  it("that somebody lets go on by hand is heard again where it was paused, and nowhere else", () => {
    const both = given(playing(KITCHEN, PATIO), command(2, "pause", onKitchen));
    const paused = given(settle(both, 2_000, LIMITS).model, command(3, "pause", { speakers: [PATIO] }));
    const silent = tablet(settle(paused, 2_000, LIMITS).model, false);
    expect(heard(silent)).toEqual({ kitchen: "paused: One", patio: "paused: One" });

    expect(heard(tablet(silent, true, { nowMs: 4_000 }))).toEqual({
      kitchen: "paused: One",
      patio: "playing: One",
    });
  });

  it("that would not pause brings no sound back by what it does afterwards", () => {
    const paused = settle(given(playing(KITCHEN), command(2, "pause", onKitchen)), 2_000, LIMITS).model;
    const refused = reduce(paused, { kind: "sender-refused", id: PHONE, order: "pause" }, 2_100);
    const between = tablet(refused, false, { nowMs: 4_000 });

    expect(heard(tablet(between, true, { track: "Two", nowMs: 5_000 }))).toEqual({ kitchen: "paused: Two" });
  });

  it("is heard only where 'resume' was said", () => {
    const paused = tablet(given(playing(KITCHEN), command(2, "pause", onKitchen)), false);
    const elsewhere = given(settle(paused, 3_000, LIMITS).model, playLive(3, "phone", PATIO), 3_000);
    const resumed = given(settle(elsewhere, 3_000, LIMITS).model, command(4, "resume", { speakers: [PATIO] }), 4_000);

    expect(heard(tablet(resumed, true, { nowMs: 5_000 }))).toEqual({
      kitchen: "paused: One",
      patio: "playing: One",
    });
  });
});
