// One microphone for two who listen: whoever measures comes first.
import { childOf } from "@house-band/bridge-firmware/child-signal";
import { shareMicrophone } from "@house-band/bridge-firmware/control/sync/shared-microphone";
import { describe, expect, it } from "@jest/globals";
import { createFakeMicrophone } from "../../fakes/microphone.ts";

describe("a microphone that is shared", () => {
  it("is let go by whoever watches as soon as somebody wants to measure", async () => {
    const microphone = createFakeMicrophone();
    const shared = shareMicrophone(microphone);
    const ear = childOf();
    expect(await shared.watch(ear)).toMatchObject({ ok: true });

    const measuring = await shared.toMeasure.listen(new AbortController().signal);
    expect(measuring.ok).toBe(true);
    expect(ear.signal.aborted).toBe(true);
    expect(microphone.state.listening).toBe(1);
  });

  it("is not taken from whoever measures", async () => {
    const shared = shareMicrophone(createFakeMicrophone());
    const measuring = new AbortController();
    await shared.toMeasure.listen(measuring.signal);
    expect(await shared.watch(childOf())).toMatchObject({ ok: false, error: { code: "busy" } });

    measuring.abort();
    expect(await shared.watch(childOf())).toMatchObject({ ok: true });
  });
});
