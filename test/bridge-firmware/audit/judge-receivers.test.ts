// What the audit makes of the receivers' programs.
import { describe, expect, it } from "@jest/globals";
import { judgeReceiver } from "../../../bridge-firmware/src/audit/judge-receivers.ts";

const VERSION =
  "3.3.8-libdaemon-OpenSSL-Avahi-ALSA-jack-pa-dummy-stdout-pipe-soxr-convolution-metadata-mqtt-dbus-mpris\n";

describe("a receiver's program", () => {
  it.each([
    ["that is there and can be found is fine", "airplay", VERSION, ["avahi-daemon"], "ok", /^3\.3\.8-libdaemon/u, null],
    [
      "that is missing is told with what brings it",
      "airplay",
      null,
      ["avahi-daemon"],
      "fail",
      /shairport-sync is not installed/u,
      /apt install .*shairport-sync/u,
    ],
    [
      "that Debian runs, too, is in its own way",
      "dlna",
      "gmediarender 0.1",
      ["gmediarender"],
      "fail",
      /Debian's own service/u,
      /disable --now gmediarender/u,
    ],
    [
      "that nobody can find is told with what lets it be found",
      "airplay",
      VERSION,
      [],
      "fail",
      /avahi-daemon does not run/u,
      /enable --now avahi-daemon/u,
    ],
    ["that needs no mDNS is fine without", "dlna", "gmediarender 0.1", [], "ok", /gmediarender 0\.1/u, null],
    [
      "that Debian has not is told with where to read",
      "spotify",
      null,
      [],
      "fail",
      /librespot is not installed/u,
      /docs\/receivers\.md/u,
    ],
  ] as const)("%s", (_, kind, version, running, verdict, seen, todo) => {
    const judged = judgeReceiver({ kind, version, running });
    expect(judged).toMatchObject({ verdict, seen: expect.stringMatching(seen) });
    if (todo === null) expect(judged.todo).toBeNull();
    else expect(judged.todo).toMatch(todo);
  });
});
