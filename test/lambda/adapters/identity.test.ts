import { describe, expect, it } from "@jest/globals";
import { decodeTime } from "ulid";
import { commandIdOf, createIds, userKeyOf } from "../../../lambda/src/adapters/identity.ts";
import { createLog } from "../../../lambda/src/adapters/log.ts";

describe("a command's id", () => {
  it("is the same for the same request, and another for another", () => {
    const id = commandIdOf("amzn1.echo-api.request.1", 1_790_000_000_000);
    expect(commandIdOf("amzn1.echo-api.request.1", 1_790_000_000_000)).toBe(id);
    expect(commandIdOf("amzn1.echo-api.request.2", 1_790_000_000_000)).not.toBe(id);
  });

  it("is a ULID that holds the request's time", () => {
    expect(decodeTime(commandIdOf("r", 1_790_000_000_123))).toBe(1_790_000_000_123);
  });

  it.each([Number.NaN, -1, 0, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, 1.5])(
    "exists for a timestamp of %p",
    (atMs) => {
      expect(commandIdOf("r", atMs)).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/u);
    },
  );
});

describe("a user's key and an Echo's id", () => {
  it("are one-way, differ from skill to skill, and hold nothing of Alexa's id", () => {
    const user = "amzn1.ask.account.AHXXXXXXXX";
    expect(userKeyOf("skill one", user)).toMatch(/^[0-9a-f]{32}$/u);
    expect(userKeyOf("skill one", user)).toBe(userKeyOf("skill one", user));
    expect(userKeyOf("skill one", user)).not.toBe(userKeyOf("skill two", user));
    expect(createIds("skill one").echoIdOf(user)).toBe(`echo_${userKeyOf("skill one", user)}`);
  });
});

describe("the log", () => {
  it("writes one JSON line per event, from its level on", () => {
    const lines: string[] = [];
    const log = createLog("warn", (line) => lines.push(line));
    log.debug({ n: 1 }, "left out");
    log.info({ n: 1 }, "left out");
    log.warn({ n: 1 }, "a\nline");
    log.error({ requestId: "r" }, "another");
    expect(lines).toEqual([
      '{"level":"warn","message":"a\\nline","n":1}',
      '{"level":"error","message":"another","requestId":"r"}',
    ]);
  });
});
