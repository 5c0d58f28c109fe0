// A certificate is changed by itself when it is old, by a clock that is told to go on: when that is, what waits, and how often
// it is tried again. The cloud is a double here; rotator.test.ts has the real one.
import { generateKeyPairSync } from "node:crypto";
import { err, ok, type Result, ThingName } from "@house-band/contract";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createRotator, type Rotator } from "../../../../bridge-firmware/src/adapters/identity/rotator.ts";
import type { Access } from "../../../../bridge-firmware/src/adapters/mqtt/access.ts";
import type { Ask } from "../../../../bridge-firmware/src/adapters/mqtt/ask.ts";
import { createVirtualClock } from "../../../../bridge-firmware/src/adapters/sim/virtual-clock.ts";
import type { PortFault } from "../../../../bridge-firmware/src/ports.ts";
import { createCertificates } from "../../../../local/src/iot/certificates.ts";
import { createAuthority } from "../../../../local/src/iot/x509.ts";
import { until } from "../../../port-contracts/cloud-link.ts";
import { createFakeLog } from "../../fakes/ports.ts";

const THING = ThingName.parse("hb-0123456789abcdef");
const GIVEN_UP: PortFault = { port: "cloud", code: "unavailable", retryable: true, message: "given up" };
const DAY_MS = 86_400_000;
const AFTER_DAYS = 20;
/** It is looked at every ten minutes. */
const LOOK_MS = 600_000;

let rotator: Rotator | null = null;
afterEach(() => rotator?.close());

/** A certificate that is made now, on a cloud that gives another one, or refuses. */
function open() {
  const clock = createVirtualClock();
  const certificates = createCertificates(new Set([THING]), createAuthority(clock.epochMs), clock.epochMs);
  const issue = (): string => {
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return certificates.issuePending(publicKey.export({ type: "spki", format: "der" })).pem;
  };
  const cloud = { asked: 0, isRefusing: false, isOnline: true, silentAt: "" };
  const reached: string[] = [];
  /** A cloud that says nothing is waited for until whoever waits is told to stop. */
  const answered = async (step: string, signal?: AbortSignal): Promise<void> => {
    reached.push(step);
    if (cloud.silentAt !== step) return;
    await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
  };
  const ask: Ask = async (topic, _body, signal) => {
    await answered("asking", signal);
    if (signal?.aborted) return err("given up");
    if (!topic.includes("provisioning-templates")) {
      cloud.asked += 1;
      const given = { certificatePem: issue(), certificateOwnershipToken: "token" };
      const refused = { errorCode: "Throttled", errorMessage: "later" };
      return ok({ isAccepted: !cloud.isRefusing, payload: JSON.stringify(cloud.isRefusing ? refused : given) });
    }
    return ok({ isAccepted: true, payload: JSON.stringify({ thingName: THING }) });
  };
  const log = createFakeLog();
  const link = {
    ask,
    isOnline: () => cloud.isOnline,
    async goOver(_access: Access, signal?: AbortSignal) {
      await answered("going over", signal);
      return signal?.aborted ? err("given up") : ok(undefined);
    },
    async publish(_topic: string, _payload: Uint8Array, signal?: AbortSignal): Promise<Result<void, PortFault>> {
      await answered("telling", signal);
      return signal?.aborted ? err(GIVEN_UP) : ok(undefined);
    },
    onEvent: () => () => undefined,
    start: () => undefined,
    close: async () => undefined,
  };
  const opened = createRotator({
    ...{ link, clock, log, lock: { isHeld: false }, afterDays: AFTER_DAYS, keep: async () => undefined },
    identity: { thing: THING, url: "mqtts://cloud", certificate: issue(), privateKey: "-----BEGIN PRIVATE KEY-----" },
    random: () => 0,
  });
  rotator = opened;
  const dueInMs = (opened.state()?.nextAtMs ?? 0) - clock.epochMs();
  return { clock, cloud, log, reached, rotator: opened, dueInMs, madeAtMs: () => opened.state()?.madeAtMs ?? 0 };
}

describe("a certificate that grows old", () => {
  it("is changed in the last tenth of its days, not before, and then not for as long again", async () => {
    const { clock, cloud, rotator, dueInMs, madeAtMs } = open();
    expect(dueInMs).toBeGreaterThan(0.9 * AFTER_DAYS * DAY_MS - DAY_MS);
    expect(dueInMs).toBeLessThanOrEqual(AFTER_DAYS * DAY_MS);
    const before = madeAtMs();
    rotator.start(() => null);
    await clock.advance(dueInMs - LOOK_MS);
    expect(cloud.asked).toBe(0);
    await clock.advance(2 * LOOK_MS);
    await until(() => madeAtMs() > before);
    await clock.advance((AFTER_DAYS / 2) * DAY_MS);
    expect(cloud.asked).toBe(1);
  });

  it("waits while somebody pairs or claims, and while the cloud is away", async () => {
    const { clock, cloud, rotator, dueInMs, madeAtMs } = open();
    const before = madeAtMs();
    let busy: string | null = "a speaker is being paired";
    rotator.start(() => busy);
    await clock.advance(dueInMs + DAY_MS);
    busy = null;
    cloud.isOnline = false;
    await clock.advance(DAY_MS);
    expect(cloud.asked).toBe(0);
    cloud.isOnline = true;
    await clock.advance(LOOK_MS);
    await until(() => madeAtMs() > before);
  });

  it("is tried again after an hour at first, a day in the end, and its trouble is told once", async () => {
    const { clock, cloud, log, rotator, dueInMs } = open();
    cloud.isRefusing = true;
    rotator.start(() => null);
    await clock.advance(dueInMs + LOOK_MS);
    await until(() => rotator.state()?.fault !== null);
    expect(cloud.asked).toBe(1);
    const waits: number[] = [];
    for (let tries = 2; tries <= 8; tries += 1) {
      const fromMs = clock.epochMs();
      const dueAtMs = rotator.state()?.nextAtMs ?? 0;
      while (clock.epochMs() < dueAtMs) await clock.advance(LOOK_MS);
      await until(() => cloud.asked === tries && (rotator.state()?.nextAtMs ?? 0) > clock.epochMs());
      waits.push((clock.epochMs() - fromMs) / 3_600_000);
    }
    // at least half of an hour, doubled each time, and looked at every ten minutes
    for (const [n, hours] of waits.entries()) {
      const least = Math.min(24, 2 ** n) / 2;
      expect(hours).toBeGreaterThanOrEqual(least - 0.01);
      expect(hours).toBeLessThanOrEqual(least + 0.34);
    }
    expect(log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    expect(rotator.state()?.fault).toContain("Throttled");
  });
});

describe("a bridge that is stopped while it changes its certificate", () => {
  it.each(["asking", "going over", "telling"])(
    "waits for no answer while it is %s, and calls that no failure",
    async (step) => {
      const { clock, cloud, log, reached, rotator, dueInMs } = open();
      cloud.silentAt = step;
      rotator.start(() => null);
      await clock.advance(dueInMs + LOOK_MS);
      await until(() => reached.includes(step));
      await rotator.close(); // which hangs where the cloud is waited for
      expect(rotator.state()?.fault).toBeNull();
      expect(log.lines.filter(({ level }) => level === "warn")).toEqual([]);
      expect(await rotator.rotate()).toMatchObject({ error: { code: "offline" } });
    },
  );
});
