// Orders to a UPnP media renderer, as a control point gives them.
// @see UPnP AVTransport:1, 2.4.9 Play, 2.4.10 Pause; UPnP Device Architecture 1.0, 3.2.1 Action: Invoke
import { request } from "node:http";
import { err, ok, type Result } from "@house-band/contract";
import type { PortFault } from "../../ports.ts";

const SERVICE = "urn:schemas-upnp-org:service:AVTransport:1";
/** Where gmediarender takes them. @see its description.xml */
const CONTROL_PATH = "/upnp/control/rendertransport1";
const ANSWERS_WITHIN_MS = 2_000;

export type TransportOrder = "Play" | "Pause";

/** Resolves when it was carried out, or would not be. */
export async function orderTransport(
  { host, port }: { readonly host: string; readonly port: number },
  order: TransportOrder,
): Promise<Result<void, PortFault>> {
  const argument = order === "Play" ? "<Speed>1</Speed>" : "";
  const body =
    `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"` +
    ` s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body><u:${order} xmlns:u="${SERVICE}">` +
    `<InstanceID>0</InstanceID>${argument}</u:${order}></s:Body></s:Envelope>`;
  const headers = {
    "Content-Type": 'text/xml; charset="utf-8"',
    "Content-Length": Buffer.byteLength(body),
    SOAPACTION: `"${SERVICE}#${order}"`,
  };
  return new Promise((resolve) => {
    const refuse = (why: string) =>
      resolve(err({ port: "inputs", code: "refused", retryable: false, message: `the renderer would not: ${why}` }));
    const asked = request({ host, port, path: CONTROL_PATH, method: "POST", headers, timeout: ANSWERS_WITHIN_MS });
    asked.once("response", (response) => {
      response.resume();
      if (response.statusCode === 200) resolve(ok(undefined));
      else refuse(`it answered ${response.statusCode}`);
    });
    asked.once("timeout", () => asked.destroy(new Error(`nothing within ${ANSWERS_WITHIN_MS / 1_000} s`)));
    asked.once("error", (error: NodeJS.ErrnoException) => refuse(error.code ?? error.message));
    asked.end(body);
  });
}
