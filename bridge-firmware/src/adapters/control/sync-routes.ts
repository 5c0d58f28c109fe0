// The door's routes for measuring how well speakers play together: begun, asked about, called off; and what somebody's own
// recording of the probes was found to hold.
import type { FastifyInstance } from "fastify";
import { parseBody } from "../../control/parse-body.ts";
import type { SyncDesk } from "../../control/sync-desk.ts";
import { MeasureBody, RecordingBody, toAnswerView, toMeasurement, toSyncView } from "../../control/sync-views.ts";
import type { Refuse } from "./pairing-routes.ts";

export const SYNC_METHODS = {
  "/v1/sync": ["GET", "POST", "DELETE"],
  "/v1/sync/recording": ["POST"],
} as const;

/** Whoever asks here wants it measured now, whatever was measured before. */
export function addSyncRoutes(server: FastifyInstance, desk: SyncDesk, refuse: Refuse): void {
  server.get("/v1/sync", async () => toSyncView(desk.state()));
  server.post("/v1/sync", async ({ body }, reply) => {
    const wish = parseBody(MeasureBody, body);
    return wish.ok ? toAnswerView(await desk.measure({ ...wish.value, isAnew: true })) : refuse(reply, wish.error);
  });
  server.delete("/v1/sync", async () => {
    await desk.cancel();
    return toSyncView(desk.state());
  });
  server.post("/v1/sync/recording", async ({ body }, reply) => {
    const heard = parseBody(RecordingBody, body);
    if (!heard.ok) return refuse(reply, heard.error);
    const { plan, measurement, isToBeApplied } = heard.value;
    return toAnswerView(desk.takeMeasurement(plan, toMeasurement(measurement), isToBeApplied));
  });
}
