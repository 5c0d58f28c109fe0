// The receivers that the settings ask for, where one of them can't be started.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openReceivers } from "../../../bridge-firmware/src/adapters/receivers-by-settings.ts";
import { NO_INPUT_SETTINGS } from "../../../bridge-firmware/src/input-settings.ts";
import { createFakeLog } from "../fakes/ports.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "house-band-receivers-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (log: ReturnType<typeof createFakeLog>) => {
  const { airplay, spotify } = NO_INPUT_SETTINGS;
  const inputs = {
    ...NO_INPUT_SETTINGS,
    airplay: { ...airplay, receiver: "on" },
    spotify: { ...spotify, receiver: "on", program: join(folder, "none") },
  } as const;
  return openReceivers({ inputs, dataDirectory: folder, thing: "hb-0123456789abcdef" }, log);
};

describe("a receiver", () => {
  it("that can't be started is failing, says why, and keeps nobody else from starting", async () => {
    mkdirSync(join(folder, "receivers", "airplay.conf"), { recursive: true });
    const log = createFakeLog();
    const receivers = await open(log);

    const [airplay, spotify] = receivers.states();
    expect(airplay).toMatchObject({ kind: "airplay", state: "failing", trouble: expect.stringContaining("EISDIR") });
    expect(spotify?.state).not.toBe("failing");
    expect(log.lines.filter(({ level }) => level === "error")).toMatchObject([{ fields: { receiver: "airplay" } }]);
    for (const { close } of receivers.inputs) await close();
  });

  it("is not started where there is no place for what it keeps", async () => {
    writeFileSync(join(folder, "receivers"), "");
    const receivers = await open(createFakeLog());
    expect(receivers.states().map(({ state }) => state)).toEqual(["failing", "failing"]);
    for (const { close } of receivers.inputs) await close();
  });
});
