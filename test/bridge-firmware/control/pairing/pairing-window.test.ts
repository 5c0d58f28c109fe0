// Whose the pairing window is, where the radio is odd.
import { ok } from "@house-band/contract";
import { expect, it } from "@jest/globals";
import type { Caller } from "../../../../bridge-firmware/src/control/pairing/pairing-caller.ts";
import { createOwnedWindow } from "../../../../bridge-firmware/src/control/pairing/pairing-window.ts";

const HE: Caller = { by: "door", id: "he" };
const SHE: Caller = { by: "door", id: "she" };

it("a window whose end is never told is anybody's a moment after its time, counted since it was open", async () => {
  let nowMs = 0;
  const pairing = {
    async open() {
      nowMs += 4_000;
      return ok(undefined);
    },
    cancel: async () => undefined,
  };
  const window = createOwnedWindow({ pairing, clock: { nowMs: () => nowMs } });
  await window.open(HE, { windowMs: 60_000, canAsk: false });

  nowMs = 74_000;
  expect(window.refusal(SHE, "speakers")).toMatchObject({ ok: false, error: { code: "PAIRING_BUSY" } });
  nowMs = 74_001;
  expect(window.refusal(SHE, "speakers")).toBeNull();
  expect(window.owner()).toBeNull();
});
