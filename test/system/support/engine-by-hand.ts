// The installed engine, asked by somebody else than the daemon, under all of its unit's restrictions.
import type { Machine } from "./container.ts";

/** Run by the installed Node, as the only user who may connect. */
const ASK = `
const socket = require("node:net").connect("/run/house-band-engine.sock");
const send = (request) => socket.write(JSON.stringify(request) + "\\n");
const member = { output: "a", channel: "stereo", volumePercent: 50, muted: false, latencyMs: 0 };
const input = { kind: "files", tracks: [{ path: "/none", title: "" }], startIndex: 0, startMs: 0 };
const zone = "zone_01ARZ3NDEKTSV4RRFFQ69G5FAV";
require("node:readline").createInterface({ input: socket }).on("line", (line) => {
  const event = JSON.parse(line);
  if (event.kind === "ready") {
    send({ kind: "open-output", output: "a", spec: JSON.parse(process.argv[1]) });
    send({ kind: "open-zone", zone, input, paused: true, members: [member] });
  }
  if (event.kind !== "output-failed" && event.kind !== "refused") return;
  console.log(event.reason);
  process.exit(0);
});
setTimeout(() => process.exit(1), 20_000);
`;

/** Why the engine can't open such an output; the daemon must not run meanwhile. */
export async function whyNotOpened(machine: Machine, spec: object): Promise<string> {
  const { out } = await machine.runAs(
    "house-band",
    "/opt/house-band/current/bin/node",
    "-e",
    ASK,
    "--",
    JSON.stringify(spec),
  );
  return out.trim();
}
