// Where a path that somebody typed lies. npm runs a command in the repository, wherever it was called. Pure.
import { relative, resolve } from "node:path";

export type Paths = {
  /** The whole path of what was typed. */
  whole(typed: string): string;
  /** As one would type it there; whole where it lies elsewhere. */
  short(path: string): string;
};

/**
 * @param commands npm's names of the commands that may be at work: another one's caller is not ours
 * @see npm docs "scripts": INIT_CWD is the directory npm was called from, npm_lifecycle_event the script it runs
 */
export function createPaths(
  commands: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
  workingDirectory: string = process.cwd(),
): Paths {
  const isOurs = commands.includes(env.npm_lifecycle_event ?? "");
  const here = (isOurs ? env.INIT_CWD : undefined) ?? workingDirectory;
  return {
    whole: (typed) => resolve(here, typed),
    short: (path) => {
      const from = relative(here, path);
      return from === "" ? "." : from.startsWith("..") ? path : from;
    },
  };
}
