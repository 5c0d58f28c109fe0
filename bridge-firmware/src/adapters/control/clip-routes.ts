// Recordings that are to be announced come in here, as the bytes of a WAV file.
import type { FastifyInstance, FastifyReply } from "fastify";
import { type Announcer, MAX_CLIP_BYTES } from "../../announcer-port.ts";
import type { ControlError } from "../../control/control-error.ts";

export const CLIP_METHODS = { "/v1/clips": ["POST"] } as const;

type Refuse = (reply: FastifyReply, error: ControlError) => FastifyReply;

/** Adds them to the door. A page elsewhere can't make a browser send `audio/wav` without asking. */
export function addClipRoutes(server: FastifyInstance, announcer: Announcer, refuse: Refuse): void {
  const whole = { parseAs: "buffer" as const, bodyLimit: MAX_CLIP_BYTES };
  server.addContentTypeParser("audio/wav", whole, (_request, body, done) => done(null, body));
  server.post("/v1/clips", { bodyLimit: MAX_CLIP_BYTES }, async (request, reply) => {
    if (!(request.body instanceof Buffer)) return refuse(reply, { code: "BAD_REQUEST", message: "expected audio/wav" });
    const kept = await announcer.keepClip(request.body);
    if (kept.ok) return { clip: kept.value };
    const code = kept.error.code === "bad-clip" ? "BAD_REQUEST" : "NOT_SAVED";
    return refuse(reply, { code, message: kept.error.message });
  });
}
