// The bridge's program, built as somebody would build it to copy it onto a box.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));

/** Builds into the folder `out`, and resolves with it. */
export async function buildProgram(out: string, ...options: readonly string[]): Promise<string> {
  const args = ["run", "build", "-w", "bridge-firmware", "--", "--out", out, ...options];
  await promisify(execFile)("npm", args, { cwd: REPOSITORY });
  return out;
}

/** What has a Debian 12's build bring the Node that Debian 12 is too old for. */
export const WITH_NODE = ["--node", process.arch === "x64" ? "linux-x64" : "linux-arm64"] as const;
