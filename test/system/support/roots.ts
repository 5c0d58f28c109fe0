// Clean Debian systems in folders: made once by mmdebstrap and kept as archives, unpacked for each test.
import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { networkOptions, type Suite, sourcesFor } from "../../debian/sources.ts";

const run = promisify(execFile);

/** Older ones would make every test install a month of updates. */
const KEEP_ROOT_MS = 30 * 86_400_000;
/** An installed system is 1.2 GB; in memory it is unpacked and filled several times as fast. */
const ROOM_BYTES = 4e9;

const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "house-band", "roots");

/** Packages that apt has fetched before, for the next run. */
export async function packageCache(suite: Suite): Promise<string> {
  const folder = join(cacheFolder(), `${suite}-packages`);
  await mkdir(join(folder, "partial"), { recursive: true });
  return folder;
}

/** Makes the suite's archive unless there is a fresh one. */
export async function makeArchive(suite: Suite): Promise<string> {
  const archive = join(cacheFolder(), `${suite}.tar`);
  if (existsSync(archive) && Date.now() - (await stat(archive)).mtimeMs < KEEP_ROOT_MS) return archive;
  await mkdir(cacheFolder(), { recursive: true });
  const draft = `${archive}.${process.pid}.tar`;
  const options = ["--variant=minbase", "--include=systemd,systemd-sysv,dbus", "--skip=check/empty", "--quiet"];
  const bootstrap = spawn("mmdebstrap", [...options, suite, draft, "-"], { stdio: ["pipe", "inherit", "inherit"] });
  bootstrap.stdin.end(sourcesFor(suite));
  const code = await new Promise((resolve) => bootstrap.once("exit", resolve));
  if (code !== 0) throw new Error(`mmdebstrap ${suite} ended with ${String(code)}: what it printed says why`);
  await rename(draft, archive);
  return archive;
}

/** A system of its own for one test: no service of it runs yet. */
export async function unpackRoot(suite: Suite): Promise<string> {
  const { bavail, bsize } = existsSync("/dev/shm") ? await statfs("/dev/shm") : { bavail: 0, bsize: 1 };
  const root = await mkdtemp(join(bavail * bsize > ROOM_BYTES ? "/dev/shm" : tmpdir(), `house-band-${suite}-`));
  await run("tar", ["-xf", await makeArchive(suite), "-C", root]);
  await run("chmod", ["755", root]);
  await writeFile(join(root, "etc/apt/apt.conf.d/99network"), `${networkOptions()}\n`);
  // a test's system need not survive a power cut
  await writeFile(join(root, "etc/dpkg/dpkg.cfg.d/unsafe-io"), "force-unsafe-io\n");
  return root;
}

/** Puts the built program where somebody would copy it to. */
export async function copyProgram(dist: string, root: string, name = "dist"): Promise<void> {
  await cp(dist, join(root, "root", name), { recursive: true });
}

export const removeRoot = (root: string): Promise<void> => rm(root, { recursive: true, force: true });

/** Everything in a system that is not Debian's own bookkeeping or gone at a boot: a line each, with what it is. */
export async function manifestOf(root: string): Promise<readonly string[]> {
  const { stdout } = await run("find", [root, "-xdev", "-printf", "%P\t%y\t%m\t%U\t%G\t%s\t%T@\t%l\n"], {
    maxBuffer: 1e9,
  });
  return stdout
    .split("\n")
    .filter((line) => line !== "" && !VOLATILE.test(line))
    .map((line) => (line.split("\t")[1] === "d" ? withoutSizeAndTime(line) : line))
    .sort();
}

const VOLATILE =
  /^(?:dev|proc|sys|run|tmp|root|etc\/resolv\.conf|var\/(?:cache|log|tmp|lib\/(?:apt|dpkg|systemd)))(?:\/|\t)/;

/** A folder's time is that of its files, which are listed themselves. */
function withoutSizeAndTime(line: string): string {
  const [path, kind, mode, user, group] = line.split("\t");
  return [path, kind, mode, user, group].join("\t");
}
