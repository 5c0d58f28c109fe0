// The whole audit on a machine in a test's hand, and what is said of it.
import { describe, expect, it } from "@jest/globals";
import { createMachineTools } from "../../../bridge-firmware/src/adapters/audit/machine-tools.ts";
import { absent, seen, unseen } from "../../../bridge-firmware/src/audit/finding.ts";
import { renderAudit } from "../../../bridge-firmware/src/audit/render-audit.ts";
import { runAudit, type Tools } from "../../../bridge-firmware/src/audit/run-audit.ts";

const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  "/sys/class/bluetooth": ["hci0", "hci0:11"],
  "/sys/class/rfkill": ["rfkill0"],
  "/sys/class/ieee80211": ["phy0"],
  "/proc": ["1", "42", "77", "self"],
  "/sys/bus/usb/devices": ["usb2", "2-1", "2-1:1.0"],
  "/sys/class/sound": ["card0", "pcmC0D0c", "pcmC0D0p", "pcmC1D0p", "pcmC1D0c", "timer"],
};
const FILES: Readonly<Record<string, string>> = {
  "/proc/1/comm": "systemd\n",
  "/proc/42/comm": "wireplumber\n",
  "/proc/77/comm": "bluealsa\n",
  "/proc/77/cmdline": "/usr/bin/bluealsa\0-p\0a2dp-source\0-p\0a2dp-sink\0",
  "/sys/class/rfkill/rfkill0/type": "bluetooth\n",
  "/sys/class/rfkill/rfkill0/soft": "0\n",
  "/sys/class/rfkill/rfkill0/hard": "0\n",
  "/sys/class/sound/card0/id": "Loopback\n",
  "/sys/class/sound/card1/id": "Snowball\n",
  "/sys/bus/usb/devices/usb2/speed": "5000\n",
  "/sys/bus/usb/devices/2-1/speed": "12\n",
  "/proc/net/route": "Iface Destination Gateway\neth0 00000000 010200C0\n",
  "/etc/resolv.conf": "nameserver 192.0.2.1\n",
  "/proc/mounts": "/dev/sda1 / ext4 rw 0 0\n",
};
const PRINTED: Readonly<Record<string, string>> = {
  uname: "6.1.0-54-amd64 #1 SMP Debian 6.1.190-1 (2026-10-01)",
  "/usr/libexec/bluetooth/bluetoothd": "5.82",
  mpd: "Music Player Daemon 0.24.4 (v0.24.4)",
  systemctl: "active\nactive\nactive\n",
};

const SPEECH = { kind: "espeak-ng", program: "espeak-ng", voice: "en-us" } as const;

const machine: Tools = {
  run: async (command) => (PRINTED[command] === undefined ? absent(command) : seen(PRINTED[command])),
  read: async (path) => (FILES[path] === undefined ? unseen(`no ${path}`) : seen(FILES[path])),
  list: async (path) => seen(FOLDERS[path] ?? []),
  resolve: async () => seen("/sys/devices/platform/soc/serial0/bluetooth/hci0"),
  freeBytes: async () => seen(8e9),
  reach: async () => "ETIMEDOUT",
};

describe("the audit", () => {
  it("looks at everything and tells apart what fails, what is missing and what it could not see", async () => {
    const cloud = { host: "example.com", port: 8_883 };
    const findings = await runAudit(machine, {
      dataDirectory: "/var/lib/house-band",
      cloud,
      speech: SPEECH,
      receivers: [],
    });

    expect(findings.map(({ check, verdict }) => [check, verdict])).toEqual([
      ["kernel", "ok"],
      ["BlueZ", "ok"],
      ["bluez-alsa", "fail"],
      ["MPD", "ok"],
      ["Node.js", "ok"],
      ["services", "ok"],
      ["clock", "could-not-look"],
      ["disk", "ok"],
      ["route", "ok"],
      ["names", "ok"],
      ["cloud", "fail"],
      ["adapters", "ok"],
      ["radio switch", "ok"],
      ["conflicts", "fail"],
      ["audio service", "ok"],
      ["Wi-Fi", "could-not-look"],
      ["USB", "ok"],
      ["microphone", "ok"],
      ["voice", "could-not-look"],
    ]);
    expect(findings.at(-1)).toMatchObject({ todo: "sudo apt install espeak-ng, to announce" });
    expect(findings.at(-2)).toMatchObject({ seen: "plughw:CARD=Snowball,DEV=0", todo: null });
    expect(findings.find(({ check }) => check === "bluez-alsa")).toMatchObject({
      seen: "bluealsa is not installed",
      todo: "run the installer: it brings what is missing",
    });
  });

  it("gives a hint, and no more, where nothing is there that could look at Wi-Fi; without Wi-Fi it needs none", async () => {
    const settings = { dataDirectory: "/var/lib/house-band", cloud: null, speech: SPEECH, receivers: [] };
    const wifi = (findings: Awaited<ReturnType<typeof runAudit>>) => findings.find(({ check }) => check === "Wi-Fi");
    const hint = "sudo apt install iw, to have it looked at";
    const findings = await runAudit(machine, settings);
    expect(wifi(findings)).toMatchObject({ verdict: "could-not-look", todo: hint });
    expect(renderAudit(findings).filter((line) => line.includes(hint))).toHaveLength(1);

    const wired: Tools = {
      ...machine,
      list: async (path) => seen(path.endsWith("ieee80211") ? [] : (FOLDERS[path] ?? [])),
    };
    expect(wifi(await runAudit(wired, settings))).toMatchObject({ verdict: "ok", seen: "none here", todo: null });
  });

  it("does not ask about a cloud that the bridge was not given", async () => {
    const findings = await runAudit(machine, {
      dataDirectory: "/var/lib/house-band",
      cloud: null,
      speech: SPEECH,
      receivers: [],
    });
    expect(findings.map(({ check }) => check)).not.toContain("cloud");
  });

  it("is told as a table, and what to do below it, the worst first", () => {
    const lines = renderAudit([
      { check: "clock", verdict: "warn", seen: "not set", expected: "set by the network", todo: "wait a minute" },
      { check: "disk", verdict: "fail", seen: "/ is read-only", expected: "room", todo: "replace the card" },
      { check: "MPD", verdict: "ok", seen: "MPD 0.24.4", expected: "MPD", todo: null },
    ]);
    expect(lines).toEqual([
      "check  verdict  seen",
      "─────  ───────  ──────────────",
      "clock  warn     not set",
      "disk   FAIL     / is read-only",
      "MPD    ok       MPD 0.24.4",
      "",
      "disk: expected room.",
      "  replace the card",
      "clock: expected set by the network.",
      "  wait a minute",
      "",
      "1 ok, 1 to look at, 1 wrong",
    ]);
  });
});

describe("the tools on a real machine", () => {
  const tools = createMachineTools(300);
  it("say what a tool printed even where it ended with an error", async () => {
    expect(await tools.run("sh", "-c", "echo inactive; exit 3")).toEqual(seen("inactive\n"));
  });

  it("say that a tool is not there, that it was silent, and that it took too long", async () => {
    expect(await tools.run("no-such-tool")).toEqual(absent("no-such-tool"));
    expect(await tools.run("true")).toEqual(unseen("true said nothing"));
    expect(await tools.run("sleep", "20")).toEqual(unseen("sleep said nothing within 0.3 s"));
  });

  it("see no entries in a folder that is not there", async () => {
    expect(await tools.list("/sys/class/no-such-thing")).toEqual(seen([]));
  });

  it("reach what listens and say why they can't reach what does not", async () => {
    expect(await tools.reach("127.0.0.1", 1)).toBe("ECONNREFUSED");
  });

  it("looks for the programs of the receivers that are on, and says what brings one that is missing", async () => {
    const receivers = [{ kind: "dlna", command: "gmediarender" }] as const;
    const settings = { dataDirectory: "/var/lib/house-band", cloud: null, speech: SPEECH, receivers };
    const findings = await runAudit(machine, settings);

    expect(findings.find(({ check }) => check === "DLNA")).toMatchObject({
      verdict: "fail",
      seen: "gmediarender is not installed",
      todo: expect.stringContaining("apt install"),
    });
  });
});
