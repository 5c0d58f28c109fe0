import { DisplayName, toDisplayName, toNameKey } from "@house-band/contract";
import { describe, expect, it } from "@jest/globals";

describe("a name's key", () => {
  it.each([
    ["Backyard", "the back yard"],
    ["Fire Pit", "firepit"],
    ["Anna's Room", "annas room"],
    ["Anna’s Room", "Anna's Room"],
    ["Café", "cafe"],
    ["Living-Room", "my living room"],
    ["Küche", "kuche"],
  ])("of %s is that of %s", (one, other) => {
    expect(toNameKey(one)).toBe(toNameKey(other));
  });

  it.each([
    ["Patio", "Party"],
    ["Анин угол", "Анин угл"],
    ["寝室", "居間"],
  ])("of %s is not that of %s", (one, other) => {
    expect(toNameKey(one)).not.toBe(toNameKey(other));
  });

  it("keeps a name that is nothing but an article", () => {
    expect(toNameKey("The The")).toBe("thethe");
  });
});

describe("a display name", () => {
  it("loses controls, line breaks and direction overrides", () => {
    expect(toDisplayName("  Fire\u202E\n Pit\u0000 ")).toBe("Fire Pit");
  });

  it("is cut at forty characters, never within one", () => {
    expect(toDisplayName("🔥".repeat(50))).toBe("🔥".repeat(40));
  });

  it.each(["", "   ", "\u202E", "a\nb", "x".repeat(41)])("is refused when it is %j", (name) => {
    expect(DisplayName.safeParse(name).success).toBe(false);
  });

  it.each(["AT&T Deck", "<b>", "Müllers Küche", "Анин угол", "👩‍🍳 Kitchen"])("may be %s", (name) => {
    expect(DisplayName.safeParse(name).success).toBe(true);
  });
});
