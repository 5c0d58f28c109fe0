// What the radio tier needs of Debian on this machine: to build the guest's kernel and its virtual controllers, to make
// its root file system, and to decode what its speakers were sent.
import { missingOf, type PackageTable, requireAll } from "../debian/required-packages.ts";

/** Debian's names, the same in Debian 12 and 13. */
export const REQUIRED_PACKAGES: PackageTable = {
  bc: { command: "bc" },
  bison: { command: "bison" },
  bzip2: { command: "bzip2" },
  flex: { command: "flex" },
  gcc: { command: "gcc" },
  "libc6-dev": { file: "/usr/include/stdio.h" },
  make: { command: "make" },
  mmdebstrap: { command: "mmdebstrap" },
  "sbc-tools": { command: "sbcdec" },
  "xz-utils": { command: "xz" },
};

/** Debian's packages that the radio tier misses on this machine; none where it can run. */
export const missingPackages = (): readonly string[] => missingOf(REQUIRED_PACKAGES);

/** Throws with the line that installs what is missing. */
export const requirePackages = (): void => requireAll(REQUIRED_PACKAGES, "the radio tests");
