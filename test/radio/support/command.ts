// Commands on this machine, to their end.
import { execFile } from "node:child_process";

export type CommandOptions = { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string };

/** @returns what it printed. @throws Error with the end of what it said */
export function command(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { input = "", ...where } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...args], { ...where, maxBuffer: 1e9 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const said = (stdout + stderr).slice(-4_000);
      reject(new Error(`${program} ${args.join(" ")} ended with ${String(error.code)}:\n${said}`));
    });
    // whoever asks for nothing may have ended before it is told that there is nothing
    child.stdin?.on("error", () => undefined).end(input);
  });
}
