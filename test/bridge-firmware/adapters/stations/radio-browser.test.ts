// The directory of stations over a network as it really is: in pages, late, broken, hostile, or not there.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { FETCH_LIMITS } from "../../../../bridge-firmware/src/adapters/stations/fetch-stations.ts";
import { directoryRow } from "../../../../local/src/radio-directory/directory-row.ts";
import { startDirectoryServer } from "../../../../local/src/radio-directory/directory-server.ts";
import { until } from "../../../port-contracts/cloud-link.ts";
import { type DirectoryStage, hasFetched, IMPATIENT, startStage } from "./directory-fixture.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let stage: DirectoryStage;
beforeEach(async () => {
  stage = await startStage();
});
afterEach(() => stage.close());

const askedOffsets = () =>
  stage.server.asked.map(({ path }) => new URL(path, "http://x.example").searchParams.get("offset"));

/** Opens it where it cannot fetch, and waits until it says so. */
async function openInVain(changes: Parameters<DirectoryStage["open"]>[0] = {}) {
  const directory = await stage.open(changes);
  await until(() => directory.state().fault !== null);
  return directory;
}

describe("the directory's stations", () => {
  it("are asked for by how many people listen, without broken ones, by whom says who it is", async () => {
    await stage.openAndFetch();

    expect(stage.server.asked).toEqual([
      {
        path: "/json/stations/search?hidebroken=true&order=clickcount&reverse=true&limit=500&offset=0",
        userAgent: "HouseBand/test",
      },
    ]);
  });

  it("are found by name, tag and popularity; what can't be played is counted", async () => {
    const directory = await stage.openAndFetch();

    expect(directory.find("jazz").map(({ station }) => station.name)).toEqual([
      "Jazz",
      "Swing Harbour",
      "Radio Alpenglow Jazz",
    ]);
    expect(directory.find("radio alpenglow jazz")[0]).toMatchObject({ by: "name" });
    expect(directory.find("居間ラジオ")[0]).toMatchObject({ station: { name: "居間ラジオ" } });
    // hidebroken keeps one of the three from being sent
    expect(directory.state()).toMatchObject({ stations: 30, leftOut: 2, fault: null });
  });

  it("come page by page, as many as are wanted, with a pause in between", async () => {
    stage.server.list(Array.from({ length: 40 }, (_, index) => directoryRow({ name: `Station ${index}` })));
    const opening = stage.open({ stations: 25, limits: { ...FETCH_LIMITS, pageRows: 10 } });
    const directory = await opening;
    for (const pages of [1, 2]) {
      await until(() => stage.server.asked.length === pages && stage.clock.pending() === 1);
      await stage.clock.advance(999);
      expect(stage.server.asked).toHaveLength(pages);
      await stage.clock.advance(1);
    }
    await until(() => hasFetched(stage.log));

    expect(askedOffsets()).toEqual(["0", "10", "20"]);
    expect(stage.server.asked[2]?.path).toContain("limit=5&");
    expect(directory.state().stations).toBe(25);
  });

  it("end where the list ends, and each counts once although the order changes between two pages", async () => {
    const rows = Array.from({ length: 12 }, (_, index) => directoryRow({ name: `Station ${index}` }));
    stage.server.list([...rows, rows[3]]);
    const directory = await stage.open({ limits: { ...FETCH_LIMITS, pageRows: 10 } });
    await until(() => stage.clock.pending() === 1);
    await stage.clock.advance(1_000);
    await until(() => hasFetched(stage.log));

    expect(askedOffsets()).toEqual(["0", "10"]);
    expect(directory.state()).toMatchObject({ stations: 12, leftOut: 1 });
  });

  it("are fetched again after a week and by chance up to a day more, and replace what was known", async () => {
    const directory = await stage.openAndFetch();
    stage.server.list([directoryRow({ name: "Only One" })]);
    await stage.clock.advance(7 * DAY_MS + 11 * HOUR_MS);
    expect(stage.server.asked).toHaveLength(1);
    await stage.clock.advance(2 * HOUR_MS);
    await until(() => hasFetched(stage.log, 2));

    expect(directory.state()).toMatchObject({ stations: 1 });
    expect(directory.find("swing harbour")).toEqual([]);
    expect(directory.find("only one")).toHaveLength(1);
  });

  it("stay as they were where they can't be fetched again, and that is said until they can", async () => {
    const directory = await stage.openAndFetch();
    const { fetchedAtMs } = directory.state();
    stage.server.become({ kind: "refusing", status: 500 });
    await stage.clock.advance(8 * DAY_MS);
    await until(() => directory.state().fault !== null);

    expect(directory.state()).toEqual({
      name: "radio-browser",
      stations: 30,
      fetchedAtMs,
      leftOut: 2,
      fault: "the directory's server answers with 500",
    });
    expect(directory.find("swing harbour")).toHaveLength(1);
    stage.server.become({ kind: "well" });
    await stage.clock.advance(HOUR_MS);
    await until(() => directory.state().fault === null);
  });
});

describe("a directory that can't be had", () => {
  it.each([
    ["answers with an error", { kind: "refusing", status: 503 }, "the directory's server answers with 503"],
    ["is asked too often", { kind: "refusing", status: 429 }, "the directory's server answers with 429"],
    ["sends a page for people", { kind: "sending", body: "<h1>Back soon</h1>" }, "something else than a list"],
    ["sends half a list", { kind: "cut-short" }, "something else than a list"],
    ["sends nothing", { kind: "sending", body: "" }, "nothing is sent"],
    ["knows no station", { kind: "sending", body: "[]" }, "the list is empty"],
    ["sends what has another form", { kind: "sending", body: '[{"title":"x"},7]' }, "none of 2 entries is of use"],
    ["never answers", { kind: "silent" }, "the directory's server has not answered for 0.3 s"],
    ["begins and goes no further", { kind: "slow" }, "nothing has come for 0.3 s"],
    ["sends without end", { kind: "huge" }, "it sends more than 4194304 bytes"],
  ] as const)("because it %s is told, and nothing is known", async (_, mood, fault) => {
    stage.server.become(mood);
    const isIdle = mood.kind === "silent" || mood.kind === "slow";
    const directory = await openInVain(isIdle ? { limits: IMPATIENT } : {});

    expect(directory.state()).toMatchObject({
      stations: null,
      fetchedAtMs: null,
      fault: expect.stringContaining(fault),
    });
    expect(directory.find("jazz")).toEqual([]);
  });

  it("because nobody answers there is asked again later and later, never sooner than after a minute", async () => {
    stage.server.become({ kind: "refusing", status: 500 });
    await openInVain();
    // chance is 0.5: a minute, and half of one, two and four minutes
    for (const [failures, waitMs] of [
      [1, 90_000],
      [2, 120_000],
      [3, 180_000],
    ] as const) {
      await until(() => stage.server.asked.length === failures && stage.clock.pending() === 1);
      await stage.clock.advance(waitMs - 1);
      expect(stage.server.asked).toHaveLength(failures);
      await stage.clock.advance(1);
    }
    await until(() => stage.server.asked.length === 4);
  });

  it("is one line in the log, however often it fails; the rest is for those who look closely", async () => {
    stage.server.become({ kind: "refusing", status: 500 });
    await openInVain();
    await until(() => stage.clock.pending() === 1);
    await stage.clock.advance(90_000);
    await until(() => stage.log.lines.length === 2);

    expect(stage.log.lines.map(({ level }) => level)).toEqual(["warn", "debug"]);
  });

  it("because it leads into a private network is not followed there", async () => {
    const hidden = await startDirectoryServer();
    const directions = [hidden.url, "http://169.254.169.254/latest/", "http://[::1]:8000/", "file:///etc/passwd"];
    for (const location of directions) {
      stage.server.become({ kind: "redirecting", location });
      const directory = await openInVain();
      expect(directory.state().stations).toBeNull();
    }
    expect(hidden.asked).toEqual([]);
    await hidden.close();
  });

  it("because its name means a private address is not connected to", async () => {
    const port = stage.server.host.split(":")[1];
    const directory = await openInVain({
      url: `http://directory.example.org:8000`,
      allowedHosts: [`127.0.0.1:${port}`],
      resolve: async () => [
        { address: "8.8.8.8", family: 4 },
        { address: "10.0.0.7", family: 4 },
      ],
    });

    expect(directory.state().fault).toBe("the directory's name leads into a network that is not public");
  });
});

describe("a directory with several servers", () => {
  it.each([
    ["the one that chance has chosen", 0.6],
    ["the next where that one is not there", 0.1],
  ])("is asked at one of them for a whole list: %s", async (_, chance) => {
    const port = stage.server.host.split(":")[1];
    const looked: string[] = [];
    const directory = await stage.open({
      url: `http://all.directory.example:${port}`,
      allowedHosts: [`all.directory.example:${port}`],
      // nobody is at the first one
      resolve: async (host) => {
        looked.push(host);
        return ["127.0.0.9", "127.0.0.1"].map((address) => ({ address, family: 4 }));
      },
      stations: 20,
      limits: { ...FETCH_LIMITS, pageRows: 10 },
      random: () => chance,
    });
    await until(() => stage.server.asked.length === 1 && stage.clock.pending() === 1);
    await stage.clock.advance(1_000);
    await until(() => hasFetched(stage.log));

    // the first twenty hold one that comes in pieces and one with a picture
    expect(directory.state()).toMatchObject({ stations: 18, leftOut: 2 });
    expect(looked).toEqual(["all.directory.example"]);
  });
});

describe("closing the directory", () => {
  it.each(["silent", "slow", "huge"] as const)("ends a fetching from one that is %s at once", async (kind) => {
    stage.server.become({ kind });
    const limits = { ...FETCH_LIMITS, maxPageBytes: Number.MAX_SAFE_INTEGER };
    const directory = await stage.open({ limits });
    await until(() => stage.server.asked.length === 1);
    await directory.close();

    expect(directory.state()).toMatchObject({ stations: null, fault: null });
    expect(stage.log.lines).toEqual([]);
  });

  it("ends its waiting for the next time", async () => {
    const directory = await stage.openAndFetch();
    await until(() => stage.clock.pending() === 1);
    await directory.close();

    expect(stage.clock.pending()).toBe(0);
  });
});
