// `house-band claim` at its end: what it says is what the claim has come to.
import { type ClaimId, ok } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { claim } from "../../../bridge-firmware/src/cli/claim.ts";
import type { Client } from "../../../bridge-firmware/src/cli/client.ts";
import type { ClaimView } from "../../../bridge-firmware/src/control/claim-views.ts";

const claimId = "01J8ZQ3V5R0000000000000C01" as ClaimId;

/** Ctrl-C at once, and what the bridge then says of the claim. */
async function calledOff(view: ClaimView) {
  const lines: string[] = [];
  const tell = (line: string): void => void lines.push(line);
  const offered: ClaimView = { state: "offered", claimId, code: "12345678", leftMs: 600_000 };
  const claims = { offer: async () => ok(offered), cancel: async () => ok(view) } as Partial<Client["claims"]>;
  const parts = {
    client: { claims } as Client,
    terminal: { out: tell, err: tell, isWatched: false, json: false },
    dialogue: { isThere: true, ask: async () => null },
  };
  const code = await claim("own", parts, AbortSignal.abort());
  return { code, last: lines.at(-1) };
}

describe("claiming that is called off", () => {
  it("says that the code works no more", async () => {
    expect(await calledOff({ state: "over", claimId })).toEqual({
      code: 1,
      last: "Called off: the code works no more.",
    });
  });

  it("says that somebody is in where the yes was first", async () => {
    const { code, last } = await calledOff({ state: "claimed", claimId, people: 1 });
    expect(code).toBe(0);
    expect(last).toMatch(/^Done: that Alexa account plays here now\./);
  });
});
