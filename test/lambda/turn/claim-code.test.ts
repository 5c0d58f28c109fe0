// Codes as Alexa writes down what was said: mostly digits in one, at times in groups or in words.
import { describe, expect, it } from "@jest/globals";
import { parseClaimCode } from "../../../lambda/src/turn/hear/claim-code.ts";

describe("a code that was said", () => {
  it.each([
    ["48219376", "48219376"],
    ["4821 9376", "48219376"],
    ["4 8 2 1 9 3 7 6", "48219376"],
    ["four eight two one, nine three seven six", "48219376"],
    ["four oh two one and nine three zero six", "40219306"],
    ["48-21-93-76", "48219376"],
  ])("is understood: %j", (said, code) => {
    expect(parseClaimCode(said)).toBe(code);
  });

  it.each(["", "?", "123456", "123456789", "twelve thousand", "4821937x", "-48219376.0", "４８２１９３７６"])(
    "is no code: %j",
    (said) => {
      expect(parseClaimCode(said)).toBeNull();
    },
  );
});
