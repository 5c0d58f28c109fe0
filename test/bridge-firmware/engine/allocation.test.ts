// The audio loop must not make garbage: each collection is a moment in which no speaker is fed.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

const PROBE = fileURLToPath(new URL("./allocation-probe.ts", import.meta.url));

describe("music on eight outputs", () => {
  it("allocates next to nothing a block, and keeps nothing", () => {
    const flags = ["--expose-gc", "--max-semi-space-size=256", "--min-semi-space-size=256", "--import", "tsx"];
    const printed = execFileSync(process.execPath, [...flags, PROBE], { encoding: "utf8" });
    const { bytesPerBlock, keptBytesPerBlock } = JSON.parse(printed);

    expect(bytesPerBlock).toBeGreaterThanOrEqual(0);
    expect(bytesPerBlock).toBeLessThan(2_048);
    expect(keptBytesPerBlock).toBeLessThan(32);
  }, 60_000);
});
