// The folder that recordings go to: made where it is missing, refused with a reason where it can't be written.
import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { err, ok, type Result } from "@house-band/contract";

/** Makes the folder, and those above it that are missing; or says why nothing can be recorded there. */
export async function makeRecordFolder(path: string): Promise<Result<string, string>> {
  try {
    await makeFolder(path);
    await access(path, constants.W_OK);
    return ok(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(`--record ${path} can't be written (${reason}): give a folder that you may write to`);
  }
}

/** One at a time: asked to make all of them below `/proc`, Node 20 never answers. */
async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return;
  if (found) throw new Error("it is a file");
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path);
}
