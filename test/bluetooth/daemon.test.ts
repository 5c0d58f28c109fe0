// The daemon as it is installed, with a bluetoothd on a bus of the test's own: its speakers are the home's, and bluetoothd's
// end is not the daemon's.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemClock } from "@house-band/bridge-firmware/adapters/clock/system-clock";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Daemon, startDaemon, writeDaemonFiles } from "../bridge-firmware/fakes/daemon.ts";
import { until } from "../port-contracts/cloud-link.ts";
import { type FakeBluez, startFakeBluez } from "./fake-bluez/fake-bluez.ts";
import { type PrivateBus, startPrivateBus } from "./support/private-bus.ts";

const PATIO = "02:00:00:00:00:01";
const WITHIN_MS = 20_000;

let directory: string;
let privateBus: PrivateBus;
let fake: FakeBluez;
let daemon: Daemon | null = null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "house-band-daemon-"));
  privateBus = await startPrivateBus();
  fake = await startFakeBluez({ busAddress: privateBus.address, clock: createSystemClock() });
  fake.addSpeaker({ address: PATIO, name: "Patio", delay: 1_500 });
});
afterEach(async () => {
  await daemon?.kill();
  daemon = null;
  fake.close();
  await privateBus.remove();
  await rm(directory, { recursive: true, force: true });
});

const isConnected = () => fake.transportOf(PATIO) !== "not connected";

async function start(): Promise<Daemon> {
  const bluetooth = { kind: "bluez", adapters: ["hci0"], busAddress: privateBus.address };
  const changes = { cloud: undefined, bluetooth };
  const file = await writeDaemonFiles({ directory, mqttUrl: "", speakers: [], changes });
  return startDaemon({ args: ["--config", file] });
}

describe("the daemon on bluetoothd", () => {
  it("connects what is paired, and again after bluetoothd was lost; it stays up, and its log names no address", async () => {
    daemon = await start();
    await daemon.says("bridge is running");
    await until(isConnected, WITHIN_MS);

    fake.crash();
    await fake.start();
    await until(isConnected, WITHIN_MS);
    expect(daemon.daemon.exitCode).toBeNull();
    await daemon.says("speaker is away");
    expect(daemon.output.log + daemon.output.errors).not.toMatch(/02[:_]00[:_]00/);

    daemon.daemon.kill("SIGTERM");
    expect(await daemon.exited).toBe(0);
    expect(fake.state.agent).toBeNull();
  });

  it("starts without a bluetoothd, and connects once there is one that knows its speakers", async () => {
    daemon = await start();
    await until(isConnected, WITHIN_MS);
    daemon.daemon.kill("SIGTERM");
    await daemon.exited;

    fake.crash();
    daemon = await start();
    await daemon.says("bridge is running");
    await fake.start();
    await until(isConnected, WITHIN_MS);
    expect(daemon.daemon.exitCode).toBeNull();
  });
});
