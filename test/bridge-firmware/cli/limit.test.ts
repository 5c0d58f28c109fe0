// `house-band limit`: what is asked of the bridge, and who is said to have been turned down.
import { ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import type { Client } from "../../../bridge-firmware/src/cli/client.ts";
import { limit } from "../../../bridge-firmware/src/cli/limit.ts";
import { FIRE_PIT, KITCHEN, PATIO } from "../fakes/home.ts";

type RunOptions = { readonly json?: boolean; readonly patioAfter?: number };

async function run(on: readonly string[], capPercent: number, { json = false, patioAfter = 60 }: RunOptions = {}) {
  const asked: unknown[] = [];
  const out: string[] = [];
  const client = {
    speakers: async () =>
      ok([
        { id: PATIO, name: "Patio", volumePercent: asked.length === 0 ? 80 : patioAfter },
        { id: FIRE_PIT, name: "Fire Pit", volumePercent: 60 },
        { id: KITCHEN, name: "Kitchen", volumePercent: 90 },
      ]),
    groups: async () => ok([]),
    async cap(wish: unknown) {
      asked.push(wish);
      return ok(wish);
    },
  } as unknown as Client; // as much of it as is used here
  const terminal = { out: (line: string) => void out.push(line), err: () => undefined, isWatched: false, json };
  const code = await limit({ kind: "limit", capPercent, on }, client, terminal);
  return { code, out, asked };
}

describe("a limit", () => {
  it("tells who of those who are limited was louder until now", async () => {
    expect(await run(["Patio", "Fire Pit"], 60)).toEqual({
      code: 0,
      out: ["Done: Patio, Fire Pit: never above 60 %.", "Patio was at 80 %, and is at 60 % now."],
      asked: [{ speakers: [PATIO, FIRE_PIT], capPercent: 60 }],
    });
  });

  it("says nobody is turned down of whom the bridge does not say so yet", async () => {
    const { out } = await run(["Patio"], 60, { patioAfter: 80 });

    expect(out[1]).toBe('Patio was at 80 %, and is about to be turned down: "house-band speakers" shows it.');
  });

  it("that is taken away turns nobody down", async () => {
    expect((await run(["Patio"], 100)).out).toEqual(["Done: Patio: no limit."]);
  });

  it("is the bridge's answer alone where a program asks", async () => {
    const { out } = await run(["Patio"], 60, { json: true });

    expect(JSON.parse(out.join("\n"))).toEqual({ speakers: [PATIO], capPercent: 60 });
  });
});
