// What status says of the receivers of the home's network.
import { describe, expect, it } from "@jest/globals";
import { renderReceivers } from "../../../bridge-firmware/src/cli/render-receivers.ts";

const NAME = "House Band";

describe("the status of receivers", () => {
  it("is a line each: whether it can be chosen, and what to do where it can't", () => {
    const trouble = "exit code 1: fatal error: could not establish a service on port 5000";
    expect(
      renderReceivers([
        { kind: "airplay", name: NAME, state: "ready", trouble: null },
        { kind: "airplay", name: NAME, state: "failing", trouble },
        { kind: "airplay", name: NAME, state: "starting", trouble: null },
        { kind: "dlna", name: NAME, state: "missing", trouble: null },
        { kind: "spotify", name: NAME, state: "missing", trouble: null },
      ]),
    ).toEqual([
      'AirPlay: "House Band" can be chosen',
      `AirPlay: shairport-sync does not run: ${trouble}`,
      "AirPlay: starts",
      "DLNA: gmediarender is not installed. sudo apt install --no-install-recommends gmediarender gstreamer1.0-plugins-good gstreamer1.0-libav && sudo systemctl disable --now gmediarender",
      "Spotify Connect: librespot is not installed. Debian has none: docs/receivers.md says how to get it, and where it is looked for",
    ]);
  });
});
