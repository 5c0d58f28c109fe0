import { kernels, MAX_FRAMES, workspace } from "@house-band/bridge-firmware/engine/dsp/kernels";
import { KERNELS_WASM_BASE64 } from "@house-band/bridge-firmware/engine/dsp/kernels-binary";
import { describe, expect, it } from "@jest/globals";
import { compileKernels } from "../../../../bridge-firmware/build/compile-kernels.ts";

describe("the kernels", () => {
  it("are what their sources say: after a change, `npm run build:kernels -w bridge-firmware`", async () => {
    expect(KERNELS_WASM_BASE64).toBe((await compileKernels()).toString("base64"));
  });

  it("have room for the longest stretch in their one page, each part by itself", () => {
    const parts = Object.values(workspace).map(({ byteOffset, byteLength }) => [byteOffset, byteOffset + byteLength]);
    const ordered = parts.toSorted(([one = 0], [other = 0]) => one - other);
    for (const [index, [from = 0]] of ordered.entries()) {
      expect(from % 16).toBe(0);
      expect(from).toBeGreaterThanOrEqual(ordered[index - 1]?.[1] ?? 0);
    }
    expect(workspace.block.length).toBe(2 * MAX_FRAMES);
    expect(workspace.samples.length).toBe(2 * MAX_FRAMES);
  });

  it("find the loudest sample on either side of nought, in each place of a vector; what is no number is none", () => {
    const { samples, values } = workspace;
    for (let at = 0; at < 8; at++) {
      samples.fill(0.25, 0, 8);
      samples[at] = -0.75;
      samples[7 - at] = Number.NaN;
      kernels.loudest(samples.byteOffset, 8, values.byteOffset);
      expect(values[0]).toBe(0.75);
    }
  });
});
