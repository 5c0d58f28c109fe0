// From a claim to an identity, over TLS: what the bridge sends, what it gets, and what keeps everybody else out.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { type Enrolment, provisioningTopics, topics } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import mqtt from "mqtt";
import { toPem } from "../../../../bridge-firmware/src/adapters/identity/der.ts";
import type { Identity } from "../../../../bridge-firmware/src/adapters/identity/identity-file.ts";
import { provision } from "../../../../bridge-firmware/src/adapters/identity/provision.ts";
import { createKeyAndRequest } from "../../../../bridge-firmware/src/adapters/identity/signing-request.ts";
import { certificateIdOf } from "../../../../local/src/iot/certificates.ts";
import type { TraceEvent } from "../../../../local/src/iot/local-iot.ts";
import { readSigningRequest } from "../../../../local/src/iot/signing-request.ts";
import { A, until } from "../../../local/iot/support.ts";
import { startEnrollingCloud } from "./support.ts";

let cloud: Awaited<ReturnType<typeof startEnrollingCloud>>;
afterEach(() => cloud.close());

async function enrolled(enrolment: Enrolment): Promise<Identity> {
  const identity = await provision(enrolment, Date.now());
  if (!identity.ok) throw new Error(identity.error);
  return identity.value;
}

async function refusal(enrolment: Enrolment, nowMs = Date.now()): Promise<string> {
  const identity = await provision(enrolment, nowMs);
  return identity.ok ? "" : identity.error;
}

/** As the bridge's link does, under any client id. */
const connect = (identity: Identity, clientId: string = identity.thing) =>
  mqtt.connectAsync(
    identity.url,
    {
      clientId,
      protocolVersion: 4,
      reconnectPeriod: 0,
      key: identity.privateKey,
      cert: identity.certificate,
      ...(identity.authority !== undefined && { ca: identity.authority }),
    },
    false,
  );

const idOf = ({ certificate }: Identity): string => certificateIdOf(new X509Certificate(certificate).raw);

describe("a bridge with a claim", () => {
  it("gets a certificate for its own key, and a name that follows from it, and connects as that", async () => {
    cloud = await startEnrollingCloud();
    const identity = await enrolled(cloud.claim());
    expect(identity.thing).toBe(`hb-${idOf(identity).slice(0, 16)}`);
    expect(new X509Certificate(identity.certificate).checkPrivateKey(createPrivateKey(identity.privateKey))).toBe(true);
    expect(createPrivateKey(identity.privateKey).asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(cloud.enrols.certificatesOf(identity.thing)).toEqual([idOf(identity)]);
    const client = await connect(identity);
    await client.subscribeAsync(topics.command(identity.thing), { qos: 1 });
    await client.endAsync();
  });

  it("never lets its key out of the machine", async () => {
    const request = await createKeyAndRequest("house-band");
    const secret = createPrivateKey(request.privateKey).export({ format: "jwk" }).d ?? "";
    expect(secret.length).toBeGreaterThan(40);
    const sent = Buffer.from(request.request.replace(/-----[^-]+-----|\s/g, ""), "base64");
    expect(sent.includes(Buffer.from(secret, "base64url"))).toBe(false);
    expect(readSigningRequest(request.request)).toMatchObject({ ok: true });
    cloud = await startEnrollingCloud();
  });

  it("gets another name each time, and two at once get one each", async () => {
    cloud = await startEnrollingCloud();
    const [one, other] = await Promise.all([enrolled(cloud.claim()), enrolled(cloud.claim())]);
    const third = await enrolled(cloud.claim());
    expect(new Set([one?.thing, other?.thing, third.thing]).size).toBe(3);
  });

  it("does not ask with a claim that has run out, and is refused where the cloud's clock says so", async () => {
    cloud = await startEnrollingCloud({ claimLifeMs: 50 });
    const claim = cloud.claim();
    expect(await refusal(claim, claim.expiresAtMs)).toMatch(/^the enrolment string has expired/);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await refusal(claim, 0)).toMatch(/would not have it.*Make a new enrolment string/);
  });

  it("is told where the hook does not let it in", async () => {
    cloud = await startEnrollingCloud({ hook: async () => ({ allowProvisioning: false }) });
    expect(await refusal(cloud.claim())).toMatch(/refused to enrol this bridge \(AccessDenied: /);
  });

  it("is told where the hook fails, or is not there", async () => {
    cloud = await startEnrollingCloud({ hook: () => Promise.reject(new Error("a bug")) });
    expect(await refusal(cloud.claim())).toMatch(/refused to enrol this bridge \(InternalFailure: /);
  });

  it("trusts no cloud whose certificate another authority has signed", async () => {
    cloud = await startEnrollingCloud();
    const other = await startEnrollingCloud();
    const claim = { ...cloud.claim(), authority: other.claim().authority ?? new Uint8Array() };
    expect(await refusal(claim)).toMatch(/would not have it: .*certificate/i);
    await other.close();
  });

  it("says that nobody is there", async () => {
    cloud = await startEnrollingCloud();
    expect(await refusal({ ...cloud.claim(), port: 1 })).toMatch(/^the cloud at 127\.0\.0\.1 would not have it: /);
  });
});

describe("a claim", () => {
  it("lets nobody do anything but ask for an identity", async () => {
    const seen: TraceEvent[] = [];
    cloud = await startEnrollingCloud({}, { onTrace: (event) => void seen.push(event) });
    const { certificate, privateKey, authority } = cloud.claim();
    const thief = { thing: A, certificate: toPem("CERTIFICATE", certificate), url: cloud.enrols.mqttsUrl } as never;
    const ca = toPem("CERTIFICATE", authority ?? new Uint8Array());
    const claimed = { ...(thief as Identity), privateKey: toPem("PRIVATE KEY", privateKey), authority: ca };
    for (const topic of [`hb/v1/${A}/cmd`, `$aws/things/${A}/shadow/name/config/update`, "$aws/rules/hb_event/any"]) {
      const client = await connect(claimed, A);
      const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
      client.on("error", () => undefined);
      client.publish(topic, "{}", { qos: 1 }, () => undefined);
      await closed;
      expect(seen).toContainEqual(expect.objectContaining({ kind: "denied", clientId: A, topic }));
    }
    const listener = await connect(claimed, "listener");
    await expect(listener.subscribeAsync(`hb/v1/${A}/cmd`, { qos: 1 })).rejects.toThrow();
    await listener.endAsync();
  });

  it("does not hear what another one is given", async () => {
    cloud = await startEnrollingCloud();
    const { certificate, privateKey, authority } = cloud.claim();
    const listener = await connect(
      {
        thing: A as never,
        url: cloud.enrols.mqttsUrl,
        certificate: toPem("CERTIFICATE", certificate),
        privateKey: toPem("PRIVATE KEY", privateKey),
        authority: toPem("CERTIFICATE", authority ?? new Uint8Array()),
      },
      "listener",
    );
    const heard: string[] = [];
    listener.on("message", (topic) => heard.push(topic));
    await listener.subscribeAsync(`${provisioningTopics.certificate}/accepted`, { qos: 1 });
    await enrolled(cloud.claim());
    expect(heard).toEqual([]);
    await listener.endAsync();
  });
});

describe("an identity", () => {
  it("is that of one bridge alone", async () => {
    cloud = await startEnrollingCloud();
    const [one, other] = [await enrolled(cloud.claim()), await enrolled(cloud.claim())];
    await expect(connect(one, other.thing)).rejects.toThrow();
    await expect(connect({ ...one, privateKey: other.privateKey })).rejects.toThrow();
  });

  it("that is revoked is cut off, and does not get in again", async () => {
    cloud = await startEnrollingCloud();
    const identity = await enrolled(cloud.claim());
    const client = await connect(identity);
    client.on("error", () => undefined);
    await client.subscribeAsync(topics.command(identity.thing), { qos: 1 }); // so that the broker has let it in for certain
    await cloud.enrols.revoke(idOf(identity));
    await until(() => !client.connected, "it is cut off");
    await expect(connect(identity)).rejects.toThrow();
    expect(cloud.enrols.certificatesOf(identity.thing)).toEqual([]);
  });
});
