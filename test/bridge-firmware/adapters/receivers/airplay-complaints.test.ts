// What shairport-sync complains of, as the bridge's log and its status have it.

import { describe, expect, it } from "@jest/globals";
import { toComplaint } from "../../../../bridge-firmware/src/adapters/receivers/airplay.ts";

describe("shairport-sync's complaints", () => {
  it("are told without the names and addresses of whoever plays", () => {
    const line = 'warning: the device "Anna\'s iPhone" at 192.168.1.7 has gone';
    expect(toComplaint(line)).toBe("warning: the device … at … has gone");
  });

  it("are told when it can't start", () => {
    const line = "fatal error: could not establish a service on port 5000 -- program terminating.";
    expect(toComplaint(line)).toBe(line);
  });

  it("that it has no name on the system bus is nobody's concern, and never why it ended", () => {
    // Debian 12's 3.3.8 and Debian 13's 4.3.7, each time they start as the bridge's user
    const lines = [
      'warning: could not acquire an MPRIS interface named "org.mpris.MediaPlayer2.ShairportSync" on the system bus.',
      'warning: could not acquire a Shairport Sync native D-Bus interface "org.gnome.ShairportSync" on the system bus.',
    ];
    expect(lines.map(toComplaint)).toEqual([null, null]);
  });

  it("what is none is not told", () => {
    expect(toComplaint("Successful Startup")).toBeNull();
  });
});
