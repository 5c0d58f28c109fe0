// Telling an AirPlay device what its player is to do, as its own remote control does.
// @see DACP, "Unofficial AirPlay Protocol Specification", Remote control: `GET /ctrl-int/1/…` with `Active-Remote`
import { request } from "node:http";
import { err, ok, type Result } from "@house-band/contract";
import type { PlayerOrder } from "../../core/model.ts";
import { NO_PLAYER } from "../../live-inputs-port.ts";
import type { PortFault } from "../../ports.ts";
import type { AirPlaySession } from "./airplay-session.ts";

const PATHS = {
  play: "play",
  pause: "pause",
  next: "nextitem",
  previous: "previtem",
} as const satisfies Record<PlayerOrder, string>;

const ANSWERS_WITHIN_MS = 2_000;

/** Resolves when the device has said that it heard. Its token is for it alone: it is in no log and in no fault. */
export async function tellByDacp(
  { host, port, token }: AirPlaySession["remote"],
  order: PlayerOrder,
): Promise<Result<void, PortFault>> {
  if (host === null || port === null || token === null) return err(NO_PLAYER);
  const answer = await ask({ host, port, token, path: `/ctrl-int/1/${PATHS[order]}` });
  if (answer.kind === "answered" && answer.status >= 200 && answer.status < 300) return ok(undefined);
  const why = answer.kind === "answered" ? `it answered ${answer.status}` : answer.why;
  return err({ port: "inputs", code: "refused", retryable: false, message: `the AirPlay device would not: ${why}` });
}

type Answer =
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "failed"; readonly why: string };

function ask(to: { host: string; port: number; token: string; path: string }): Promise<Answer> {
  return new Promise((resolve) => {
    const headers = { "Active-Remote": to.token, Host: "starlight.local." };
    const asked = request(
      { host: to.host, port: to.port, path: to.path, headers, timeout: ANSWERS_WITHIN_MS },
      (response) => {
        response.resume();
        resolve({ kind: "answered", status: response.statusCode ?? 0 });
      },
    );
    asked.once("timeout", () => asked.destroy(new Error(`nothing within ${ANSWERS_WITHIN_MS / 1_000} s`)));
    asked.once("error", (error: NodeJS.ErrnoException) => resolve({ kind: "failed", why: error.code ?? "no answer" }));
    asked.end();
  });
}
