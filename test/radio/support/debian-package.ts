// Source packages of Debian 12, whatever Debian this machine has: by apt, with lists and folders of its own.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sourcesFor } from "../../debian/sources.ts";
import { command } from "./command.ts";

export type DebianPackage = {
  readonly name: string;
  /** The first of them that can be had; absent: the newest. */
  readonly versions?: readonly string[];
};

/** Unpacks a package of Debian 12 into a folder. @returns its version */
export async function unpackPackage({ name, versions }: DebianPackage, folder: string): Promise<string> {
  const apt = await ownApt(folder);
  const listed = await command("apt-cache", [...apt, "madison", name]);
  const available = listed.split("\n").flatMap((line) => line.split("|")[1]?.trim() ?? []);
  const version = versions === undefined ? available[0] : versions.find((one) => available.includes(one));
  if (version === undefined) {
    const wanted = versions === undefined ? "" : ` in version ${versions.join(" or ")}`;
    throw new Error(
      `Debian 12 has no package ${name}${wanted}; it has: ${available.join(", ") || "none of that name"}`,
    );
  }
  await command("apt-get", [...apt, "download", "--quiet", `${name}=${version}`], { cwd: folder });
  const file = (await readdir(folder)).find((one) => one.startsWith(`${name}_`) && one.endsWith(".deb"));
  await command("dpkg-deb", ["--extract", join(folder, String(file)), folder]);
  return version;
}

/** Options that keep apt to Debian 12 and out of this machine's own lists. */
async function ownApt(folder: string): Promise<readonly string[]> {
  const own = join(folder, "apt");
  await mkdir(join(own, "lists", "partial"), { recursive: true });
  await mkdir(join(own, "cache", "archives", "partial"), { recursive: true });
  await mkdir(join(own, "sources"), { recursive: true });
  const sources = sourcesFor("bookworm");
  const kind = /^Types:/m.test(sources) ? "sources" : "list";
  await writeFile(join(own, "sources", `debian.${kind}`), `${sources}\n`);
  const options = [
    "Dir::Etc::SourceList=/dev/null",
    `Dir::Etc::SourceParts=${join(own, "sources")}`,
    `Dir::State::Lists=${join(own, "lists")}`,
    `Dir::Cache=${join(own, "cache")}`,
    "APT::Sandbox::User=root",
    "Acquire::Retries=3",
  ].flatMap((option) => ["-o", option]);
  await command("apt-get", [...options, "--quiet", "update"]);
  return options;
}
