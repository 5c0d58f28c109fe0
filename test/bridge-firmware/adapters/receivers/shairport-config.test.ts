// The settings that shairport-sync is given.
import { describe, expect, it } from "@jest/globals";
import { toShairportConfig } from "../../../../bridge-firmware/src/adapters/receivers/shairport-config.ts";

const config = (name: string) => toShairportConfig({ name, port: 5_000, audioPipe: "/a", metadataPipe: "/m" });

describe("shairport-sync's settings", () => {
  it("name the bridge, its port and its pipes", () => {
    expect(config("House Band")).toContain('name = "House Band";');
    expect(config("House Band")).toMatch(/port = 5000;.*pipe = \{ name = "\/a"; \};.*pipe_name = "\/m";/su);
  });

  it.each([
    ['quotes " and \\', 'name = "quotes \\" and \\\\";'],
    ["what would be replaced: %h", 'name = "what would be replaced:  h";'],
    ["a line's\nend", 'name = "a line\'s end";'],
  ])("have a name as it is meant: %s", (name, line) => {
    expect(config(name)).toContain(line);
  });
});
