// What became of one command, by its id.
import { CommandId } from "@house-band/contract";
import type { FastifyInstance, FastifyReply } from "fastify";
import * as z from "zod/mini";
import type { Bridge } from "../../bridge.ts";
import type { ControlError } from "../../control/control-error.ts";

export const COMMAND_METHODS = { "/v1/commands/:id": ["GET"] } as const;

type Refuse = (reply: FastifyReply, error: ControlError) => FastifyReply;

const Params = z.object({ id: CommandId });

/** Adds it to the door. */
export function addCommandRoutes(server: FastifyInstance, bridge: Pick<Bridge, "roadOf">, refuse: Refuse): void {
  server.get("/v1/commands/:id", async (request, reply) => {
    const params = Params.safeParse(request.params);
    if (!params.success) {
      return refuse(reply, { code: "BAD_REQUEST", message: "a command's id has 26 letters and digits", field: "id" });
    }
    const message = "this bridge has no such command: it keeps the last 2,000, for a day";
    return bridge.roadOf(params.data.id) ?? refuse(reply, { code: "NOT_FOUND", message });
  });
}
