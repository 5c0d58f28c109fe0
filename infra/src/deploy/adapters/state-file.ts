// The deployment's memory: one small JSON file beside the sources, written whole or not at all.
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { err, ok } from "@house-band/contract";
import { errorText, systemCode } from "../library-errors.ts";
import type { StateStore, Try } from "../ports.ts";
import { DeployState, EMPTY_STATE } from "../state.ts";

/** The file need not exist. */
export function createStateFile(path: string): StateStore {
  return {
    load: () => load(path),
    save: (state) =>
      attempt(`${path} can't be written`, async () => {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`);
        await rename(`${path}.new`, path);
      }),
    clear: () => attempt(`${path} can't be removed`, () => rm(path, { force: true })),
  };
}

async function load(path: string): Try<DeployState> {
  try {
    return ok(DeployState.parse(JSON.parse(await readFile(path, "utf8"))));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return ok(EMPTY_STATE);
    return err({
      what: `${path}, what is known of the last deployment, can't be read: ${errorText(error)}`,
      todo: "move it away and run npm run deploy again: the skill is found again by its name, the stack by its own",
    });
  }
}

async function attempt(what: string, write: () => Promise<void>): Try<void> {
  try {
    return ok(await write());
  } catch (error) {
    return err({ what: `${what}: ${errorText(error)}`, todo: "make the folder writable, with room on its disk" });
  }
}
