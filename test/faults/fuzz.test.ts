// Payloads of every bad kind, on every topic that the bridge listens to, thrown at the daemon as it is installed.
// A short run by default; HOUSE_BAND_FAULTS=full makes it 100,000.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ConfigDesired, encodeCommand, HomeId, topics } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";
import { writeWav } from "../bridge-firmware/adapters/library/tagged-wav.ts";
import { type Daemon, startDaemon, writeDaemonFiles } from "../bridge-firmware/fakes/daemon.ts";
import { ADDRESSES, command, homeConfig, PATIO, play, THING } from "../bridge-firmware/fakes/home.ts";
import { until } from "../port-contracts/cloud-link.ts";
import { createFuzzer, numberedId } from "./fuzz-payloads.ts";
import { type HostileCloud, startHostileCloud } from "./hostile-cloud.ts";

const SEED = 20_261_125;
const PAYLOADS = process.env.HOUSE_BAND_FAULTS === "full" ? 100_000 : 3_000;
/** As many as may wait for their acknowledgement at a time. */
const WINDOW = 200;
/** The heap is looked at after each. */
const PARTS = 10;
/**
 * The journal remembers 2,000 commands, and twice as many until it is written anew: so the second half of a run is
 * compared with itself. Of 100,000 payloads, 350 bytes each that stayed would be more than this.
 */
const GROWTH_MB = 10;
/** Another home than any that a spoiled document names: its revision and its order of commands begin anew. */
/** The speakers of the home in the contract's examples, so that commands of theirs have effects. */
const EXAMPLE = ["A0:B1:C2:D3:E4:F5", "A0:B1:C2:D3:E4:F6"];
const LAST_REVISION = 777_777;
const LAST_HOME = HomeId.parse("home_01JZZZZZZZZZZZZZZZZZZZZZZZ");

describe(`${PAYLOADS} payloads of every bad kind`, () => {
  it(
    "are each acknowledged by the daemon, which stays up, grows no larger and plays afterwards",
    async () => {
      const directory = await mkdtemp(join(tmpdir(), "house-band-fuzz-"));
      const cloud = await startHostileCloud(THING);
      const daemon = await start(directory, cloud);
      try {
        await daemon.says("connected to the cloud");
        const ways = new Map<string, number>();
        const next = createFuzzer(THING, SEED);
        const fuzz = async (count: number): Promise<number> => {
          for (let sent = 0; sent < count; sent += 1) {
            const { topic, payload, way } = next();
            ways.set(way, (ways.get(way) ?? 0) + 1);
            cloud.send(topic, payload);
            await cloud.settled(WINDOW);
          }
          await cloud.settled();
          return heapMbOf(daemon);
        };
        const heapsMb: number[] = [];
        for (let part = 0; part < PARTS; part += 1) heapsMb.push(await fuzz(PAYLOADS / PARTS));
        tell(cloud, heapsMb);

        expect(cloud.state).toMatchObject({ sent: PAYLOADS, acknowledged: PAYLOADS });
        expect(cloud.state.connections).toBe(1 + cloud.state.cutOffs);
        expect(Math.min(...ways.values())).toBeGreaterThanOrEqual(PAYLOADS / 200);
        expect(growthOf(heapsMb)).toBeLessThan(GROWTH_MB);
        expect(cloud.outcomes.filter(({ state }) => state === "done").length).toBeGreaterThan(0);
        await expectToPlay(cloud);
        daemon.daemon.kill("SIGTERM");
        expect(await daemon.exited).toBe(0);
        expect(daemon.output.errors).toBe("");
        expect(daemon.output.log).not.toContain('"level":"error"');
      } finally {
        await daemon.kill();
        await cloud.close();
        await rm(directory, { recursive: true, force: true });
      }
    },
    60_000 + PAYLOADS * 20,
  );
});

async function start(directory: string, { mqttUrl }: HostileCloud): Promise<Daemon> {
  await writeWav(join(directory, "music", "a.wav"), { title: "A", genre: "Jazz" });
  const speakers = [...ADDRESSES.values(), ...EXAMPLE].map((address) => ({ address, name: "Speaker" }));
  const file = await writeDaemonFiles({ directory, mqttUrl, speakers });
  const memory = fileURLToPath(new URL("./tell-memory.ts", import.meta.url));
  return startDaemon({ args: ["--config", file], nodeArgs: ["--expose-gc", "--import", memory] });
}

async function heapMbOf({ daemon }: Daemon): Promise<number> {
  const told = once(daemon, "message");
  daemon.send("memory");
  const [{ heapBytes }] = (await told) as [{ heapBytes: number }];
  return heapBytes / 2 ** 20;
}

/** A home is given to it, and its commands are answered as on the first day. */
async function expectToPlay(cloud: HostileCloud): Promise<void> {
  const desired: ConfigDesired = homeConfig({ homeId: LAST_HOME, revision: LAST_REVISION });
  const document = { state: { desired }, version: 1, timestamp: 1 };
  cloud.send(`${topics.shadow(THING, "config")}/get/accepted`, Buffer.from(JSON.stringify(document)));
  await until(() => cloud.reports.at(-1)?.includes(`"revision":${LAST_REVISION}`) === true);
  const envelope = (number: number) => ({ ...last(number), issuedAtMs: Date.now() });
  const louder = command(1, "set-volume", { speakers: [PATIO], volumePercent: 42 }, envelope(1));
  const music = { ...play(2, PATIO), ...envelope(2) };
  for (const each of [louder, music]) {
    cloud.send(topics.command(THING), encodeCommand(each));
    await until(() => cloud.outcomes.some(({ commandId }) => commandId === each.id), 10_000);
  }
  const endOf = (number: number) => cloud.outcomes.findLast(({ commandId }) => commandId === last(number).id);
  expect(endOf(1)).toMatchObject({ state: "done", volumePercent: { [PATIO]: 42 } });
  expect(endOf(2)).toMatchObject({ state: "done", perSpeaker: { [PATIO]: "OK" }, found: { title: "Jazz" } });
}

const last = (number: number) => ({ id: numberedId(10_000_000 + number), seq: number });

/** From the lowest look after the run's middle to the lowest at its end. */
function growthOf(heapsMb: readonly number[]): number {
  const lowest = (from: number, to: number): number => Math.min(...heapsMb.slice(from * PARTS, to * PARTS));
  return lowest(0.8, 1) - lowest(0.5, 0.7);
}

function tell({ outcomes, state }: HostileCloud, heapsMb: readonly number[]): void {
  const ends = new Map<string, number>();
  for (const { state: end, code } of outcomes) ends.set(`${end} ${code}`, (ends.get(`${end} ${code}`) ?? 0) + 1);
  const told = [...ends].map(([end, count]) => `${count} ${end}`).join(", ");
  process.stdout.write(
    `${state.acknowledged} of ${state.sent} payloads acknowledged (seed ${SEED}), outcomes: ${told}; ` +
      `heap after each tenth: ${heapsMb.map((heapMb) => heapMb.toFixed(1)).join(", ")} MB\n`,
  );
}
