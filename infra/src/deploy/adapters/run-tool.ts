// A tool from npm, run by npx: fetched when it is first needed, so that nobody else has to install it.
import { spawn } from "node:child_process";
import { systemCode } from "../library-errors.ts";

export type ToolRun = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Tool = {
  /** With versions: what is run has been tried. The first one holds the program. */
  readonly packages: readonly [string, ...string[]];
  readonly program: string;
};

export type RunOptions = {
  readonly directory: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly withinMs: number;
  /** Told every line of the tool's as it comes. */
  readonly onLine?: (line: string) => void;
};

/** Runs it to its end. @returns what it said; code null and a reason in stderr where it could not run or took too long */
export function runTool(tool: Tool, args: readonly string[], options: RunOptions): Promise<ToolRun> {
  const { directory, env = {}, withinMs, onLine = () => undefined } = options;
  const packages = tool.packages.map((name) => `--package=${name}`);
  return new Promise((resolve) => {
    const child = spawn("npx", ["--yes", ...packages, "--", tool.program, ...args], {
      cwd: directory,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // npx starts the tool as a child of its own: both are ended, as a group
      detached: true,
    });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        said[name] += text;
        for (const line of text.split("\n")) if (line.trim() !== "") onLine(line.trimEnd());
      });
    }
    const end = (signal: NodeJS.Signals): void => {
      if (child.pid !== undefined) killGroup(child.pid, signal);
    };
    const onInterrupt = (): void => end("SIGINT");
    process.once("SIGINT", onInterrupt);
    const late = setTimeout(() => {
      said.stderr += `\n${tool.program} ${args[0] ?? ""} took more than ${Math.round(withinMs / 60_000)} minutes and was ended`;
      end("SIGKILL");
    }, withinMs);
    const finish = (code: number | null, reason = ""): void => {
      clearTimeout(late);
      process.off("SIGINT", onInterrupt);
      resolve({ code, stdout: said.stdout, stderr: said.stderr + reason });
    };
    child.once("error", (error) => finish(null, `npx can't be run: ${error.message}`));
    child.once("close", (code) => finish(code));
  });
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // it has ended by itself
    if (systemCode(error) !== "ESRCH") throw error;
  }
}
