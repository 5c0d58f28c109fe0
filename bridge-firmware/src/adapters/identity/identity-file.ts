// Who this bridge is to the cloud: one file that only the bridge may read, so that a power cut leaves all of it or none.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { err, ok, type Result, ThingName } from "@house-band/contract";
import * as z from "zod/mini";
import { makeDirectory, realFiles, replaceFile } from "../fs/durable-file.ts";
import type { Access } from "../mqtt/access.ts";

const pem = z.string().check(z.startsWith("-----BEGIN "), z.maxLength(16_384));

export const Identity = z.object({
  thing: ThingName,
  /** mqtts:// of the cloud. */
  url: z.string(),
  certificate: pem,
  privateKey: pem,
  /** Who signs the cloud's certificate; absent: one of the authorities that Node knows. */
  authority: z.optional(pem),
  /** It came after another one, which is to be taken away: the cloud is told so at every start. Absent: by enrolment. */
  cameBy: z.optional(z.literal("rotation")),
});
export type Identity = z.infer<typeof Identity>;

const fileIn = (dataDirectory: string): string => join(dataDirectory, "identity.json");
/** Bits that let anybody but the owner in. @see inode(7) */
const OTHERS_MAY = 0o077;

/** Survives a power cut once it resolves. @throws where the disk can't be written */
export async function keepIdentity(dataDirectory: string, identity: Identity): Promise<void> {
  await makeDirectory(realFiles, dataDirectory);
  await replaceFile(realFiles, fileIn(dataDirectory), Buffer.from(JSON.stringify(Identity.parse(identity))));
}

/** Null where the bridge was never enrolled. @returns a sentence where the file can't be used: what to do about it */
export async function readIdentity(dataDirectory: string): Promise<Result<Identity | null, string>> {
  const file = fileIn(dataDirectory);
  const again = "enrol this bridge again: house-band enroll";
  try {
    const { mode } = await stat(file);
    if ((mode & OTHERS_MAY) !== 0) {
      const octal = (mode & 0o777).toString(8);
      return err(`${file} has mode ${octal}: others could read the key in it; expected 600, so: chmod 600 ${file}`);
    }
    const parsed = Identity.safeParse(JSON.parse(await readFile(file, "utf8")));
    if (parsed.success) return ok(parsed.data);
    return err(`${file} is broken at "${parsed.error.issues[0]?.path.join(".") ?? ""}": remove it and ${again}`);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return ok(null);
    const reason = cause instanceof Error ? cause.message : String(cause);
    return err(`${file} can't be read: ${reason}; remove it and ${again}`);
  }
}

/** What it proves itself with. */
export function toAccess({ certificate, privateKey, authority }: Identity): Access {
  return {
    kind: "certificate",
    ca: authority === undefined ? null : Buffer.from(authority),
    cert: Buffer.from(certificate),
    key: Buffer.from(privateKey),
  };
}
