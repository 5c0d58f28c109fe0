// A bridge changes its certificate, over TLS, on the cloud with the functions that are deployed: what it then has, what is
// taken away, and that no break in between leaves it outside.
import { X509Certificate } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PublishCommand } from "@aws-sdk/client-iot-data-plane";
import { encodeCommand, err, type RotatedEvent, topics } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createSystemClock } from "../../../../bridge-firmware/src/adapters/clock/system-clock.ts";
import {
  type Identity,
  keepIdentity,
  readIdentity,
  toAccess,
} from "../../../../bridge-firmware/src/adapters/identity/identity-file.ts";
import { provision } from "../../../../bridge-firmware/src/adapters/identity/provision.ts";
import { createRotator, type RotatorParts } from "../../../../bridge-firmware/src/adapters/identity/rotator.ts";
import { type CertifiedLink, createCloudLink } from "../../../../bridge-firmware/src/adapters/mqtt/cloud-link.ts";
import type { CloudEvent } from "../../../../bridge-firmware/src/ports.ts";
import { certificateIdOf } from "../../../../local/src/iot/certificates.ts";
import { until } from "../../../port-contracts/cloud-link.ts";
import { command, PATIO } from "../../fakes/home.ts";
import { createFakeLog } from "../../fakes/ports.ts";
import { type RotatingCloud, type RotatingCloudOwn, startRotatingCloud } from "./rotating-cloud.ts";

let directory: string;
let cloud: RotatingCloud;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-rotate-"));
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
});

const idOf = ({ certificate }: Identity): string => certificateIdOf(new X509Certificate(certificate).raw);
const onDisk = async (): Promise<Identity> => {
  const read = await readIdentity(directory);
  if (!read.ok || read.value === null) throw new Error("no identity on the disk");
  return read.value;
};

/** Enrolled, and nothing running yet. */
async function enrolled(): Promise<Identity> {
  const identity = await provision(cloud.claim(), Date.now());
  if (!identity.ok) throw new Error(identity.error);
  await keepIdentity(directory, identity.value);
  return identity.value;
}

/** As the daemon starts: from what is on the disk. @param bend what goes wrong in it */
async function start(bend: (parts: RotatorParts) => Partial<RotatorParts> = () => ({})) {
  const identity = await onDisk();
  const clock = createSystemClock();
  const log = createFakeLog();
  const { url, thing } = identity;
  const link = createCloudLink({ url, thing, access: toAccess(identity), clock, log, random: () => 0 });
  const events: CloudEvent[] = [];
  link.onEvent((event) => events.push(event));
  const keep = (changed: Identity) => keepIdentity(directory, changed);
  const parts = { identity, link, lock: { isHeld: false }, afterDays: 180, keep, clock, log, random: () => 0 };
  const rotator = createRotator({ ...parts, ...bend(parts) });
  link.start();
  ends.push(() => stop());
  const stop = async () => {
    await rotator.close();
    await link.close();
  };
  await until(link.isOnline, 10_000);
  return { rotator, link, events, log, stop };
}

const NOT_LET_IN = { error: { code: "not-let-in" } };

const certificates = (identity: Identity) => cloud.enrols.certificatesOf(identity.thing);

/** Where it ends whatever went before: rotated, one certificate, and that is the one on the disk. */
async function endsWell(old: Identity, bridge: { readonly link: CertifiedLink }): Promise<void> {
  const now = await onDisk();
  expect(now.thing).toBe(old.thing);
  expect(idOf(now)).not.toBe(idOf(old));
  await until(() => certificates(old).length === 1);
  expect(certificates(old)).toEqual([idOf(now)]);
  expect(bridge.link.isOnline()).toBe(true);
}

describe("a bridge that changes its certificate", () => {
  it("is the same thing with another key, and the old certificate is taken away", async () => {
    cloud = await startRotatingCloud();
    const old = await enrolled();
    const bridge = await start();
    expect(await bridge.rotator.rotate()).toEqual({ ok: true, value: { thing: old.thing } });
    await endsWell(old, bridge);
    const now = await onDisk();
    expect(now.privateKey).not.toBe(old.privateKey);
    const saidBy = { rule: "hb_rotated", thing: old.thing, principal: idOf(now), clientId: old.thing };
    expect(cloud.told).toEqual([{ ...saidBy, receivedAtMs: expect.any(Number) }]);
  });

  it("can do so again, and after a restart", async () => {
    cloud = await startRotatingCloud();
    const old = await enrolled();
    const bridge = await start();
    await bridge.rotator.rotate();
    const second = await onDisk();
    expect(await bridge.rotator.rotate()).toMatchObject({ ok: true });
    await bridge.stop();
    const again = await start();
    expect(await again.rotator.rotate()).toMatchObject({ ok: true });
    await endsWell(old, again);
    expect(idOf(await onDisk())).not.toBe(idOf(second));
    // three connections within a minute, and none of them after one that was lost
    expect([...bridge.log.lines, ...again.log.lines].filter(({ level }) => level === "error")).toEqual([]);
  });

  it("hears every command that is sent meanwhile, whichever connection it is on", async () => {
    cloud = await startRotatingCloud();
    const old = await enrolled();
    const bridge = await start();
    let sent = 0;
    const send = () => {
      const order = command(++sent, "set-volume", { speakers: [PATIO], volumePercent: 30 });
      void cloud.dataPlane.send(
        new PublishCommand({ topic: topics.command(old.thing), payload: encodeCommand(order), qos: 1 }),
      );
    };
    send();
    const timer = setInterval(send, 10);
    bridge.link.onEvent((event) => event.kind === "message" && event.acknowledge());
    await bridge.rotator.rotate();
    clearInterval(timer);
    const heard = () =>
      new Set(
        bridge.events.flatMap((event) =>
          event.kind === "message" && event.topic.endsWith("/cmd") ? [Buffer.from(event.payload).toString()] : [],
        ),
      );
    await until(() => heard().size === sent, 30_000);
    expect(sent).toBeGreaterThan(0);
  }, 60_000);

  it("is let in, and can do it, whatever it was doing when it was killed", async () => {
    for (const step of ["asking", "going over", "writing", "telling"] as const) {
      cloud = await startRotatingCloud();
      const old = await enrolled();
      const never = new Promise<never>(() => undefined);
      let isReached: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => (isReached = resolve));
      const hang = () => {
        isReached();
        return never;
      };
      const bridge = await start(({ link, keep }) => {
        let writes = 0;
        switch (step) {
          case "asking":
            // the certificate is registered, and nobody hears the answer
            return {
              link: {
                ...link,
                async ask(topic, body) {
                  const answered = await link.ask(topic, body);
                  return topic.includes("provision") ? hang() : answered;
                },
              },
            };
          case "going over":
            return {
              link: {
                ...link,
                async goOver(access) {
                  await link.goOver(access);
                  return hang();
                },
              },
            };
          case "writing":
            return { keep: (identity) => (++writes > 1 ? hang() : keep(identity)) };
          case "telling":
            return {
              link: {
                ...link,
                publish: (topic, payload, signal) =>
                  topic.includes("hb_rotated") ? hang() : link.publish(topic, payload, signal),
              },
            };
        }
      });
      void bridge.rotator.rotate();
      await reached;
      expect(certificates(old).length).toBeGreaterThanOrEqual(2); // nothing was taken away yet
      await bridge.link.close(); // the process is gone, and whatever it knew
      const again = await start();
      if (step === "telling") await until(() => certificates(old).length === 1);
      expect(await again.rotator.rotate()).toMatchObject({ ok: true });
      await endsWell(old, again);
      await again.stop();
      await cloud.close();
      await rm(join(directory, "identity.json"));
    }
    cloud = await startRotatingCloud();
  }, 60_000);

  it("goes on with the one it has where the cloud says no, and says so once", async () => {
    cloud = await startRotatingCloud({ hook: async () => ({ allowProvisioning: false }) });
    const old = await enrolled();
    const bridge = await start();
    const refused = { ok: false, error: { code: "refused", message: expect.stringContaining("AccessDenied") } };
    expect(await bridge.rotator.rotate()).toMatchObject(refused);
    expect(await bridge.rotator.rotate()).toMatchObject(refused);
    expect(bridge.rotator.state()?.fault).toContain("The bridge goes on with the one it has");
    const lines = bridge.log.lines.filter(({ message }) => message.includes("could not be changed"));
    expect(lines.map(({ level }) => level)).toEqual(["warn", "debug"]);
    expect(bridge.events.map(({ kind }) => kind)).not.toContain("offline");
    expect(idOf(await onDisk())).toBe(idOf(old));
    expect(certificates(old)).toEqual([idOf(old)]);
  });

  it("says which one it uses where it is refused, so that a cloud that is full of tries that came to nothing makes room", async () => {
    let laterMs = 0;
    let retired = 0;
    const retire: RotatingCloudOwn["retire"] = async (event, answer) => {
      const { receivedAtMs, ...said } = event as RotatedEvent; // by the rule
      await answer({ ...said, receivedAtMs: receivedAtMs + laterMs });
      retired += 1;
    };
    cloud = await startRotatingCloud({ retire });
    const old = await enrolled();
    const bridge = await start(({ link }) => ({
      link: { ...link, goOver: async (access) => (laterMs === 0 ? err("the line broke") : link.goOver(access)) },
    }));
    for (let tries = 1; tries <= 9; tries += 1) expect(await bridge.rotator.rotate()).toMatchObject(NOT_LET_IN);
    expect(await bridge.rotator.rotate()).toMatchObject({ error: { code: "refused" } });
    await until(() => retired === 1);
    expect(certificates(old)).toHaveLength(10);
    laterMs = 25 * 3_600_000;
    expect(await bridge.rotator.rotate()).toMatchObject({ error: { code: "refused" } });
    await until(() => retired === 2);
    expect(certificates(old)).toEqual([idOf(old)]);
    expect(await bridge.rotator.rotate()).toMatchObject({ ok: true });
    await endsWell(old, bridge);
  }, 60_000);

  it("takes no certificate that is another bridge's", async () => {
    const other = { ThingName: "hb-bbbbbbbbbbbbbbbb" };
    cloud = await startRotatingCloud({ hook: async () => ({ allowProvisioning: true, parameterOverrides: other }) });
    const old = await enrolled();
    const bridge = await start();
    expect(await bridge.rotator.rotate()).toMatchObject({
      error: { code: "refused", message: expect.stringContaining("hb-bbbb") },
    });
    expect(idOf(await onDisk())).toBe(idOf(old));
  });

  it("stays connected where the new certificate is not let in", async () => {
    cloud = await startRotatingCloud({
      hook: async (request, answer) => answer(request),
    });
    const old = await enrolled();
    const bridge = await start(({ link }) => ({
      link: {
        ...link,
        async goOver(access) {
          for (const id of certificates(old)) if (id !== idOf(old)) await cloud.enrols.revoke(id);
          return link.goOver(access);
        },
      },
    }));
    expect(await bridge.rotator.rotate()).toMatchObject({
      error: { code: "not-let-in", message: expect.stringContaining("house-band rotate") },
    });
    expect(bridge.link.isOnline()).toBe(true);
    expect(bridge.events.map(({ kind }) => kind)).not.toContain("offline");
    expect(idOf(await onDisk())).toBe(idOf(old));
  });

  it("asks for nothing where the disk takes nothing, and has nothing taken away before its new identity is on it", async () => {
    cloud = await startRotatingCloud();
    const old = await enrolled();
    let failsFrom = 1;
    let writes = 0;
    const bridge = await start(({ keep }) => ({
      keep: async (identity) => {
        if (++writes >= failsFrom) throw new Error("ENOSPC");
        await keep(identity);
      },
    }));
    expect(await bridge.rotator.rotate()).toMatchObject({
      error: { code: "not-saved", message: expect.stringContaining("nothing was changed") },
    });
    expect(certificates(old)).toEqual([idOf(old)]);
    [writes, failsFrom] = [0, 2];
    expect(await bridge.rotator.rotate()).toMatchObject({ error: { code: "not-saved" } });
    expect(cloud.told).toEqual([]);
    expect(certificates(old)).toContain(idOf(await onDisk()));
    failsFrom = Number.POSITIVE_INFINITY;
    expect(await bridge.rotator.rotate()).toMatchObject({ ok: true });
    await endsWell(old, bridge);
  });

  it("does not while something is paired or linked, nor twice at once, nor without a connection", async () => {
    cloud = await startRotatingCloud();
    const old = await enrolled();
    const bridge = await start();
    bridge.rotator.start(() => "something is being paired with the bridge");
    expect(await bridge.rotator.rotate()).toMatchObject({
      error: { code: "busy", message: expect.stringContaining("Try again after that") },
    });
    bridge.rotator.start(() => null);
    const both = await Promise.all([bridge.rotator.rotate(), bridge.rotator.rotate()]);
    expect(both).toMatchObject([{ ok: true }, { error: { code: "under-way" } }]);
    await bridge.link.close();
    expect(await bridge.rotator.rotate()).toMatchObject({ error: { code: "offline" } });
    expect(idOf(await onDisk())).not.toBe(idOf(old));
  });

  it("is stopped at once while the cloud is silent, and whoever wanted it is told", async () => {
    let isAsked = false;
    cloud = await startRotatingCloud({
      hook: () => {
        isAsked = true;
        return new Promise(() => undefined);
      },
    });
    const old = await enrolled();
    const bridge = await start();
    const rotated = bridge.rotator.rotate();
    await until(() => isAsked);
    await bridge.rotator.close();
    expect(await rotated).toMatchObject({ error: { code: "offline", message: expect.stringContaining("stopping") } });
    expect(bridge.link.isOnline()).toBe(true);
    expect(idOf(await onDisk())).toBe(idOf(old));
  }, 10_000); // it waits 15 s for an answer

  it("has the old one taken away at its next start where the cloud could not do it then", async () => {
    let isBroken = true;
    cloud = await startRotatingCloud({
      retire: async (event, answer) => (isBroken ? undefined : answer(event)), // lost for good
    });
    const old = await enrolled();
    const bridge = await start();
    await bridge.rotator.rotate();
    expect(certificates(old)).toHaveLength(2);
    await bridge.stop();
    isBroken = false;
    await endsWell(old, await start());
  });
});

describe("who is in with a certificate", () => {
  it("that is the old one can't have the new one taken away, and gets in no more once the bridge has told", async () => {
    cloud = await startRotatingCloud();
    const old = await enrolled();
    const bridge = await start();
    await bridge.rotator.rotate();
    await endsWell(old, bridge);
    const said = { rule: "hb_rotated", thing: old.thing, principal: idOf(old), clientId: old.thing };
    const event = { ...said, receivedAtMs: Date.now() };
    await cloud.handle(event); // it was sent before, and came late
    expect(certificates(old)).toEqual([idOf(await onDisk())]);
    const thief = createCloudLink({
      ...old,
      access: toAccess(old),
      clock: createSystemClock(),
      log: createFakeLog(),
      random: () => 0,
    });
    ends.push(() => thief.close());
    thief.start();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(thief.isOnline()).toBe(false);
    expect(bridge.link.isOnline()).toBe(true);
  });
});
