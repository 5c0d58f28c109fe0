// The installer's text: what a linter for shells can find wrong with it.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

const SYSTEM = fileURLToPath(new URL("../../bridge-firmware/system", import.meta.url));

describe("the installer", () => {
  it("is clean in shellcheck's eyes, with everything it sources", async () => {
    const said = await new Promise<string>((resolve) => {
      const args = ["--external-sources", "--check-sourced", "--source-path=SCRIPTDIR", "install.sh"];
      execFile("shellcheck", args, { cwd: SYSTEM }, (error, stdout) => resolve(stdout || (error?.message ?? "")));
    });
    expect(said).toBe("");
  });
});
