// The door's routes for measuring how well speakers play together: begun, asked about, called off; and what somebody's own
// recording of the probes was found to hold.
import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import type { Bridge } from "../../bridge.ts";
import { toEditFault } from "../../control/desk-fault.ts";
import { toPairingError } from "../../control/pairing/pairing-views.ts";
import { parseBody } from "../../control/parse-body.ts";
import {
  MeasureBody,
  RecordingBody,
  TrimsBody,
  toAnswerView,
  toMeasurement,
  toSyncView,
} from "../../control/sync/sync-views.ts";
import { ToneBody, toToneAnswerView } from "../../control/sync/tone-views.ts";
import type { Refuse } from "./pairing-routes.ts";

export const SYNC_METHODS = {
  "/v1/sync": ["GET", "POST", "DELETE"],
  "/v1/sync/recording": ["POST"],
  "/v1/sync/tone": ["POST"],
  "/v1/trims": ["PUT"],
} as const;

/** Whoever asks here wants it measured now, whatever was measured before. */
export function addSyncRoutes(
  server: FastifyInstance,
  { sync: desk, tone, delays, editHome }: Pick<Bridge, "sync" | "tone" | "delays" | "editHome">,
  refuse: Refuse,
): void {
  server.get("/v1/sync", async () => toSyncView(desk.state(), delays));
  server.post("/v1/sync", async ({ body }, reply) => {
    const wish = parseBody(MeasureBody, body);
    return wish.ok ? toAnswerView(await desk.measure({ ...wish.value, isAnew: true })) : refuse(reply, wish.error);
  });
  server.delete("/v1/sync", async () => {
    await desk.cancel();
    return toSyncView(desk.state(), delays);
  });
  server.post("/v1/sync/recording", async ({ body }, reply) => {
    const heard = parseBody(RecordingBody, body);
    if (!heard.ok) return refuse(reply, heard.error);
    const { plan, measurement, ...how } = heard.value;
    return toAnswerView(desk.takeMeasurement(plan, toMeasurement(measurement), how));
  });
  server.post("/v1/sync/tone", async ({ body }, reply) => {
    const wish = parseBody(ToneBody, body);
    if (!wish.ok) return refuse(reply, wish.error);
    return toToneAnswerView(await tone.hear(wish.value.speakers, hangUpOf(reply.raw)));
  });
  server.put("/v1/trims", async ({ body }, reply) => {
    const wanted = parseBody(TrimsBody, body);
    if (!wanted.ok) return refuse(reply, wanted.error);
    const edited = await editHome({ kind: "set-trims", trims: wanted.value.trims });
    const taken = edited.ok ? edited : toEditFault(edited.error);
    return taken.ok ? wanted.value : refuse(reply, toPairingError(taken.error));
  });
}

/** Fires when whoever asked is gone, and when they have their answer. */
function hangUpOf(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  if (response.destroyed) gone.abort(); // it was closed while the body was read: no more "close" comes
  response.once("close", () => gone.abort());
  return gone.signal;
}
