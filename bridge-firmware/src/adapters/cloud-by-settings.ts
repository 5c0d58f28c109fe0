// Which cloud this bridge belongs to: the one in its settings, else the one it was enrolled in, else none.
import { err, ok, type Result, type ThingName } from "@house-band/contract";
import type { DaemonConfig } from "../config.ts";
import type { Clock, CloudLink, Log } from "../ports.ts";
import { createEnroller, type Enroller, noEnroller } from "./identity/enroller.ts";
import { type Identity, readIdentity } from "./identity/identity-file.ts";
import { type Access, readAccess } from "./mqtt/access.ts";
import { createCloudLink } from "./mqtt/cloud-link.ts";
import { parseCloudUrl } from "./mqtt/cloud-url.ts";
import { createNoCloud } from "./mqtt/no-cloud.ts";

export type OpenedCloud = {
  readonly kind: "configured" | "enrolled" | "none";
  /** The bridge's name in that cloud; the one in the settings where there is none. */
  readonly thing: ThingName;
  readonly link: CloudLink;
  readonly enroller: Enroller;
};

type Ports = {
  readonly clock: Clock;
  readonly log: Log;
  /** Told when an identity is there that only the next start uses. */
  readonly onEnrolled: () => void;
};

/** @returns a sentence where a file of the bridge's identity can't be used. Nothing is connected yet. */
export async function openCloud(config: DaemonConfig, ports: Ports): Promise<Result<OpenedCloud, string>> {
  const { cloud, thing, dataDirectory } = config;
  if (cloud) {
    const url = parseCloudUrl(cloud.url);
    if (!url.ok) return url;
    const access = await readAccess(cloud.access);
    if (!access.ok) return access;
    const link = openLink({ ...cloud, access: access.value, thing }, ports);
    return ok({ kind: "configured", thing, link, enroller: noEnroller });
  }
  const enroller = createEnroller({ ...ports, dataDirectory });
  const identity = await readIdentity(dataDirectory);
  if (!identity.ok) return err(identity.error);
  if (!identity.value) return ok({ kind: "none", thing, link: createNoCloud(), enroller });
  const enrolled = { url: identity.value.url, thing: identity.value.thing, access: toAccess(identity.value) };
  return ok({ kind: "enrolled", thing: enrolled.thing, link: openLink(enrolled, ports), enroller });
}

const openLink = (
  cloud: {
    readonly url: string;
    readonly access: Access;
    readonly thing: ThingName;
    readonly keepaliveSeconds?: number;
  },
  { clock, log }: Ports,
): CloudLink => createCloudLink({ ...cloud, clock, log, random: Math.random });

function toAccess({ certificate, privateKey, authority }: Identity): Access {
  return {
    kind: "certificate",
    ca: authority === undefined ? null : Buffer.from(authority),
    cert: Buffer.from(certificate),
    key: Buffer.from(privateKey),
  };
}
