// The TokenCheck port on Login with Amazon. It says whose token it is, and for which app: one of another app is refused,
// however good it is. Faults carry no cause: what fetch throws may name the address, and the token is in it.
import { err, ok, parseJson, type Result } from "@house-band/contract";
import * as z from "zod/mini";
import type { Checked, TokenCheck } from "../people-ports.ts";
import type { PortFault } from "../ports.ts";

/** @see Login with Amazon "Obtain Customer Profile Information": whoever gets a token compares `aud` with his client id */
const TokenInfo = z.object({
  aud: z.string(),
  /** Seconds from now. */
  exp: z.number(),
  user_id: z.optional(z.string()),
});
/** @see Login with Amazon "Customer Profile", scope `profile:user_id` */
const Profile = z.object({ user_id: z.string().check(z.minLength(1), z.maxLength(255)) });

/** What is expected has a few hundred. */
const MAX_ANSWER_BYTES = 20_000;

export type AmazonOptions = {
  /** Ours: a token for anybody else's is refused. */
  readonly clientId: string;
  /** Of the provider, without a path. */
  readonly url: string;
  readonly epochMs: () => number;
};

export function createAmazonTokens({ clientId, url, epochMs }: AmazonOptions): TokenCheck {
  return {
    async check(token, signal) {
      const infoUrl = new URL("/auth/o2/tokeninfo", url);
      infoUrl.searchParams.set("access_token", token);
      // both at once: the profile is only believed where the token is ours, and the way there and back is long
      const [info, profile] = await Promise.all([
        ask(infoUrl, {}, signal),
        ask(new URL("/user/profile", url), { authorization: `Bearer ${token}` }, signal),
      ]);
      if (!info.ok || info.value.kind === "refused") return info.ok ? ok("refused") : info;
      const told = TokenInfo.safeParse(info.value.json);
      if (!told.success) return protocolFault("tokeninfo");
      if (told.data.aud !== clientId) return ok("refused");
      if (!profile.ok || profile.value.kind === "refused") return profile.ok ? ok("refused") : profile;
      const person = Profile.safeParse(profile.value.json);
      if (!person.success) return protocolFault("profile");
      return judge(told.data, person.data.user_id, epochMs());
    },
  };
}

/** Where both name somebody, it is the same one. */
function judge(
  { user_id, exp }: z.infer<typeof TokenInfo>,
  subject: string,
  nowMs: number,
): Result<Checked | "refused", PortFault> {
  if (user_id !== undefined && user_id !== subject) return protocolFault("profile");
  return ok({ subject, expiresAtMs: nowMs + exp * 1_000 });
}

type Answer = { readonly kind: "answer"; readonly json: unknown } | { readonly kind: "refused" };

/** A token that is not good is answered 400 or 401. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401]);

async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Result<Answer, PortFault>> {
  try {
    const response = await fetch(url, { headers, signal, redirect: "error" });
    const body = new Uint8Array(await response.arrayBuffer());
    if (REFUSALS.has(response.status)) return ok({ kind: "refused" });
    if (!response.ok) return fault("unavailable", `answered ${response.status} to ${url.pathname}`);
    const json = parseJson(body, MAX_ANSWER_BYTES);
    return json.ok ? ok({ kind: "answer", json: json.value }) : protocolFault(url.pathname);
  } catch {
    return fault(signal.aborted ? "timeout" : "unavailable", `could not be reached at ${url.pathname}`);
  }
}

const protocolFault = (what: string) => fault("protocol", `answered ${what} with something else`);

function fault(code: PortFault["code"], what: string): Result<never, PortFault> {
  return err({ port: "identity", code, retryable: true, message: `Login with Amazon ${what}` });
}
