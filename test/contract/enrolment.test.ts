import { decodeEnrolment, type Enrolment, encodeEnrolment } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";

const enrolment: Enrolment = {
  host: "abc-ats.iot.eu-west-1.amazonaws.com",
  port: 8_883,
  template: "house-band-bridge",
  expiresAtMs: 1_790_000_000_000,
  certificate: Uint8Array.of(0x30, 0x82, 0, 255),
  privateKey: Uint8Array.of(1, 2, 3),
};
const line = encodeEnrolment(enrolment);
const mistake = (text: string): string => {
  const decoded = decodeEnrolment(text);
  return decoded.ok ? "" : decoded.error;
};

describe("an enrolment string", () => {
  it("is read as it was written, with or without an authority, for any bytes", () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 1_500 });
    fc.assert(
      fc.property(bytes, bytes, fc.option(bytes, { nil: undefined }), (certificate, privateKey, authority) => {
        const one = { ...enrolment, certificate, privateKey, ...(authority && { authority }) };
        expect(decodeEnrolment(encodeEnrolment(one))).toEqual({ ok: true, value: one });
      }),
    );
  });

  it("may have been broken into lines on its way", () => {
    const broken = `  ${line.replace(/.{20}/g, "$&\r\n")}\n`;
    expect(decodeEnrolment(broken)).toEqual({ ok: true, value: enrolment });
  });

  it("that was cut off anywhere is not taken for a whole one", () => {
    for (let length = 0; length < line.length; length += 1) {
      expect(mistake(line.slice(0, length))).toMatch(/^(this is no|the enrolment string was not copied whole)/);
    }
  });

  it.each<[string, string, RegExp]>([
    ["nothing", "", /^this is no enrolment string: expected one long line that begins with hb1\./],
    ["something else", "ssh-rsa AAAA", /^this is no enrolment string/],
    ["of a version nobody knows", line.replace("hb1", "hb2"), /^this is no enrolment string/],
    ["with letters that are none of its own", line.replace(".end", "é.end"), /changed on its way/],
    ["with another header", line.replace(/^hb1\.[^.]+/, `hb1.${btoa('{"host":"-"}')}`), /changed on its way/],
  ])("says what is wrong with it, and nothing of it: %s", (_name, text, expected) => {
    expect(mistake(text)).toMatch(expected);
    expect(mistake(text)).not.toContain("AAAA");
  });

  it("leads to no address but a host's name", () => {
    for (const host of ["", "a b", "user@host", "host/path", "HOST", "a".repeat(300)]) {
      expect(() => encodeEnrolment({ ...enrolment, host })).toThrow();
    }
  });
});
