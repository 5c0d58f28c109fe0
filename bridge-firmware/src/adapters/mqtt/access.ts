// What a bridge proves its identity with, read from files that only it may read.
import { readFile, stat } from "node:fs/promises";
import { err, ok, type Result } from "@house-band/contract";

export type AccessFiles =
  | { readonly kind: "certificate"; readonly caFile: string; readonly certFile: string; readonly keyFile: string }
  | { readonly kind: "login"; readonly username: string; readonly passwordFile: string };

export type Access =
  /** `ca` null: one of the authorities that Node knows. */
  | { readonly kind: "certificate"; readonly ca: Buffer | null; readonly cert: Buffer; readonly key: Buffer }
  | { readonly kind: "login"; readonly username: string; readonly password: string };

/** Bits that let anybody but the owner in. @see inode(7) */
const OTHERS_MAY = 0o077;

/** @returns the contents, or a sentence: which file, what is wrong with it, what to do. */
export async function readAccess(files: AccessFiles): Promise<Result<Access, string>> {
  try {
    if (files.kind === "login") {
      const password = await readSecret(files.passwordFile);
      if (!password.ok) return password;
      return ok({ kind: "login", username: files.username, password: password.value.toString("utf8").trim() });
    }
    const key = await readSecret(files.keyFile);
    if (!key.ok) return key;
    const [ca, cert] = await Promise.all([readFile(files.caFile), readFile(files.certFile)]);
    return ok({ kind: "certificate", ca, cert, key: key.value });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const expected = "expected the files that the configuration names, owned by the user who runs the bridge";
    return err(`a file of the bridge's identity can't be read: ${reason}; ${expected}`);
  }
}

async function readSecret(path: string): Promise<Result<Buffer, string>> {
  const { mode } = await stat(path);
  if ((mode & OTHERS_MAY) === 0) return ok(await readFile(path));
  const octal = (mode & 0o777).toString(8);
  return err(`${path} has mode ${octal}: others could read the secret in it; expected 600, so: chmod 600 ${path}`);
}
