// The daemon as it is installed, on machines that are not as one would wish: locale, clock, names, files, folders.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConfigDesired, encodeCommand, topics } from "@house-band/contract";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { encodeDocument } from "../../bridge-firmware/src/adapters/fs/document-file.ts";
import { encodeHeader } from "../../bridge-firmware/src/adapters/fs/journal-lines.ts";
import { type HostileCloud, startHostileCloud } from "../faults/hostile-cloud.ts";
import { until } from "../port-contracts/cloud-link.ts";
import { writeWav } from "./adapters/library/tagged-wav.ts";
import { type Daemon, type DaemonOptions, startDaemon, writeDaemonFiles } from "./fakes/daemon.ts";
import { addressOf, command, homeConfig, KITCHEN, PATIO, play, THING } from "./fakes/home.ts";

let directory: string;
let cloud: HostileCloud;
const daemons: Daemon[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-surroundings-"));
  cloud = await startHostileCloud(THING);
});
afterEach(async () => {
  await Promise.all(daemons.splice(0).map((daemon) => daemon.kill()));
  await cloud.close();
  await rm(directory, { recursive: true, force: true });
});

const speakers = [PATIO, KITCHEN].map((id, index) => ({
  address: addressOf(id),
  name: ["露台 🎉", "Müllers Küche"][index] ?? "",
}));

async function start(options: Omit<DaemonOptions, "args"> = {}, changes: object = {}): Promise<Daemon> {
  await writeWav(join(directory, "music", "Канон.wav"), { title: "Канон", genre: "Fado é" });
  const config = await writeDaemonFiles({ directory, mqttUrl: cloud.mqttUrl, speakers, changes });
  const daemon = startDaemon({ ...options, args: ["--config", config] });
  daemons.push(daemon);
  return daemon;
}

const named = (names: Readonly<Record<string, string>>): ConfigDesired => {
  const home = homeConfig();
  const entries = Object.entries(home.speakers).map(([id, one]) => [id, { ...one, name: names[id] ?? one.name }]);
  return { ...home, speakers: Object.fromEntries(entries) };
};
const HOME = named({ [PATIO]: "露台 🎉", [KITCHEN]: "Müllers Küche" });

function tellHome(desired: ConfigDesired): void {
  const payload = Buffer.from(JSON.stringify({ state: { desired }, version: 1, timestamp: 1 }));
  cloud.send(`${topics.shadow(THING, "config")}/get/accepted`, payload);
}

async function outcomeOf(sent: Parameters<typeof encodeCommand>[0]) {
  cloud.send(topics.command(THING), encodeCommand({ ...sent, issuedAtMs: Date.now() }));
  await until(() => cloud.outcomes.some((outcome) => outcome.commandId === sent.id), 10_000);
  return cloud.outcomes.find((outcome) => outcome.commandId === sent.id);
}

/** Told its home, commanded to play, and heard to have done so. */
async function expectMusic(daemon: Daemon): Promise<void> {
  await daemon.says("connected to the cloud");
  tellHome(HOME);
  await daemon.says("speaker connected");
  const fado = { ...play(1, PATIO, KITCHEN), source: { kind: "request" as const, words: "fado é" } };
  expect(await outcomeOf(fado)).toMatchObject({
    state: "done",
    perSpeaker: { [PATIO]: "OK", [KITCHEN]: "OK" },
    found: { by: "genre", title: "Fado é" },
  });
}

describe("the daemon plays", () => {
  it("with nothing in its environment but the locale C, and keeps names of every language as they are", async () => {
    const env = { LANG: "C", LC_ALL: "C" };
    const dataDirectory = join(directory, "données");
    const first = await start({ env }, { dataDirectory });
    await expectMusic(first);
    first.daemon.kill("SIGTERM");
    expect(await first.exited).toBe(0);
    expect(await readFile(join(dataDirectory, "home.json"), "utf8")).toContain('"name":"露台 🎉"');

    const second = await start({ env }, { dataDirectory });
    await second.says("speaker connected");
    const volume = command(2, "set-volume", { speakers: [KITCHEN], volumePercent: 21 });
    expect(await outcomeOf(volume)).toMatchObject({ state: "done", volumePercent: { [KITCHEN]: 21 } });
    expect(second.output.errors).toBe("");
  });

  it("on a machine whose name has dots and whose clock stands at 1970: neither matters to what it does", async () => {
    const odd = fileURLToPath(new URL("./fakes/odd-machine.ts", import.meta.url));
    const daemon = await start({ nodeArgs: ["--import", odd] });
    await expectMusic(daemon);
    expect(daemon.output.log).toContain('"time":"1970-01-01T00:00:0');
    expect(daemon.output.log).not.toContain("pi.garden.example");
    expect([...cloud.clientIds]).toEqual([THING]);
  });

  it.each([
    ["is not there", async () => join(directory, "nowhere")],
    [
      "can't be written",
      async () => {
        const file = join(directory, "a file");
        await writeFile(file, "");
        return join(file, "below");
      },
    ],
  ])("where the machine's folder for temporary files %s: it needs none", async (_, folder) => {
    // the loader of a checkout keeps its cache there; an installed bridge has none
    const env = { ...process.env, TMPDIR: await folder(), TSX_DISABLE_CACHE: "1" };
    await expectMusic(await start({ env }));
  });

  it("beside documents and a journal of a later version, from memory alone, and leaves them as they are", async () => {
    const data = join(directory, "data");
    await mkdir(data);
    const later = new Map<string, Buffer>([
      ["home.json", encodeDocument("home", { ...HOME, revision: 9, novelty: true }, 2)],
      ["speakers.json", encodeDocument("speakers", { volumes: "elsewhere" }, 2)],
      ["playback.json", encodeDocument("playback", [], 2)],
      ["boot.json", encodeDocument("boot", {}, 2)],
      ["journal.log", Buffer.concat([encodeHeader(2), Buffer.from("in another form\n")])],
    ]);
    for (const [name, bytes] of later) await writeFile(join(data, name), bytes);
    const daemon = await start();
    await expectMusic(daemon);
    expect(cloud.reports).toEqual([]);
    daemon.daemon.kill("SIGTERM");
    expect(await daemon.exited).toBe(0);

    for (const [name, bytes] of later) expect([name, await readFile(join(data, name))]).toEqual([name, bytes]);
    expect(daemon.output.log).toContain(
      "home.json is of version 2, this bridge knows up to 1: install the later bridge",
    );
  });
});

describe("the daemon does not start, and says what to do,", () => {
  it.each([0o640, 0o644, 0o660])("where others may read its secret (mode %o)", async (mode) => {
    const config = await writeDaemonFiles({ directory, mqttUrl: cloud.mqttUrl, speakers });
    const secret = join(directory, "password");
    await chmod(secret, mode);
    const daemon = startDaemon({ args: ["--config", config] });
    daemons.push(daemon);

    expect(await daemon.exited).toBe(2);
    expect(daemon.output.errors).toContain(`${secret} has mode ${mode.toString(8)}`);
    expect(daemon.output.errors).toContain(`chmod 600 ${secret}`);
    expect(cloud.state.connections).toBe(0);
  });

  it.each([
    [
      "a comment",
      (text: string) => text.replace("{", "{\n  // the bridge in the garden"),
      "bridge.json:2: expected no comment",
    ],
    [
      "a trailing comma",
      (text: string) => text.replace(/\n\}$/u, ",\n}"),
      'expected a key in double quotes, found "}"',
    ],
    [
      "a key twice",
      (text: string) => text.replace("{", '{\n  "thing": "x",'),
      'bridge.json:3: the key "thing" is there twice',
    ],
  ])("where its configuration was edited by hand and has %s, with the line", async (_, edit, sentence) => {
    const config = await writeDaemonFiles({ directory, mqttUrl: cloud.mqttUrl, speakers });
    const text = edit(await readFile(config, "utf8"));
    await writeFile(config, text);
    const daemon = startDaemon({ args: ["--config", config] });
    daemons.push(daemon);

    expect(await daemon.exited).toBe(2);
    expect(daemon.output.errors).toContain(sentence);
    expect(await readFile(config, "utf8")).toBe(text);
  });
});
