// The installer on clean systems of both Debians, and the services under their own systemd and all of their restrictions.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Suite } from "../debian/sources.ts";
import { buildProgram, WITH_NODE } from "./support/build-program.ts";
import { boot, type Machine, runIn } from "./support/container.ts";
import { whyNotOpened } from "./support/engine-by-hand.ts";
import {
  giveDesktop,
  giveMusic,
  giveTrack,
  isDebians,
  isRoots,
  listenToDemo,
  pathOf,
  SETTINGS,
  WIREPLUMBER,
} from "./support/installed.ts";
import { describeKilledParts } from "./support/killed-parts.ts";
import { copyProgram, makeArchive, manifestOf, removeRoot, unpackRoot } from "./support/roots.ts";

const INSTALL = "/root/dist/system/install.sh";
/** A cold run makes two systems and fetches 600 packages. */
const COLD_MS = 900_000;

/** What is absent is told once, within ten seconds of the start. */
const SETTLED_AFTER_MS = 10_000;
const CALM_FOR_MS = 8_000;
/** Of the three services together, from their start. */
const MAX_START_LINES = 40;

/** Debian 12's Node is too old: there, the build brings its own. */
const builds = { bookworm: "", trixie: "" };
let folder: string;
beforeAll(async () => {
  if (process.getuid?.() !== 0) throw new Error("these tests make whole systems and boot them: run them as root");
  folder = await mkdtemp(join(tmpdir(), "house-band-system-"));
  builds.trixie = await buildProgram(join(folder, "plain"));
  builds.bookworm = await buildProgram(join(folder, "with-node"), ...WITH_NODE);
  await Promise.all([makeArchive("bookworm"), makeArchive("trixie")]);
}, COLD_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("on Debian 12, whose Node is too old", () => {
  it("a build without a Node of its own is refused before anything is changed, with the way out", async () => {
    const root = await unpackRoot("bookworm");
    try {
      await copyProgram(builds.trixie, root);
      const before = await manifestOf(root);
      const { code, out } = await runIn(root, "bookworm", INSTALL);

      expect(out).toContain("needs Node.js 20.19.0 or newer; this system has 18.");
      expect(out).toContain("npm run build -w bridge-firmware -- --node linux-");
      expect(code).toBe(1);
      expect(await manifestOf(root)).toEqual(before);
    } finally {
      await removeRoot(root);
    }
  });
});

describe.each(["bookworm", "trixie"] as const)("on a clean %s", (suite: Suite) => {
  let root: string;
  let before: readonly string[];
  let installed: readonly string[];
  let machine: Machine;
  beforeAll(async () => {
    root = await unpackRoot(suite);
    await copyProgram(builds[suite], root);
    await giveDesktop(root, suite);
  }, COLD_MS);
  afterAll(async () => {
    await machine?.powerOff();
    await removeRoot(root);
  });

  it("a dry run tells the plan and changes nothing", async () => {
    before = await manifestOf(root);
    const { code, out } = await runIn(root, suite, INSTALL, "--dry-run");

    expect(out).toContain("would: install ");
    expect(out).toMatch(/== a dry run, nothing was changed: House Band 0\.1\.0\+\S+ after \d+ change/u);
    expect(out).not.toContain("done:");
    expect(out).toContain("would: write /etc/systemd/system/house-band.service");
    expect(code).toBe(0);
    expect(await manifestOf(root)).toEqual(before);
  });

  it(
    "it installs",
    async () => {
      const { code, out } = await runIn(root, suite, INSTALL);

      expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("== done: House Band 0.1.0+") });
      installed = await manifestOf(root);
      expect(installed.filter((line) => line.startsWith("opt/house-band/") && !isRoots(line))).toEqual([]);
    },
    COLD_MS,
  );

  it("a second run changes nothing", async () => {
    const { code, out } = await runIn(root, suite, INSTALL);

    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining(", 0 change(s)") });
    expect(await manifestOf(root)).toEqual(installed);
  });

  it("its units are without fault and not exposed", async () => {
    const units = ["house-band.service", "house-band-engine.socket", "house-band-engine@test.service"];
    const paths = units.map((unit) => `/etc/systemd/system/${unit.replace("@test", "@")}`);
    const verified = await runIn(root, suite, "systemd-analyze", "verify", "--man=no", ...paths);
    expect(verified.out.split("\n").filter((line) => /house-band/.test(line))).toEqual([]);
    for (const unit of ["house-band.service", "house-band-engine@.service"]) {
      const judged = await runIn(
        root,
        suite,
        ...["systemd-analyze", "security", "--no-pager", "--offline=true", "--threshold=25", unit],
      );
      expect(stripVTControlCharacters(judged.out)).toMatch(/Overall exposure level for house-band\S*: [0-2]\.\d/);
      expect(judged.code).toBe(0);
    }
  });

  it("the bridge starts with the system, finds no Bluetooth adapter here, and says the way out", async () => {
    await giveMusic(root);
    machine = await boot(root);
    await machine.until(/^active$/m, 120_000, "systemctl", "is-active", "house-band.service");

    const status = await machine.run("house-band", "status");
    expect(status).toMatchObject({ code: 0, out: expect.stringContaining("this bridge works locally, without voice") });
    expect(status.out).toMatch(/^home: {3}no speaker yet$/m);
    expect(status.out).toMatch(/^bluetooth: no Bluetooth adapter: plug one in/m);
    const pairing = await machine.run("house-band", "pair", "Deck", "--address", "0A:00:00:00:00:09");
    expect(pairing).toMatchObject({ code: 1, out: expect.stringContaining("Bluetooth on the bridge is not there") });
    const supervised = await machine.run("systemctl", "show", "--property=StatusText", "house-band.service");
    expect(supervised.out).toBe(
      "StatusText=0 of 0 speakers connected, nothing plays, local only (no cloud is configured)\n",
    );
    expect((await machine.run("systemctl", "--failed", "--no-legend")).out).toBe("");
  });

  it("without an adapter it waits calmly: no restarts, and nothing to say", async () => {
    const saidBy = async (...units: readonly string[]) => {
      const which = units.map((unit) => `--unit=${unit}.service`);
      const { out } = await machine.run("journalctl", "--no-pager", "--output=cat", ...which);
      return out.trim().split("\n");
    };
    await sleep(SETTLED_AFTER_MS);
    const before = await saidBy("house-band");
    const servicesBefore = await saidBy("bluetooth", "bluealsa");
    await sleep(CALM_FOR_MS);

    expect((await saidBy("house-band")).slice(before.length)).toEqual([]);
    // bluez-alsa 4.3 says once, after 25 s, that nobody has answered it
    expect((await saidBy("bluetooth", "bluealsa")).length - servicesBefore.length).toBeLessThanOrEqual(1);
    expect(before.length + servicesBefore.length).toBeLessThan(MAX_START_LINES);
    const restarts = ["house-band", "bluealsa"].map((unit) => `${unit}.service`);
    const shown = await machine.run("systemctl", "show", "--property=NRestarts", "--value", ...restarts);
    expect(shown.out.trim().split(/\n+/)).toEqual(["0", "0"]);
  });

  it("settings that are there stay where a demo is asked for; without any, its speakers come up", async () => {
    const file = join(root, SETTINGS);
    const settings = await readFile(file, "utf8");
    expect(JSON.parse(settings)).toMatchObject({ bluetooth: { kind: "bluez" } });
    const refused = await machine.run(INSTALL, "--demo");
    expect(refused).toMatchObject({ code: 0, out: expect.stringContaining("--demo changes no settings") });
    expect(await readFile(file, "utf8")).toBe(settings);

    await rm(file);
    const installed = await machine.run(INSTALL, "--demo");
    expect(installed).toMatchObject({ code: 0, out: expect.stringContaining("they exist in software only") });
    await machine.until(/Fire Pit +connected/, 120_000, "house-band", "speakers");
    const paired = await machine.run("house-band", "pair", "Garden", "--address", "0A:00:00:00:00:04");
    expect(paired).toMatchObject({ code: 0, out: expect.stringContaining("Garden is one of this home's speakers") });
    await listenToDemo(root);
    await machine.run("systemctl", "restart", "house-band.service");
    const text = ["systemctl", "show", "--property=StatusText", "house-band.service"] as const;
    await machine.until(/StatusText=2 of 3 speakers connected, nothing plays, local only/, 120_000, ...text);
  });

  it("the engine is a service of its own, ahead of the daemon, and plays the music there is, never a station instead", async () => {
    await machine.until(/Patio +connected/, 120_000, "house-band", "speakers");
    const told = await machine.until(/^Done/m, 120_000, "sh", "-c", "house-band play jazz --on 'the patio' 2>&1; true");
    expect(told).toBe("Done: Jazz on Patio.\n");

    const status = await machine.run("house-band", "status", "--json");
    expect(JSON.parse(status.out)).toMatchObject({ cloud: "none", zones: [{ state: "playing", title: "A" }] });
    const engine = await machine.run("systemctl", "show", "--property=Nice", "house-band-engine@*.service");
    expect(engine.out).toBe("Nice=-14\n");
  });

  it("MPD runs with the bridge, listens to this machine's programs only, and may write into the players' pipes", async () => {
    const started = await machine.run("systemctl", "show", "--property=ExecStart", "mpd.service");
    expect(started.out).toContain("/usr/bin/mpd --systemd /etc/house-band/mpd.conf");
    await machine.run("systemctl", "restart", "mpd.service");
    await machine.until(/^active$/m, 120_000, "systemctl", "is-active", "mpd.service");
    expect((await machine.run("systemctl", "show", "--property=Listen", "mpd.socket")).out).toBe(
      "Listen=/run/mpd/socket (Stream)\n",
    );
    const pipes = await machine.run("stat", "--format=%F %a %U %G", "/run/house-band/players/zone-8.pcm");
    expect(pipes.out).toBe("fifo 660 house-band house-band\n");
  });

  describeKilledParts(suite, () => ({ machine, root }));

  it("the engine reaches no network and holds no privilege, and its audio loop is real-time where the machine allows it", async () => {
    const engine = await machine.run(
      "systemctl",
      "show",
      "--property=MainPID",
      "--value",
      "house-band-engine@*.service",
    );
    const pid = engine.out.trim();
    const devices = await machine.run("nsenter", "--target", pid, "--net", "cat", "/proc/net/dev");
    expect([...devices.out.matchAll(/^ *(\w+):/gm)].map(([, name]) => name)).toEqual(["lo"]);
    const status = await machine.run("cat", `/proc/${pid}/status`);
    expect(status.out).toMatch(/^CapEff:\t0+$/m);
    expect(status.out).toMatch(/^NoNewPrivs:\t1$/m);
    const asked = await machine.run("systemctl", "show", "--property=LimitRTPRIO,LimitMEMLOCK", `house-band-engine@*`);
    expect(asked.out).toBe("LimitMEMLOCK=infinity\nLimitRTPRIO=10\n");
    // a container's systemd can't give what its host does not: then the loop must play on at the priority it has
    const limits = await machine.run("cat", `/proc/${pid}/limits`);
    const mayBeRealTime = /^Max realtime priority +10 /m.test(limits.out);
    if (!mayBeRealTime) process.stdout.write(`${suite}: this machine lets no container have real-time threads\n`);
    // one thread, the audio loop's, runs by SCHED_RR (2): @see proc_pid_stat(5), policy
    const threads = await machine.run("sh", "-c", `cut -d' ' -f41 /proc/${pid}/task/*/stat`);
    expect(threads.out.split("\n").filter((policy) => policy === "2")).toHaveLength(mayBeRealTime ? 1 : 0);
    const mayLock = /^Max locked memory +unlimited /m.test(limits.out);
    if (!mayLock) process.stdout.write(`${suite}: this machine lets no container lock memory\n`);
    expect(/^VmLck:\t +0 kB$/m.test(status.out)).toBe(!mayLock);
  });

  it("the units of bluez, bluez-alsa and MPD are told what a bridge needs, and a desktop to leave the speakers alone", async () => {
    const told = async (unit: string) => (await machine.run("systemctl", "cat", "--no-pager", unit)).out;

    expect(await told("bluetooth.service")).toContain("/etc/systemd/system/bluetooth.service.d/house-band.conf");
    // no keyboard, no network: a bridge is for sound
    expect(await told("bluetooth.service")).toMatch(/^ExecStart=.*bluetoothd .* --noplugin=input,hog,.*network,/m);
    expect(await told("bluealsa.service")).toContain("/etc/systemd/system/bluealsa.service.d/house-band.conf");
    expect(await told("mpd.socket")).toContain("ListenStream=%t/mpd/socket");
    const verified = await machine.run(
      "systemd-analyze",
      "verify",
      "--man=no",
      "bluetooth.service",
      "bluealsa.service",
    );
    expect(verified.out.split("\n").filter((line) => /house-band/.test(line))).toEqual([]);
    expect(existsSync(join(root, WIREPLUMBER[suite].ours))).toBe(true);
  });

  it("the engine may talk to bluez-alsa, fenced in as it is", async () => {
    const speaker = {
      kind: "bluealsa",
      pcmPath: "/org/bluealsa/hci0/dev_00_11_22_AA_BB_CC/a2dpsrc/sink",
      queueMs: 20,
    };
    await machine.run("systemctl", "stop", "house-band.service");
    await machine.run("systemctl", "start", "bluealsa.service");
    await machine.until(/^active$/m, 120_000, "systemctl", "is-active", "bluealsa.service");
    const absent = await whyNotOpened(machine, speaker);
    await machine.run("systemctl", "stop", "bluealsa.service");
    const stopped = await whyNotOpened(machine, speaker);
    await machine.run("systemctl", "start", "house-band.service");
    await machine.until(/^active$/m, 120_000, "systemctl", "is-active", "house-band.service");

    expect(absent).toBe("bluez-alsa has no such PCM: the speaker is not connected");
    expect(stopped).toBe("bluez-alsa does not run; see: systemctl status bluealsa");
  });

  it("who is not in the group house-band is told which group it takes", async () => {
    await machine.run("useradd", "--create-home", "guest");
    const refused = await machine.runAs("guest", "house-band", "pause");
    expect(refused).toMatchObject({ code: 3, out: expect.stringContaining("that takes the group house-band") });

    await machine.run("usermod", "-aG", "house-band", "guest");
    expect(await machine.runAs("guest", "house-band", "pause")).toMatchObject({ code: 0 });
    await machine.run("userdel", "--remove", "guest");
  });

  it("a daemon that hangs is ended and started again", async () => {
    const restarts = ["systemctl", "show", "--property=NRestarts", "--value", "house-band.service"] as const;
    const before = Number((await machine.run(...restarts)).out);
    const hung = await machine.run("systemctl", "kill", "--signal=STOP", "--kill-whom=main", "house-band.service");
    expect(hung).toMatchObject({ code: 0 });
    await machine.until(new RegExp(`^${before + 1}$`, "m"), 120_000, ...restarts);
    await machine.until(/House Band 0\.1\.0/, 120_000, "house-band", "status");
  });

  it("a daemon that is stopped says so and leaves no engine behind", async () => {
    await machine.run("systemctl", "stop", "house-band.service");
    await machine.until(/^$/, 15_000, "systemctl", "list-units", "--no-legend", "--plain", "house-band-engine@*");
    const journal = await machine.run("journalctl", "--unit=house-band", "--no-pager", "--output=cat");
    expect(journal.out).toContain("bridge has stopped");
    expect(await machine.run("house-band", "status")).toMatchObject({
      code: 3,
      out: expect.stringContaining("sudo systemctl start house-band"),
    });
  });

  it("an upgrade keeps the settings, tells the new ones and can be taken back", async () => {
    const settings = await readFile(join(root, SETTINGS), "utf8");
    await copyProgram(builds[suite], root, "newer");
    await writeFile(join(root, "root/newer/version.json"), '{"version":"9.9.9+newer","node":null}\n');
    await writeFile(join(root, "root/newer/settings.txt"), "cloud\nloudness\nthing\n");
    const upgraded = await machine.run("/root/newer/system/install.sh");
    expect(upgraded).toMatchObject({ code: 0, out: expect.stringMatching(/new settings.*: loudness/) });
    expect((await machine.run("house-band", "status")).out).toContain("House Band 9.9.9+newer");

    expect(await machine.run("/root/newer/system/install.sh", "--rollback")).toMatchObject({ code: 0 });
    expect((await machine.run("house-band", "status")).out).toContain("House Band 0.1.0+");
    expect(await readFile(join(root, SETTINGS), "utf8")).toBe(settings);
  });

  it("a music folder in somebody's home is shown to the services, read-only, and no longer once it is elsewhere", async () => {
    const file = join(root, SETTINGS);
    const dropIn = join(root, "etc/systemd/system/house-band-engine@.service.d/music.conf");
    const settings = await readFile(file, "utf8");
    await giveTrack(join(root, "home/anna/My Music"), "Rock");
    await writeFile(file, settings.replace("/var/lib/house-band/music", "/home/anna/My Music"));
    expect(await machine.run(INSTALL)).toMatchObject({ code: 0, out: expect.stringContaining("== done") });
    expect(await readFile(dropIn, "utf8")).toBe(
      '[Service]\nProtectHome=tmpfs\nBindReadOnlyPaths="/home/anna/My Music"\n',
    );
    await machine.until(/Patio +connected/, 120_000, "house-band", "speakers");
    expect((await machine.run("house-band", "play", "rock", "--on", "patio")).out).toBe("Done: Rock on Patio.\n");

    await writeFile(file, settings);
    expect(await machine.run(INSTALL)).toMatchObject({ code: 0 });
    expect(existsSync(dropIn)).toBe(false);
  });

  it("an uninstall that keeps the data leaves settings, data and their owner", async () => {
    const { code, out } = await machine.run(INSTALL, "--uninstall", "--keep-data", "--dry-run");
    const removed = [...out.matchAll(/would: remove (.*)/g)].map(([, what]) => what);
    expect(removed).toEqual(expect.arrayContaining(["/opt/house-band", "/usr/local/bin/house-band"]));
    expect(removed.filter((what) => /etc\/house-band$|var\/lib\/house-band|the user/.test(what ?? ""))).toEqual([]);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("kept: /etc/house-band") });
  });

  it("an uninstall does not delete music unasked, and then leaves nothing of ours", async () => {
    const refused = await machine.run(INSTALL, "--uninstall");
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining("add --keep-data or --delete-music") });

    const gone = await machine.run(INSTALL, "--uninstall", "--delete-music");
    expect(gone).toMatchObject({ code: 0, out: expect.stringContaining("== done: House Band is gone") });
    await machine.powerOff();
    const known = new Set(before.map(pathOf));
    const left = (await manifestOf(root)).map(pathOf).filter((path) => !known.has(path));
    const annas = ["home/anna", "home/anna/My Music", "home/anna/My Music/a.wav"];
    expect(left.filter((path) => !isDebians(path))).toEqual(annas);
    expect(await readFile(join(root, "etc/passwd"), "utf8")).not.toContain("house-band");
  });
});
