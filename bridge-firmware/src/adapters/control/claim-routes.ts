// The door's routes for claiming: a code is made, shown, called off, whoever says it is let in or not; and the bridge is
// made nobody's.
import type { FastifyInstance } from "fastify";
import type { ClaimDesk } from "../../cloud/claim-desk.ts";
import { AnswerBody, OfferBody, toClaimError, toClaimView } from "../../control/claim-views.ts";
import { parseBody } from "../../control/parse-body.ts";
import type { Refuse } from "./pairing-routes.ts";

export const CLAIM_METHODS = {
  "/v1/claim": ["GET", "POST", "DELETE"],
  "/v1/claim/answer": ["POST"],
  "/v1/owners": ["DELETE"],
} as const;

/** POST answers once the cloud knows the code, DELETE once it is forgotten there. */
export function addClaimRoutes(server: FastifyInstance, desk: ClaimDesk, refuse: Refuse): void {
  server.get("/v1/claim", async () => toClaimView(desk.now()));
  server.post("/v1/claim", async ({ body }, reply) => {
    const wish = parseBody(OfferBody, body);
    if (!wish.ok) return refuse(reply, wish.error);
    const offered = await desk.offer(wish.value.purpose);
    return offered.ok ? toClaimView(offered.value) : refuse(reply, toClaimError(offered.error));
  });
  server.delete("/v1/claim", async (_, reply) => {
    const cancelled = await desk.cancel();
    return cancelled.ok ? toClaimView(desk.now()) : refuse(reply, toClaimError(cancelled.error));
  });
  server.post("/v1/claim/answer", async ({ body }, reply) => {
    const said = parseBody(AnswerBody, body);
    if (!said.ok) return refuse(reply, said.error);
    const answered = await desk.answer(said.value.claimId, said.value.isAllowed);
    return answered.ok ? toClaimView(desk.now()) : refuse(reply, toClaimError(answered.error));
  });
  server.delete("/v1/owners", async (_, reply) => {
    const reset = await desk.reset();
    return reset.ok ? reset.value : refuse(reply, toClaimError(reset.error));
  });
}
