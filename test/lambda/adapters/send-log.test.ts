// Every command that is sent leaves a line in the log.
import { type Command, CommandId, err, ok } from "@house-band/contract";
import { expect, it } from "@jest/globals";
import { withSendLog } from "../../../lambda/src/adapters/send-log.ts";
import type { BridgeLink } from "../../../lambda/src/ports.ts";
import { PATIO, THING } from "../fakes/home.ts";
import { createWorld, faultOf } from "../fakes/world.ts";

const COMMAND: Command = {
  ...{
    v: 1,
    id: CommandId.parse("01J8ZQ5VB3T8R6M4N2K0H9F7D5"),
    seq: 36,
    issuedAtMs: 1,
    ttlMs: 10_000,
    origin: "alexa",
  },
  ...{ kind: "pause", speakers: [PATIO] },
};

it.each<[string, Awaited<ReturnType<BridgeLink["send"]>>, string]>([
  ["that is acknowledged", ok("journaled"), "journaled"],
  ["whose bridge is offline", ok("offline"), "offline"],
  ["that AWS IoT refuses", err(faultOf("bridge", "refused")), "failed: refused"],
])(
  "of a command %s: when it left and what is known of its arrival, and nothing else is changed",
  async (_name, sent, delivery) => {
    const { ports, clock, lines } = createWorld();
    const sentAtMs = clock.epochMs();
    const link = withSendLog(
      {
        ...ports.link,
        send: async () => {
          await clock.sleep(40);
          return sent;
        },
      },
      ports,
    );
    const { signal } = new AbortController();
    expect(await clock.runUntil(link.send(THING, COMMAND, signal))).toEqual(sent);
    expect(lines).toEqual([
      expect.objectContaining({
        level: "info",
        fields: { commandId: COMMAND.id, thing: THING, seq: 36, sentAtMs, delivery },
      }),
    ]);
  },
);
