import { afterEach, describe, expect, it } from "@jest/globals";
import { missingPackages, requirePackages } from "./support/required-packages.ts";

const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});

describe("the system tier's packages", () => {
  it("are all here, or the tier would not have come this far", () => {
    expect(missingPackages()).toEqual([]);
  });

  it("that are missing are named, with the line that installs them", () => {
    process.env.PATH = "/nowhere";

    expect(() => requirePackages()).toThrow(/packages that are not here: .*alsa-utils.*pulseaudio, pulseaudio-utils/);
    expect(() => requirePackages()).toThrow(/apt-get install --no-install-recommends .*alsa-utils .*pulseaudio-utils/);
  });
});
