import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { toPem } from "../../../bridge-firmware/src/adapters/identity/der.ts";
import { judgeCertificate } from "../../../bridge-firmware/src/audit/judge-certificate.ts";
import { leastMsBetween, rotationDueAtMs, rotationRetryMs } from "../../../bridge-firmware/src/core/rotation.ts";
import { createAuthority } from "../../../local/src/iot/x509.ts";

const DAY_MS = 86_400_000;
const MADE_AT_MS = Date.UTC(2027, 0, 1);

function identityText(): string {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  const authority = createAuthority(() => MADE_AT_MS);
  const der = authority.issue({ name: "any", publicKey: spki, expiresAtMs: MADE_AT_MS + 9_000 * DAY_MS });
  return JSON.stringify({ certificate: toPem("CERTIFICATE", der) });
}

describe("the audit of a certificate", () => {
  const judged = (days: number) => judgeCertificate(identityText(), 180, MADE_AT_MS + days * DAY_MS);

  it("says how old it is and when it is changed, and is content until it should have been for a month", () => {
    expect(judged(10)).toMatchObject({
      verdict: "ok",
      seen: expect.stringMatching(/^made 10 days ago, changed by itself in 1[567]\d days$/),
    });
    expect(judged(185)).toMatchObject({ verdict: "ok", seen: "made 185 days ago, about to be changed" });
    expect(judged(211)).toMatchObject({ verdict: "warn", todo: "house-band rotate says why" });
  });

  it("knows a bridge that was never enrolled, and an identity that can't be used", () => {
    expect(judgeCertificate(null, 180, 0)).toMatchObject({ verdict: "ok", seen: "none: not enrolled" });
    for (const text of ["{", "{}", '{"certificate":"any"}']) {
      expect(judgeCertificate(text, 180, 0)).toMatchObject({ verdict: "fail" });
    }
  });
});

describe("the time for another certificate", () => {
  it("is the age that was asked for, or up to a tenth of it earlier", () => {
    const due = (spread: number) => (rotationDueAtMs({ madeAtMs: MADE_AT_MS, spread }, 180) - MADE_AT_MS) / DAY_MS;
    expect([due(0), due(0.5), due(0.999)]).toEqual([180, 171, expect.closeTo(162.018)]);
    expect(leastMsBetween(180)).toBe(90 * DAY_MS);
  });

  it("after a failure is an hour away, then twice as long, a day at most, and by chance up to half of that earlier", () => {
    const hours = (failures: number, random: number) => rotationRetryMs(failures, random) / 3_600_000;
    expect([1, 2, 3, 4, 5, 6, 100].map((failures) => hours(failures, 1))).toEqual([1, 2, 4, 8, 16, 24, 24]);
    expect(hours(3, 0)).toBe(2);
  });
});
