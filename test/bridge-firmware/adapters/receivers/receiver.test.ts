// What all receivers owe the bridge, behind the port of live inputs.
import { LiveInputId, ok } from "@house-band/contract";
import { beforeEach, describe, expect, it } from "@jest/globals";
import {
  createReceiverInputs,
  type ReceiverInputs,
} from "../../../../bridge-firmware/src/adapters/receivers/receiver.ts";
import { LiveInputSpec } from "../../../../bridge-firmware/src/engine/protocol.ts";
import type { LiveInputEvent } from "../../../../bridge-firmware/src/live-inputs-port.ts";

const INPUT = LiveInputSpec.parse({
  kind: "pipe",
  path: "/data/receivers/airplay.pcm",
  format: "S16_LE",
  rateHz: 44_100,
  channels: 2,
  pacedBy: "writer",
  queueMs: 100,
});
const AIRPLAY = LiveInputId.parse("airplay");
const PLAYER = { isPlaying: true, trackId: "1", title: "So What", artist: null, album: null };

let told: string[];
let events: LiveInputEvent[];
let inputs: ReceiverInputs;

beforeEach(() => {
  [told, events] = [[], []];
  inputs = createReceiverInputs({
    kind: "airplay",
    codec: "ALAC",
    input: INPUT,
    async tell(order) {
      told.push(order);
      return ok(undefined);
    },
    close: async () => undefined,
  });
  inputs.onEvent((event) => events.push(event));
});

describe("a receiver of the home's network", () => {
  it("is always known, and not connected while nobody has chosen it", () => {
    expect(inputs.senders()).toEqual([{ id: AIRPLAY, kind: "airplay", name: "AirPlay", link: null }]);
  });

  it("is whoever plays by it, under the device's own name, as long as that lasts", () => {
    inputs.now({ device: "Anna's iPhone", isSending: true, player: PLAYER });
    expect(inputs.senders()).toEqual([
      {
        id: AIRPLAY,
        kind: "airplay",
        name: "Anna's iPhone",
        link: { codec: "ALAC", isSending: true, input: INPUT, player: PLAYER },
      },
    ]);
    inputs.now(null);
    expect(events.map((event) => event.kind === "sender-changed" && event.sender.name)).toEqual([
      "Anna's iPhone",
      "AirPlay",
    ]);
  });

  it("tells of changes alone", () => {
    inputs.now(null);
    inputs.now({ device: null, isSending: true, player: PLAYER });
    inputs.now({ device: null, isSending: true, player: { ...PLAYER } });
    expect(events).toHaveLength(1);
  });

  it("passes an order on while somebody plays, and to nobody else", async () => {
    expect(await inputs.tell(AIRPLAY, "pause")).toMatchObject({ ok: false, error: { code: "refused" } });
    inputs.now({ device: null, isSending: true, player: PLAYER });
    expect(await inputs.tell(LiveInputId.parse("dlna"), "pause")).toMatchObject({ ok: false });
    expect(await inputs.tell(AIRPLAY, "pause")).toEqual({ ok: true, value: undefined });
    expect(told).toEqual(["pause"]);
  });
});
