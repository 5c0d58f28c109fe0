// As somebody does who has bought speakers: pairs one after the other by the bridge's own command, and plays on all of them.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Bridge } from "./support/bridge.ts";
import type { Guest } from "./support/guest.ts";
import { type House, openHouse } from "./support/house.ts";
import { OPENS_WITHIN_MS } from "./support/paired.ts";

const NAMES = ["Patio", "Deck", "Kitchen"] as const;
/** An old one, which is paired by the number that is printed on it. */
const OLD = { name: "Shed", pin: "4711", delayMs: 150 } as const;
const SOUND_WITHIN_MS = 15_000;
const LISTENS_MS = 8_000;

/** Of each encoder that bluez-alsa has started so far. */
async function bitpoolsOf(guest: Guest): Promise<readonly number[]> {
  const log = await guest.log("bluealsa");
  return [...log.matchAll(/bit-pool=(\d+)/g)].map(([, bitpool]) => Number(bitpool));
}

describe.each(["bookworm", "trixie"] as const)("a bridge on the bluetoothd of Debian's %s", (suite) => {
  let house: House;
  let bridge: Bridge;
  beforeAll(async () => {
    const speakers = [...NAMES, OLD.name].map((name) => ({ name, delayMs: OLD.delayMs }));
    house = await openHouse({ suite, clock: "virtual", speakers });
    bridge = await house.startBridge();
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());
  const ownAddress = () => house.adapterAddresses[0];

  it("has a bluetoothd with a controller of its own and one for each speaker", async () => {
    for (const speaker of house.speakers) {
      expect(await speaker.state()).toMatchObject({ isOn: true, isConnected: false, isPaired: false });
    }
  });

  it.each(NAMES)("pairs %s and plays there, 15 s after somebody asked for it", async (name) => {
    const { address } = house.speaker(name);
    const paired = await bridge.command("pair", name, "--address", address);
    expect(paired.value).toMatchObject({ code: 0, out: `Done: ${name} is one of this home's speakers.\n` });
    const played = await bridge.command("play", "jazz", "--on", name);
    expect(played.value).toMatchObject({ code: 0, out: `Done: Jazz on ${name}.\n` });
    await house.guest.pause(2_000);
    const soundMs = (await house.heard()).soundAfterMs(name, paired.startedMs);
    await bridge.command("stop");

    process.stdout.write(
      `${suite}: ${name} sounds ${Math.round((soundMs ?? Infinity) - paired.startedMs)} ms after "pair"\n`,
    );
    expect(soundMs).not.toBeNull();
    expect((soundMs ?? 0) - paired.startedMs).toBeLessThan(SOUND_WITHIN_MS);
  });

  it("plays one piece of music on all of them, and each of them gets the same", async () => {
    const played = await bridge.command("play", "jazz", "--on", "everywhere");
    expect(played.value).toMatchObject({ code: 0 });
    await house.guest.pause(LISTENS_MS);
    const untilMs = await house.guest.nowMs();
    const skew = await (await house.heard()).skew(NAMES, { fromMs: played.endedMs + 1_000, untilMs });

    process.stdout.write(
      `${suite}: skew against ${NAMES[0]}: ${JSON.stringify([...skew.offsetsMs])}, worst ${skew.worstMs} ms\n`,
    );
    expect(skew.unlike).toEqual([]);
    expect(skew.seconds).toBeGreaterThan(4);
    expect(skew.dropouts).toEqual([]);
  });

  it("sends the third speaker of the adapter less, and has its volume wide open like the others'", async () => {
    const bitpools = await bitpoolsOf(house.guest);
    process.stdout.write(`${suite}: bluez-alsa encodes with the bitpools ${bitpools.join(", ")}\n`);

    expect(bitpools.at(-1)).toBe(45);
    for (const name of NAMES) expect(await house.speaker(name).state()).toMatchObject({ volume: 127 });
  });

  it("does not pair a speaker whose PIN somebody gets wrong, and says what to do", async () => {
    const shed = house.speaker(OLD.name);
    await shed.askForPin(OLD.pin);
    await bridge.command("stop");
    const refused = await bridge.talk([["Its PIN: ", "1234"]], "pair", OLD.name, "--address", shed.address);
    const { value: speakers } = await bridge.command("speakers");
    const { value: keys } = await house.guest.run(["grep", "-rl", "LinkKey", `/var/lib/bluetooth/${ownAddress()}`]);

    expect(refused.value.code).toBe(1);
    expect(refused.value.out).toContain("it refused: put it into pairing mode again, and check what it asks for");
    expect(speakers.out).not.toContain(OLD.name);
    expect(keys.out.split("\n").filter((file) => file.includes(shed.address))).toEqual([]);
    expect(keys.out.split("\n").filter(Boolean)).toHaveLength(NAMES.length);
    expect(await shed.state()).toMatchObject({ isPaired: false });
  });

  it("pairs it with the right one, and plays there", async () => {
    const shed = house.speaker(OLD.name);
    const paired = await bridge.talk([["Its PIN: ", OLD.pin]], "pair", OLD.name, "--address", shed.address);
    const played = await bridge.command("play", "jazz", "--on", OLD.name);
    await house.guest.pause(2_000);
    const soundMs = (await house.heard()).soundAfterMs(OLD.name, paired.endedMs);
    await bridge.command("stop");

    expect(paired.value.out).toContain(`Done: ${OLD.name} is one of this home's speakers.`);
    expect(paired.value.code).toBe(0);
    expect(played.value).toMatchObject({ code: 0, out: `Done: Jazz on ${OLD.name}.\n` });
    expect(soundMs).not.toBeNull();
  });
});
