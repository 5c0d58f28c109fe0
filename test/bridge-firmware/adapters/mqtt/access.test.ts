import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readAccess } from "../../../../bridge-firmware/src/adapters/mqtt/access.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-access-"));
  for (const name of ["ca", "cert", "key", "password"])
    await writeFile(join(directory, name), `the ${name}\n`, { mode: 0o600 });
});
afterEach(() => rm(directory, { recursive: true }));

const at = (name: string) => join(directory, name);
const certificate = () =>
  ({ kind: "certificate", caFile: at("ca"), certFile: at("cert"), keyFile: at("key") }) as const;

describe("a bridge's identity", () => {
  it("is read from files that only the bridge may read", async () => {
    expect(await readAccess(certificate())).toMatchObject({ ok: true, value: { kind: "certificate" } });
    expect(await readAccess({ kind: "login", username: "bridge", passwordFile: at("password") })).toEqual({
      ok: true,
      value: { kind: "login", username: "bridge", password: "the password" },
    });
  });

  it.each([0o640, 0o604, 0o666])("is refused when others may read the key (mode %o), with what to do", async (mode) => {
    await chmod(at("key"), mode);
    const read = await readAccess(certificate());
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining(`mode ${mode.toString(8)}`) });
    expect(read).toMatchObject({ error: expect.stringContaining(`chmod 600 ${at("key")}`) });
  });

  it("is refused when others may read the password", async () => {
    await chmod(at("password"), 0o644);
    const read = await readAccess({ kind: "login", username: "bridge", passwordFile: at("password") });
    expect(read.ok).toBe(false);
  });

  it("that is not there is named", async () => {
    const read = await readAccess({ ...certificate(), certFile: at("nowhere") });
    expect(read).toMatchObject({ ok: false, error: expect.stringContaining("nowhere") });
  });
});
