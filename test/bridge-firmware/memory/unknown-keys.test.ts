// What a later version of the bridge wrote into the stored documents, and this one does not know.
import { describe, expect, it } from "@jest/globals";
import { startWorld } from "../fakes/bridge.ts";
import { addressOf, command, homeConfig, KITCHEN, PATIO, play } from "../fakes/home.ts";
import { createFakeStore } from "../fakes/ports.ts";

const { speakers } = homeConfig();
const later = { color: "teal", nested: { keys: [1, 2] } };

/** A bridge that finds these documents, does something to each of them, and ends. */
async function rewrite(documents: Readonly<Record<string, unknown>>, desired = homeConfig({ revision: 2 })) {
  const store = createFakeStore();
  for (const [name, document] of Object.entries(documents)) store.documents.set(name, document);
  const world = await startWorld({ store });
  world.cloud.shadow("config", "get/accepted", { state: { desired } });
  await world.clock.advance(10);
  world.cloud.send(command(1, "set-volume", { speakers: [PATIO], volumePercent: 33 }));
  world.cloud.send(play(2, KITCHEN));
  world.cloud.send(command(3, "nudge-delay", { speakers: [PATIO], deltaMs: 10 }));
  await world.clock.advance(10);
  await world.bridge.stop();
  return (name: string) => store.documents.get(name) as Record<string, unknown>;
}

describe("a key that this version does not know", () => {
  it("is kept in every stored document that is written again", async () => {
    const written = await rewrite({
      home: { ...homeConfig(), ...later },
      speakers: { version: 1, speakers: {}, lastPlayed: {}, ...later },
      playback: { version: 1, savedAtMs: 0, zones: [], ...later },
      latencies: { version: 1, speakers: { [PATIO]: { address: addressOf(PATIO), known: [], ...later } }, ...later },
      boot: { version: 1, bootedAtMs: 5, ...later },
    });

    expect(written("home")).toMatchObject({ revision: 2, ...later });
    expect(written("speakers")).toMatchObject({ speakers: { [PATIO]: { volumePercent: 33 } }, ...later });
    expect(written("playback")).toMatchObject({ zones: [{ members: { [KITCHEN]: "stereo" } }], ...later });
    expect(written("latencies")).toMatchObject({
      speakers: { [PATIO]: { known: [{ latencyMs: 110 }], ...later } },
      ...later,
    });
    expect(written("boot")).toMatchObject({ bootedAtMs: 6, ...later });
  });

  it("is kept with the speaker it belongs to, and goes with it", async () => {
    const patio = { ...speakers[PATIO], ...later };
    const kitchen = { ...speakers[KITCHEN], ...later };
    const home = { ...homeConfig(), speakers: { ...speakers, [PATIO]: patio, [KITCHEN]: kitchen } };
    const { [KITCHEN]: _gone, ...stay } = speakers;
    const written = await rewrite({ home }, homeConfig({ revision: 2, speakers: stay as typeof speakers }));

    const stored = written("home").speakers as Record<string, unknown>;
    expect(stored[PATIO]).toEqual(patio);
    expect(stored).not.toHaveProperty(KITCHEN);
  });

  it("may be called as the language's own, and changes nothing but the file", async () => {
    const home: unknown = JSON.parse(
      `{"__proto__":{"polluted":true},"constructor":7,${JSON.stringify(homeConfig()).slice(1)}`,
    );
    const written = await rewrite({ home });

    expect(JSON.stringify(written("home"))).toContain('"__proto__":{"polluted":true}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("never wins over what this version writes", async () => {
    const written = await rewrite({ boot: { version: 1, bootedAtMs: 5, ...later } });
    expect(Object.keys(written("boot")).sort()).toEqual(["bootedAtMs", "color", "nested", "version"]);
    expect(written("boot").bootedAtMs).toBe(6);
  });
});
