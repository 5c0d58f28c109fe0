// A UPnP control point, in SOAP calls, and the media server whose files it has rendered.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { eventually } from "./child.ts";

const SERVICE = "urn:schemas-upnp-org:service:AVTransport:1";

/** This machine's address on its network: renderers listen on no other, and not on loopback. */
export function lanAddress(): string {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const lan = own.find(({ family, internal }) => family === "IPv4" && !internal);
  if (lan === undefined) throw new Error("this machine has no network but loopback: a renderer would not start here");
  return lan.address;
}

/** @param files what the server has, by path */
export async function startControlPoint(port: number, files: Readonly<Record<string, string>>) {
  const host = lanAddress();
  const server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    if (file === undefined) return void response.writeHead(404).end();
    const bytes = readFileSync(file);
    response.writeHead(200, { "Content-Type": "audio/x-wav", "Content-Length": bytes.length });
    response.end(request.method === "HEAD" ? undefined : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const base = `http://${host}:${(server.address() as AddressInfo).port}`;
  const renderer = `http://${host}:${port}`;

  const order = async (action: string, args = ""): Promise<string> => {
    const body = `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><u:${action} xmlns:u="${SERVICE}"><InstanceID>0</InstanceID>${args}</u:${action}></s:Body></s:Envelope>`;
    const headers = { "Content-Type": 'text/xml; charset="utf-8"', SOAPACTION: `"${SERVICE}#${action}"` };
    const answer = await fetch(`${renderer}/upnp/control/rendertransport1`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`${action}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  };
  return {
    /** Resolves when the renderer describes itself; with that. */
    async find(withinMs = 15_000): Promise<string> {
      let description = "";
      const look = async (): Promise<boolean> => {
        description = await fetch(`${renderer}/description.xml`)
          .then((answer) => answer.text())
          .catch(() => "");
        return description !== "";
      };
      await eventually(look, withinMs, "a renderer");
      return description;
    },
    async give(
      path: string,
      { title, artist, album }: { title: string; artist: string; album: string },
    ): Promise<void> {
      const didl = `<DIDL-Lite xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/"><item id="1" parentID="0" restricted="1"><dc:title>${title}</dc:title><upnp:artist role="Performer">${artist}</upnp:artist><upnp:album>${album}</upnp:album><upnp:class>object.item.audioItem.musicTrack</upnp:class></item></DIDL-Lite>`;
      const escaped = didl.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
      await order(
        "SetAVTransportURI",
        `<CurrentURI>${base}${path}</CurrentURI><CurrentURIMetaData>${escaped}</CurrentURIMetaData>`,
      );
    },
    play: () => order("Play", "<Speed>1</Speed>"),
    pause: () => order("Pause"),
    stop: () => order("Stop"),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
