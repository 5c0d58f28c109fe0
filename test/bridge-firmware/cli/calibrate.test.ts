// `house-band calibrate` and `house-band sync` against a daemon's door: what is asked of it, what is shown, and how it ends.
import { readFile, writeFile } from "node:fs/promises";
import { ok, type SpeakerId } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { analyseFile } from "../../../bridge-firmware/src/adapters/analyst/analyst.ts";
import { probeSamples } from "../../../bridge-firmware/src/calibration/probe.ts";
import { planProbes } from "../../../bridge-firmware/src/calibration/probe-plan.ts";
import { calibrate } from "../../../bridge-firmware/src/cli/calibrate.ts";
import type { Client } from "../../../bridge-firmware/src/cli/client.ts";
import { readArguments } from "../../../bridge-firmware/src/cli/read-arguments.ts";
import type { MeasureRequest } from "../../../bridge-firmware/src/cli/read-measure.ts";
import { renderMeasured, toRows } from "../../../bridge-firmware/src/cli/render-sync.ts";
import type {
  RecordingBody,
  SyncAnswerView,
  SyncView,
  TrimsBody,
} from "../../../bridge-firmware/src/control/sync/sync-views.ts";
import { taggedWav } from "../../../local/src/music/tagged-wav.ts";
import { createFolder } from "../engine/fixtures.ts";
import { FIRE_PIT, KITCHEN, PATIO } from "../fakes/home.ts";

const NAMES = new Map<SpeakerId, string>([
  [PATIO, "Patio"],
  [FIRE_PIT, "Fire <Pit>"],
  [KITCHEN, "Küche"],
]);
const nameOf = (id: SpeakerId): string => NAMES.get(id) ?? id;

const heard = (latencyMs: number) =>
  ({ kind: "measured", latencyMs, spreadMs: 0.04, confidence: 0.97, levelDb: -30, snrDb: 24.4 }) as const;
const MEASURED: Extract<SyncAnswerView, { kind: "measured" }> = {
  kind: "measured",
  measured: {
    atMs: 0,
    isApplied: true,
    skewMs: 46.2,
    speakers: {
      [PATIO]: { code: "OK", lateMs: -23.1 },
      [FIRE_PIT]: { code: "OK", lateMs: 23.1 },
      [KITCHEN]: { code: "NOT_HEARD" },
    },
  },
  measurement: {
    speakers: { [PATIO]: heard(500), [FIRE_PIT]: heard(606.2), [KITCHEN]: { kind: "silent" } },
    clockPpm: 12,
  },
  perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "OK", [KITCHEN]: "NOTHING_HEARD" },
};

const DELAYS = { writeAheadMs: 30, inputQueueMs: 100 };

let folder: ReturnType<typeof createFolder>;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

/** A door behind which a measurement comes to `end`; what it was asked is kept. */
function openDoor(end: SyncAnswerView, played: SyncView["played"] = null) {
  const asked: unknown[] = [];
  const brought: RecordingBody[] = [];
  const trimmed: TrimsBody["trims"][] = [];
  let ended = 3;
  const speakers = [...NAMES].map(([id, name]) => ({
    ...{ id, name, link: "connected", reason: "OK", volumePercent: 50, muted: false, channel: "stereo", zone: null },
    latency: { ms: 120, method: "reported" },
  }));
  const client = {
    speakers: async () => ok(speakers),
    groups: async () => ok([]),
    sync: {
      view: async () => ok({ ended: ended++, measuring: null, last: end, played, delays: DELAYS }),
      async measure(wish: unknown) {
        asked.push(wish);
        return ok({ kind: "measuring", measuring: { playedProbes: 0, allProbes: 6, leftMs: 9_000 }, perSpeaker: {} });
      },
      cancel: async () => ok({ ended, measuring: null, last: null, played, delays: DELAYS }),
      async bring(recording: RecordingBody) {
        brought.push(recording);
        return ok(MEASURED);
      },
      async trim(wish: TrimsBody) {
        trimmed.push(wish.trims);
        return ok(wish);
      },
    },
  } as unknown as Client; // as much of it as is used here
  return { client, asked, brought, trimmed };
}

async function run(words: readonly string[], door: ReturnType<typeof openDoor>, answers: readonly string[] = []) {
  const request = readArguments(words);
  if (!request.ok) throw new Error(request.error);
  const out: string[] = [];
  const errors: string[] = [];
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void errors.push(line),
    isWatched: true,
    json: request.value.json,
  };
  const left = [...answers];
  const dialogue = { isThere: answers.length > 0, ask: async () => left.shift() ?? null };
  const code = await calibrate(request.value.request as MeasureRequest, {
    ...{ client: door.client, terminal, dialogue, analyseFile },
  });
  return { code, out, errors };
}

describe("house-band calibrate", () => {
  it("has all speakers measured, waits, and tells a whole table; a speaker that was not heard makes it part", async () => {
    const door = openDoor(MEASURED);
    const { code, out } = await run(["calibrate"], door);
    const wish = { speakers: [PATIO, FIRE_PIT, KITCHEN], isToBeApplied: true, whileMusicPlays: false, listens: "here" };
    expect(door.asked).toEqual([wish]);
    expect(code).toBe(1);
    expect(out).toEqual([
      "speaker     heard at   off by         how sure",
      `──────────  ─────────  ─────────────  ${"─".repeat(57)}`,
      "Patio       +0.0 ms    23.1 ms early  97 %, ±0.02 ms, 24 dB over the noise",
      "Fire <Pit>  +106.2 ms  23.1 ms late   97 %, ±0.02 ms, 24 dB over the noise",
      "Küche       –          –              not heard: is it far from the microphone, or turned down?",
      "",
      "Patio       ●·······················│························",
      "Fire <Pit>  ························│·······················●",
      "            23.1 ms early                        23.1 ms late",
      "",
      "Partly done: those that were heard play in time from now on, where the microphone stands. They were 46.2 ms apart.",
    ]);
  });

  it("draws who was early and who was late, and says where it can't", async () => {
    const path = folder.path("sync.svg");
    expect((await run(["calibrate", "--svg", path], openDoor(MEASURED))).code).toBe(1);
    const svg = await readFile(path, "utf8");
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toContain("Fire &lt;Pit&gt;");
    const { errors } = await run(["calibrate", "--svg", folder.path("nowhere/sync.svg")], openDoor(MEASURED));
    expect(errors.at(-1)).toMatch(/nowhere\/sync\.svg can't be written/);
  });

  it("says why nothing was measured", async () => {
    const refused = { kind: "refused", code: "MUSIC_PLAYS", perSpeaker: { [PATIO]: "MUSIC_PLAYS" } } as const;
    const { code, errors } = await run(["calibrate", "Patio, Küche"], openDoor(refused));
    expect(code).toBe(1);
    expect(errors.at(-1)).toMatch(/music plays there.*--while-music-plays/);
  });

  it.each([
    ["had measured before", 3],
    ["had not", 0],
  ])("ends where the bridge, which %s, is started anew meanwhile", async (_, endedBefore) => {
    const door = openDoor(MEASURED);
    const views = [endedBefore, 0].map((ended) =>
      ok({ ended, measuring: null, last: null, played: null, delays: DELAYS }),
    );
    door.client.sync.view = async () => views.shift() ?? Promise.reject(new Error("looked on"));
    const { code, errors } = await run(["calibrate"], door);
    expect([code, errors.at(-1)]).toEqual([1, expect.stringMatching(/started anew.*try again/)]);
  });

  it.each([
    ["what it measures is called off", "measuring", 1],
    ["what somebody else measures goes on", "refused", 0],
  ] as const)("is broken off by Ctrl-C: %s", async (_, kind, cancels) => {
    const door = openDoor(MEASURED);
    const exits = jest.spyOn(process, "exit").mockImplementation(() => undefined as never);
    let cancelled = 0;
    const cancel = door.client.sync.cancel;
    door.client.sync.cancel = () => {
      cancelled += 1;
      return cancel();
    };
    door.client.sync.measure = async () => {
      await null; // whoever asks has to listen first
      process.emit("SIGINT");
      return kind === "measuring"
        ? ok({ kind, measuring: { playedProbes: 0, allProbes: 6, leftMs: 9_000 }, perSpeaker: {} })
        : ok({ kind, code: "BUSY", perSpeaker: {} });
    };
    await run(["calibrate"], door);
    expect([cancelled, exits.mock.calls]).toEqual([cancels, [[130]]]);
    exits.mockRestore();
  });

  it("is one JSON document for programs", async () => {
    const { out } = await run(["calibrate", "--json"], openDoor(MEASURED));
    expect(JSON.parse(out.join("\n"))).toMatchObject({ kind: "measured", measured: { skewMs: 46.2 } });
  });
});

describe("being in time at the speakers themselves", () => {
  it("takes their distances, which the bridge is told", async () => {
    const atSpeakers = { ...MEASURED, measured: { ...MEASURED.measured, alignedAt: "speakers" } } as const;
    const door = openDoor(atSpeakers);
    const { out } = await run(
      ["calibrate", "--distance", "Patio=3.2", "--distance", "Fire <Pit> = 1 m, Küche=0.5m"],
      door,
    );
    expect(door.asked).toMatchObject([
      { alignAt: "speakers", distancesM: { [PATIO]: 3.2, [FIRE_PIT]: 1, [KITCHEN]: 0.5 } },
    ]);
    expect(out.at(-1)).toMatch(/at the speakers themselves, as far as the distances that were given are right/);
  });

  it("is left again by --at microphone, and taken up by --at speakers with the distances of the last time", async () => {
    const door = openDoor(MEASURED);
    await run(["calibrate", "--at", "microphone"], door);
    await run(["calibrate", "--at", "speakers"], door);
    expect(door.asked).toMatchObject([
      { alignAt: "microphone", distancesM: {} },
      { alignAt: "speakers", distancesM: {} },
    ]);
  });

  it("names a speaker that is none", async () => {
    const { code, errors } = await run(["calibrate", "--distance", "Shed=2"], openDoor(MEASURED));
    expect([code, errors.join("")]).toEqual([2, expect.stringMatching(/no "Shed"/)]);
  });
});

describe("how long a sound takes from its write to the microphone", () => {
  it("is told of the quickest and the slowest, where that could be measured", async () => {
    const { [PATIO]: patio, [FIRE_PIT]: firePit, ...others } = MEASURED.measured.speakers;
    const speakers = {
      ...others,
      ...(patio && { [PATIO]: { ...patio, heardAfterMs: 243.4 } }),
      ...(firePit && { [FIRE_PIT]: { ...firePit, heardAfterMs: 349.8 } }),
    };
    const { out } = await run(["calibrate"], openDoor({ ...MEASURED, measured: { ...MEASURED.measured, speakers } }));
    expect(out.at(-1)).toBe(
      "From the bridge's write to the microphone, its own way included: 243 ms (Patio) to 350 ms (Fire <Pit>), give or take 10 ms.",
    );
  });
});

describe("levels that were measured", () => {
  const UNEVEN: typeof MEASURED = {
    ...MEASURED,
    measured: {
      ...MEASURED.measured,
      levels: { spreadDb: 4.2, leftDb: 0.03, trims: { [PATIO]: -4.2, [FIRE_PIT]: 0 } },
      speakers: {
        [PATIO]: { code: "OK", lateMs: -23.1, levelDb: 2.1 },
        [FIRE_PIT]: { code: "OK", lateMs: 23.1, levelDb: -2.1 },
        [KITCHEN]: { code: "NOT_HEARD" },
      },
    },
  };

  it("are shown beside the times, and how they are matched", async () => {
    const door = openDoor(UNEVEN);
    const { out } = await run(["calibrate"], door);
    expect(out.slice(0, 5).map((line) => line.replace(/ +/g, " "))).toEqual([
      "speaker heard at off by level how sure",
      expect.anything(),
      "Patio +0.0 ms 23.1 ms early +2.1 dB 97 %, ±0.02 ms, 24 dB over the noise",
      "Fire <Pit> +106.2 ms 23.1 ms late −2.1 dB 97 %, ±0.02 ms, 24 dB over the noise",
      "Küche – – – not heard: is it far from the microphone, or turned down?",
    ]);
    expect(out.slice(-2)).toEqual([
      "At the same volume the loudest is 4.2 dB louder than the softest where the microphone stands.",
      "To have them equally loud: add --match-levels",
    ]);
    expect(door.trimmed).toEqual([]);
  });

  it.each([
    ["y", [{ [PATIO]: -4.2, [FIRE_PIT]: 0 }]],
    ["", []],
    ["no", []],
  ])("are matched where somebody is there and says so: %j", async (answer, trimmed) => {
    const door = openDoor(UNEVEN);
    await run(["calibrate"], door, [answer]);
    expect(door.trimmed).toEqual(trimmed);
  });

  it("are matched without a question where that was asked for", async () => {
    const door = openDoor(UNEVEN);
    const { out } = await run(["sync", "--measure", "--match-levels"], door);
    expect(door.trimmed).toEqual([{ [PATIO]: -4.2, [FIRE_PIT]: 0 }]);
    expect(out.slice(-2)).toEqual([
      "Levels matched: turned down are Patio by 4.2 dB.",
      "As they were built again: house-band calibrate --no-levels",
    ]);
  });

  it("that differ by little are not spoken of", async () => {
    const even = { ...UNEVEN.measured.levels, spreadDb: 2.9, leftDb: 0, trims: {} };
    const { out } = await run(["calibrate"], openDoor({ ...UNEVEN, measured: { ...UNEVEN.measured, levels: even } }));
    expect(out.at(-1)).toMatch(/^Partly done/);
  });

  it("that can't be compared are not matched, and it is said", async () => {
    const door = openDoor(MEASURED);
    const { code, errors } = await run(["calibrate", "--match-levels"], door);
    expect([code, errors.at(-1)]).toEqual([1, expect.stringMatching(/fewer than two speakers/)]);
    expect(door.trimmed).toEqual([]);
  });

  it("are forgotten without measuring anything", async () => {
    const door = openDoor(UNEVEN);
    const { code } = await run(["calibrate", "Patio", "--no-levels"], door);
    expect([code, door.trimmed, door.asked]).toEqual([0, [{ [PATIO]: 0 }], []]);
  });
});

describe("a recording that was made with a phone", () => {
  const plan = planProbes([PATIO, FIRE_PIT]);
  const played = { id: "probes-1", plan: { slots: [...plan.slots], lengthMs: plan.lengthMs }, atMs: 0 };
  const PLAYED = { kind: "played", perSpeaker: { [PATIO]: "OK", [FIRE_PIT]: "OK" } } as const;
  const RATE_HZ = 48_000;

  /** What a phone hears: the fire pit 40 ms later, some hiss. */
  function recording(): Buffer {
    const probe = probeSamples(RATE_HZ);
    const samples = Float32Array.from(
      { length: Math.round(((plan.lengthMs + 3_000) * RATE_HZ) / 1_000) },
      (_, n) => 0.002 * Math.sin(n * n),
    );
    for (const { speaker, atMs } of plan.slots) {
      const from = Math.round(((1_000 + atMs + (speaker === PATIO ? 100 : 140)) * RATE_HZ) / 1_000);
      for (const [n, value] of probe.entries()) samples[from + n] = (samples[from + n] ?? 0) + 0.2 * value;
    }
    return taggedWav({ left: samples, right: samples }, RATE_HZ, {
      title: "",
      artist: "",
      album: "",
      genre: "",
      year: 2026,
    });
  }

  it("is asked for, read, and brought to the bridge", async () => {
    const file = folder.path("rec.wav");
    await writeFile(file, recording());
    const door = openDoor(PLAYED, played);
    const { code } = await run(["calibrate", "Patio", "--on", "Fire <Pit>", "--by-phone"], door, ["", file]);
    expect(door.asked).toMatchObject([{ listens: "elsewhere", speakers: [PATIO, FIRE_PIT] }]);
    const [{ plan: id, measurement } = { plan: "", measurement: null }] = door.brought;
    expect(id).toBe("probes-1");
    const latencyOf = (speaker: SpeakerId) => {
      const one = measurement?.speakers[speaker];
      return one?.kind === "measured" ? one.latencyMs : Number.NaN;
    };
    expect(latencyOf(FIRE_PIT) - latencyOf(PATIO)).toBeCloseTo(40, 1);
    expect(code).toBe(1); // the kitchen, of which nothing was played, in this door's answer
  }, 60_000);

  it.each([
    ["is not there", "nowhere.wav", null, /the file is not there/],
    ["is no sound", "notes.txt", "Dear diary, today the fire pit was late again.", /none of WAV, FLAC, MP3/],
  ])(
    "that %s is told so, and nothing is brought",
    async (_, name, content, complaint) => {
      if (content !== null) await writeFile(folder.path(name), content);
      const door = openDoor(PLAYED, played);
      const { code, errors } = await run(["calibrate", "--from", folder.path(name)], door);
      expect({ code, brought: door.brought }).toEqual({ code: 1, brought: [] });
      expect(errors.join("\n")).toMatch(complaint);
    },
    30_000,
  );

  it("that is too short says how long it must be, and which probes it was compared with", async () => {
    const file = folder.path("short.wav");
    const second = new Float32Array(RATE_HZ).fill(0.01);
    const tags = { title: "", artist: "", album: "", genre: "", year: 2026 };
    await writeFile(file, taggedWav({ left: second, right: second }, RATE_HZ, tags));
    const { errors } = await run(["calibrate", "--from", file], openDoor(PLAYED, played));
    expect(errors[0]).toMatch(/lasts 1\.0 s, and all probes take/);
    expect(errors[1]).toMatch(/probes that were played at \d\d:\d\d/);
  }, 30_000);

  it("of which the bridge has played nothing is refused", async () => {
    const { code, errors } = await run(["calibrate", "--from", "x.wav"], openDoor(PLAYED));
    expect([code, errors.join("")]).toEqual([1, expect.stringMatching(/first house-band calibrate --by-phone/)]);
  });
});

describe("house-band sync", () => {
  it("tells what is known, and nobody plays", async () => {
    const door = openDoor(MEASURED);
    const { code, out } = await run(["sync", "Patio"], door);
    expect([code, door.asked]).toEqual([0, []]);
    expect(out.join("\n")).toMatch(/Patio +connected +120 ms, as it reports/);
    expect(out.join("\n")).not.toMatch(/Küche/);
    expect(out.slice(-3)).toEqual([
      "They wait for the slowest: what the bridge writes is heard 150 ms later (30 of them written ahead).",
      "A film that is played to the bridge is some 250 ms ahead of its sound (100 of them kept in hand).",
      "To hear it: house-band sync --measure",
    ]);
  });

  it("measures where that is wanted, and changes nothing", async () => {
    const door = openDoor({ ...MEASURED, measured: { ...MEASURED.measured, isApplied: false } });
    const { out } = await run(["sync", "--measure", "--while-music-plays"], door);
    expect(door.asked).toMatchObject([{ isToBeApplied: false, whileMusicPlays: true, listens: "here" }]);
    expect(out.at(-1)).toBe(
      "At most 46.2 ms apart, where the microphone stands. To have them in time: house-band calibrate",
    );
  });
});

describe("the words of a measurement", () => {
  it.each([
    [["calibrate", "--by-phone", "--from", "x.wav"], /first the one, which plays, then the other/],
    [["calibrate", "--measure"], /always measures/],
    [["sync", "--svg", "x.svg"], /house-band sync --measure --svg/],
    [["sync", "--match-levels"], /house-band sync --measure --match-levels/],
    [["sync", "--no-levels"], /stands alone/],
    [["calibrate", "--distance", "Patio"], /expected a name and 0 to 100 metres/],
    [["calibrate", "--distance", "Patio=-2"], /expected a name and 0 to 100 metres/],
    [["calibrate", "--distance", "Patio=101"], /expected a name and 0 to 100 metres/],
    [["calibrate", "--at", "home"], /expected microphone or speakers/],
    [["calibrate", "--at", "microphone", "--distance", "Patio=2"], /needs no --distance/],
    [["sync", "--at", "speakers"], /are about what is measured/],
    [["calibrate", "--no-levels", "--match-levels"], /stands alone/],
    [["calibrate", "--no-levels", "--by-phone"], /stands alone/],
  ])("%j contradict one another", (words, complaint) => {
    const read = readArguments(words);
    expect(read).toEqual({ ok: false, error: expect.stringMatching(complaint) });
  });

  it("say so where one alone was heard", () => {
    const { skewMs: _, ...measured } = MEASURED.measured;
    const answer = { ...MEASURED, measured: { ...measured, isApplied: false } };
    expect(renderMeasured(answer, toRows(answer, nameOf)).at(-1)).toMatch(/fewer than two speakers were heard/);
  });
});
