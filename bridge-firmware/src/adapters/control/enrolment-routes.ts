// The door's route for enrolment: the pasted line in, the bridge's new name out.
import type { FastifyInstance } from "fastify";
import * as z from "zod/mini";
import type { ControlError } from "../../control/control-error.ts";
import { parseBody } from "../../control/parse-body.ts";
import type { Enroller, EnrolmentFault } from "../identity/enroller.ts";
import type { Refuse } from "./pairing-routes.ts";

export const ENROLMENT_METHODS = { "/v1/enrolment": ["POST"] } as const;

/** Longer than a terminal's line: what is too long is told to be no enrolment string, not to be too long. */
const Body = z.strictObject({ enrolment: z.string().check(z.maxLength(12_000)) });

const CODES = {
  "not-readable": "BAD_REQUEST",
  refused: "UNAVAILABLE",
  "under-way": "CONFLICT",
  "has-a-cloud": "CONFLICT",
  "not-saved": "NOT_SAVED",
} as const satisfies Record<EnrolmentFault["code"], ControlError["code"]>;

/** POST answers with the name once the identity is safe on the disk; the bridge starts again after that. */
export function addEnrolmentRoutes(server: FastifyInstance, enroller: Enroller, refuse: Refuse): void {
  server.post("/v1/enrolment", async ({ body }, reply) => {
    const asked = parseBody(Body, body);
    if (!asked.ok) return refuse(reply, asked.error);
    const enrolled = await enroller.enrol(asked.value.enrolment);
    if (enrolled.ok) return { thing: enrolled.value };
    return refuse(reply, { code: CODES[enrolled.error.code], message: enrolled.error.message });
  });
}
