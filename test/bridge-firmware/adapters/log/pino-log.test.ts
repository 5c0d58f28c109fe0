import { describe, expect, it } from "@jest/globals";
import { createPinoLog } from "../../../../bridge-firmware/src/adapters/log/pino-log.ts";

function logged(use: (log: ReturnType<typeof createPinoLog>) => void, level: "info" | "debug" = "info") {
  const lines: string[] = [];
  use(createPinoLog({ level, destination: { write: (line) => lines.push(line) } }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("the log", () => {
  it("is one JSON object a line, with level, time, fields and message", () => {
    const [line] = logged((log) => log.info({ commandId: "01J", acceptedMs: 3 }, "command accepted"));
    expect(line).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      commandId: "01J",
      acceptedMs: 3,
      msg: "command accepted",
    });
  });

  it("leaves out fields that could only hold secrets, and masks Bluetooth addresses wherever they stand", () => {
    const [line] = logged((log) =>
      log.warn(
        { name: "Patio", password: "x", reason: "0A:00:00:00:00:01 is gone" },
        "dev_0A_00_00_00_00_01 and 0a:00:00:00:00:01",
      ),
    );
    expect(line).toMatchObject({ reason: "(address) is gone", msg: "dev_(address) and (address)" });
    expect(Object.keys(line ?? {})).not.toEqual(expect.arrayContaining(["name"]));
    expect(line).not.toHaveProperty("password");
  });

  it("says no more than it was told to", () => {
    expect(logged((log) => log.debug({}, "a retry"))).toEqual([]);
    expect(logged((log) => log.debug({}, "a retry"), "debug")).toHaveLength(1);
  });
});
