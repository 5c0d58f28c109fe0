// What whoever holds a bridge's certificate, or a claim, tries with the topics for changing certificates, over TLS.
import { X509Certificate } from "node:crypto";
import { provisioningTopics, ROTATION_TEMPLATE, topics } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import mqtt, { type MqttClient } from "mqtt";
import { toPem } from "../../../../bridge-firmware/src/adapters/identity/der.ts";
import type { Identity } from "../../../../bridge-firmware/src/adapters/identity/identity-file.ts";
import { provision } from "../../../../bridge-firmware/src/adapters/identity/provision.ts";
import { createKeyAndRequest } from "../../../../bridge-firmware/src/adapters/identity/signing-request.ts";
import { certificateIdOf } from "../../../../local/src/iot/certificates.ts";
import { settle } from "../../../local/iot/support.ts";
import { type RotatingCloud, startRotatingCloud } from "./rotating-cloud.ts";

let cloud: RotatingCloud;
const clients: MqttClient[] = [];
beforeEach(async () => {
  cloud = await startRotatingCloud();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true);
  await cloud.close();
});

const PROVISION = provisioningTopics.provision(ROTATION_TEMPLATE);
const idOf = ({ certificate }: Identity): string => certificateIdOf(new X509Certificate(certificate).raw);

async function enrolled(): Promise<Identity> {
  const identity = await provision(cloud.claim(), Date.now());
  if (!identity.ok) throw new Error(identity.error);
  return identity.value;
}

async function connect({ url, certificate, privateKey, authority = "" }: Identity, clientId: string) {
  const access = { clientId, cert: certificate, key: privateKey, ca: authority };
  const client = await mqtt.connectAsync(url, { ...access, protocolVersion: 4, reconnectPeriod: 0 }, false);
  client.on("error", () => undefined);
  clients.push(client);
  return client;
}

/** The answer, or that the connection was ended. */
async function ask(
  client: MqttClient,
  topic: string,
  body: object,
): Promise<{ topic: string; json: Record<string, string> }> {
  const answers = [`${topic}/accepted`, `${topic}/rejected`];
  await client.subscribeAsync(answers, { qos: 1 });
  return new Promise((resolve) => {
    client.on(
      "message",
      (from, payload) => answers.includes(from) && resolve({ topic: from, json: JSON.parse(payload.toString()) }),
    );
    client.once("close", () => resolve({ topic: "closed", json: {} }));
    client.publish(topic, JSON.stringify(body), { qos: 1 }, () => undefined);
  });
}

async function tokenFor(client: MqttClient): Promise<string> {
  const { request } = await createKeyAndRequest("house-band");
  const { json } = await ask(client, provisioningTopics.certificate, { certificateSigningRequest: request });
  return json.certificateOwnershipToken ?? "";
}

describe("a bridge's certificate", () => {
  it("gets none for another thing, whatever name is asked for", async () => {
    const [own, victim] = [await enrolled(), await enrolled()];
    const thief = await connect(own, own.thing);
    const certificateOwnershipToken = await tokenFor(thief);
    const parameters = { ThingName: victim.thing };
    const answered = await ask(thief, PROVISION, { certificateOwnershipToken, parameters });
    expect(answered.json.thingName).toBe(own.thing);
    expect(cloud.enrols.certificatesOf(victim.thing)).toEqual([idOf(victim)]);
  });

  it("has none of another thing's taken away, nor says so as another", async () => {
    const [own, victim] = [await enrolled(), await enrolled()];
    const thief = await connect(own, own.thing);
    const closed = new Promise<void>((resolve) => thief.once("close", () => resolve()));
    thief.publish(topics.rotated(victim.thing), "{}", { qos: 1 }, () => undefined);
    await closed;
    await expect(connect(own, victim.thing)).rejects.toThrow();
    await settle();
    expect(cloud.told).toEqual([]);
    expect(cloud.enrols.certificatesOf(victim.thing)).toEqual([idOf(victim)]);
  });

  it("may not come in as a new bridge, by the template for that", async () => {
    const own = await enrolled();
    const thief = await connect(own, own.thing);
    await expect(ask(thief, provisioningTopics.provision("house-band-bridge"), {})).rejects.toThrow();
  });
});

describe("a claim", () => {
  it("can't be used to get a certificate for a bridge that is there", async () => {
    const victim = await enrolled();
    const claim = cloud.claim();
    const thief = {
      ...victim,
      certificate: toPem("CERTIFICATE", claim.certificate),
      privateKey: toPem("PRIVATE KEY", claim.privateKey),
    };
    const client = await connect(thief, victim.thing);
    await expect(ask(client, PROVISION, {})).rejects.toThrow();
    expect(cloud.enrols.certificatesOf(victim.thing)).toEqual([idOf(victim)]);
  });
});
