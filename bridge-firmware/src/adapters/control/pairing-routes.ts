// The door's routes for pairing: what is looked for, seen, asked and agreed to. Where there is no radio that pairs, they
// say so.
import type { Result } from "@house-band/contract";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ControlError } from "../../control/control-error.ts";
import type { DeskFault } from "../../control/desk-fault.ts";
import { CALLER_HEADER, type Caller, parseCaller } from "../../control/pairing/pairing-caller.ts";
import type { PairingDesk } from "../../control/pairing/pairing-desk.ts";
import {
  AnswerBody,
  ForgetBody,
  OpenBody,
  PairBody,
  type PairingView,
  toPairingError,
} from "../../control/pairing/pairing-views.ts";
import { parseBody } from "../../control/parse-body.ts";

export type Refuse = (reply: FastifyReply, error: ControlError) => FastifyReply;

const NO_RADIO: ControlError = {
  code: "UNAVAILABLE",
  message: 'this bridge has no Bluetooth: see "bluetooth" in its settings',
};

export const PAIRING_METHODS = {
  "/v1/pairing": ["GET", "POST", "DELETE"],
  "/v1/pairing/pair": ["POST"],
  "/v1/pairing/answer": ["POST"],
  "/v1/pairing/forget": ["POST"],
} as const;

/** @param desk null where the bridge has no radio */
export function addPairingRoutes(server: FastifyInstance, desk: PairingDesk | null, refuse: Refuse): void {
  type Take = (desk: PairingDesk, body: unknown, caller: Caller) => Promise<Result<object, DeskFault | ControlError>>;
  const answer =
    (take: Take) =>
    async ({ body, headers }: FastifyRequest, reply: FastifyReply) => {
      if (desk === null) return refuse(reply, NO_RADIO);
      const caller = parseCaller(headers[CALLER_HEADER]);
      if (!caller.ok) return refuse(reply, caller.error);
      const taken = await take(desk, body, caller.value);
      return taken.ok
        ? taken.value
        : refuse(reply, isDeskFault(taken.error) ? toPairingError(taken.error) : taken.error);
    };
  const view = (of: PairingDesk): PairingView => ({ found: [...of.found()], asking: of.asking() });
  const viewAfter = (of: PairingDesk, done: Result<void, DeskFault>): Result<object, DeskFault> =>
    done.ok ? { ok: true, value: view(of) } : done;

  server.get(
    "/v1/pairing",
    answer(async (of) => ({ ok: true, value: view(of) })),
  );
  server.post(
    "/v1/pairing",
    answer(async (of, body, caller) => {
      const wish = parseBody(OpenBody, body);
      return wish.ok ? viewAfter(of, await of.open(caller, wish.value)) : wish;
    }),
  );
  server.delete(
    "/v1/pairing",
    answer(async (of, _, caller) => viewAfter(of, await of.cancel(caller))),
  );
  server.post(
    "/v1/pairing/pair",
    answer(async (of, body, caller) => {
      const wish = parseBody(PairBody, body);
      return wish.ok ? of.pair(caller, wish.value.address, wish.value.name ?? null) : wish;
    }),
  );
  server.post(
    "/v1/pairing/answer",
    answer(async (of, body, caller) => {
      const said = parseBody(AnswerBody, body);
      return said.ok ? viewAfter(of, of.answer(caller, said.value.address, said.value.answer)) : said;
    }),
  );
  server.post(
    "/v1/pairing/forget",
    answer(async (of, body) => {
      const wish = parseBody(ForgetBody, body);
      if (!wish.ok) return wish;
      const { value } = wish;
      return viewAfter(of, "speaker" in value ? await of.forget(value.speaker) : await of.forgetSender(value.sender));
    }),
  );
}

const DOORS_OWN: ReadonlySet<string> = new Set<ControlError["code"]>(["BAD_REQUEST"]);

/** Codes of the desk and of the door are apart. */
const isDeskFault = (error: DeskFault | ControlError): error is DeskFault => !DOORS_OWN.has(error.code);
