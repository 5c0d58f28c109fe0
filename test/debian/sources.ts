// Where Debian's packages come from on this machine: its own apt configuration says so, for whatever suite is asked.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Suite = "bookworm" | "trixie";

const LISTS = "/etc/apt/sources.list.d";

/** This machine's sources of Debian itself, with the suite's name in place of its own. Backports are left out. */
export function sourcesFor(suite: Suite): string {
  const own = hostSuite();
  const files = [
    "/etc/apt/sources.list",
    ...readdirSync(LISTS)
      .sort()
      .map((name) => join(LISTS, name)),
  ];
  const texts = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, "utf8"));
  const entries = texts.flatMap((text) => (/^Types:/m.test(text) ? stanzas(text, own) : lines(text, own)));
  if (entries.length === 0)
    throw new Error(`no entry of /etc/apt names ${own}: this machine's Debian sources are needed`);
  return entries.join("\n\n").replaceAll(own, suite);
}

/** What apt on this machine says about how to get there: a proxy, for example. */
export function networkOptions(): string {
  const dump = execFileSync("apt-config", ["dump"], { encoding: "utf8" });
  return dump
    .split("\n")
    .filter((line) => /^Acquire::(https?|Check-|Retries)/.test(line))
    .join("\n");
}

function hostSuite(): string {
  const [, codename] = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync("/etc/os-release", "utf8")) ?? [];
  if (codename === undefined) throw new Error("/etc/os-release names no Debian suite: these tests need a Debian host");
  return codename;
}

const isOfDebian = (suite: string, own: string): boolean =>
  [own, `${own}-updates`, `${own}-security`].includes(suite.replace(/\/updates$/, "-security"));

/** @see sources.list(5) "DEB822-style format" */
function stanzas(text: string, own: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .filter((stanza) => {
      const [, suites = ""] = /^Suites:\s*(.*)$/m.exec(stanza) ?? [];
      return suites.split(/\s+/).some((suite) => isOfDebian(suite, own));
    })
    .map((stanza) => stanza.replace(/^#.*\n/gm, "").trim());
}

/** @see sources.list(5) "one-line-style format" */
function lines(text: string, own: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => {
      const [type, , suite = ""] = line.replace(/\[[^\]]*\]\s*/, "").split(/\s+/);
      return type === "deb" && isOfDebian(suite, own);
    });
}
