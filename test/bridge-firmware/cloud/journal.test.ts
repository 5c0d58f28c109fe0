import { type Outcome, WIRE_VERSION } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { openJournal } from "../../../bridge-firmware/src/cloud/journal.ts";
import { command, commandId, HOME, PATIO } from "../fakes/home.ts";
import { createFakeLog, createFakeStore } from "../fakes/ports.ts";

const volume = (number: number) => command(number, "set-volume", { speakers: [PATIO], volumePercent: number % 80 });
const outcome = (number: number): Outcome => ({
  v: WIRE_VERSION,
  commandId: commandId(number),
  seq: number,
  state: "done",
  code: "OK",
  perSpeaker: { [PATIO]: "OK" },
  timings: { acceptedMs: 1, settledMs: 2 },
});

const HOUR_MS = 3_600_000;

async function open(store = createFakeStore()) {
  const clock = createVirtualClock();
  const journal = await openJournal({ store, clock, log: createFakeLog() });
  /** One command's whole life, as far as it goes. */
  const live = async (number: number, until: "accepted" | "finished" | "delivered" = "delivered") => {
    await journal.accept(volume(number)).durable;
    if (until !== "accepted") await journal.finish(outcome(number));
    if (until === "delivered") journal.delivered(commandId(number));
  };
  return { store, clock, journal, live };
}

describe("the journal", () => {
  it("opened again knows every command, its outcome, and what the cloud has not had yet", async () => {
    const { store, journal, live } = await open();
    await live(1);
    await live(2, "finished");
    await live(3, "accepted");
    await journal.idle();

    const again = (await open(store)).journal;
    expect(again.find(commandId(1))).toMatchObject({ outcome: outcome(1), delivered: true });
    expect(again.undelivered()).toEqual([outcome(2)]);
    expect(again.unfinished()).toEqual([volume(3)]);
    expect(again.highestSeq()).toEqual(new Map([[PATIO, 3]]));
  });

  it("opened again knows when each command was over and told, as far as it was noted", async () => {
    const { store, clock, journal } = await open();
    const startedAtMs = clock.epochMs();
    await journal.accept(volume(1)).durable;
    await clock.advance(30);
    await journal.finish(outcome(1));
    await clock.advance(12);
    journal.delivered(commandId(1));
    await journal.idle();
    store.state.journal.push(
      { kind: "accepted", atMs: 5, command: volume(2) },
      { kind: "outcome", atMs: 9, outcome: outcome(2) },
      { kind: "delivered", commandId: commandId(2) }, // as it was written before times were
    );
    const again = (await open(store)).journal;
    expect(again.find(commandId(1))).toMatchObject({
      ...{ acceptedAtMs: startedAtMs, overAtMs: startedAtMs + 30, deliveredAtMs: startedAtMs + 42 },
    });
    expect(again.find(commandId(2))).toMatchObject({ overAtMs: 9, delivered: true, deliveredAtMs: null });
    expect(again.undelivered()).toEqual([]);
  });

  it("counts commands anew in another home, and remembers that", async () => {
    const { store, journal, live } = await open();
    journal.newHome(HOME);
    await live(900);
    const other = HOME.replace(/.$/, "K") as typeof HOME;
    journal.newHome(other);
    await live(2);
    await journal.idle();

    expect((await open(store)).journal.highestSeq()).toEqual(new Map([[PATIO, 2]]));
  });

  describe("that has grown", () => {
    const MANY = 4_100;

    it("is shortened to 2,000 commands, and keeps the order of those it forgot", async () => {
      const { store, journal, live } = await open();
      journal.newHome(HOME);
      for (let number = 1; number <= MANY; number++) await live(number);
      await journal.idle();

      expect(store.state.journal.length).toBeLessThan(7_000);
      const again = (await open(store)).journal;
      expect(again.find(commandId(1))).toBeUndefined();
      expect(again.find(commandId(MANY))?.outcome).toEqual(outcome(MANY));
      expect(again.highestSeq()).toEqual(new Map([[PATIO, MANY]]));
    });

    it("never forgets what is not finished, or what the cloud has not had", async () => {
      const { store, journal, live } = await open();
      await live(1, "accepted");
      await live(2, "finished");
      for (let number = 3; number <= MANY; number++) await live(number);
      await journal.idle();

      const again = (await open(store)).journal;
      expect(again.unfinished()).toEqual([volume(1)]);
      expect(again.undelivered()).toEqual([outcome(2)]);
    });

    it("forgets what is more than a day old", async () => {
      const { store, clock, journal, live } = await open();
      for (let number = 1; number <= 100; number++) await live(number);
      await clock.advance(25 * HOUR_MS);
      // too few are settled for the 2,000 to matter
      for (let number = 101; number <= 3 * MANY; number++) await live(number, number > 200 ? "accepted" : "delivered");
      await journal.idle();

      const again = (await open(store)).journal;
      expect(again.find(commandId(100))).toBeUndefined();
      expect(again.find(commandId(101))).toBeDefined();
    });
  });
});
