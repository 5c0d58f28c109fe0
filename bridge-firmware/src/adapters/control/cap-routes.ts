// The door's route for how loud speakers may ever be set to: an edit of the home.
import type { FastifyInstance } from "fastify";
import type { Bridge } from "../../bridge.ts";
import { CapBody } from "../../control/cap-view.ts";
import { toEditFault } from "../../control/desk-fault.ts";
import { toPairingError } from "../../control/pairing/pairing-views.ts";
import { parseBody } from "../../control/parse-body.ts";
import type { Refuse } from "./pairing-routes.ts";

export const CAP_METHODS = { "/v1/caps": ["PUT"] } as const;

/** The answer is what was asked for, once it holds here. */
export function addCapRoutes(server: FastifyInstance, { editHome }: Pick<Bridge, "editHome">, refuse: Refuse): void {
  server.put("/v1/caps", async ({ body }, reply) => {
    const wanted = parseBody(CapBody, body);
    if (!wanted.ok) return refuse(reply, wanted.error);
    const { speakers, capPercent } = wanted.value;
    const edited = await editHome({ kind: "set-cap", speakerIds: speakers, capPercent });
    const taken = edited.ok ? edited : toEditFault(edited.error);
    return taken.ok ? wanted.value : refuse(reply, toPairingError(taken.error));
  });
}
