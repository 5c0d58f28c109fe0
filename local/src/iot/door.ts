// Who may connect: credentials, client id, policy, and the terms (keep-alive, session) they get.
import { err, ok, type Result } from "@house-band/contract";
import type { ConnectPacket } from "aedes";
import type { Proof } from "./certificates.ts";
import type { Principal } from "./issued-certificates.ts";
import type { EffectiveLimits } from "./limits.ts";
import type { createArns, Policy, PolicyConnection } from "./policy.ts";

export type Admitted = {
  readonly connection: PolicyConnection;
  readonly keepAliveSeconds: number;
};

export type Refusal = {
  /** What CONNACK carries. @see MQTT 3.1.1 section 3.2.2.3; AWS says 7 where the standard has 5 */
  readonly connackCode: 1 | 2 | 7;
  readonly message: string;
};

export type DoorDeps = {
  readonly policy: Policy;
  readonly arns: ReturnType<typeof createArns>;
  readonly limits: EffectiveLimits;
  /** Whom this proves; null where it is nobody known here. */
  readonly authenticate: (proof: Proof) => Principal | null;
};

const MQTT_3_1_1 = 4;
const MAX_CLIENT_ID_BYTES = 128;

/**
 * The terms on which a client comes in, or the CONNACK that keeps it out.
 * @param certificateId of a TLS connection; null for a plain one, which brings credentials
 */
export function admit(packet: ConnectPacket, certificateId: string | null, deps: DoorDeps): Result<Admitted, Refusal> {
  const { clientId, will } = packet;
  if (packet.protocolVersion !== MQTT_3_1_1) {
    return err({ connackCode: 1, message: "only MQTT 3.1.1 is spoken here" });
  }
  if (clientId === "" || clientId.startsWith("$") || Buffer.byteLength(clientId) > MAX_CLIENT_ID_BYTES) {
    return err({ connackCode: 2, message: `a client id of 1 to ${MAX_CLIENT_ID_BYTES} bytes without $ is expected` });
  }
  const credentials = {
    username: withoutMetrics(packet.username ?? ""),
    password: packet.password?.toString() ?? "",
  };
  const principal = deps.authenticate({ credentials, certificateId });
  if (principal === null) return err({ connackCode: 7, message: "the credentials belong to no registered thing" });
  const thing = principal.kind === "thing" ? principal.thing : null;
  const connection: PolicyConnection = {
    clientId,
    thing,
    ...(certificateId !== null && { certificateId }),
    connectAttributes: [
      ...(packet.clean ? [] : (["PersistentConnect"] as const)),
      ...(will ? (["LastWill"] as const) : []),
    ],
  };
  if (!deps.policy.may("iot:Connect", deps.arns.client(clientId), connection)) {
    return err({ connackCode: 7, message: `the policy does not let ${thing ?? "a claim"} connect as ${clientId}` });
  }
  if ((will?.qos ?? 0) > 1) return err({ connackCode: 7, message: "a Last Will of QoS 2 is not supported" });
  return ok({ connection, keepAliveSeconds: keepAliveOf(packet.keepalive ?? 0, deps.limits) });
}

/** AWS's SDKs append `?SDK=…` to the user name, for statistics. */
const withoutMetrics = (username: string): string => username.split("?")[0] ?? "";

/** 0 asks for none, and gets the longest. @see AWS IoT "Message broker and protocol limits", keep-alive */
function keepAliveOf(askedSeconds: number, limits: EffectiveLimits): number {
  if (askedSeconds === 0) return limits.keepAliveMaxSeconds;
  return Math.min(limits.keepAliveMaxSeconds, Math.max(limits.keepAliveMinSeconds, askedSeconds));
}
