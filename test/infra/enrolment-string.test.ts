// The line that enrols a bridge, from what AWS IoT answers: read back by the bridge's own reader.
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { CreateProvisioningClaimCommand, DescribeEndpointCommand } from "@aws-sdk/client-iot";
import { decodeEnrolment, MAX_ENROLMENT_LENGTH } from "@house-band/contract";
import { createEnrolmentString } from "@house-band/infra/enrolment-string";
import { describe, expect, it } from "@jest/globals";
import { toPem } from "../../bridge-firmware/src/adapters/identity/der.ts";
import { createAuthority } from "../../local/src/iot/x509.ts";

/** As AWS makes them: RSA of 2,048 bits, the key as PKCS #1. */
function claimOfAws() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const expiresAtMs = Date.UTC(2030, 0, 1);
  const der = createAuthority(() => Date.now()).issue({ name: "AWS IoT Certificate", publicKey: spki, expiresAtMs });
  return {
    certificateId: "a".repeat(64),
    certificatePem: toPem("CERTIFICATE", der),
    keyPair: { PrivateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(), PublicKey: "unused" },
    expiration: new Date(expiresAtMs),
  };
}

const clientOf = (claim: object, asked: object[] = []) => ({
  send: (async (command: { input: object }) => {
    asked.push(command);
    if (command instanceof DescribeEndpointCommand) return { endpointAddress: "abc-ats.iot.eu-west-1.amazonaws.com" };
    return claim;
  }) as never, // the SDK's overloads can't be written down for a fake
});

describe("the enrolment string", () => {
  it("holds the endpoint, the template, and a certificate with its key, and fits into a terminal's line", async () => {
    const claim = claimOfAws();
    const asked: { input: object }[] = [];
    const line = await createEnrolmentString(clientOf(claim, asked));
    expect(line.length).toBeLessThan(MAX_ENROLMENT_LENGTH);
    const decoded = decodeEnrolment(line);
    if (!decoded.ok) throw new Error(decoded.error);
    const { certificate, privateKey, ...header } = decoded.value;
    expect(header).toEqual({
      host: "abc-ats.iot.eu-west-1.amazonaws.com",
      port: 8_883,
      template: "house-band-bridge",
      expiresAtMs: claim.expiration.getTime(),
    });
    const key = createPublicKey(createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" }));
    expect(new X509Certificate(certificate).publicKey.equals(key)).toBe(true);
    expect(asked.find((command) => command instanceof CreateProvisioningClaimCommand)?.input).toEqual({
      templateName: "house-band-bridge",
    });
  });

  it("is not made of half an answer", async () => {
    const { keyPair: _, ...half } = claimOfAws();
    await expect(createEnrolmentString(clientOf(half))).rejects.toThrow(/without an endpoint, a certificate or a key/);
  });
});
