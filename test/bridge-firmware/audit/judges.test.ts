// What the audit makes of what the tools print. Recorded from Debian 12 and 13 unless a line says otherwise.
import { describe, expect, it } from "@jest/globals";
import {
  judgeClock,
  judgeCloud,
  judgeDisk,
  judgeResolver,
  judgeRoute,
  judgeServices,
} from "../../../bridge-firmware/src/audit/judge-machine.ts";
import {
  judgeAdapters,
  judgeAudioService,
  judgeConflicts,
  judgeSwitches,
  judgeUsb,
  judgeWifi,
} from "../../../bridge-firmware/src/audit/judge-radio.ts";
import { expectedOf, judgeVersion } from "../../../bridge-firmware/src/audit/judge-versions.ts";

const kernel = (version: string) => `6.1.0-54-amd64 #1 SMP PREEMPT_DYNAMIC Debian ${version}-1 (2026-10-01)\n`;

describe("a version", () => {
  it.each([
    ["kernel", kernel("6.1.190"), "ok", "Linux 6.1.190"],
    ["kernel", kernel("6.1.192"), "fail", "Linux 6.1.192: connecting to a speaker that is switched off"],
    ["kernel", "6.12.47+rpt-rpi-v8 #1 SMP PREEMPT Debian 1:6.12.47-1+rpt1 (2025-09-16)", "ok", "Linux 6.12.47"],
    ["kernel", "6.18.44-fc-v782 #1 SMP PREEMPT_DYNAMIC @0", "ok", "Linux 6.18.44"],
    ["kernel", "5.10.0-30-amd64 #1 SMP Debian 5.10.218-1 (2024-06-01)", "fail", "Linux 5.10.218"],
    ["bluez", "5.66\n", "ok", "BlueZ 5.66"],
    ["bluez", "5.82\n", "ok", "BlueZ 5.82"],
    ["bluez", "5.78\n", "fail", "BlueZ 5.78: only one speaker at a time"],
    ["bluez", "5.79\n", "warn", "BlueZ 5.79: volume goes wrong"],
    ["bluez", "5.83\n", "warn", "BlueZ 5.83: volume goes wrong"],
    ["bluez", "5.86\n", "fail", "BlueZ 5.86: music from phones and Echos does not arrive"],
    ["bluez", "5.87\n", "fail", "BlueZ 5.87: volume goes wrong, and speakers do not reconnect"],
    ["bluez", "5.8\n", "fail", "BlueZ 5.8"],
    ["bluez-alsa", "v4.0.0\n", "ok", "bluez-alsa 4.0.0"],
    ["bluez-alsa", "v4.3.1\n", "ok", "bluez-alsa 4.3.1"],
    ["bluez-alsa", "v3.1.0\n", "fail", "bluez-alsa 3.1.0"],
    ["mpd", "Music Player Daemon 0.23.12 (0.23.12)\nCopyright 2003-2007", "ok", "MPD 0.23.12"],
    ["mpd", "Music Player Daemon 0.24.4 (v0.24.4)\n", "ok", "MPD 0.24.4"],
    ["mpd", "Music Player Daemon 0.22.6 (0.22.6)\n", "fail", "MPD 0.22.6"],
    ["node", "v20.19.2", "ok", "Node.js 20.19.2"],
    ["node", "v18.20.4", "fail", "Node.js 18.20.4"],
    ["mpd", "mpd: error\n", "warn", "MPD of an unknown version"],
  ] as const)("of %s that says %j is judged %s", (part, printed, verdict, said) => {
    expect(judgeVersion(part, printed)).toMatchObject({ verdict, seen: expect.stringContaining(said) });
  });

  it("that is known to be bad is told with where that is known from", () => {
    expect(judgeVersion("bluez", "5.78").todo).toBe("install another version of BlueZ (bluez/bluez issue 1037)");
    expect(expectedOf("bluez")).toBe("BlueZ 5.66 or newer, but none of 5.78, 5.79, 5.83, 5.86, 5.87");
  });
});

describe("the clock", () => {
  it.each([
    ["Timezone=Etc/UTC\nNTP=yes\nNTPSynchronized=yes\n", "ok", null],
    ["Timezone=Etc/UTC\nNTP=yes\nNTPSynchronized=no\n", "warn", "timedatectl timesync-status"],
    ["Timezone=Etc/UTC\nNTP=no\nNTPSynchronized=no\n", "fail", "sudo timedatectl set-ntp true"],
  ] as const)("%j is judged %s", (printed, verdict, todo) => {
    const judged = judgeClock(printed);
    expect(judged.verdict).toBe(verdict);
    expect(judged.todo ?? "").toContain(todo ?? "");
  });
});

describe("the disk", () => {
  const mounts = "/dev/mmcblk0p2 / ext4 rw,noatime 0 0\ntmpfs /run tmpfs rw,nosuid 0 0\n";
  const directory = "/var/lib/house-band";
  it.each([
    ["with room", { freeBytes: 12.34e9, mounts }, "ok", "12.3 GB free"],
    ["with little room", { freeBytes: 300e6, mounts }, "warn", "300 MB free"],
    ["that is full", { freeBytes: 1e6, mounts }, "fail", "1 MB free"],
    [
      "that turned read-only",
      { freeBytes: 9e9, mounts: mounts.replace("rw,noatime", "ro,noatime") },
      "fail",
      "/ is read-only",
    ],
    [
      "whose folder is a mount of its own",
      { freeBytes: 9e9, mounts: `${mounts}/dev/sda1 /var/lib ext4 ro 0 0\n` },
      "fail",
      "/var/lib is",
    ],
    [
      "beside a read-only mount",
      { freeBytes: 9e9, mounts: `${mounts}/dev/sr0 /var/lib/house-bandits iso9660 ro 0 0\n` },
      "ok",
      "9.0 GB",
    ],
  ] as const)("%s is judged so", (_, disk, verdict, said) => {
    expect(judgeDisk({ directory, ...disk })).toMatchObject({ verdict, seen: expect.stringContaining(said) });
  });
});

describe("the network", () => {
  const head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
  it("has a way out where there is a default route, and says by which interface", () => {
    const routes = `${head}eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\neth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n`;
    expect(judgeRoute(routes)).toMatchObject({ verdict: "ok", seen: "by eth0" });
    expect(judgeRoute(head)).toMatchObject({ verdict: "fail", seen: "no way out of this machine" });
  });

  it("resolves names where somebody is asked", () => {
    expect(judgeResolver("# by DHCP\nnameserver 192.0.2.1\noptions edns0\n").seen).toBe("asks 192.0.2.1");
    expect(judgeResolver("# nothing\n").verdict).toBe("fail");
  });

  it("reaches the cloud, or says whether it is the name or the way", () => {
    const at = { host: "example.iot.eu-west-1.amazonaws.com", port: 8_883 };
    expect(judgeCloud({ ...at, fault: null }).verdict).toBe("ok");
    expect(judgeCloud({ ...at, fault: "ENOTFOUND" }).todo).toContain("check the name");
    expect(judgeCloud({ ...at, fault: "nothing within 10 s" }).todo).toContain("firewall");
  });
});

describe("the services", () => {
  it("all run, or those that don't are named with how to start them", () => {
    const services = ["bluetooth", "bluealsa", "house-band"];
    expect(judgeServices(services, "active\nactive\nactive\n").verdict).toBe("ok");
    expect(judgeServices(services, "active\nfailed\ninactive\n")).toEqual({
      verdict: "fail",
      seen: "bluealsa is failed, house-band is inactive",
      todo: "sudo systemctl start bluealsa house-band; see: journalctl -u bluealsa",
    });
  });
});

describe("the radio", () => {
  const usb = { name: "hci1", devicePath: "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/bluetooth/hci1" };
  const uart = { name: "hci0", devicePath: "/sys/devices/platform/soc/fe201000.serial/serial0/bluetooth/hci0" };
  it("has adapters, or is told how to get one", () => {
    expect(judgeAdapters([uart, usb])).toMatchObject({ verdict: "ok", seen: "hci0 (built in), hci1 (USB)" });
    expect(judgeAdapters([])).toMatchObject({ verdict: "fail", todo: expect.stringContaining("plug one in") });
  });

  const off = { name: "rfkill0", type: "bluetooth", soft: "0", hard: "0" };
  it.each([
    ["on", [off], "ok"],
    ["off by software", [{ ...off, soft: "1" }], "fail"],
    ["off by a switch", [{ ...off, hard: "1" }], "fail"],
    ["on while Wi-Fi is off", [off, { ...off, type: "wlan", soft: "1" }], "ok"],
  ] as const)("that is %s is judged so", (_, switches, verdict) => {
    expect(judgeSwitches(switches).verdict).toBe(verdict);
  });

  it.each([
    [
      "\t\tchannel 6 (2437 MHz), width: 20 MHz, center1: 2437 MHz\n",
      "warn",
      "on 2.4 GHz channel 6, which takes 22 of Bluetooth's 79 channels",
    ],
    ["\t\tchannel 36 (5180 MHz), width: 80 MHz, center1: 5210 MHz\n", "ok", "on channel 36, 5 GHz or above"],
    ["phy#0\n\tInterface wlan0\n\t\ttype managed\n", "ok", "not connected"],
  ])("beside Wi-Fi that says %j is judged %s", (printed, verdict, said) => {
    expect(judgeWifi(printed)).toMatchObject({ verdict, seen: expect.stringContaining(said) });
  });

  const bluealsa = ["/usr/bin/bluealsa", "-S", "-p", "a2dp-source"];
  it.each([
    ["as the installer tells it", [...bluealsa, "-p", "a2dp-sink", "--keep-alive=10"], "ok", "plays to speakers"],
    ["for speakers only", bluealsa, "warn", "takes no music from Echos and phones"],
    ["for headsets", ["/usr/bin/bluealsad", "--profile=hfp-ag"], "fail", "does not play to speakers"],
    ["not at all", [], "fail", "bluez-alsa does not run"],
  ] as const)("has bluez-alsa run %s, which is judged so", (_, words, verdict, said) => {
    expect(judgeAudioService(words)).toMatchObject({ verdict, seen: expect.stringContaining(said) });
  });

  it("is warned of USB 3 devices only where its adapter hangs on USB, too", () => {
    expect(judgeUsb(["480", "5000", "12"], true).verdict).toBe("warn");
    expect(judgeUsb(["480", "5000", "12"], false).verdict).toBe("ok");
    expect(judgeUsb(["480", "12"], true).verdict).toBe("ok");
  });
});

describe("others who want the speakers", () => {
  const ours = ["systemd", "bluetoothd", "bluealsa", "mpd", "node"];
  it.each([
    ["nobody", ours, false, "ok", "nobody else"],
    ["WirePlumber that nobody told", [...ours, "wireplumber"], false, "fail", "WirePlumber"],
    ["WirePlumber that was told", [...ours, "wireplumber"], true, "ok", "nobody else"],
    ["a second bluez-alsa", [...ours, "bluealsad"], false, "fail", "two bluez-alsa"],
    ["bluealsa-aplay", [...ours, "bluealsa-aplay"], false, "fail", "bluealsa-aplay"],
    ["PulseAudio", [...ours, "pulseaudio"], false, "warn", "PulseAudio"],
    ["a second MPD", [...ours, "mpd"], false, "warn", "2 MPDs"],
  ] as const)("%s", (_, processes, isWirePlumberTold, verdict, said) => {
    expect(judgeConflicts({ processes, isWirePlumberTold })).toMatchObject({
      verdict,
      seen: expect.stringContaining(said),
    });
  });
});
