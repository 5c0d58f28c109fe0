import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parseConfig, settingNames } from "../../bridge-firmware/src/config.ts";
import { addressOf, PATIO, THING } from "./fakes/home.ts";

const whole = {
  thing: THING,
  dataDirectory: "/var/lib/house-band",
  musicDirectory: "/srv/music",
  cloud: { url: "mqtt://127.0.0.1:1883", access: { kind: "login", username: "x", passwordFile: "/run/secret" } },
  bluetooth: { kind: "sim", speakers: [{ address: addressOf(PATIO), name: "Patio" }] },
};
const text = (value: unknown = whole) => JSON.stringify(value, null, 2);
const parse = (value: string) => parseConfig(value, "bridge.json");
const mistake = (value: string) => {
  const parsed = parse(value);
  return parsed.ok ? "" : parsed.error;
};

describe("the configuration file", () => {
  it("needs little: the rest has defaults", () => {
    expect(parse(text())).toMatchObject({
      ok: true,
      value: {
        logLevel: "info",
        resumeOnStart: true,
        linkWithinMs: 2_000,
        soundWithinMs: 6_000,
        cloud: { keepaliveSeconds: 50 },
        bluetooth: { seed: 1, speakers: [{ model: "simulated", reportedDelayMs: 150, jitterMs: 0, mood: "awake" }] },
      },
    });
  });

  it("says how much is kept in hand of what is played to the bridge: less is heard sooner, and never so little that it runs dry", () => {
    expect(parse(text())).toMatchObject({ value: { inputs: { echo: { queueMs: 100 }, phone: { queueMs: 100 } } } });
    const inputs = { phone: { queueMs: 60 } };
    expect(parse(text({ ...whole, inputs }))).toMatchObject({
      value: { inputs: { echo: { queueMs: 100 }, phone: { queueMs: 60 } } },
    });
    expect(mistake(text({ ...whole, inputs: { phone: { queueMs: 40 } } }))).toMatch(
      /inputs\.phone\.queueMs: got 40; expected at least 60/,
    );
  });

  it("has a line input where a device is named, which plays above −50 dB, and interrupts nobody unless it may", () => {
    const device = "plughw:CARD=Device,DEV=0";
    expect(parse(text({ ...whole, inputs: { line: { device } } }))).toMatchObject({
      value: {
        inputs: { line: { device, name: "Line In", startsAboveDb: -50, endsAfterSeconds: 20, mayInterrupt: false } },
      },
    });
    expect(mistake(text({ ...whole, inputs: { line: { device, startsAboveDb: 0 } } }))).toMatch(
      /inputs\.line\.startsAboveDb: got 0; expected at most -10/,
    );
    expect(mistake(text({ ...whole, inputs: { line: { device, startAboveDb: -40 } } }))).toContain(
      'did you mean "startsAboveDb"?',
    );
  });

  it("has no receiver on the network unless one is turned on; a wrong setting there is told with the right ones", () => {
    const kinds = ["airplay", "dlna", "spotify"];
    const off = Object.fromEntries(kinds.map((kind) => [kind, { receiver: "off" }]));
    expect(parse(text())).toMatchObject({ value: { inputs: off } });
    const inputs = {
      airplay: { receiver: "on", playsOn: "Patio" },
      spotify: { receiver: "on", program: "/opt/librespot" },
    };
    expect(parse(text({ ...whole, inputs }))).toMatchObject({
      value: {
        inputs: {
          airplay: { receiver: "on", playsOn: "Patio", name: "House Band", port: 5_000, queueMs: 100 },
          dlna: { receiver: "off", port: 49_494 },
          spotify: { receiver: "on", program: "/opt/librespot" },
        },
      },
    });
    expect(mistake(text({ ...whole, inputs: { airplay: { receiver: true } } }))).toMatch(/receiver: .*"on" or "off"/);
    expect(mistake(text({ ...whole, inputs: { dlna: { port: 80 } } }))).toMatch(
      /port: got 80; expected at least 49152/,
    );
    expect(mistake(text({ ...whole, inputs: { dlna: { program: "x" } } }))).toMatch(/"program" is no setting/);
    expect(mistake(text({ ...whole, inputs: { airplay: { reciever: "on" } } }))).toMatch(/did you mean "receiver"/i);
  });

  it("has the microphone watch unless it is told not to; any other word is told with the right ones", () => {
    expect(parse(text())).toMatchObject({ ok: true, value: { watch: "on" } });
    expect(parse(text({ ...whole, watch: "off" }))).toMatchObject({ ok: true, value: { watch: "off" } });
    expect(mistake(text({ ...whole, watch: "sometimes" }))).toMatch(/watch: .*"on" or "off"/);
  });

  it("names the microphone, or lets the bridge take the first; a wrong setting there is told with the right ones", () => {
    expect(parse(text())).toMatchObject({ ok: true, value: { microphone: { kind: "first" } } });
    const microphone = { kind: "alsa", device: "plughw:CARD=Snowball,DEV=0" };
    expect(parse(text({ ...whole, microphone }))).toMatchObject({ ok: true, value: { microphone } });
    expect(mistake(text({ ...whole, microphone: { kind: "alsa", devise: "hw:1" } }))).toMatch(
      /"devise" is no setting.*device/,
    );
    expect(mistake(text({ ...whole, microphone: { kind: "usb" } }))).toMatch(
      /microphone.kind: .*"first" or "alsa" or "none"|microphone/,
    );
  });

  it("has MPD play where it says so, with stations of its own; a wrong setting there is told with the right ones", () => {
    const player = { kind: "mpd", socket: "/run/mpd/socket", pipeDirectory: "/run/players" };
    expect(parse(text({ ...whole, player }))).toMatchObject({
      ok: true,
      value: { player: { kind: "mpd", allowedHosts: [], stations: [] } },
    });
    const station = { name: "Nightly", url: "https://radio.example/nightly" };
    expect(parse(text({ ...whole, player: { ...player, stations: [station] } }))).toMatchObject({
      ok: true,
      value: { player: { stations: [{ ...station, tags: [] }] } },
    });
    expect(mistake(text({ ...whole, player: { ...player, sockets: "x" } }))).toContain(
      '"sockets" is no setting: did you mean "socket"?',
    );
    expect(mistake(text({ ...whole, player: { ...player, stations: [{ ...station, tag: [] }] } }))).toContain(
      '"tag" is no setting: did you mean "tags"?',
    );
    expect(mistake(text({ ...whole, player: { kind: "mpd", socket: "/run/mpd/socket" } }))).toContain(
      "player.pipeDirectory: got nothing; expected string",
    );
  });

  it("asks nobody for the world's stations unless it says so; then a name is enough", () => {
    const player = { kind: "mpd", socket: "/run/mpd/socket", pipeDirectory: "/run/players" };
    const off = parse(text({ ...whole, player }));
    expect(off.ok && "directory" in off.value.player).toBe(false);
    const wanting = (directory: object) => text({ ...whole, player: { ...player, directory } });
    expect(parse(wanting({ kind: "radio-browser" }))).toMatchObject({
      ok: true,
      value: { player: { directory: { url: "https://all.api.radio-browser.info", stations: 5_000 } } },
    });
    expect(mistake(wanting({ kind: "radio-browser", station: 9 }))).toContain(
      '"station" is no setting: did you mean "stations"?',
    );
    expect(mistake(wanting({ kind: "radio-browser", stations: 20_001 }))).toContain(
      "player.directory.stations: got 20001; expected at most 20000",
    );
    expect(mistake(wanting({ kind: "another" }))).toContain('player.directory.kind: got "another"; expected "radio-b');
    expect(mistake(text({ ...whole, player: { kind: "files", directory: { kind: "radio-browser" } } }))).toContain(
      '"directory" is no setting',
    );
  });

  it("has real Bluetooth on any adapter, or on those that it names by address or name", () => {
    const bluez = (settings: object) => text({ ...whole, bluetooth: { kind: "bluez", ...settings } });
    expect(parse(bluez({}))).toMatchObject({ ok: true, value: { bluetooth: { kind: "bluez" } } });
    const busAddress = "unix:path=/run/dbus/system_bus_socket";
    expect(parse(bluez({ adapters: ["00:1A:7D:DA:71:13", "hci1"], busAddress })).ok).toBe(true);
    expect(mistake(bluez({ adapters: ["hci"] }))).toContain('bluetooth.adapters.0: got "hci"; expected text like');
    expect(mistake(bluez({ adapters: ["00:1a:7d:da:71:13"] }))).toContain("expected text like");
    expect(mistake(bluez({ adapters: [] }))).toContain("expected at least 1");
    expect(mistake(bluez({ busAddress: "/run/dbus/system_bus_socket" }))).toContain("expected text like");
    expect(mistake(bluez({ adapter: ["hci0"] }))).toContain('"adapter" is no setting: did you mean "adapters"?');
  });

  it("takes what you know of your speakers' models, in the words of the table that comes with the program", () => {
    const bluez = (settings: object) => text({ ...whole, bluetooth: { kind: "bluez", ...settings } });
    const models = (...entries: readonly object[]) => mistake(bluez({ models: entries }));
    const entry = {
      names: ["JBL Flip 6"],
      delayMs: 190,
      quirks: ["slow-to-wake"],
      wakesInMs: 800,
      evidence: "measured",
    };
    expect(parse(bluez({ models: [entry], leadInMs: 0, keepAwakeMinutes: 30 }))).toMatchObject({
      ok: true,
      value: { bluetooth: { models: [entry], leadInMs: 0, keepAwakeMinutes: 30 } },
    });
    const plain = parse(bluez({}));
    expect(plain).toMatchObject({ ok: true, value: { bluetooth: { models: [], leadInMs: 300 } } });
    expect(plain.ok && "keepAwakeMinutes" in plain.value.bluetooth).toBe(false);

    expect(models({ names: ["X"], quirks: ["sleeps-on-silnce"] })).toMatch(
      /^bridge.json:\d+: bluetooth.models.0.quirks.0: got "sleeps-on-silnce"; expected "no-delay-report" or .*"no-absolute-volume"$/,
    );
    expect(models({ name: "X", delayMs: 190 })).toContain('"name" is no setting: did you mean "names"?');
    expect(models({ names: ["X"], delay: 190 })).toContain('"delay" is no setting: did you mean "delayMs"?');
    expect(models({ names: ["X"] })).toContain('expected "delayMs" or "quirks"');
    expect(models({ names: [], delayMs: 190 })).toContain("bluetooth.models.0.names: got []; expected at least 1");
    expect(models({ names: [" - "], delayMs: 190 })).toContain("expected what the speaker calls itself");
    expect(models({ names: ["X"], delayMs: 2_001 })).toContain("got 2001; expected at most 2000");
    expect(models({ names: ["X"], delayMs: 190, on: "yesterday" })).toContain("expected text like");
    expect(models({ names: ["X"], quirks: [], wakesInMs: 800 })).toContain('expected "slow-to-wake" among the quirks');
    expect(models({ ...entry, wakesInMs: 3_001 })).toContain("got 3001; expected at most 3000");
    expect(mistake(bluez({ leadInMs: 3_001 }))).toContain("bluetooth.leadInMs: got 3001; expected at most 3000");
    expect(mistake(bluez({ keepAwakeMinutes: 1_441 }))).toContain("expected at most 1440");
  });

  it("takes the example that the documentation gives of a model of your own", () => {
    const page = readFileSync(new URL("../../docs/bluetooth.md", import.meta.url), "utf8");
    const [, example = ""] = /```json\n("bluetooth": \{[^`]*"models"[^`]*)```/.exec(page) ?? [];
    const { bluetooth } = JSON.parse(`{${example}}`);

    expect(parse(text({ ...whole, bluetooth }))).toMatchObject({ ok: true, value: { bluetooth } });
    expect(bluetooth.models).toHaveLength(2);
  });

  it("takes the example that the documentation gives of where an input is heard", () => {
    const page = readFileSync(new URL("../../docs/inputs.md", import.meta.url), "utf8");
    const [, example = ""] = /```json\n("inputs": [^`]*)```/.exec(page) ?? [];

    expect(parse(text({ ...whole, ...JSON.parse(`{${example}}`) }))).toMatchObject({
      ok: true,
      value: { inputs: { echo: { playsOn: "Backyard" }, phone: { playsOn: "Kitchen" } } },
    });
  });

  it("needs no cloud: the bridge then works by itself, with an engine of its own and no door", () => {
    const { cloud: _, ...alone } = whole;
    const parsed = parse(text(alone));
    expect(parsed).toMatchObject({ ok: true, value: { engine: { kind: "child" } } });
    expect(parsed.ok && [parsed.value.cloud, parsed.value.controlSocket]).toEqual([undefined, undefined]);
  });

  it("names every setting there is, for an upgrade to compare", () => {
    expect(settingNames()).toEqual(expect.arrayContaining(["cloud", "cloud.url", "controlSocket", "engine", "thing"]));
  });

  it.each([
    [
      "an engine's unknown setting",
      text({ ...whole, engine: { kind: "service", sockt: "/run/x" } }),
      '"sockt" is no setting: did you mean "socket"?',
    ],
    [
      "an unknown setting",
      text({ ...whole, logLevle: "info" }),
      'bridge.json:22: "logLevle" is no setting: did you mean "logLevel"?',
    ],
    [
      "an unknown setting further in",
      text({ ...whole, cloud: { ...whole.cloud, keepAliveSeconds: 60 } }),
      'bridge.json:12: "keepAliveSeconds" is no setting: did you mean "keepaliveSeconds"?',
    ],
    [
      "a speaker's unknown setting",
      text({
        ...whole,
        bluetooth: { kind: "sim", speakers: [{ address: addressOf(PATIO), name: "P", mod: "asleep" }] },
      }),
      '"mod" is no setting: did you mean "mood"?',
    ],
    [
      "an input that there is not",
      text({ ...whole, inputs: { ecko: { playsOn: "Deck" } } }),
      '"ecko" is no setting: did you mean "echo"?',
    ],
    [
      "an input's unknown setting",
      text({ ...whole, inputs: { echo: { playOn: "Deck" } } }),
      '"playOn" is no setting: did you mean "playsOn"?',
    ],
    [
      "a wrong value",
      text({ ...whole, logLevel: "loud" }),
      'bridge.json:22: logLevel: got "loud"; expected "error" or "warn"',
    ],
    ["a wrong type", text({ ...whole, resumeOnStart: "yes" }), 'resumeOnStart: got "yes"; expected boolean'],
    ["a number out of range", text({ ...whole, linkWithinMs: 9_000 }), "linkWithinMs: got 9000; expected at most 2400"],
    ["a setting that is missing", text({ ...whole, thing: undefined }), "thing: got nothing"],
    [
      "a pipe that is anywhere",
      text({ ...whole, wired: [{ name: "Upstairs", device: "pipe:snapfifo" }] }),
      'wired.0.device: got "pipe:snapfifo"; expected an absolute path after pipe:',
    ],
    ["a trailing comma", '{\n  "thing": "x",\n}', "bridge.json:3: expected a key in double quotes"],
    ["a comment", '{\n  // mine\n  "thing": "x"\n}', "bridge.json:2: expected no comment"],
    ["nothing", "", "bridge.json:1: expected a value"],
  ])("with %s is refused, with its line and what was expected", (_, content, expected) => {
    expect(mistake(content)).toContain(expected);
  });

  it("tells every mistake at once", () => {
    expect(mistake(text({ ...whole, logLevel: "loud", resumeOnStart: 1 })).split("\n")).toHaveLength(2);
  });
});
