// A phone plays to the bridge, and the bridge plays that on its speakers: who may, what is heard, and how late it is.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { hear, type Stretch } from "./support/heard.ts";
import { likeness, louderDb } from "./support/likeness.ts";
import { OPENS_WITHIN_MS, openPairedHouse, type PairedHouse } from "./support/paired.ts";
import { type GuestPhone, startPhone } from "./support/phone.ts";

const NAMES = ["Patio", "Deck", "Kitchen"] as const;
const OTHERS = ["Patio", "Kitchen"] as const;
const DELAYS_MS = [100, 130, 175] as const;
const PHONE = "Anna's Phone";
const TITLES = ["One", "Two", "Three"] as const;
/** The phone's own sound is listened to this much later, where the meter expects its echo. */
const ECHO_MS = 300;
/**
 * bluez-alsa sends whole packets: what it had left of the old sound, less than a packet, comes when it is written to again,
 * and 100 to 175 ms later out of the cones. The phone's own can't be there before it has waited in the queue.
 */
const OLD_SOUND_MS = 200;
const SIDES = ["left", "right"] as const;
const IS_DISCOVERABLE = [
  ...["dbus-send", "--system", "--print-reply", "--dest=org.bluez", "/org/bluez/hci0"],
  ...["org.freedesktop.DBus.Properties.Get", "string:org.bluez.Adapter1", "string:Discoverable"],
];
const SETTLES_MS = 1_500;
const IN_STEP_MS = 1;
/** 100 ms in hand, the slowest speaker (175 ms) and its queue (20 ms), and the work (80 ms at most). */
const LATE_MS = 375;
/** After its beginning: that, and the waking of the speakers. */
const SOUNDS_WITHIN_MS = 1_500;

describe.each(["bookworm"] as const)("a phone that plays to the bridge, on Debian's %s", (suite) => {
  let house: PairedHouse;
  let phone: GuestPhone;
  beforeAll(async () => {
    const speakers = NAMES.map((name, index) => ({ name, delayMs: DELAYS_MS[index] ?? null }));
    house = await openPairedHouse({ suite, clock: "virtual", speakers, spares: 1 });
    phone = await startPhone(house, { name: PHONE, titles: TITLES, artist: "The Phones" });
  }, OPENS_WITHIN_MS);
  afterAll(() => house?.close());

  const bridgeAddress = () => String(house.adapterAddresses[0]);
  const say = (text: string) => process.stdout.write(`${suite}: ${text}\n`);
  const heard = async () => {
    await phone.flush();
    return hear(house.guest, [...house.speakers, { name: PHONE, delayMs: ECHO_MS }]);
  };
  /** Lets the phone play for a while. */
  const listen = async (forMs: number): Promise<Stretch> => {
    const fromMs = (await house.guest.nowMs()) + SETTLES_MS;
    await house.guest.pause(SETTLES_MS + forMs);
    return { fromMs, untilMs: await house.guest.nowMs() };
  };

  it("finds no House Band while nobody waits for it", async () => {
    expect((await phone.look()).map(({ name }) => name)).not.toContain("House Band");
  });

  it("pairs while somebody waits for it, once he has compared the digits", async () => {
    const talk = await house.bridge.beginTalk([["[y/N]", "y"]], "pair", "--sender");
    const look = async () => (await phone.look()).find(({ name }) => name === "House Band") ?? null;
    const { value: found } = await house.guest.until("House Band is to be seen", look, 30_000);
    await phone.pair(found.address);
    const { value } = await talk.finished();

    say(`"pair --sender" shows\n${value.out.replaceAll("\r", "").trim()}`);
    expect(value.code).toBe(0);
    expect(value.out).toContain("Done: Anna's Phone can play here: house-band play --source phone");
    expect(await phone.state()).toMatchObject({ isPaired: true });
    const { value: visible } = await house.guest.run(IS_DISCOVERABLE);
    expect(visible.out).toContain("boolean false");
  });

  it("is asked for before it plays: the bridge says so, and plays it as soon as it does", async () => {
    await house.bridge.command("volume", "100");
    const { value: status } = await house.bridge.command("status");
    expect(status.out).toContain("inputs: Anna's Phone: connected, plays nothing (SBC)");

    const { value } = await house.bridge.command("play", "--source", "phone", "--on", "everywhere");
    expect(value.code).toBe(1);
    expect(value.out + value.err).toContain("plays as soon as there is something to hear: start the music there");
    const { endedMs } = await phone.play();
    await listen(2_000);
    const all = await heard();
    const after = NAMES.map((name) => (all.soundAfterMs(name, endedMs - 500) ?? Number.POSITIVE_INFINITY) - endedMs);
    say(`the speakers sound ${after.map(Math.round).join(", ")} ms after the phone began`);
    for (const ms of after) expect(ms).toBeLessThan(SOUNDS_WITHIN_MS);
  });

  it("is heard on all three in step, as loud as it is sent, the left on the left, and not late", async () => {
    const stretch = await listen(8_000);
    const all = await heard();

    const among = await all.skew(NAMES, stretch);
    expect(among).toMatchObject({ unlike: [], dropouts: [] });
    expect(among.seconds).toBeGreaterThan(6);
    expect(among.worstMs).toBeLessThan(IN_STEP_MS);
    say(`at most ${among.worstMs.toFixed(3)} ms between two speakers, in ${among.seconds} s`);

    const behind = await all.skew([PHONE, ...NAMES], stretch);
    expect(behind.unlike).toEqual([]);
    for (const [index, name] of NAMES.entries()) {
      const toConeMs = ECHO_MS + (behind.offsetsMs.get(name) ?? Number.NaN);
      const toReceiverMs = toConeMs - (DELAYS_MS[index] ?? 0);
      say(
        `${name}: ${toConeMs.toFixed(1)} ms from the phone's packet to the cone, ${toReceiverMs.toFixed(1)} ms to its receiver`,
      );
      expect(toConeMs).toBeGreaterThan(DELAYS_MS[index] ?? 0);
      expect(toConeMs).toBeLessThan(LATE_MS);
      for (const [side, opposite] of [SIDES, [SIDES[1], SIDES[0]]] as const) {
        const sent = all.sound(PHONE, stretch, side);
        const own = all.sound(name, stretch, side);
        const louder = louderDb(sent, own);
        const alike = likeness(sent, own);
        const crossed = likeness(all.sound(PHONE, stretch, opposite), own);
        say(
          `${name}, ${side}: ${louder.toFixed(2)} dB louder than sent, ${alike.toFixed(2)} like it, ${crossed.toFixed(2)} like the other side`,
        );
        expect(Math.abs(louder)).toBeLessThan(0.5);
        expect(alike).toBeGreaterThan(0.6);
        expect(crossed).toBeLessThan(0.2);
      }
    }
  });

  it("has its player skip, pause and go on, and says so when it has", async () => {
    const next = await house.bridge.command("next");
    say(`"next": ${(next.value.out + next.value.err).trim()}`);
    expect(next.value).toMatchObject({ code: 0, out: expect.stringContaining(TITLES[1]) });
    expect(await phone.state()).toMatchObject({ title: TITLES[1], told: ["next"], isSending: true });

    const pause = await house.bridge.command("pause");
    await house.guest.pause(3_000);
    expect(pause.value).toMatchObject({ code: 0 });
    expect(await phone.state()).toMatchObject({ told: ["next", "pause"], isSending: false });
    const resume = await house.bridge.command("resume");
    const { untilMs } = await listen(3_000);
    const all = await heard();

    say(`"resume": ${(resume.value.out + resume.value.err).trim()}`);
    expect(resume.value).toMatchObject({ code: 0 });
    expect(await phone.state()).toMatchObject({ told: ["next", "pause", "play"], isSending: true });
    for (const name of NAMES) expect(all.level(name, { fromMs: untilMs - 2_000, untilMs })).toBeGreaterThan(0.01);
  });

  it("plays on while a speaker is switched off and comes back, in step", async () => {
    const before = await phone.state();
    const fromMs = await house.guest.nowMs();
    const off = await house.speaker("Deck").powerOff();
    await house.guest.pause(6_000);
    await house.speaker("Deck").powerOn();
    const link = await house.speaker("Deck").untilConnected(60_000);
    await house.guest.pause(9_000);
    const untilMs = await house.guest.nowMs();
    const all = await heard();

    const backMs = all.soundAfterMs("Deck", off.endedMs + 1_000) ?? Number.POSITIVE_INFINITY;
    const skew = await all.skew(NAMES, { fromMs: backMs + 500, untilMs });
    const pauses = OTHERS.map((name) => all.longestPauseMs(name, { fromMs, untilMs }));
    say(
      `Deck sounded ${Math.round(backMs - link.endedMs)} ms after its link was up, at most ${skew.worstMs.toFixed(3)} ms out ` +
        `of step; longest pause of the others ${Math.max(...pauses).toFixed(1)} ms`,
    );
    expect(await phone.state()).toEqual({ ...before, isConnected: true, isSending: true });
    expect(Math.max(...pauses)).toBeLessThan(50);
    expect(skew.unlike).toEqual([]);
    expect(skew.worstMs).toBeLessThan(IN_STEP_MS);
  });

  it.each([
    { what: "pauses and goes on", leave: () => phone.pause(), comeBack: async (): Promise<unknown> => undefined },
    {
      what: "leaves and comes back",
      leave: () => phone.disconnect(bridgeAddress()),
      comeBack: (): Promise<unknown> => phone.connect(bridgeAddress()),
    },
  ])("$what: it is heard where it was, without a command", async ({ leave, comeBack }) => {
    const left = await leave();
    await house.guest.pause(8_000);
    await comeBack();
    const { endedMs } = await phone.play();
    const stretch = await listen(4_000);
    const all = await heard();

    const silent = { fromMs: left.endedMs + 2_000, untilMs: left.endedMs + 7_000 };
    const after = NAMES.map(
      (name) => (all.soundAfterMs(name, endedMs + OLD_SOUND_MS) ?? Number.POSITIVE_INFINITY) - endedMs,
    );
    say(`the speakers sound ${after.map(Math.round).join(", ")} ms after the phone went on`);
    for (const name of NAMES) expect(all.level(name, silent)).toBeLessThan(0.001);
    for (const ms of after) expect(ms).toBeLessThan(SOUNDS_WITHIN_MS);
    const skew = await all.skew(NAMES, stretch);
    expect(skew.unlike).toEqual([]);
    expect(skew.worstMs).toBeLessThan(IN_STEP_MS);
  });

  it("is silent for good once the bridge has forgotten it", async () => {
    const { value, endedMs } = await house.bridge.command("forget", PHONE);
    expect(value).toMatchObject({ code: 0 });
    await house.guest.pause(3_000);
    await expect(phone.connect(bridgeAddress())).rejects.toThrow("phone");
    const { value: status } = await house.bridge.command("status");
    expect(status.out).not.toContain("inputs:");
    const all = await heard();
    for (const name of NAMES) expect(all.soundAfterMs(name, endedMs + 1_000)).toBeNull();
  });
});
