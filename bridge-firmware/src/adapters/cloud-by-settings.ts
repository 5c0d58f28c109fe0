// Which cloud this bridge belongs to: the one in its settings, else the one it was enrolled in, else none.
import { err, ok, type Result, type ThingName } from "@house-band/contract";
import type { DaemonConfig } from "../config.ts";
import type { Clock, CloudLink, Log } from "../ports.ts";
import { createEnroller, type Enroller, noEnroller } from "./identity/enroller.ts";
import { keepIdentity, readIdentity, toAccess } from "./identity/identity-file.ts";
import { createRotator, noRotator, type Rotator } from "./identity/rotator.ts";
import { type Access, readAccess } from "./mqtt/access.ts";
import { type CertifiedLink, createCloudLink } from "./mqtt/cloud-link.ts";
import { parseCloudUrl } from "./mqtt/cloud-url.ts";
import { createNoCloud } from "./mqtt/no-cloud.ts";

export type OpenedCloud = {
  readonly kind: "configured" | "enrolled" | "none";
  /** The bridge's name in that cloud; the one in the settings where there is none. */
  readonly thing: ThingName;
  readonly link: CloudLink;
  readonly enroller: Enroller;
  readonly rotator: Rotator;
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
    return ok({ kind: "configured", thing, link, enroller: noEnroller, rotator: noRotator(YOURS) });
  }
  const lock = { isHeld: false };
  const enroller = createEnroller({ ...ports, dataDirectory, lock });
  const identity = await readIdentity(dataDirectory);
  if (!identity.ok) return err(identity.error);
  if (!identity.value) {
    return ok({ kind: "none", thing, link: createNoCloud(), enroller, rotator: noRotator(NOT_ENROLLED) });
  }
  const enrolled = { url: identity.value.url, thing: identity.value.thing, access: toAccess(identity.value) };
  const link = openLink(enrolled, ports);
  const rotator = createRotator({
    ...ports,
    identity: identity.value,
    link,
    lock,
    afterDays: config.rotateAfterDays,
    keep: (changed) => keepIdentity(dataDirectory, changed),
    random: Math.random,
  });
  return ok({ kind: "enrolled", thing: enrolled.thing, link, enroller, rotator });
}

const YOURS = "this bridge's settings name a cloud, with files of yours: change those, then restart house-band";
const NOT_ENROLLED = "this bridge has no certificate: house-band enroll gives it one";

const openLink = (
  cloud: {
    readonly url: string;
    readonly access: Access;
    readonly thing: ThingName;
    readonly keepaliveSeconds?: number;
  },
  { clock, log }: Ports,
): CertifiedLink => createCloudLink({ ...cloud, clock, log, random: Math.random });
