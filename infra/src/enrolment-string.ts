// The line that enrols one bridge, from an account that whoever runs this may use. It is good for five minutes.
// @see AWS IoT "CreateProvisioningClaim"
import { createPrivateKey, X509Certificate } from "node:crypto";
import { CreateProvisioningClaimCommand, DescribeEndpointCommand, type IoTClient } from "@aws-sdk/client-iot";
import { encodeEnrolment, PROVISIONING_TEMPLATE } from "@house-band/contract";

/** @returns the line. @throws the SDK's error where the account does not let whoever calls make a claim */
export async function createEnrolmentString(client: Pick<IoTClient, "send">): Promise<string> {
  const [endpoint, claim] = await Promise.all([
    // The data endpoint whose certificate is signed by an authority that Node knows.
    client.send(new DescribeEndpointCommand({ endpointType: "iot:Data-ATS" })),
    client.send(new CreateProvisioningClaimCommand({ templateName: PROVISIONING_TEMPLATE })),
  ]);
  const { certificatePem, keyPair, expiration } = claim;
  if (!endpoint.endpointAddress || !certificatePem || !keyPair?.PrivateKey || !expiration) {
    throw new Error("AWS IoT answered without an endpoint, a certificate or a key: try again");
  }
  return encodeEnrolment({
    host: endpoint.endpointAddress,
    port: 8_883,
    template: PROVISIONING_TEMPLATE,
    expiresAtMs: expiration.getTime(),
    certificate: new X509Certificate(certificatePem).raw,
    privateKey: createPrivateKey(keyPair.PrivateKey).export({ type: "pkcs8", format: "der" }),
  });
}
