// The radio directory of this machine's own: as the real one documents its API, as far as a bridge uses it.
import { get } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { inventedRows } from "../../../local/src/radio-directory/directory-row.ts";
import { type DirectoryServer, startDirectoryServer } from "../../../local/src/radio-directory/directory-server.ts";

let server: DirectoryServer;
beforeEach(async () => {
  server = await startDirectoryServer();
});
afterEach(() => server.close());

async function ask(path: string): Promise<{ status: number; names: readonly string[] }> {
  const response = await fetch(`${server.url}${path}`);
  const names = response.ok ? ((await response.json()) as { name: string }[]).map(({ name }) => name) : [];
  return { status: response.status, names };
}
const search = async (query: string) => (await ask(`/json/stations/search?${query}`)).names;

describe("the local radio directory", () => {
  it("lists everything it has where nothing is said", async () => {
    expect(await search("")).toHaveLength(33);
  });

  it("leaves out what doesn't work where it is told to", async () => {
    const names = await search("hidebroken=true");

    expect(names).toHaveLength(32);
    expect(names).not.toContain("Quiet Transmitter");
  });

  it("orders by clicks, the fewest first, or turned round", async () => {
    expect((await search("order=clickcount"))[0]).toBe("Quiet Transmitter");
    expect((await search("order=clickcount&reverse=true")).slice(0, 3)).toEqual([
      "Harbour HLS",
      "Rock Quarry 101.5",
      "Newsroom One",
    ]);
  });

  it("gives page after page, and nothing after the end", async () => {
    const by = "order=clickcount&reverse=true";

    expect(await search(`${by}&limit=2&offset=1`)).toEqual(["Rock Quarry 101.5", "Newsroom One"]);
    expect(await search(`${by}&limit=10&offset=30`)).toHaveLength(3);
    expect(await search(`${by}&limit=10&offset=33`)).toEqual([]);
  });

  it("sends every field that is documented", () => {
    const [first = {}] = inventedRows();
    const documented = ["name", "url", "url_resolved", "tags", "countrycode", "codec", "bitrate", "hls", "lastcheckok"];

    expect(Object.keys(first)).toEqual(expect.arrayContaining([...documented, "stationuuid", "clickcount"]));
  });

  it("knows no other address, and remembers who asked", async () => {
    expect(await ask("/json/url/1")).toEqual({ status: 404, names: [] });
    await new Promise((resolve) => get(`${server.url}/x`, { headers: { "User-Agent": "me/1" } }, resolve));
    expect(server.asked.at(-1)).toEqual({ path: "/x", userAgent: "me/1" });
  });

  it("can have a bad day, and a good one after it", async () => {
    server.become({ kind: "refusing", status: 503 });
    expect((await ask("/json/stations/search")).status).toBe(503);
    server.become({ kind: "well" });
    expect((await ask("/json/stations/search")).status).toBe(200);
  });
});
