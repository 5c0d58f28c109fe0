// One process at a time in the database's folder: a second one would find the store shut and fall over.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Claims the folder for this process; a claim whose process is gone is taken over.
 * @returns what gives the folder back
 * @throws where another process has it
 */
export async function lockFolder(directory: string): Promise<() => Promise<void>> {
  const file = join(directory, "process.id");
  const owner = await readOwner(file);
  if (owner !== null && isAlive(owner)) {
    throw new Error(
      `the database in ${directory} is used by process ${owner}: stop that, choose another folder, or delete ${file}`,
    );
  }
  await rm(file, { force: true });
  await writeFile(file, String(process.pid), { flag: "wx" }); // of two that came this far together, one fails here
  return () => rm(file, { force: true });
}

async function readOwner(file: string): Promise<number | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return text === null ? null : Number(text);
}

function isAlive(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
