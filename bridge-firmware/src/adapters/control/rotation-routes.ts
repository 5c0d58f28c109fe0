// The door's route for a new certificate: answers once the bridge uses it.
import type { FastifyInstance } from "fastify";
import type { ControlError } from "../../control/control-error.ts";
import type { RotationFault, Rotator } from "../identity/rotator.ts";
import type { Refuse } from "./pairing-routes.ts";

export const ROTATION_METHODS = { "/v1/certificate": ["POST"] } as const;

const CODES = {
  "no-certificate": "CONFLICT",
  "under-way": "CONFLICT",
  busy: "CONFLICT",
  offline: "UNAVAILABLE",
  refused: "UNAVAILABLE",
  "not-let-in": "UNAVAILABLE",
  "not-saved": "NOT_SAVED",
} as const satisfies Record<RotationFault["code"], ControlError["code"]>;

/** POST takes no body. */
export function addRotationRoutes(server: FastifyInstance, rotator: Pick<Rotator, "rotate">, refuse: Refuse): void {
  server.post("/v1/certificate", async (_, reply) => {
    const rotated = await rotator.rotate();
    if (rotated.ok) return { thing: rotated.value.thing };
    return refuse(reply, { code: CODES[rotated.error.code], message: rotated.error.message });
  });
}
