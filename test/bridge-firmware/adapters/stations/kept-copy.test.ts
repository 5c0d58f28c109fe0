// The copy of the directory on the disk: there at the next start, and whole or not there whatever happens.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { encodeDocument } from "../../../../bridge-firmware/src/adapters/fs/document-file.ts";
import { createCopyFile } from "../../../../bridge-firmware/src/adapters/stations/kept-copy.ts";
import { directoryRow } from "../../../../local/src/radio-directory/directory-row.ts";
import { until } from "../../../port-contracts/cloud-link.ts";
import { createFatefulFiles, systemError } from "../fs/store-fixture.ts";
import { type DirectoryStage, hasFetched, startStage } from "./directory-fixture.ts";

const DAY_MS = 86_400_000;

let stage: DirectoryStage;
beforeEach(async () => {
  stage = await startStage([directoryRow({ name: "Bossa Bay", tags: "bossa nova" })]);
});
afterEach(() => stage.close());

const path = () => join(stage.folder, "stations.json");
const names = (directory: { find(words: string): readonly { station: { name: string } }[] }, words: string) =>
  directory.find(words).map(({ station }) => station.name);

describe("the stations that were fetched once", () => {
  it("are known at the next start at once, although the internet is gone, and nobody is asked for a week", async () => {
    await (await stage.openAndFetch()).close();
    await stage.server.close();
    await stage.clock.advance(6 * DAY_MS);
    const directory = await stage.open();

    expect(names(directory, "bossa nova")).toEqual(["Bossa Bay"]);
    expect(directory.state()).toMatchObject({ stations: 1, fetchedAtMs: Date.UTC(2026, 0, 1), fault: null });
    expect(stage.server.asked).toHaveLength(1);
  });

  it("are fetched again at a start after more than a week, and serve until then", async () => {
    await (await stage.openAndFetch()).close();
    stage.server.become({ kind: "silent" });
    await stage.clock.advance(8 * DAY_MS);
    const directory = await stage.open();
    await until(() => stage.server.asked.length === 2);

    expect(names(directory, "bossa bay")).toEqual(["Bossa Bay"]);
  });

  it.each([
    ["another number", { stations: 100 }],
    ["another directory", { url: "" }],
  ])("are fetched again at once where the settings ask for %s", async (_, changes) => {
    await (await stage.openAndFetch()).close();
    const url = "url" in changes ? `${stage.server.url}/` : stage.server.url;
    const directory = await stage.open({ ...changes, url });
    expect(names(directory, "bossa bay")).toEqual(["Bossa Bay"]);
    await until(() => hasFetched(stage.log, 2));

    expect(stage.server.asked).toHaveLength(2);
  });

  it("are fetched again after a week of running where the calendar was far ahead when they came", async () => {
    const ahead = { ...stage.clock, epochMs: () => Date.UTC(2099, 0, 1) };
    await (await stage.openAndFetch({ clock: ahead })).close();
    await stage.open();
    await stage.clock.advance(7 * DAY_MS);
    expect(stage.server.asked).toHaveLength(1);
    await stage.clock.advance(DAY_MS);
    await until(() => stage.server.asked.length === 2);
  });
});

describe("a copy that is not as it was written", () => {
  it.each([
    ["is damaged", async () => writeFile(path(), (await readFile(path(), "utf8")).replace("Bossa", "Bosse"))],
    ["is empty", () => writeFile(path(), "")],
    ["is cut short", async () => writeFile(path(), (await readFile(path())).subarray(0, 100))],
    ["has another form", () => writeFile(path(), encodeDocument("stations", { version: 1, stations: ["x"] }))],
    ["is of another kind", () => writeFile(path(), encodeDocument("stations", { version: 2 }))],
    ["is gone", () => rm(path())],
  ])("because it %s is fetched again", async (_, harm) => {
    await (await stage.openAndFetch()).close();
    await harm();
    const directory = await stage.open();
    expect(directory.state().stations).toBeNull();
    await until(() => directory.state().stations === 1);

    expect(names(directory, "bossa bay")).toEqual(["Bossa Bay"]);
    await until(() => hasFetched(stage.log, 2));
  });

  it("is no harm where the one before it is whole: that one serves", async () => {
    await (await stage.openAndFetch()).close();
    stage.server.list([directoryRow({ name: "Newer" })]);
    await stage.clock.advance(8 * DAY_MS);
    const second = await stage.open();
    await until(() => hasFetched(stage.log, 2));
    await second.close();
    await writeFile(path(), "");
    stage.server.become({ kind: "silent" });

    expect(names(await stage.open(), "bossa bay")).toEqual(["Bossa Bay"]);
  });

  it("and is of a later House Band is left alone: the stations are fetched and not kept, and that is said", async () => {
    const later = encodeDocument("stations", { novelty: true }, 2);
    await writeFile(path(), later);
    const directory = await stage.openAndFetch();

    expect(names(directory, "bossa bay")).toEqual(["Bossa Bay"]);
    expect(directory.state().fault).toContain("the copy can't be kept: stations.json is of version 2");
    expect(await readFile(path())).toEqual(later);
  });
});

describe("a disk that fails while the copy is written", () => {
  it.each(["open", "write", "sync", "rename"] as const)("at “%s” leaves the old copy whole", async (broken) => {
    await (await stage.openAndFetch()).close();
    stage.server.list([directoryRow({ name: "Newer" })]);
    await stage.clock.advance(8 * DAY_MS);
    let isBroken = false;
    const files = createFatefulFiles((call) => (isBroken && call === broken ? { error: systemError("EIO") } : null));
    const directory = await stage.open({ file: createCopyFile(stage.folder, stage.log, files) });
    isBroken = true;
    await until(() => hasFetched(stage.log, 2));

    expect(names(directory, "newer")).toEqual(["Newer"]);
    expect(directory.state().fault).toMatch(/^the copy can't be kept: stations\.json: EIO/u);
    await directory.close();
    stage.server.become({ kind: "silent" });
    expect(names(await stage.open(), "bossa bay")).toEqual(["Bossa Bay"]);
  });

  it("keeps as many stations as can be asked for: 20,000, in a file below its limit", async () => {
    const tags = Array.from({ length: 6 }, (_, index) => `kind of music ${index}`).join(",");
    const rows = Array.from({ length: 20_000 }, (_, index) =>
      directoryRow({ name: `A station with a name of some length ${index}`, tags }),
    );
    stage.server.list(rows);
    const directory = await stage.openAndFetch({ stations: 20_000, limits: LARGE });
    await directory.close();

    expect(directory.state()).toMatchObject({ stations: 20_000, fault: null });
    expect((await stage.open({ stations: 20_000 })).state().stations).toBe(20_000);
    expect(await readdir(stage.folder)).toEqual(["stations.json"]);
  }, 60_000);
});

/** One page instead of forty. */
const LARGE = {
  connectMs: 10_000,
  firstByteMs: 10_000,
  bodyMs: 30_000,
  maxPageBytes: 50_000_000,
  pageRows: 20_000,
  pauseMs: 0,
};
