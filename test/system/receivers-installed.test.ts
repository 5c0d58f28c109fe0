// The receivers of the home's network inside the fences of an installed bridge's unit, on both Debians: Debian's own
// programs, installed by the very line that the bridge tells people, and clients of this machine on a network inside.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StatusView } from "@house-band/bridge-firmware/control/views";
import { RECEIVER_PROGRAMS } from "@house-band/bridge-firmware/receivers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { eventually } from "../audio/support/receivers/child.ts";
import { senderOf } from "../audio/support/receivers/house.ts";
import { writeTones } from "../audio/support/receivers/tones.ts";
import type { Suite } from "../debian/sources.ts";
import { buildProgram, WITH_NODE } from "./support/build-program.ts";
import { coneOf, recordCones, untilSound } from "./support/cones.ts";
import { boot, type Machine, runIn } from "./support/container.ts";
import { listenToDemo, SETTINGS } from "./support/installed.ts";
import { askDescription, askOptions, LAN_ADDRESS, plugIn, searchRenderer, startPlaying } from "./support/network.ts";
import { copyProgram, removeRoot, unpackRoot } from "./support/roots.ts";

const COLD_MS = 900_000;
const AIRPLAY_PORT = 5_000;
const DLNA_PORT = 49_494;
/** Two that are recorded. Each source has its own, so that neither waits for the other. */
const INPUTS = {
  airplay: { receiver: "on", playsOn: "Patio" },
  dlna: { receiver: "on", playsOn: "Deck" },
} as const;
const PROGRAMS = ["gmediarender", "shairport-sync"] as const;
const BOTH_READY = /AirPlay: "House Band" can be chosen\n +DLNA: "House Band" can be chosen$/mu;

const systems = new Map<Suite, { readonly root: string; readonly machine: Machine | null }>();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "house-band-fenced-"));
  writeTones(join(folder, "tones.wav"), 120);
  const dist = await buildProgram(join(folder, "dist"), ...WITH_NODE);
  await Promise.all((["bookworm", "trixie"] as const).map((suite) => start(suite, dist)));
}, COLD_MS);
afterAll(async () => {
  for (const { root, machine } of systems.values()) {
    await machine?.powerOff();
    await removeRoot(root);
  }
  await rm(folder, { recursive: true, force: true });
}, 120_000);

/** What the bridge tells people to do: to install the program, and to stop Debian's own service of it. */
const adviceOn = (kind: "airplay" | "dlna"): readonly string[] =>
  RECEIVER_PROGRAMS[kind].install.replaceAll("sudo ", "").split(" && ");

/** A bridge with speakers in software and the receivers' packages, as it is after a boot: no receiver is on. */
async function start(suite: Suite, dist: string): Promise<void> {
  const root = await unpackRoot(suite);
  systems.set(suite, { root, machine: null });
  await copyProgram(dist, root);
  const [airplay, dlna] = [adviceOn("airplay"), adviceOn("dlna")].map(([install = ""]) => install);
  const prepare = `set -e; export DEBIAN_FRONTEND=noninteractive
/root/dist/system/install.sh --demo
${airplay} -y; ${dlna} -y; apt install --no-install-recommends -y avahi-utils`;
  const { code, out } = await runIn(root, suite, "bash", "-c", prepare);
  if (code !== 0) throw new Error(`${suite} can't be prepared: ${out}`);
  const machine = await boot(root);
  systems.set(suite, { root, machine });
  await plugIn(machine);
}

type Running = { readonly program: string; readonly pid: string; readonly user: string; readonly unit: string };

/** All processes of the receivers' programs, whoever has started them. */
async function running(machine: Machine): Promise<readonly Running[]> {
  const look = `for p in /proc/[0-9]*; do
    program=$(cat $p/comm 2>&-) || continue
    case $program in ${PROGRAMS.join("|")}) ;; *) continue;; esac
    echo "$program \${p#/proc/} $(stat -c %U $p) $(grep -oE '[^/]+[.]service$' $p/cgroup | sort -u | paste -sd,)"
  done; true`;
  const { out } = await machine.run("bash", "-c", look);
  const lines = out
    .trim()
    .split("\n")
    .filter((line) => line !== "");
  return lines.sort().map((line) => {
    const [program = "", pid = "", user = "", unit = ""] = line.split(" ");
    return { program, pid, user, unit };
  });
}

const OURS = PROGRAMS.map((program) => ({ program, user: "house-band", unit: "house-band.service" }));

describe.each(["bookworm", "trixie"] as const)("on an installed %s with AirPlay and DLNA turned on", (suite) => {
  let root: string;
  let machine: Machine;
  beforeAll(async () => {
    const system = systems.get(suite);
    if (!system?.machine) throw new Error(`${suite} has not started`);
    ({ root, machine } = { root: system.root, machine: system.machine });
    for (const kind of ["airplay", "dlna"] as const) {
      const [, disable = ""] = adviceOn(kind);
      expect(await machine.run(...disable.split(" "))).toMatchObject({ code: 0 });
    }
    await machine.until(/Deck +connected[\s\S]*Patio +connected/u, 60_000, "house-band", "speakers");
    await listenToDemo(root);
    const settings = JSON.parse(await readFile(join(root, SETTINGS), "utf8")) as object;
    await writeFile(join(root, SETTINGS), JSON.stringify({ ...settings, inputs: INPUTS }));
    await recordCones(machine);
    await machine.until(/Deck +connected[\s\S]*Patio +connected/u, 60_000, "house-band", "speakers");
  }, COLD_MS);

  const status = async (): Promise<StatusView> =>
    JSON.parse((await machine.run("house-band", "status", "--json")).out) as StatusView;
  /** What the daemon's present life has written. */
  const journal = async (): Promise<string> => {
    const { out } = await machine.run("systemctl", "show", "--property=InvocationID", "--value", "house-band.service");
    return (await machine.run("journalctl", "--no-pager", "--output=cat", `_SYSTEMD_INVOCATION_ID=${out.trim()}`)).out;
  };
  const announced = async (): Promise<void> => {
    const browse = ["avahi-browse", "--resolve", "--parsable", "--terminate", "_raop._tcp"] as const;
    const record = String.raw`^=;lan0;IPv4;[^;]*House\\032Band;([^;]*;){3}${LAN_ADDRESS};${AIRPLAY_PORT};`;
    await machine.until(new RegExp(record, "mu"), 15_000, ...browse);
  };
  const answers = async (program: string, withinMs = 15_000): Promise<void> => {
    const [ask, wanted] =
      program === "gmediarender"
        ? ([() => askDescription(machine, DLNA_PORT), "<friendlyName>House Band</friendlyName>"] as const)
        : ([() => askOptions(machine, AIRPLAY_PORT), "RTSP/1.0 200 OK"] as const);
    let said = "";
    const look = async () => {
      said = await ask();
      return said.includes(wanted);
    };
    await eventually(look, withinMs, `${program} answers`).catch((error: Error) => {
      throw new Error(`${error.message}; it said: ${said}`);
    });
  };

  it("status and the audit say that both can be chosen", async () => {
    await machine.until(BOTH_READY, 30_000, "house-band", "status");
    const audit = (await machine.run("house-band", "audit")).out;
    expect(audit).toMatch(/^AirPlay +ok /mu);
    expect(audit).toMatch(/^DLNA +ok /mu);
  });

  it("their programs run as the daemon's user, in its unit", async () => {
    const found = await running(machine);
    expect(found.map(({ program, user, unit }) => ({ program, user, unit }))).toEqual(OURS);
  });

  it("AirPlay answers, and is announced on the network", async () => {
    await answers("shairport-sync");
    await announced();
  });

  it("DLNA describes itself, and is found by a search", async () => {
    await answers("gmediarender");
    expect(await searchRenderer(machine)).toContain(`http://${LAN_ADDRESS}:${DLNA_PORT}/description.xml`);
  });

  it.each([
    ["airplay", AIRPLAY_PORT, "Patio"],
    ["dlna", DLNA_PORT, "Deck"],
  ] as const)("%s is played to: the bridge says so, and its speaker sounds", async (kind, port, speaker) => {
    const own = join(folder, `${suite}-${kind}`);
    await mkdir(own);
    const to = { kind, port, file: join(folder, "tones.wav"), folder: own };
    const plays = async () => senderOf(await status(), kind)?.state === "plays";
    const client = await startPlaying(machine, to);
    try {
      await eventually(plays, 8_000, `${kind} plays`);
      await untilSound(coneOf(root, speaker), 10_000);
      const zone = (await status()).zones.find(({ speakers }) => speakers.some(({ name }) => name === speaker));
      expect(zone?.state).toBe("playing");
    } finally {
      await client.end();
    }
    await eventually(async () => senderOf(await status(), kind)?.state !== "plays", 20_000, `${kind} has stopped`);
  });

  it("neither has complained, and nothing was denied them", async () => {
    const said = await journal();
    expect(said.match(/"a program runs"/gu)).toHaveLength(PROGRAMS.length);
    expect(said).not.toMatch(/complains|a program ended|can't be|denied|not permitted|SECCOMP/iu);
  });

  it.each(PROGRAMS)("%s is killed: it is back by itself, and answers", async (program) => {
    const pidNow = async () => (await running(machine)).find((one) => one.program === program)?.pid;
    const before = await pidNow();
    expect(await machine.run("bash", "-c", `kill -KILL ${before}`)).toMatchObject({ code: 0 });
    await eventually(async () => ![undefined, before].includes(await pidNow()), 15_000, `${program} runs again`);
    await answers(program);
    await machine.until(BOTH_READY, 15_000, "house-band", "status");
    const found = await running(machine);
    expect(found.map(({ program, user, unit }) => ({ program, user, unit }))).toEqual(OURS);
  });

  it("a bridge that is stopped leaves none of them behind", async () => {
    expect(await machine.run("systemctl", "stop", "house-band.service")).toMatchObject({ code: 0 });
    expect(await running(machine)).toEqual([]);
  });

  it("after a boot that has no network at first, both are found", async () => {
    await machine.powerOff();
    machine = await boot(root);
    systems.set(suite, { root, machine });
    await machine.until(/^active$/mu, 60_000, "systemctl", "is-active", "house-band.service");
    await plugIn(machine);
    await announced();
    await machine.until(BOTH_READY, 60_000, "house-band", "status");
    await answers("shairport-sync");
    await answers("gmediarender", 45_000);
  });
});
