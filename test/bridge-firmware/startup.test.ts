// How long a start waits for the music.
import { once } from "node:events";
import { ok } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createVirtualClock } from "../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import { keepUnknownKeys } from "../../bridge-firmware/src/memory/unknown-keys.ts";
import type { Library, LibraryState } from "../../bridge-firmware/src/ports.ts";
import { recall } from "../../bridge-firmware/src/startup.ts";
import { createFakeLibrary, createFakeLog, createFakeStore } from "./fakes/ports.ts";

/** A look that goes on until it is ended, and what is known while it does. */
function createSlowLibrary(whileLooking: LibraryState) {
  const looking = new AbortController();
  const look = once(looking.signal, "abort");
  const library: Library = {
    ...createFakeLibrary(),
    async scan(onProgress) {
      onProgress({ done: 1, total: 9_000 });
      await look;
      return ok({ tracks: 9_000, skipped: [] });
    },
    state: () => whileLooking,
  };
  return { library, end: () => looking.abort() };
}

const looking = { looking: { done: 1, total: 9_000 }, skipped: 0, fault: null };
let slow: ReturnType<typeof createSlowLibrary>;
afterEach(() => slow.end());

function start() {
  const clock = createVirtualClock({ epochMs: 0 });
  const ports = { store: keepUnknownKeys(createFakeStore()), library: slow.library, clock, log: createFakeLog() };
  let isOver = false;
  const started = recall(ports, true).then(() => {
    isOver = true;
  });
  return { clock, started, isOver: () => isOver };
}

describe("a start", () => {
  it("does not wait for a look through music that is known from before", async () => {
    slow = createSlowLibrary({ ...looking, tracks: 8_000 });
    const { started, clock } = start();
    await clock.advance(0);

    await started;
  });

  it("waits ten seconds at most for the first look", async () => {
    slow = createSlowLibrary({ ...looking, tracks: null });
    const { started, clock, isOver } = start();
    await clock.advance(9_900);
    expect(isOver()).toBe(false);
    await clock.advance(200);

    await started;
  });
});
