// The parts of an installed bridge are killed in turn while music plays, and its simulated speakers' cones listened to.
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { coneOf, PIECE_MS, recordCones, skewNowMs, soundIsBackAfterMs, untilSound } from "./cones.ts";
import type { Machine } from "./container.ts";

const PLAYED_AT = "Patio";
const LISTENS_MS = 10_000;
const ONE_SAMPLE_MS = 1 / 48;

/** A system that runs, with the speakers Patio and Deck and some jazz; both are asked for when the tests begin. */
export function describeKilledParts(
  suite: string,
  running: () => { readonly machine: Machine; readonly root: string },
) {
  describe("while music plays", () => {
    let machine: Machine;
    let root: string;
    beforeAll(async () => {
      ({ machine, root } = running());
      await recordCones(machine);
      await machine.until(/Deck +connected[\s\S]*Patio +connected/, 30_000, "house-band", "speakers");
      const played = await machine.run("house-band", "play", "jazz", "--on", "patio, deck");
      expect(played).toMatchObject({ code: 0, out: "Done: Jazz on Patio, Deck.\n" });
      await untilSound(coneOf(root, PLAYED_AT), 10_000);
    });

    const pidOf = async (unit: string): Promise<string> => {
      const shown = await machine.run("systemctl", "show", "--property=MainPID", "--value", unit);
      return shown.out.trim();
    };

    it.each([
      ["the engine", "house-band-engine@*.service"],
      ["MPD", "mpd.service"],
      ["the daemon", "house-band.service"],
    ])(
      "%s is killed: sound is back within 5 s, in time, and nobody had to do anything",
      async (_, unit) => {
        const before = await pidOf(unit);
        expect(before).toMatch(/^[1-9]\d*$/);
        const sinceMs = performance.now();
        expect(await machine.run("systemctl", "kill", "--signal=KILL", unit)).toMatchObject({ code: 0 });
        const backAfterMs = await soundIsBackAfterMs(coneOf(root, PLAYED_AT), sinceMs, LISTENS_MS);

        const shown = backAfterMs === 0 ? `less than ${PIECE_MS}` : Math.round(backAfterMs);
        process.stdout.write(`${suite}: ${unit} was killed: sound was back after ${shown} ms\n`);
        expect(backAfterMs).toBeLessThan(5_000);
        const after = await pidOf(unit);
        expect(after).toMatch(/^[1-9]\d*$/);
        expect(after).not.toBe(before);
        await sleep(PIECE_MS);
        expect(await skewNowMs(root, [PLAYED_AT, "Deck"])).toBeLessThan(ONE_SAMPLE_MS);
      },
      60_000,
    );
  });
}
