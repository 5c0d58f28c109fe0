// Who hangs up before the door has got as far as listening for that: their tone is not played.
import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "@jest/globals";
import fastify from "fastify";
import { addSyncRoutes } from "../../../../bridge-firmware/src/adapters/control/sync-routes.ts";
import { PATIO } from "../../fakes/home.ts";

describe("a test tone", () => {
  it.each([
    ["is called off from the beginning where whoever asked is gone", true],
    ["goes on where they wait", false],
  ])("%s", async (_, isGone) => {
    const heard: (boolean | undefined)[] = [];
    const tone = {
      async hear(_speakers: unknown, signal?: AbortSignal) {
        heard.push(signal?.aborted);
        return { kind: "refused", code: "SUPERSEDED", perSpeaker: {} };
      },
    };
    const server = fastify();
    server.addHook("preHandler", async (_request, { raw }) => {
      if (isGone) raw.destroy();
      await setImmediate(); // whatever tells of it has done so
    });
    addSyncRoutes(server, { tone } as unknown as Parameters<typeof addSyncRoutes>[1], (reply) => reply); // no other is used here
    const url = await server.listen({ host: "127.0.0.1", port: 0 });
    const asked = fetch(`${url}/v1/sync/tone`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify({ speakers: [PATIO] }),
    });
    void asked.catch(() => undefined);

    while (heard.length === 0) await setImmediate();
    await server.close();

    expect(heard).toEqual([isGone]);
  });
});
